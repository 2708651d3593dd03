//! Where the addresses in one function may go. Owns [`Locations`] and [`Flows`]: a directed graph whose edge `to <- from` with a
//! number of dereferences says that what `from` holds, dereferenced that often, may be stored in `to`; -1 is the address of
//! `from`.
//!
//! The graph and the walk are those of Go's compiler since 1.13, which follow the design note "Escape analysis rewrite" of M.
//! Dempsky (golang issue 23109). Beyond it, stores through a parameter are told apart by parameter, so that objects of the
//! caller that are filled by a callee stay its own.
//! Never looks at instructions or callees.

/// Dereferences are counted up to this many: what is behind more is taken to be behind as many.
const MOST_DEREFS: i8 = 3;

/// The address of a location.
pub(crate) const ADDRESS: i8 = -1;

/// A location of a function's graph.
pub(crate) type Location = u32;

/// What a location stands for, by number: the heap; results; what parameters point to; objects; values; what was captured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Locations {
    /// Results of the function.
    pub results: u32,
    /// Parameters of the function.
    pub params: u32,
    /// Objects that lie in its frame or might.
    pub objects: u32,
    /// Values.
    pub values: u32,
    /// Words of the closure object, the last parameter, that are loaded from it.
    pub captured: u32,
}

impl Locations {
    /// Everything that outlives the call, and cannot be told apart.
    pub const HEAP: Location = 0;

    /// A result.
    pub fn result(self, at: u32) -> Location {
        1 + at
    }

    /// The object a parameter points to.
    pub fn pointee(self, param: u32) -> Location {
        1 + self.results + param
    }

    /// An object.
    pub fn object(self, at: u32) -> Location {
        1 + self.results + self.params + at
    }

    /// The object that a location is.
    pub fn as_object(self, location: Location) -> Option<u32> {
        let at = location.checked_sub(self.object(0))?;
        (at < self.objects).then_some(at)
    }

    /// A value.
    pub fn value(self, at: u32) -> Location {
        self.object(self.objects) + at
    }

    /// A word that was captured.
    pub fn captured(self, at: u32) -> Location {
        self.value(self.values) + at
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.captured(self.captured) as usize
    }
}

/// The edges of a graph, and room for walks.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    edges: Vec<(Location, Location, i8)>,
    /// For each location, where its edges start in `edges`; one more at the end.
    starts: Vec<u32>,
    /// The walk that a location was last reached in, and the fewest dereferences.
    reached: Vec<(u32, i8)>,
    walk: u32,
    order: Vec<Location>,
    work: Vec<Location>,
}

impl Flows {
    /// Forgets all edges.
    pub fn clear(&mut self) {
        self.edges.clear();
    }

    /// What `from` holds, dereferenced `derefs` times, may be stored in `to`.
    pub fn add(&mut self, to: Location, from: Location, derefs: i8) {
        self.edges.push((to, from, derefs));
    }

    /// Ends the list of edges of a graph of `count` locations.
    pub fn finish(&mut self, count: usize) {
        self.edges.sort_unstable();
        self.edges.dedup_by_key(|(to, from, _)| (*to, *from));
        self.starts.clear();
        self.starts.resize(count + 1, 0);
        for (to, ..) in &self.edges {
            self.starts[*to as usize + 1] += 1;
        }
        for at in 0..count {
            self.starts[at + 1] += self.starts[at];
        }
        if self.reached.len() < count {
            self.reached.resize(count, (0, 0));
        }
    }

    /// Walks from `roots` against the flow. All locations whose contents may be in a root are in [`Flows::found`] then, and
    /// [`Flows::derefs`] says after how many dereferences.
    pub fn walk(&mut self, roots: impl IntoIterator<Item = Location>) {
        self.walk += 1;
        self.order.clear();
        for root in roots {
            self.reach(root, 0);
        }
        while let Some(location) = self.work.pop() {
            // If the root holds the address of an object, what the object holds can be reached from there, but is not the
            // address of anything yet.
            let derefs = self.reached[location as usize].1.max(0);
            let edges = self.starts[location as usize] as usize..self.starts[location as usize + 1] as usize;
            for at in edges {
                let (_, from, more) = self.edges[at];
                self.reach(from, (derefs + more).min(MOST_DEREFS));
            }
        }
    }

    fn reach(&mut self, location: Location, derefs: i8) {
        let (walk, fewest) = &mut self.reached[location as usize];
        if *walk != self.walk {
            *walk = self.walk;
            self.order.push(location);
        } else if *fewest <= derefs {
            return;
        }
        *fewest = derefs;
        self.work.push(location);
    }

    /// The locations the last walk found, in the order it found them.
    pub fn found(&self) -> &[Location] {
        &self.order
    }

    /// The fewest dereferences between a location and the roots of the last walk, if it found it.
    pub fn derefs(&self, location: Location) -> Option<i8> {
        let (walk, derefs) = self.reached[location as usize];
        (walk == self.walk).then_some(derefs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One result, two parameters, two objects, four values, of which the first two are the parameters.
    const OF: Locations = Locations { results: 1, params: 2, objects: 2, values: 4, captured: 0 };

    fn flows(edges: &[(Location, Location, i8)]) -> Flows {
        let mut flows = Flows::default();
        for &(to, from, derefs) in edges {
            flows.add(to, from, derefs);
        }
        flows.finish(OF.count());
        flows
    }

    #[test]
    fn locations_are_told_apart() {
        let all =
            [Locations::HEAP, OF.result(0), OF.pointee(0), OF.pointee(1), OF.object(0), OF.object(1), OF.value(0)];
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(OF.count(), 10);
        assert_eq!(all.map(|l| OF.as_object(l)), [None, None, None, None, Some(0), Some(1), None]);
    }

    #[test]
    fn content_is_not_an_address() {
        // heap = *v2, v2 = &object 0, object 0 = v3, v3 = &object 1
        let mut flows = flows(&[
            (Locations::HEAP, OF.value(2), 1),
            (OF.value(2), OF.object(0), ADDRESS),
            (OF.object(0), OF.value(3), 0),
            (OF.value(3), OF.object(1), ADDRESS),
        ]);
        flows.walk([Locations::HEAP]);
        assert_eq!(flows.derefs(OF.object(0)), Some(0));
        assert_eq!(flows.derefs(OF.object(1)), Some(ADDRESS));
        assert_eq!(flows.derefs(OF.value(0)), None);
    }

    #[test]
    fn fewest_dereferences_count_and_cycles_end() {
        let mut flows = flows(&[
            (OF.result(0), OF.value(2), 0),
            (OF.value(2), OF.value(2), 1),
            (OF.value(2), OF.value(3), 1),
            (OF.value(3), OF.value(2), 1),
            (OF.value(3), OF.value(0), 1),
            (OF.value(2), OF.value(0), 0),
            (OF.value(3), OF.value(1), 1),
        ]);
        flows.walk([OF.result(0)]);
        assert_eq!(flows.derefs(OF.value(0)), Some(0));
        assert_eq!(flows.derefs(OF.value(1)), Some(2));
        flows.walk([Locations::HEAP]);
        assert_eq!(flows.found(), [Locations::HEAP]);
    }
}

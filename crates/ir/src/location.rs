//! Where instructions come from. Owns [`Locations`]: the table that [`InstData::location`](crate::InstData::location)
//! indexes.
//!
//! Textual IR leaves locations out: they change no meaning.

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use crate::entities::Func;

/// A place in the source: a line of a function, which may have been inlined into another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// Number of the function's name in the table.
    pub function: u32,
    /// Number of the file's name in the table.
    pub file: u32,
    /// The line, from 1.
    pub line: u32,
    /// The location of the call that the function was put in place of; 0 if it was not.
    pub inlined_at: u32,
}

/// All locations of a module. Location 0 is nowhere.
#[derive(Clone, Debug, Default)]
pub struct Locations {
    names: IndexSet<String>,
    table: IndexSet<Location>,
    /// Numbers of the names that reports show functions under.
    functions: FxHashMap<Func, u32>,
    /// Where functions begin, by the number of the name.
    starts: FxHashMap<u32, u32>,
}

impl Locations {
    /// The number of a name.
    pub fn intern_name(&mut self, name: &str) -> u32 {
        match self.names.get_index_of(name) {
            Some(index) => index as u32,
            None => self.names.insert_full(name.to_owned()).0 as u32,
        }
    }

    /// The name with this number.
    ///
    /// # Panics
    /// If there is none.
    pub fn name(&self, number: u32) -> &str {
        self.names.get_index(number as usize).unwrap_or_else(|| panic!("location name {number}"))
    }

    /// The number of a location, which is not 0.
    pub fn intern(&mut self, location: Location) -> u32 {
        self.table.insert_full(location).0 as u32 + 1
    }

    /// The location with this number; `None` for 0 and numbers that were never given out.
    pub fn get(&self, number: u32) -> Option<&Location> {
        self.table.get_index((number as usize).checked_sub(1)?)
    }

    /// Says under which name reports show a function.
    pub fn name_function(&mut self, func: Func, name: &str) {
        let number = self.intern_name(name);
        self.functions.insert(func, number);
    }

    /// The number of the name that reports show a function under, if it is shown.
    pub fn function_name(&self, func: Func) -> Option<u32> {
        self.functions.get(&func).copied()
    }

    /// Says that the function of a location begins there.
    pub fn set_start(&mut self, number: u32) {
        if let Some(location) = self.get(number) {
            self.starts.insert(location.function, number);
        }
    }

    /// Where the function with this name begins; for the function behind a method value it is where the method does.
    pub fn start(&self, function: u32) -> Option<&Location> {
        self.get(self.start_number(function)?)
    }

    /// The number of the location where a function begins; 0 if it is not shown.
    pub fn function_start(&self, func: Func) -> u32 {
        self.function_name(func).and_then(|name| self.start_number(name)).unwrap_or(0)
    }

    fn start_number(&self, function: u32) -> Option<u32> {
        if let Some(number) = self.starts.get(&function) {
            return Some(*number);
        }
        let method = self.names.get_index_of(self.name(function).strip_suffix("-fm")?)?;
        self.starts.get(&(method as u32)).copied()
    }

    /// The location `number` of a function that has been put in place of a call at `call`.
    pub fn inlined(&mut self, number: u32, call: u32) -> u32 {
        match self.get(number).copied() {
            None => call,
            Some(location) => {
                let inlined_at = self.inlined(location.inlined_at, call);
                self.intern(Location { inlined_at, ..location })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inlining_extends_the_outermost_call() {
        let mut locations = Locations::default();
        let mut at = |name: &str, line, inlined_at| {
            let function = locations.intern_name(name);
            locations.intern(Location { function, file: 0, line, inlined_at })
        };
        let call_of_g = at("f", 1, 0);
        let inner = at("g", 2, 0);
        let nested = at("h", 3, inner);
        let moved = locations.inlined(nested, call_of_g);
        let chain: Vec<u32> =
            std::iter::successors(locations.get(moved), |l| locations.get(l.inlined_at)).map(|l| l.line).collect();
        assert_eq!(chain, [3, 2, 1]);
        assert_eq!(locations.inlined(0, call_of_g), call_of_g);
        assert!(locations.get(0).is_none());
    }
}

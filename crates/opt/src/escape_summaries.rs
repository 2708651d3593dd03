//! What functions do with the addresses they are given. Owns [`Summaries`]: for each parameter, where it leaks to and after how
//! many dereferences, for functions with a body (the analysis fills these in), of the runtime, of the host, and for what
//! indirect calls may reach.

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::{Class, Func, Linkage, Module};

use crate::closures::closure_functions;

/// Where something may be found after a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Sink {
    /// Anywhere.
    Heap,
    /// In this result.
    Result(u32),
    /// In the object this parameter points to.
    Pointee(u32),
}

/// A parameter, dereferenced so often, may be found there.
pub(crate) type Leak = (Sink, i8);

/// The leaks of each parameter, with no place twice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Summary(Vec<Vec<Leak>>);

impl Summary {
    /// Nothing leaks.
    pub fn new(params: usize) -> Summary {
        Summary(vec![Vec::new(); params])
    }

    /// Everything leaks.
    pub fn unknown(params: usize) -> Summary {
        Summary(vec![vec![(Sink::Heap, 0)]; params])
    }

    /// The number of parameters.
    pub fn params(&self) -> usize {
        self.0.len()
    }

    /// The leaks of a parameter.
    pub fn of(&self, param: usize) -> &[Leak] {
        &self.0[param]
    }

    /// Adds a leak; whether that says more.
    pub fn add(&mut self, param: usize, (sink, derefs): Leak) -> bool {
        let leaks = &mut self.0[param];
        match leaks.iter_mut().find(|(to, _)| *to == sink) {
            Some((_, fewest)) if *fewest <= derefs => false,
            Some((_, fewest)) => {
                *fewest = derefs;
                true
            }
            None => {
                leaks.push((sink, derefs));
                true
            }
        }
    }

    /// Adds all leaks of another function with as many parameters; whether that says more.
    pub fn join(&mut self, other: &Summary) -> bool {
        let mut more = false;
        for (param, leaks) in other.0.iter().enumerate() {
            for &leak in leaks {
                more |= self.add(param, leak);
            }
        }
        more
    }
}

/// What a function that is called with a closure object puts into the heap of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct CapturedLeaks {
    /// The object itself, dereferenced that often.
    pub object: Option<i8>,
    /// The words at these offsets, dereferenced that often.
    pub words: Vec<(u32, i8)>,
}

impl CapturedLeaks {
    /// Adds all of another; whether that says more.
    fn join(&mut self, other: &CapturedLeaks) -> bool {
        let mut more = false;
        if let Some(derefs) = other.object
            && self.object.is_none_or(|fewest| derefs < fewest)
        {
            self.object = Some(derefs);
            more = true;
        }
        for &(offset, derefs) in &other.words {
            match self.words.iter_mut().find(|(at, _)| *at == offset) {
                Some((_, fewest)) if *fewest <= derefs => {}
                Some((_, fewest)) => {
                    *fewest = derefs;
                    more = true;
                }
                None => {
                    self.words.push((offset, derefs));
                    more = true;
                }
            }
        }
        more
    }
}

/// Indices of parameters, each with its leaks.
type ParamLeaks = &'static [(usize, &'static [Leak])];

/// Parameters of runtime functions that do not leak as a whole, by index. What is not listed may be found anywhere.
/// Keys are copied into maps and elements into channels: what they point to leaks. A map in a frame is one object with its first
/// group, where elements lie.
const RUNTIME_LEAKS: &[(&str, ParamLeaks)] = &[
    ("bytes_from_string", &[(0, &[]), (2, &[])]),
    ("callers", &[(0, &[]), (2, &[])]),
    ("chan_send", &[(1, &[(Sink::Heap, 1)])]),
    ("chan_try_send", &[(1, &[(Sink::Heap, 1)])]),
    ("decode_rune", &[(0, &[])]),
    ("eface_equal", &[(0, &[]), (1, &[]), (2, &[]), (3, &[])]),
    ("hash_memory", &[(0, &[])]),
    ("iface_equal", &[(0, &[]), (1, &[]), (2, &[]), (3, &[])]),
    ("map_assign", &[(1, &[(Sink::Result(0), 0)]), (2, &[(Sink::Heap, 1)])]),
    ("map_assign_i32", &[(1, &[(Sink::Result(0), 0)])]),
    ("map_assign_i64", &[(1, &[(Sink::Result(0), 0)])]),
    ("map_assign_str", &[(1, &[(Sink::Result(0), 0)])]),
    ("map_clear", &[(1, &[])]),
    ("map_clone", &[(1, &[])]),
    ("map_delete", &[(1, &[]), (2, &[])]),
    ("map_delete_i32", &[(1, &[])]),
    ("map_delete_i64", &[(1, &[])]),
    ("map_delete_str", &[(1, &[]), (2, &[])]),
    ("map_get", &[(1, &[(Sink::Result(0), 0)]), (2, &[])]),
    ("map_get_i32", &[(1, &[(Sink::Result(0), 0)])]),
    ("map_get_i64", &[(1, &[(Sink::Result(0), 0)])]),
    ("map_get_str", &[(1, &[(Sink::Result(0), 0)]), (2, &[])]),
    ("map_iter_init", &[(1, &[(Sink::Pointee(2), 0)]), (2, &[])]),
    ("map_iter_next", &[(0, &[])]),
    ("memory_equal", &[(0, &[]), (1, &[])]),
    ("memory_statistics", &[(0, &[])]),
    ("print_interface", &[(0, &[]), (1, &[])]),
    ("print_pointer", &[(0, &[])]),
    ("print_slice", &[(0, &[])]),
    ("print_string", &[(0, &[])]),
    ("runes_from_string", &[(0, &[])]),
    ("slice_grow", &[(0, &[]), (2, &[(Sink::Heap, 1)])]),
    ("string_compare", &[(0, &[]), (2, &[])]),
    ("string_concat", &[(0, &[(Sink::Result(0), 1)]), (2, &[])]),
    ("string_concat2", &[(0, &[(Sink::Result(0), 0)]), (2, &[(Sink::Result(0), 0)]), (4, &[])]),
    ("string_from_bytes", &[(0, &[]), (2, &[])]),
    ("string_from_rune", &[(1, &[])]),
    ("string_from_runes", &[(0, &[])]),
    ("value_equal", &[(1, &[]), (2, &[])]),
    ("value_hash", &[(1, &[])]),
];

/// The summaries of all functions and classes.
#[derive(Debug)]
pub(crate) struct Summaries {
    funcs: SecondaryMap<Func, Summary>,
    classes: SecondaryMap<Class, Summary>,
    captured: SecondaryMap<Func, CapturedLeaks>,
    /// The functions of closures that are made somewhere.
    of_closures: EntitySet<Func>,
    /// The classes each function belongs to.
    memberships: SecondaryMap<Func, Vec<Class>>,
}

impl Summaries {
    /// Those of functions with a body say that nothing leaks.
    pub fn new(module: &Module) -> Summaries {
        let mut funcs = SecondaryMap::new();
        for (func, decl) in &module.funcs {
            let params = decl.signature.params.len();
            funcs[func] = match &decl.linkage {
                Linkage::Defined(_) => Summary::new(params),
                Linkage::Import { .. } => Summary::unknown(params),
                Linkage::Runtime(_) => of_runtime(&decl.name, params),
            };
        }
        let mut classes: SecondaryMap<Class, Summary> = SecondaryMap::new();
        let mut memberships: SecondaryMap<Func, Vec<Class>> = SecondaryMap::new();
        for (class, callee) in &module.classes {
            classes[class] = Summary::new(callee.signature.params.len());
            for &member in &callee.members {
                classes[class].join(&funcs[member]);
                memberships[member].push(class);
            }
        }
        let mut captured: SecondaryMap<Func, CapturedLeaks> = SecondaryMap::new();
        for (func, decl) in &module.funcs {
            if !matches!(decl.linkage, Linkage::Defined(_)) {
                captured[func].object = Some(0);
            }
        }
        let of_closures = closure_functions(module);
        Summaries { funcs, classes, captured, of_closures, memberships }
    }

    /// What a direct call does.
    pub fn of_func(&self, func: Func) -> &Summary {
        &self.funcs[func]
    }

    /// What an indirect call may do.
    pub fn of_class(&self, class: Class) -> &Summary {
        &self.classes[class]
    }

    /// Whether the last argument of a call of the function is a closure object of its own.
    pub fn is_of_closures(&self, func: Func) -> bool {
        self.of_closures.contains(func)
    }

    /// What a function does with its closure object, where it is called with one.
    pub fn captured(&self, func: Func) -> &CapturedLeaks {
        &self.captured[func]
    }

    /// Adds what was found out about that; whether it says more.
    pub fn join_captured(&mut self, func: Func, found: &CapturedLeaks) -> bool {
        self.captured[func].join(found)
    }

    /// Adds what was found out about a function; whether that says more.
    pub fn join(&mut self, func: Func, found: &Summary) -> bool {
        let more = self.funcs[func].join(found);
        if more {
            for &class in &self.memberships[func] {
                self.classes[class].join(found);
            }
        }
        more
    }
}

fn of_runtime(name: &str, params: usize) -> Summary {
    let mut summary = Summary::unknown(params);
    let known = RUNTIME_LEAKS.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, leaks)| leaks);
    for (param, leaks) in known {
        summary.0[*param] = leaks.to_vec();
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_dereferences_say_more() {
        let mut summary = Summary::new(2);
        assert!(summary.add(1, (Sink::Heap, 2)));
        assert!(!summary.add(1, (Sink::Heap, 3)));
        assert!(summary.add(1, (Sink::Heap, 1)));
        assert!(summary.add(1, (Sink::Pointee(0), 1)));
        assert_eq!(summary.of(0), []);
        assert_eq!(summary.of(1), [(Sink::Heap, 1), (Sink::Pointee(0), 1)]);
        let mut other = Summary::new(2);
        assert!(other.join(&summary) && !other.join(&summary));
        assert_eq!(other, summary);
    }

    #[test]
    fn the_runtime_has_the_functions_of_the_table() {
        for (name, leaks) in RUNTIME_LEAKS {
            let function = abi::runtime_functions::RuntimeFunction::from_name(name);
            let params = function.map_or(&[][..], |function| function.params());
            for (param, _) in *leaks {
                assert_eq!(params.get(*param), Some(&abi::runtime_functions::ValueType::Ptr), "{name}, {param}");
            }
            let gives_back = leaks.iter().any(|(_, leaks)| leaks.iter().any(|(sink, _)| *sink == Sink::Result(0)));
            assert_eq!(function.map(|function| function.gives_back()), Some(gives_back), "{name}");
        }
    }
}

//! Scopes. Owns [`Scope`] and [`ScopeId`]; looks up by name, knows nothing of declarations.

use cranelift_entity::entity_impl;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use source::Symbol;

use crate::ObjectId;

/// A scope of a [`Program`](crate::Program).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(u32);
entity_impl!(ScopeId, "scope");

/// Names declared in one block.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The enclosing scope.
    pub parent: Option<ScopeId>,
    names: IndexMap<Symbol, ObjectId, FxBuildHasher>,
}

impl Scope {
    /// An empty scope in `parent`.
    pub fn new(parent: Option<ScopeId>) -> Scope {
        Scope { parent, names: IndexMap::default() }
    }

    /// The object `name` denotes in this very scope.
    pub fn lookup(&self, name: Symbol) -> Option<ObjectId> {
        self.names.get(&name).copied()
    }

    /// Declares `name`, or gives the object that already has the name. Blank names are not declared.
    pub fn insert(&mut self, name: Symbol, object: ObjectId) -> Option<ObjectId> {
        if name.is_blank() {
            return None;
        }
        match self.names.entry(name) {
            indexmap::map::Entry::Occupied(entry) => Some(*entry.get()),
            indexmap::map::Entry::Vacant(entry) => {
                entry.insert(object);
                None
            }
        }
    }

    /// All names with their objects in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, ObjectId)> + '_ {
        self.names.iter().map(|(name, object)| (*name, *object))
    }
}

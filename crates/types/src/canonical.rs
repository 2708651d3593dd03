//! One id per type. Owns `Program::canonical`: identical types have equal canonical ids.
//!
//! The representative is the first type asked about; the key of a type is built from its parts' representatives.
//! Only for types whose declarations are complete.

use rustc_hash::FxHashMap;
use source::Symbol;

use crate::{ChanDir, PackageId, Program, Signature, Type, TypeId};

/// Cache of canonical ids.
#[derive(Debug, Default)]
pub(crate) struct CanonicalCache {
    ids: FxHashMap<TypeId, TypeId>,
    keys: FxHashMap<Key, TypeId>,
    active: Vec<TypeId>,
}

/// Name, package unless exported, whether embedded, tag and type.
type FieldKey = (Symbol, Option<PackageId>, bool, Box<[u8]>, TypeId);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Key {
    Pointer(TypeId),
    Array(Option<u64>, TypeId),
    Slice(TypeId),
    Map(TypeId, TypeId),
    Chan(ChanDir, TypeId),
    Struct(Vec<FieldKey>),
    Signature(Vec<TypeId>, Vec<TypeId>, bool),
    Tuple(Vec<TypeId>),
    Interface(Vec<(Symbol, Option<PackageId>, TypeId)>, bool, Option<Vec<(bool, TypeId)>>),
    Union(Vec<(bool, TypeId)>),
    Instance(TypeId, Vec<TypeId>),
}

impl Program {
    /// The representative of `ty`: equal for identical types, different otherwise. Never an alias.
    pub fn canonical(&self, ty: TypeId) -> TypeId {
        // Keys are built without holding the lock, since the parts are asked for recursively.
        let ty = self.unalias(ty);
        {
            let cache = self.lock_canonical();
            if let Some(id) = cache.ids.get(&ty) {
                return *id;
            }
            if cache.active.contains(&ty) {
                return ty;
            }
        }
        self.lock_canonical().active.push(ty);
        let key = self.canonical_key(ty);
        let mut cache = self.lock_canonical();
        cache.active.pop();
        let id = match key {
            Some(key) => *cache.keys.entry(key).or_insert(ty),
            None => ty,
        };
        cache.ids.insert(ty, id);
        id
    }

    fn lock_canonical(&self) -> std::sync::MutexGuard<'_, CanonicalCache> {
        self.canonical.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// `None` for types that are identical only to themselves.
    fn canonical_key(&self, ty: TypeId) -> Option<Key> {
        let package = |name: Symbol, package: Option<PackageId>| if name.is_exported() { None } else { package };
        Some(match &self.types[ty] {
            Type::Basic(_) | Type::TypeParam(_) | Type::Alias(_) => return None,
            Type::Named(named) => match named.origin {
                None => return None,
                Some(origin) => {
                    let args = named.type_args.iter().chain(&named.outer_type_args);
                    Key::Instance(origin, args.map(|t| self.canonical(*t)).collect())
                }
            },
            Type::Pointer { base } => Key::Pointer(self.canonical(*base)),
            Type::Array { len, elem } => Key::Array(*len, self.canonical(*elem)),
            Type::Slice { elem } => Key::Slice(self.canonical(*elem)),
            Type::Map { key, elem } => Key::Map(self.canonical(*key), self.canonical(*elem)),
            Type::Chan { dir, elem } => Key::Chan(*dir, self.canonical(*elem)),
            Type::Struct(s) => Key::Struct(
                s.fields
                    .iter()
                    .map(|f| (f.name, package(f.name, f.package), f.is_embedded, f.tag.clone(), self.canonical(f.ty)))
                    .collect(),
            ),
            // Only methods and functions that are not instantiated yet: no value has such a type.
            Type::Signature(signature) if !signature.type_params.is_empty() => return None,
            Type::Signature(Signature { params, results, is_variadic, .. }) => Key::Signature(
                params.iter().map(|p| self.canonical(p.ty)).collect(),
                results.iter().map(|p| self.canonical(p.ty)).collect(),
                *is_variadic,
            ),
            Type::Tuple(types) => Key::Tuple(types.iter().map(|t| self.canonical(*t)).collect()),
            Type::Interface(_) => {
                let set = self.type_set(ty);
                let methods = set.methods.iter().map(|m| {
                    let method = self.object(*m);
                    (method.name, package(method.name, method.package), self.canonical(method.ty))
                });
                let terms =
                    set.terms.as_ref().map(|terms| terms.iter().map(|t| (t.is_tilde, self.canonical(t.ty))).collect());
                Key::Interface(methods.collect(), set.is_comparable, terms)
            }
            Type::Union(terms) => Key::Union(terms.iter().map(|t| (t.is_tilde, self.canonical(t.ty))).collect()),
        })
    }
}

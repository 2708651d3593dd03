//! Substitution of type parameters. Owns `Program::substitute`, which lowering uses too; never looks at underlying types,
//! so that it may be used on types that are still being declared.
//!
//! A type that mentions none of the parameters is given back as it is. Instances stay unexpanded: only their type
//! arguments are replaced. After Go's `types2`, but a type declared inside a generic function is an instance too.

use rustc_hash::FxHashMap;

use crate::{
    Alias, Field, Interface, Named, Object, ObjectId, ObjectKind, Param, Program, Signature, Struct, Type, TypeId,
    TypeParam, UnionTerm,
};

/// Deeper nesting than this is given up: the result is [`TypeId::INVALID`].
const MAX_DEPTH: u32 = 3000;

/// One substitution.
struct Substitution<'a> {
    program: &'a Program,
    /// What replaces what, in pairs; a list, since there are few.
    pairs: Vec<(TypeId, TypeId)>,
    /// Results for types that are not hash-consed.
    done: FxHashMap<TypeId, TypeId>,
    depth: u32,
}

impl Program {
    /// `ty` with each of the type parameters `params` replaced by the type at the same place in `args`.
    ///
    /// Parameters beyond the end of `args` stay. To monomorphise a body, replace the type parameters of its function
    /// (for a method first [`Signature::recv_type_params`], then [`Signature::type_params`]) in every type that
    /// the [`Info`](crate::Info) records for it; the results contain no type parameter if `args` do not.
    pub fn substitute(&self, ty: TypeId, params: &[TypeId], args: &[TypeId]) -> TypeId {
        if params.is_empty() || args.is_empty() {
            return ty;
        }
        let pairs = params.iter().copied().zip(args.iter().copied()).filter(|(p, a)| p != a).collect();
        self.substitution(pairs).ty(ty)
    }

    /// As [`Program::substitute`], for several types.
    pub fn substitute_all(&self, types: &[TypeId], params: &[TypeId], args: &[TypeId]) -> Vec<TypeId> {
        let pairs = params.iter().copied().zip(args.iter().copied()).filter(|(p, a)| p != a).collect();
        let mut substitution = self.substitution(pairs);
        types.iter().map(|ty| substitution.ty(*ty)).collect()
    }

    /// As [`Program::substitute`], but parameters whose argument is not known stay.
    pub(crate) fn substitute_known(&self, ty: TypeId, params: &[TypeId], args: &[Option<TypeId>]) -> TypeId {
        let pairs = params.iter().zip(args).filter_map(|(p, a)| Some((*p, (*a)?))).collect();
        self.substitution(pairs).ty(ty)
    }

    fn substitution(&self, pairs: Vec<(TypeId, TypeId)>) -> Substitution<'_> {
        Substitution { program: self, pairs, done: FxHashMap::default(), depth: 0 }
    }

    /// New type parameters like `params`, whose constraints refer to each other and not to `params`.
    pub(crate) fn fresh_type_params(&self, params: &[TypeId]) -> Vec<TypeId> {
        self.substitution(Vec::new()).fresh(params)
    }
}

impl Substitution<'_> {
    fn ty(&mut self, ty: TypeId) -> TypeId {
        if self.pairs.is_empty() {
            return ty;
        }
        if self.depth >= MAX_DEPTH {
            return TypeId::INVALID;
        }
        let program = self.program;
        let slot = match &program.types[ty] {
            Type::Basic(_) => return ty,
            Type::TypeParam(_) => return self.pairs.iter().find(|(p, _)| *p == ty).map_or(ty, |(_, arg)| *arg),
            Type::Struct(_) | Type::Signature(_) | Type::Tuple(_) | Type::Interface(_) | Type::Union(_) => true,
            _ => false,
        };
        if slot && let Some(done) = self.done.get(&ty) {
            return *done;
        }
        self.depth += 1;
        let result = self.composite(ty);
        self.depth -= 1;
        if slot {
            self.done.insert(ty, result);
        }
        result
    }

    fn composite(&mut self, ty: TypeId) -> TypeId {
        let program = self.program;
        let add = |new: Type| program.types.add(new);
        match &program.types[ty] {
            Type::Basic(_) | Type::TypeParam(_) => ty,
            Type::Pointer { base } => match self.changed(*base) {
                Some(base) => add(Type::Pointer { base }),
                None => ty,
            },
            Type::Array { len, elem } => match self.changed(*elem) {
                Some(elem) => add(Type::Array { len: *len, elem }),
                None => ty,
            },
            Type::Slice { elem } => match self.changed(*elem) {
                Some(elem) => add(Type::Slice { elem }),
                None => ty,
            },
            Type::Chan { dir, elem } => match self.changed(*elem) {
                Some(elem) => add(Type::Chan { dir: *dir, elem }),
                None => ty,
            },
            Type::Map { key, elem } => {
                let new = (self.ty(*key), self.ty(*elem));
                if new == (*key, *elem) { ty } else { add(Type::Map { key: new.0, elem: new.1 }) }
            }
            Type::Struct(old) => {
                let types: Vec<TypeId> = old.fields.iter().map(|f| self.ty(f.ty)).collect();
                if old.fields.iter().zip(&types).all(|(f, ty)| f.ty == *ty) {
                    return ty;
                }
                let fields = old.fields.iter().zip(types).map(|(f, ty)| Field { ty, ..f.clone() }).collect();
                add(Type::Struct(Struct { fields }))
            }
            Type::Signature(old) => self.signature(old).map_or(ty, |new| add(Type::Signature(new))),
            Type::Tuple(types) => match self.list(types) {
                Some(types) => add(Type::Tuple(types)),
                None => ty,
            },
            Type::Union(terms) => {
                let types: Vec<TypeId> = terms.iter().map(|t| t.ty).collect();
                match self.list(&types) {
                    Some(types) => {
                        let terms = terms.iter().zip(types).map(|(t, ty)| UnionTerm { is_tilde: t.is_tilde, ty });
                        add(Type::Union(terms.collect()))
                    }
                    None => ty,
                }
            }
            Type::Interface(old) => self.interface(ty, old),
            Type::Alias(alias) => self.alias(ty, alias),
            Type::Named(named) => self.named(ty, named),
        }
    }

    /// The substituted type if it is another one.
    fn changed(&mut self, ty: TypeId) -> Option<TypeId> {
        let new = self.ty(ty);
        (new != ty).then_some(new)
    }

    fn list(&mut self, types: &[TypeId]) -> Option<Vec<TypeId>> {
        let new: Vec<TypeId> = types.iter().map(|ty| self.ty(*ty)).collect();
        (new != types).then_some(new)
    }

    fn params(&mut self, params: &[Param]) -> Option<Vec<Param>> {
        let types: Vec<TypeId> = params.iter().map(|p| self.ty(p.ty)).collect();
        if params.iter().zip(&types).all(|(p, ty)| p.ty == *ty) {
            return None;
        }
        Some(params.iter().zip(types).map(|(p, ty)| Param { ty, ..p.clone() }).collect())
    }

    fn signature(&mut self, old: &Signature) -> Option<Signature> {
        // Instantiation replaces the signature's own type parameters; anything else leaves them, but then their
        // constraints may change, so that the result has type parameters of its own.
        let own = &old.type_params;
        let is_instantiation = own.first().is_some_and(|first| self.pairs.iter().any(|(p, _)| p == first));
        if own.is_empty() || is_instantiation {
            let (params, results) = (self.params(&old.params), self.params(&old.results));
            if params.is_none() && results.is_none() {
                return None;
            }
            let params = params.unwrap_or_else(|| old.params.clone());
            let results = results.unwrap_or_else(|| old.results.clone());
            return Some(Signature { params, results, ..old.clone() });
        }
        let mut types: Vec<TypeId> = old.params.iter().chain(&old.results).map(|p| p.ty).collect();
        for param in own {
            if let Type::TypeParam(param) = &self.program.types[*param] {
                types.push(param.constraint());
            }
        }
        self.list(&types)?;
        let type_params = self.fresh(own);
        let renamed = own.iter().copied().zip(type_params.iter().copied());
        let mut inner = self.program.substitution(self.pairs.iter().copied().chain(renamed).collect());
        inner.depth = self.depth;
        let params = inner.params(&old.params).unwrap_or_else(|| old.params.clone());
        let results = inner.params(&old.results).unwrap_or_else(|| old.results.clone());
        Some(Signature { type_params, params, results, ..old.clone() })
    }

    /// Type parameters like `params`, in whose constraints everything is replaced, they themselves too.
    fn fresh(&mut self, params: &[TypeId]) -> Vec<TypeId> {
        let program = self.program;
        let new: Vec<TypeId> = params
            .iter()
            .map(|param| match &program.types[*param] {
                Type::TypeParam(old) => program.types.add(Type::TypeParam(TypeParam::new(old.object, old.index))),
                _ => TypeId::INVALID,
            })
            .collect();
        let renamed = params.iter().copied().zip(new.iter().copied());
        let mut inner = program.substitution(self.pairs.iter().copied().chain(renamed).collect());
        inner.depth = self.depth;
        for (old, new) in params.iter().zip(&new) {
            if let (Type::TypeParam(old), Type::TypeParam(new)) = (&program.types[*old], &program.types[*new]) {
                let constraint = inner.ty(old.constraint());
                new.bound.get_or_init(|| constraint);
            }
        }
        new
    }

    fn interface(&mut self, ty: TypeId, old: &Interface) -> TypeId {
        let program = self.program;
        let types: Vec<TypeId> =
            old.methods.iter().map(|m| program.object(*m).ty).chain(old.embedded.iter().map(|e| e.0)).collect();
        let Some(new) = self.list(&types) else { return ty };
        let (signatures, embedded) = new.split_at(old.methods.len());
        let methods: Vec<ObjectId> =
            old.methods.iter().zip(signatures).map(|(method, signature)| self.method(*method, *signature)).collect();
        let embedded = old.embedded.iter().zip(embedded).map(|((_, span), ty)| (*ty, *span)).collect();
        program.types.add(Type::Interface(Interface { methods, embedded, ..old.clone() }))
    }

    /// The interface method `method` with the type `ty`.
    fn method(&mut self, method: ObjectId, ty: TypeId) -> ObjectId {
        let object = self.program.object(method);
        if object.ty == ty {
            return method;
        }
        let mut object = Object { ty, ..object.clone() };
        if let ObjectKind::Func(func) = &mut object.kind {
            func.origin = Some(func.origin.unwrap_or(method));
        }
        self.program.objects.push(object)
    }

    fn alias(&mut self, ty: TypeId, alias: &Alias) -> TypeId {
        if let (Some(origin), Some(args)) = (alias.origin, self.list(&alias.type_args)) {
            return self.program.alias_instance(origin, &args);
        }
        // An alias declared in a generic function may stand for something that mentions its type parameters.
        match alias.actual {
            Some(actual) if alias.origin.is_none() => self.changed(actual).unwrap_or(ty),
            _ => ty,
        }
    }

    fn named(&mut self, ty: TypeId, named: &Named) -> TypeId {
        let origin = named.origin.unwrap_or(ty);
        let outer = match &self.program.types[origin] {
            Type::Named(of) if named.origin.is_none() => of.outer_type_params.clone(),
            _ => named.outer_type_args.clone(),
        };
        if named.type_args.is_empty() && outer.is_empty() {
            return ty;
        }
        let wanted = self.program.as_named(origin).map_or(0, |of| of.type_params.len());
        if named.type_args.len() != wanted && named.origin.is_some() {
            // Reported where it was written.
            return TypeId::INVALID;
        }
        let (args, new_outer) = (self.list(&named.type_args), self.list(&outer));
        if args.is_none() && new_outer.is_none() {
            return ty;
        }
        let args = args.unwrap_or_else(|| named.type_args.clone());
        self.program.named_instance(origin, &args, &new_outer.unwrap_or(outer))
    }
}

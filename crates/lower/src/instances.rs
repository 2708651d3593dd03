//! Instances of generic functions. Owns [`Instance`], a function with its type arguments, and [`Substitution`], through
//! which the body of an instance sees every type.
//!
//! A generic body is lowered once for each list of type arguments that something reachable uses (monomorphisation).
//! Never does: infer or check type arguments, which the checker recorded.

use std::cell::RefCell;
use std::rc::Rc;

use ast::{ExprId, ExprKind, IdentId};
use diagnostics::Code;
use rustc_hash::FxHashMap;
use types::{Mode, ObjectId, ObjectKind, Program, Selection, SelectionKind, Signature, Type, TypeId};

use crate::function::FunctionLowerer;
use crate::program::Lowerer;

/// Type arguments nested more deeply than this, or with more parts than [`MAX_PARTS`], are taken for a program that has
/// no end of instances.
const MAX_DEPTH: u32 = 100;
/// See [`MAX_DEPTH`].
const MAX_PARTS: u32 = 10_000;

/// A list of canonical type arguments, interned: equal for equal lists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct TypeArgs(u32);

/// A function or method with its type arguments, those that its receiver takes first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Instance {
    pub object: ObjectId,
    pub args: TypeArgs,
}

impl From<ObjectId> for Instance {
    /// A function without type parameters.
    fn from(object: ObjectId) -> Instance {
        Instance { object, args: TypeArgs::default() }
    }
}

/// What replaces the type parameters in a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Substitution {
    params: Rc<[TypeId]>,
    args: Rc<[TypeId]>,
    /// The interned arguments.
    pub key: TypeArgs,
    /// Results: types that are not hash-consed keep their ids.
    done: Rc<RefCell<FxHashMap<TypeId, TypeId>>>,
}

impl Substitution {
    /// `ty` without type parameters.
    pub fn ty(&self, program: &Program, ty: TypeId) -> TypeId {
        if self.params.is_empty() {
            return ty;
        }
        if let Some(done) = self.done.borrow().get(&ty) {
            return *done;
        }
        let result = program.substitute(ty, &self.params, &self.args);
        self.done.borrow_mut().insert(ty, result);
        result
    }

    /// What `selection` selects in the instance.
    pub fn selection(&self, program: &Program, selection: &Selection) -> Selection {
        if self.params.is_empty() {
            return selection.clone();
        }
        let name = program.object(selection.object).name;
        let found = program.substitute_selection(selection, &self.params, &self.args);
        found.unwrap_or_else(|| panic!("a type argument lacks {name}"))
    }
}

impl Lowerer<'_> {
    /// The instance of a function with these type arguments.
    pub(crate) fn instance(&mut self, object: ObjectId, args: &[TypeId]) -> Instance {
        let args: Vec<TypeId> = args.iter().map(|ty| self.program.canonical(*ty)).collect();
        let (index, _) = self.type_args.insert_full(args);
        Instance { object, args: TypeArgs(index as u32) }
    }

    /// A method as found on `owner`, with type arguments of its own.
    pub(crate) fn method_instance(&mut self, object: ObjectId, owner: TypeId, own: &[TypeId]) -> Instance {
        let program = self.program;
        let Type::Signature(signature) = &program.types[program.object(object).ty] else {
            panic!("{object} has no signature")
        };
        let mut args = Vec::new();
        if !signature.recv_type_params.is_empty() {
            args.extend_from_slice(program.type_args(owner));
        }
        args.extend_from_slice(own);
        self.instance(object, &args)
    }

    /// The type arguments behind an interned list.
    pub(crate) fn args_of(&self, args: TypeArgs) -> &[TypeId] {
        &self.type_args[args.0 as usize]
    }

    /// What replaces the type parameters in the body of an instance.
    pub(crate) fn substitution(&mut self, instance: Instance) -> Substitution {
        if instance.args == TypeArgs::default() {
            return Substitution::default();
        }
        if let Some(known) = self.substitutions.get(&instance) {
            return known.clone();
        }
        let params = self.program.type_params_of(instance.object);
        let args = self.args_of(instance.args).to_vec();
        let name = self.program.object(instance.object).name;
        assert_eq!(params.len(), args.len(), "type arguments of {name}");
        let substitution =
            Substitution { params: params.into(), args: args.into(), key: instance.args, ..Substitution::default() };
        self.substitutions.insert(instance, substitution.clone());
        substitution
    }

    /// The signature of an instance: no type parameters are left.
    pub(crate) fn instance_signature(&mut self, instance: Instance) -> TypeId {
        let program = self.program;
        let declared = program.object(instance.object).ty;
        if !program.is_generic_function(instance.object) {
            return declared;
        }
        if let Some(known) = self.instance_signatures.get(&instance) {
            return *known;
        }
        let substitution = self.substitution(instance);
        let substituted = substitution.ty(program, declared);
        let Type::Signature(signature) = &program.types[substituted] else { panic!("{substituted} is no signature") };
        let plain = Signature { recv_type_params: Vec::new(), type_params: Vec::new(), ..signature.clone() };
        let ty = program.types.add(Type::Signature(plain));
        self.instance_signatures.insert(instance, ty);
        ty
    }

    /// The type of a method's receiver.
    pub(crate) fn receiver_type(&mut self, instance: Instance) -> Option<TypeId> {
        let program = self.program;
        let receiver = program.as_signature(program.object(instance.object).ty)?.recv?;
        let substitution = self.substitution(instance);
        Some(substitution.ty(program, program.object(receiver).ty))
    }

    /// Whether an instance may be lowered; otherwise reports a program that has no end of instances.
    pub(crate) fn check_instance(&mut self, instance: Instance) -> bool {
        let mut parts = MAX_PARTS;
        let args = self.args_of(instance.args).to_vec();
        if args.iter().all(|ty| self.is_shallow(*ty, MAX_DEPTH, &mut parts)) {
            return true;
        }
        if let Some(span) = self.program.object(instance.object).span {
            let name = self.program.object(instance.object).name;
            let text = format!("the type arguments of {name} are nested too deeply: its instances have no end");
            self.sink.error(Code::Unsupported, span, text);
        }
        false
    }

    fn is_shallow(&self, ty: TypeId, depth: u32, parts: &mut u32) -> bool {
        if depth == 0 || *parts == 0 {
            return false;
        }
        *parts -= 1;
        let program = self.program;
        let outer = match &program.types[program.unalias(ty)] {
            Type::Named(named) => &named.outer_type_args[..],
            _ => &[],
        };
        let members = program.type_parts(ty);
        members.iter().chain(outer).all(|ty| self.is_shallow(*ty, depth - 1, parts))
    }
}

impl FunctionLowerer<'_, '_> {
    /// `ty`, which the checker recorded for the function being lowered, without type parameters.
    pub(crate) fn concrete(&self, ty: TypeId) -> TypeId {
        self.substitution.ty(self.lowerer.program, ty)
    }

    /// The type of a variable.
    pub(crate) fn object_type(&self, object: ObjectId) -> TypeId {
        self.concrete(self.lowerer.program.object(object).ty)
    }

    /// What the selector expression `expr` selects, unless it is a package-qualified name.
    pub(crate) fn selection(&self, expr: ExprId) -> Option<Selection> {
        let selection = self.info.selection(self.file_index, expr)?;
        Some(self.substitution.selection(self.lowerer.program, selection))
    }

    /// The type arguments with which the generic function or method `ident` is used.
    fn own_args(&self, ident: IdentId) -> Vec<TypeId> {
        let instance = self.info.instance(self.file_index, ident);
        instance.map(|i| i.type_args.iter().map(|ty| self.concrete(*ty)).collect()).unwrap_or_default()
    }

    /// The declared function that `ident` denotes, with its type arguments.
    pub(crate) fn function_of(&mut self, ident: IdentId) -> Option<Instance> {
        let object = self.info.use_of(self.file_index, ident)?;
        if !matches!(self.lowerer.program.object(object).kind, ObjectKind::Func(_)) {
            return None;
        }
        let args = self.own_args(ident);
        Some(self.lowerer.instance(object, &args))
    }

    /// The method at the end of a selection by `sel`, with its type arguments.
    pub(crate) fn selected_method(&mut self, selection: &Selection, sel: IdentId) -> Instance {
        let owner = selection.owner.unwrap_or(selection.recv);
        let own = self.own_args(sel);
        self.lowerer.method_instance(selection.object, owner, &own)
    }

    /// The generic function or method in an explicit instantiation `f[int]`; other expressions as they are.
    pub(crate) fn uninstantiated(&self, expr: ExprId) -> ExprId {
        let expr = self.file.unparen(expr);
        let ExprKind::Index { x, .. } = self.file[expr].kind else { return expr };
        let inner = self.file.unparen(x);
        let ident = match self.file[inner].kind {
            ExprKind::Name(ident) => ident,
            ExprKind::Selector { sel, .. } => sel,
            _ => return expr,
        };
        let is_type = matches!(self.mode(inner), Mode::TypeExpr);
        if !is_type && self.info.instance(self.file_index, ident).is_some() { inner } else { expr }
    }

    /// The type of a function or method value, instantiated.
    pub(crate) fn function_type(&self, expr: ExprId) -> TypeId {
        let inner = self.uninstantiated(expr);
        let ident = match self.file[inner].kind {
            ExprKind::Name(ident) => Some(ident),
            ExprKind::Selector { sel, .. } => Some(sel),
            _ => None,
        };
        let is_expression = self.selection(inner).is_some_and(|s| s.kind == SelectionKind::MethodExpr);
        match ident.and_then(|ident| self.info.instance(self.file_index, ident)) {
            Some(instance) if !is_expression => self.concrete(instance.ty),
            _ => self.type_of(expr),
        }
    }

    /// What an expression denotes.
    pub(crate) fn mode(&self, expr: ExprId) -> &Mode {
        &self.info.type_and_value(self.file_index, expr).mode
    }
}

//! Predeclared names. Owns the universe scope, the types with fixed ids and package `unsafe` (Go specification,
//! "Predeclared identifiers").

use constant::Value;
use source::Symbol;

use crate::{
    Alias, BasicKind, Builtin, Func, Info, Interface, Named, Object, ObjectId, ObjectKind, Package, Param, Program,
    Scope, ScopeId, Signature, Type, TypeId,
};

/// Fills a program that is empty.
pub(crate) fn declare(program: &mut Program) {
    let universe = program.scopes.push(Scope::new(None));
    program.universe = universe;
    let unsafe_scope = program.scopes.push(Scope::new(Some(universe)));
    let unsafe_package = program.packages.push(Package {
        path: "unsafe".to_owned(),
        name: Symbol::intern("unsafe"),
        scope: unsafe_scope,
        imports: Vec::new(),
        is_complete: true,
        info: Info::default(),
    });
    for kind in BasicKind::ALL {
        let id = program.types.add(Type::Basic(*kind));
        debug_assert_eq!(id.as_u32(), *kind as u32);
    }
    let empty_tuple = program.types.add(Type::Tuple(Vec::new()));
    debug_assert_eq!(empty_tuple, TypeId::EMPTY_TUPLE);
    let empty_interface = program.types.add(Type::Interface(Interface::default()));
    debug_assert_eq!(empty_interface, TypeId::EMPTY_INTERFACE);

    for kind in BasicKind::ALL {
        if *kind != BasicKind::Invalid && *kind != BasicKind::UnsafePointer && !kind.is_untyped() {
            declare_one(program, universe, kind.name(), ObjectKind::TypeName { is_alias: false }, basic(*kind));
        }
    }
    let any = declare_one(program, universe, "any", ObjectKind::TypeName { is_alias: true }, TypeId::ANY);
    let id = program.types.add(Type::Alias(Alias { actual: Some(TypeId::EMPTY_INTERFACE), ..Alias::new(any) }));
    debug_assert_eq!(id, TypeId::ANY);
    declare_interface_type(program, universe, "error", TypeId::ERROR);
    declare_interface_type(program, universe, "comparable", TypeId::COMPARABLE);
    let stringer = program.types.add(Type::Interface(Interface::default()));
    debug_assert_eq!(stringer, TypeId::STRINGER);

    let signature = program.types.add(Type::Signature(Signature {
        results: vec![Param { name: None, ty: TypeId::STRING, object: None }],
        ..Signature::default()
    }));
    let error_interface = program.types.add(Type::Interface(Interface::default()));
    set_method(program, stringer, "String", signature);
    // type error interface { Error() string }
    set_method(program, error_interface, "Error", signature);
    set_underlying(program, TypeId::ERROR, error_interface);
    let comparable = Interface { is_comparable: true, ..Interface::default() };
    let comparable = program.types.add(Type::Interface(comparable));
    set_underlying(program, TypeId::COMPARABLE, comparable);

    for (name, value) in [("false", false), ("true", true)] {
        let kind = ObjectKind::Const { value: Value::Bool(value) };
        declare_one(program, universe, name, kind, TypeId::UNTYPED_BOOL);
    }
    declare_one(program, universe, "iota", ObjectKind::Const { value: Value::Int(0) }, TypeId::UNTYPED_INT);
    declare_one(program, universe, "nil", ObjectKind::Nil, TypeId::UNTYPED_NIL);
    for builtin in Builtin::ALL.iter().filter(|builtin| !builtin.is_for_tests()) {
        let scope = if builtin.is_unsafe() { unsafe_scope } else { universe };
        let object = declare_one(program, scope, builtin.name(), ObjectKind::Builtin(*builtin), TypeId::INVALID);
        if builtin.is_unsafe() {
            program.objects[object].package = Some(unsafe_package);
        }
    }
    let pointer = ObjectKind::TypeName { is_alias: false };
    let pointer = declare_one(program, unsafe_scope, "Pointer", pointer, TypeId::UNSAFE_POINTER);
    program.objects[pointer].package = Some(unsafe_package);
}

/// Declares the functions that only Go's own tests call.
pub(crate) fn declare_test_functions(program: &mut Program) {
    for builtin in Builtin::ALL.iter().filter(|builtin| builtin.is_for_tests()) {
        let universe = program.universe;
        declare_one(program, universe, builtin.name(), ObjectKind::Builtin(*builtin), TypeId::INVALID);
    }
}

fn basic(kind: BasicKind) -> TypeId {
    TypeId::from_u32(kind as u32)
}

fn declare_one(program: &mut Program, scope: ScopeId, name: &str, kind: ObjectKind, ty: TypeId) -> ObjectId {
    let name = Symbol::intern(name);
    let object =
        program.objects.push(Object { kind, name, span: None, package: None, ty, order: 0, is_package_level: true });
    program.scopes[scope].insert(name, object);
    object
}

fn declare_interface_type(program: &mut Program, scope: ScopeId, name: &str, id: TypeId) {
    let object = declare_one(program, scope, name, ObjectKind::TypeName { is_alias: false }, id);
    let added = program.types.add(Type::Named(Named::new(object)));
    debug_assert_eq!(added, id);
}

/// Makes an interface one with one method.
fn set_method(program: &mut Program, interface: TypeId, name: &str, signature: TypeId) {
    let method = program.objects.push(Object {
        kind: ObjectKind::Func(Func {
            decl: None,
            receiver_base: Some(interface),
            has_pointer_receiver: false,
            is_interface_method: true,
            has_body: false,
            origin: None,
        }),
        name: Symbol::intern(name),
        span: None,
        package: None,
        ty: signature,
        order: 0,
        is_package_level: false,
    });
    let ty = Interface { methods: vec![method], ..Interface::default() };
    program.types.set(interface, Type::Interface(ty));
}

fn set_underlying(program: &mut Program, id: TypeId, underlying: TypeId) {
    if let Type::Named(named) = program.types.get_mut(id) {
        named.underlying = Some(underlying);
    }
}

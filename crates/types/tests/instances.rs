//! What lowering needs to make code for generic functions: recorded instances, substitution, selections on instances.

mod harness;

use ast::{ExprId, ExprKind, IdentId};
use harness::{Checked, check_files};
use source::Symbol;
use types::{Info, ObjectId, Selection, Type, TypeId};

const SOURCE: &str = "package p

type List[T any] struct {
	items []T
	Embedded[T]
}

type Embedded[T any] struct{ last T }

func (e *Embedded[U]) Last() U { return e.last }

func (l *List[E]) Map[R any](f func(E) R) []R {
	type local struct{ value E }
	var out []R
	for _, item := range l.items {
		copied := local{item}
		out = append(out, f(copied.value))
	}
	return out
}

type Stringer interface{ String() string }
type Name string

func (n Name) String() string { return string(n) }

type Getter[T any] interface{ Get() T }

func join[S Stringer](values []S) (text string) {
	for _, value := range values {
		text += value.String()
	}
	return text
}

var ints List[int]
var strings = ints.Map(func(i int) string { return \"\" })
var joined = join([]Name{\"a\"})
var explicit = join[Name]
var last = ints.Last()
var getter Getter[[]int]
";

fn checked() -> Checked {
    let checked = check_files(&[("test.go", SOURCE)], false);
    assert_eq!(checked.reported, "", "unexpected errors");
    checked
}

impl Checked {
    fn object(&self, name: &str) -> ObjectId {
        self.program.lookup_in_package(self.package, Symbol::intern(name)).expect("declared")
    }

    fn info(&self) -> &Info {
        &self.program.package(self.package).info
    }

    fn shown(&self, ty: TypeId) -> String {
        self.program.type_string(ty, Some(self.package))
    }

    /// The identifiers called `name` that are uses, in order.
    fn uses(&self, name: &str) -> Vec<IdentId> {
        let file = &self.files[0];
        let is_use = |i: &IdentId| file.name(*i).as_str() == name && self.info().use_of(0, *i).is_some();
        file.idents.keys().filter(is_use).collect()
    }

    /// The expressions `x.name`, in order.
    fn selectors(&self, name: &str) -> Vec<ExprId> {
        let file = &self.files[0];
        let is_selector =
            |e: &ExprId| matches!(file.kind(*e), ExprKind::Selector { sel, .. } if file.name(*sel).as_str() == name);
        file.exprs.keys().filter(is_selector).collect()
    }

    fn selection(&self, name: &str) -> &Selection {
        self.info().selection(0, self.selectors(name)[0]).expect("a selection")
    }
}

#[test]
fn identifiers_have_their_type_arguments() {
    let c = checked();
    let args = |ident: IdentId| {
        let instance = c.info().instance(0, ident).expect("an instance");
        let args: Vec<String> = instance.type_args.iter().map(|ty| c.shown(*ty)).collect();
        (args.join(", "), c.shown(instance.ty))
    };
    assert_eq!(args(c.uses("Map")[0]), ("string".into(), "func(f func(int) string) []string".into()));
    for ident in c.uses("join") {
        assert_eq!(args(ident), ("Name".into(), "func(values []Name) (text string)".into()));
    }
    let list = c.uses("List");
    assert_eq!(args(*list.last().expect("used")), ("int".into(), "List[int]".into()));
}

#[test]
fn identical_type_arguments_give_one_instance() {
    let c = checked();
    let list = c.program.origin_type(c.program.object(c.object("ints")).ty);
    let bytes = c.program.types.add(Type::Slice { elem: TypeId::BYTE });
    let uint8s = c.program.types.add(Type::Slice { elem: TypeId::UINT8 });
    let a = c.program.instantiate(list, &[bytes]);
    assert_eq!(a, c.program.instantiate(list, &[uint8s]));
    assert_eq!(c.program.canonical(a), c.program.canonical(c.program.instantiate(list, &[uint8s])));
    assert_ne!(a, c.program.instantiate(list, &[TypeId::INT]));
    assert_eq!(c.program.type_args(a), [bytes]);
    assert_eq!(c.program.runtime_type_string(a), "p.List[[]uint8]");
}

#[test]
fn instances_expand_when_they_are_asked() {
    let c = checked();
    let ints = c.program.object(c.object("ints")).ty;
    let fields: Vec<String> =
        c.program.as_struct(ints).expect("a struct").fields.iter().map(|f| c.shown(f.ty)).collect();
    assert_eq!(fields, ["[]int", "Embedded[int]"]);
    let getter = c.program.object(c.object("getter")).ty;
    let method = c.program.interface_methods(getter)[0];
    assert_eq!(c.shown(c.program.object(method).ty), "func() []int");
    let origin = c.program.object(method).as_func().and_then(|f| f.origin).expect("an origin");
    assert_eq!(c.shown(c.program.object(origin).ty), "func() T");
}

#[test]
fn selections_name_the_declared_method_and_its_owner() {
    let c = checked();
    let last = c.selection("Last");
    let owner = last.owner.expect("an owner");
    assert_eq!(c.shown(owner), "Embedded[int]");
    assert_eq!(last.path, [1, 0]);
    let embedded = c.program.origin_type(owner);
    assert_eq!(c.program.declared_methods(embedded), [last.object]);
    assert_eq!(c.shown(c.program.method_type(last.object, owner)), "func() int");
    assert!(c.program.is_generic_function(last.object));
}

#[test]
fn bodies_are_specialised_by_substitution() {
    let c = checked();
    let map = c.selection("Map").object;
    let params = c.program.type_params_of(map);
    assert_eq!(params.iter().map(|p| c.shown(*p)).collect::<Vec<_>>(), ["E", "R"]);
    let args = [TypeId::INT, TypeId::STRING];
    let type_of_use = |name: &str| {
        let ident = c.uses(name)[0];
        let object = c.info().use_of(0, ident).expect("an object");
        c.program.substitute(c.program.object(object).ty, &params, &args)
    };
    assert_eq!(c.shown(type_of_use("item")), "int");
    assert_eq!(c.shown(type_of_use("out")), "[]string");
    assert_eq!(c.shown(type_of_use("l")), "*List[int]");
    // The local type is another one for each list of type arguments.
    let copied = type_of_use("copied");
    let value = c.program.as_struct(copied).expect("a struct").fields[0].ty;
    assert_eq!(value, TypeId::INT);
    assert_eq!(c.program.runtime_type_string(copied), "p.local[int,string]");
    assert_eq!(copied, type_of_use("copied"));
}

#[test]
fn methods_of_constraints_become_those_of_the_argument() {
    let c = checked();
    let selection = c.selection("String");
    assert!(c.program.is_type_param(selection.recv));
    let params = c.program.type_params_of(c.object("join"));
    let name = c.program.object(c.object("Name")).ty;
    let concrete = c.program.substitute_selection(selection, &params, &[name]).expect("a method");
    assert_eq!(concrete.recv, name);
    assert_eq!(concrete.owner, Some(name));
    assert_eq!(c.program.declared_methods(name), [concrete.object]);
}

//! What the checker records for lowering.

mod harness;

use ast::{ExprId, ExprKind};
use harness::{Checked, check_files};
use source::Symbol;
use types::{Mode, Object, ObjectId, SelectionKind, Type};

fn checked(text: &str) -> Checked {
    let checked = check_files(&[("test.go", text)], false);
    assert_eq!(checked.reported, "", "unexpected errors");
    checked
}

impl Checked {
    fn object(&self, name: &str) -> ObjectId {
        self.program.lookup_in_package(self.package, Symbol::intern(name)).expect("declared")
    }

    /// The local variable or parameter called `name`; there must be one.
    fn local(&self, name: &str) -> &Object {
        let info = &self.program.package(self.package).info.files[0];
        let file = &self.files[0];
        let ident = file.idents.keys().find(|i| file.name(*i).as_str() == name && info.defs[*i].is_some());
        let object = ident.and_then(|ident| info.defs[ident].expand()).expect("declared");
        self.program.object(object)
    }

    fn type_string(&self, name: &str) -> String {
        self.program.type_string(self.program.object(self.object(name)).ty, Some(self.package))
    }

    /// The expressions whose text is `text`.
    fn exprs(&self, source: &str, text: &str) -> Vec<ExprId> {
        let file = &self.files[0];
        let is_text = |e: &ExprId| &source[file[*e].span.start as usize..file[*e].span.end as usize] == text;
        file.exprs.keys().filter(is_text).collect()
    }
}

#[test]
fn untyped_operands_get_their_final_types() {
    let source = "package p
func f(s uint, x float32, e any) {
	var a int64 = 1 << s
	b := x * 2
	c := e == 3
	var d any = 'x'
	_, _, _, _ = a, b, c, d
}
";
    let c = checked(source);
    let info = &c.program.package(c.package).info;
    let ty = |text: &str| {
        let expr = c.exprs(source, text)[0];
        c.program.runtime_type_string(info.type_of(0, expr))
    };
    assert_eq!(ty("1"), "int64");
    assert_eq!(ty("1 << s"), "int64");
    assert_eq!(ty("2"), "float32");
    assert_eq!(ty("3"), "int");
    assert_eq!(ty("e == 3"), "bool");
    assert_eq!(ty("'x'"), "int32");
}

#[test]
fn captures_are_listed_for_every_literal_in_between() {
    let source = "package p
func f(param int) func() {
	outer, unused := 1, 2
	_ = unused
	return func() {
		own := 3
		func() { outer += param + own }()
	}
}
";
    let c = checked(source);
    let info = &c.program.package(c.package).info.files[0];
    let mut literals: Vec<(u32, Vec<String>)> = info
        .captures
        .iter()
        .map(|(e, objects)| {
            let names = objects.iter().map(|o| c.program.object(*o).name.to_string()).collect();
            (c.files[0][*e].span.start, names)
        })
        .collect();
    literals.sort();
    assert_eq!(literals[0].1, ["outer", "param"]);
    assert_eq!(literals[1].1, ["outer", "param", "own"]);
    assert!(c.local("outer").as_var().expect("variable").captured);
    assert!(c.local("outer").as_var().expect("variable").reassigned);
    assert!(!c.local("unused").as_var().expect("variable").captured);
}

#[test]
fn addresses_taken_are_marked_on_the_variable() {
    let c = checked(
        "package p
type T struct{ n int; a [4]int }
func (t *T) method() {}
func f() {
	var explicit, field, sliced, receiver, plain, pointed T
	p := &pointed
	_, _ = &explicit, &field.a[1]
	_ = sliced.a[:]
	receiver.method()
	p.method()
	_ = &p.n
	plain.n = 1
	for iteration := 0; iteration < 3; iteration++ {
	}
}
",
    );
    let taken = |name: &str| c.local(name).as_var().expect("variable").address_taken;
    for name in ["explicit", "field", "sliced", "receiver", "pointed"] {
        assert!(taken(name), "{name}");
    }
    assert!(!taken("plain"));
    assert!(!taken("p"));
    assert!(c.local("plain").as_var().expect("variable").reassigned);
    assert!(c.local("iteration").as_var().expect("variable").is_per_iteration);
}

#[test]
fn selections_give_the_path_through_embedded_fields() {
    let source = "package p
type Inner struct{ _, x int }
func (i *Inner) Get() int { return i.x }
type Outer struct { pad int; *Inner }
func f(o Outer) {
	_ = o.x
	_ = o.Get
	_ = (*Inner).Get
}
";
    let c = checked(source);
    let info = &c.program.package(c.package).info;
    let selection = |text: &str| info.selection(0, c.exprs(source, text)[0]).expect("selection").clone();
    let field = selection("o.x");
    assert_eq!((field.kind, field.path, field.is_indirect), (SelectionKind::Field, vec![1, 1], true));
    let method = selection("o.Get");
    assert_eq!((method.kind, method.path), (SelectionKind::MethodValue, vec![1, 0]));
    assert_eq!(selection("(*Inner).Get").kind, SelectionKind::MethodExpr);
}

#[test]
fn comma_ok_forms_have_two_types() {
    let source = "package p
func f(m map[string]int, e any) {
	a, ok := m[\"k\"]
	b := m[\"l\"]
	c, ok := e.(string)
	_, _, _, _ = a, b, c, ok
}
";
    let c = checked(source);
    let info = &c.program.package(c.package).info;
    let shown = |text: &str| {
        let tv = info.type_and_value(0, c.exprs(source, text)[0]);
        (tv.mode.clone(), c.program.runtime_type_string(tv.ty))
    };
    assert_eq!(shown("m[\"k\"]"), (Mode::MapIndex, "(int, bool)".to_owned()));
    assert_eq!(shown("m[\"l\"]"), (Mode::MapIndex, "int".to_owned()));
    assert_eq!(shown("e.(string)"), (Mode::CommaOk, "(string, bool)".to_owned()));
}

#[test]
fn variables_are_initialised_in_order_of_dependency() {
    let c = checked(
        "package p
var (
	a = c + b
	b = f()
	c = 1
	_ = side()
	x, y = pair()
	d = 3
)
func f() int { d++; return d }
func side() int { return x }
func pair() (int, int) { return 1, 2 }
",
    );
    let order: Vec<String> = c
        .program
        .package(c.package)
        .info
        .init_order
        .iter()
        .map(|init| {
            let names: Vec<&str> = init.lhs.iter().map(|o| c.program.object(*o).name.as_str()).collect();
            names.join(",")
        })
        .collect();
    assert_eq!(order, ["c", "x,y", "_", "d", "b", "a"]);
}

#[test]
fn identical_types_have_one_canonical_id() {
    let c = checked(
        "package p
type A = []int
type R interface{ Read(p []byte) int }
var v1 map[string]A
var v2 map[string][]int
var v3 func(x int, s ...string) (r error)
var v4 func(int, ...string) error
var v5 interface { m(); R }
var v6 interface { Read([]uint8) int; m() }
var v7 struct { a int `tag` }
var v8 struct { a int }
var v9 R
",
    );
    let canonical = |name: &str| c.program.canonical(c.program.object(c.object(name)).ty);
    assert_eq!(canonical("v1"), canonical("v2"));
    assert_eq!(canonical("v3"), canonical("v4"));
    assert_eq!(canonical("v5"), canonical("v6"));
    assert_ne!(canonical("v7"), canonical("v8"));
    assert_ne!(canonical("v9"), canonical("v6"));
    assert_eq!(c.type_string("v3"), "func(x int, s ...string) (r error)");
    assert_eq!(c.type_string("v1"), "map[string]A");
    let runtime = |name: &str| c.program.runtime_type_string(c.program.object(c.object(name)).ty);
    assert_eq!(runtime("v1"), "map[string][]int");
    assert_eq!(runtime("v3"), "func(int, ...string) error");
    assert_eq!(runtime("v6"), "interface { Read([]uint8) int; p.m() }");
    assert_eq!(runtime("v7"), "struct { a int \"tag\" }");
    assert_eq!(runtime("v9"), "p.R");
}

#[test]
fn method_sets_follow_embedding() {
    let c = checked(
        "package p
type Base struct{}
func (Base) Value() {}
func (*Base) Pointer() {}
type ByValue struct{ Base }
type ByPointer struct{ *Base }
type Shadow struct { Base; Value int }
",
    );
    let names = |name: &str| -> Vec<&str> {
        let ty = c.program.object(c.object(name)).ty;
        c.program.method_set(ty).iter().map(|m| c.program.object(m.object).name.as_str()).collect()
    };
    assert_eq!(names("Base"), ["Value"]);
    assert_eq!(names("ByValue"), ["Value"]);
    assert_eq!(names("ByPointer"), ["Pointer", "Value"]);
    assert!(names("Shadow").is_empty());
}

#[test]
fn type_switch_clauses_declare_their_own_variables() {
    let source = "package p
func f(e any) {
	switch x := e.(type) {
	case int:
		_ = x
	case string, bool:
		_ = x
	}
}
";
    let c = checked(source);
    let info = &c.program.package(c.package).info.files[0];
    let mut types: Vec<(u32, String)> = info
        .implicits
        .iter()
        .map(|(colon, object)| (*colon, c.program.runtime_type_string(c.program.object(*object).ty)))
        .collect();
    types.sort();
    let types: Vec<String> = types.into_iter().map(|t| t.1).collect();
    assert_eq!(types, ["int", "interface {}"]);
}

#[test]
fn declarations_of_several_files_see_each_other() {
    let c = check_files(
        &[
            ("a.go", "package p\nvar a = b()\n"),
            ("b.go", "package p\nfunc b() T { return T{c} }\ntype T struct{ n int }\nconst c = 1\n"),
        ],
        false,
    );
    assert_eq!(c.reported, "");
    assert!(matches!(c.program.structure(c.program.object(c.object("a")).ty), Type::Struct(_)));
}

#[test]
fn every_value_expression_of_a_valid_file_has_a_type() {
    let source = include_str!("check/valid.go");
    let c = checked(source);
    let info = &c.program.package(c.package).info;
    let file = &c.files[0];
    // Parts of constant expressions may stay untyped: they are never evaluated.
    for (id, expr) in &file.exprs {
        if matches!(expr.kind, ExprKind::Call { .. } | ExprKind::Binary { .. } | ExprKind::BasicLit(_)) {
            let tv = info.type_and_value(0, id);
            let text = &source[expr.span.start as usize..expr.span.end as usize];
            let is_typed = !matches!(c.program.types[tv.ty], Type::Basic(kind) if kind.is_untyped());
            assert!(tv.mode != Mode::Invalid && (is_typed || tv.value().is_some()), "{text}: {tv:?}");
        }
    }
}

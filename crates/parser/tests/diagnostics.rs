//! Syntax errors: their places, wording and number.

use diagnostics::{Sink, render};
use source::SourceMap;

fn errors(text: &str) -> String {
    let mut map = SourceMap::new();
    let id = map.add("a.go", text);
    let mut sink = Sink::new();
    parser::parse_file(id, text, &mut sink);
    let errors = sink.into_sorted();
    errors.iter().map(|error| format!("{} [{}]\n", render::concise(&map, error).trim_end(), error.code)).collect()
}

#[test]
fn several_in_one_function() {
    insta::assert_snapshot!(errors(
        "package p
func f() {
	x := foo(a b)
	if x = 5; y {
		z :=
	}
	for i := 0; i < 10 {
		return 1 2
	}
	y := []int{1, 2 3}
	if x == 1
	{
	}
	defer (f())
	s[1::]
	else { }
	x.
	)
	f(1,
	  2
	)
}
"
    ));
}

#[test]
fn several_items() {
    insta::assert_snapshot!(errors(
        "package p
type T struct {
	a int b int
	c string
}
var (
	q = 1 2
	r int
)
x := 5
func g(a int b int) { a b }
func h()
{
}
func (T) m(...) { _ = x.(type) }
type F func[P any]()
type G[A, B any, interface{}] int
func k(a, b string, int) {}
import \"os\"
"
    ));
}

#[test]
fn consequences_are_not_reported() {
    insta::assert_snapshot!(errors(
        "package p
import (
	\"io\",
	\"os\"
)
import 'a'
import \"math\" ,
type t = 0
type u
type c struct { c chan }
func f() {
	switch x {
	case 1:
		f(1, g()
	case 2:
		l:
	default:
		m:
	case x[1] {
	case y:
		<-chan int<-x
	}
}
type i interface {
	m[T any]()
	n[T]()
	t[T]
	t[]
	m int
	l string
}
type j[t[t]] struct{}
type k[t t[t], t[t]] struct{}
type l struct {
	_ [10 /* comma */ ,]struct{}
}
var a = x[1]{}
var b = x[f()]{}
func g[a b, 0]() { _ = x.(type)
"
    ));
}

#[test]
fn package_clause_is_first() {
    insta::assert_snapshot!(errors("import \"fmt\"\n"));
}

#[test]
fn brackets_that_do_not_match() {
    insta::assert_snapshot!(errors("package p\nfunc f() {\n\tif x {\n\nfunc g() { a b }\nvar x = ]\n"));
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = 100_000;
    let cases = [
        format!("var x = {}1{}", "(".repeat(deep), ")".repeat(deep)),
        format!("var x = {}", "(".repeat(deep)),
        format!("var x = {}1", "- ".repeat(deep)),
        format!("var x {}int", "*".repeat(deep)),
        format!("var x {}int", "[]".repeat(deep)),
        format!("var x {}int", "func() ".repeat(deep)),
        format!("var x = 1{}", "+1".repeat(deep)),
        format!("func f() {{ {} }}", "a: ".repeat(deep)),
        format!("func f() {{ {}{} }}", "{".repeat(deep), "}".repeat(deep)),
        format!("func f() {{ {}{} }}", "if a {".repeat(deep), "}".repeat(deep)),
        format!("func f() {{ {}{} }}", "switch { case a: ".repeat(deep), "}".repeat(deep)),
        format!("var x = {}{}", "func() { _ = ".repeat(deep), "}".repeat(deep)),
        format!("var x = {}{}", "[]T{".repeat(deep), "}".repeat(deep)),
        format!("var x {}int{}", "struct { a ".repeat(deep), "}".repeat(deep)),
        format!("var x {}int{}", "map[".repeat(deep), "]int".repeat(deep)),
        format!("var x {}int", "map[int]".repeat(deep)),
        format!("var x {}int{}", "T[".repeat(deep), "]".repeat(deep)),
        format!("var x = a{}", ".b".repeat(deep)),
        format!("var x = a{}", "[0]".repeat(deep)),
        format!("var x = a{}", "()".repeat(deep)),
        format!("type t interface {{ int{} }}", "|int".repeat(deep)),
        format!("func f() {{ if a {{}} {} }}", "else if a {} ".repeat(deep)),
    ];
    for case in cases {
        let found = errors(&format!("package p\n{case}\n"));
        assert!(found.contains("NestingTooDeep"), "{found}");
    }
}

#[test]
fn long_chains_are_fine() {
    let case = format!("package p\nvar x = 1{}\nvar y = a{}\n", "+1".repeat(9_000), ".f()".repeat(4_000));
    assert_eq!(errors(&case), "");
}

#[test]
fn no_text_panics() {
    let text =
        "package p; func f[T any](a []int) { if x := (T{1}); a[1:] { switch y.(type) { case int: } } else { go f() } }";
    let pieces: Vec<&str> = text.split_inclusive([' ', '(', '{', '[', ']', '}', ')', ';']).collect();
    for i in 0..pieces.len() {
        for j in i..pieces.len() {
            let kept: String = pieces[..i].iter().chain(&pieces[j..]).copied().collect();
            let doubled: String = pieces[..j].iter().chain(&pieces[i..]).copied().collect();
            errors(&kept);
            errors(&doubled);
        }
    }
}

#[test]
fn empty_brackets() {
    insta::assert_snapshot!(errors(
        "package p
var a N[]
var b pkg.N[]
var c = x[]
func f(x N[]) {
	g[]()
}
func h[]() {}
type I interface {
	N[]
	m[]()
	n[P any]()
	N[int]
}
type T[P ...any] struct{}
var d = [2]T[1]{}
"
    ));
}

#[test]
fn what_follows_is_read_as_go_reads_it() {
    insta::assert_snapshot!(errors(
        "package p
import
var _ int
import \"a\"
type F {
	x float64
}
type G = 1
var h (T)[int]
type U interface {
	(int | string)
}
func f() {
	switch x {
	case 1:
		case y {
		case z:
		}
	}
}
"
    ));
}

#[test]
fn many_items_in_error_take_linear_time() {
    // Each `func` starts an item that could end with the file.
    let text = format!("package p\nvar x {}\n", "func ".repeat(100_000));
    assert_eq!(errors(&text).lines().count(), 1);
}

//! Trees of small files, as text.

use diagnostics::{Sink, render};
use source::SourceMap;

fn tree(text: &str) -> String {
    let mut map = SourceMap::new();
    let id = map.add("a.go", text);
    let mut sink = Sink::new();
    let file = parser::parse_file(id, text, &mut sink);
    let errors: String = sink.into_sorted().iter().map(|error| render::concise(&map, error)).collect();
    ast::dump(&file) + &errors
}

/// Counts visits of each node.
struct Census {
    exprs: Vec<u32>,
    idents: Vec<u32>,
    stmts: Vec<u32>,
}

impl ast::Visitor for Census {
    fn visit_expr(&mut self, file: &ast::File, expr: ast::ExprId) {
        self.exprs[expr.as_u32() as usize] += 1;
        ast::walk_expr(self, file, expr);
    }

    fn visit_stmt(&mut self, file: &ast::File, stmt: ast::StmtId) {
        self.stmts[stmt.as_u32() as usize] += 1;
        ast::walk_stmt(self, file, stmt);
    }

    fn visit_ident(&mut self, _file: &ast::File, ident: ast::IdentId) {
        self.idents[ident.as_u32() as usize] += 1;
    }
}

#[test]
fn a_walk_visits_each_node_once() {
    let text = "package p
import f \"fmt\"
type T[P any] struct { a, b int `t`; f.Stringer }
func (t *T[P]) M(x ...int) (e error) {
l:
	for i, v := range t.a[1:2] { if v.(int) > 0 { continue l } else { defer t.M(i...) } }
	switch y := any(t).(type) { case nil, []int: _ = map[string]T[int]{\"a\": {b: 1}} }
	select { case c <- func() bool { return !true }: default: e++ }
	return
}
";
    let mut sink = Sink::new();
    let file = parser::parse_file(source::FileId(0), text, &mut sink);
    assert!(sink.is_empty());
    let mut census = Census {
        exprs: vec![0; file.exprs.len()],
        idents: vec![0; file.idents.len()],
        stmts: vec![0; file.stmts.len()],
    };
    ast::walk_file(&mut census, &file);
    // The package clause's name is no part of a declaration.
    census.idents[0] += 1;
    assert!(census.idents.iter().all(|count| *count == 1), "{:?}", census.idents);
    // The guard of a type switch is parsed as a statement, then taken apart: its nodes have no parent.
    for counts in [census.exprs, census.stmts] {
        assert!(counts.iter().all(|count| *count <= 1), "{counts:?}");
        assert!(counts.iter().filter(|count| **count == 0).count() <= 2, "{counts:?}");
    }
}

#[test]
fn positions_follow_the_productions() {
    let text = "package p\nvar _ = a.b + f(x)[i]";
    let file = parser::parse_file(source::FileId(0), text, &mut Sink::new());
    let mut shown: Vec<String> = Vec::new();
    for expr in file.exprs.values() {
        let (start, end, pos) = (expr.span.start as usize, expr.span.end as usize, expr.pos as usize);
        shown.push(format!("{} @ {}", &text[start..end], &text[pos..pos + 1]));
    }
    let expected = ["a @ a", "a.b @ .", "f @ f", "x @ x", "f(x) @ (", "i @ i", "f(x)[i] @ [", "a.b + f(x)[i] @ +"];
    assert_eq!(shown, expected);
}

#[test]
fn declarations() {
    insta::assert_snapshot!(tree(
        r#"//go:build wasm

package p

import "fmt"
import ( . "os"; _ "net" )

const ( A, B = iota, "x"; C, D; E int = 3; F )
//go:noinline
// A comment.

func (r *T[K]) M(a, b int, c ...string) (n int, err error) { return }

//go:misplaced
var (
	//go:embed a.txt
	x string
	y, z = f()
)
func F(int, func(a int) string, <-chan chan<- int) func()
"#
    ));
}

#[test]
fn types() {
    insta::assert_snapshot!(tree(
        "package p
type A = []map[string]*pkg.T[int, []K]
type S struct { a, b int `tag`; T; *pkg.T; G[int]; c [n]int; d []int; e G[int] \"t\" }
type I interface { M(x int) (y, z string); ~int | pkg.T | []byte; comparable; fmt.Stringer }
type F func(func() chan int, ...T) (func(), error)
type N [2 * n]int
"
    ));
}

#[test]
fn type_parameters_or_array_length() {
    insta::assert_snapshot!(tree(
        "package p
type A[P any] int
type B[P *C] int
type C[P *C,] int
type D[P *[]int] int
type E[P (C), Q any] = int
type F[P *struct{}|Q] int
type G[P []int] int
type H[P] int
func f[P ~int|string, Q interface{ M() }](p P) { g[int, []P](p); g[P](p)(1) }
"
    ));
}

#[test]
fn expressions() {
    insta::assert_snapshot!(tree(
        "package p
var _ = a + b*c == d && !e || <-f(g...) != &T{1, k: {2}, [...]int{3: 4}}
var _ = []int(x)[1:2:3].(interface{}).y[i](func(a int) bool { return a > 0 })
var _ = <-chan int(c) == chan<- func()(nil)
var _ = map[string]func(){\"a\": func() {}}
var _ = struct{ a int }{1}.a - (*T).M(x, *y) &^ ^z << 2
var _ = 'a' + \"b\\n\" + `c` + 0x1p-2i
"
    ));
}

#[test]
fn statements() {
    insta::assert_snapshot!(tree(
        "package p
func f() {
	x, y := 1, 2; x += y; x++; c <- v
outer:
	for i := 0; i < 10; i++ { continue outer }
	for range 10 { }
	for k, v = range m { break }
	for i := range seq { goto outer }
	for x { }
	if a := b(); a == (T{}) { } else if c { } else { }
	switch x := y; x { case 1, 2: fallthrough; default: z() }
	switch v := x.(type) { case int, []T: case nil: }
	select { case v, ok = <-c: case c <- 1: default: }
	go f(); defer func() { recover() }()
	var a, b int = 1, 2
	for _, t := range []T{{1}, {2}} { type L = int }
	{ ; }
	return x, y
}
"
    ));
}

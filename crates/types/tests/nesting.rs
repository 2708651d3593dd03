//! Depth that no tree limits: chains of declarations, each of which needs the next. They are checked or refused.

mod harness;

use std::fmt::Write;

const LENGTH: usize = 20_000;

/// Declarations 0 to `LENGTH`, each made from its number and the next, and a last one.
fn chain(one: impl Fn(usize, usize) -> String, last: &str) -> String {
    let mut text = String::from("package p\n");
    for i in 0..LENGTH {
        let _ = writeln!(text, "{}", one(i, i + 1));
    }
    text + &last.replace('#', &LENGTH.to_string())
}

#[test]
fn chains_of_declarations_do_not_overflow_the_stack() {
    let chains = [
        chain(|i, j| format!("type t{i} t{j}"), "type t# int"),
        chain(|i, j| format!("type t{i} = t{j}"), "type t# = int"),
        chain(|i, j| format!("type t{i} struct {{ a t{j} }}"), "type t# int"),
        chain(|i, j| format!("type t{i} interface {{ t{j} }}"), "type t# interface{}"),
        chain(|i, j| format!("const c{i} = c{j}"), "const c# = 1"),
        chain(|i, j| format!("var v{i} = v{j}"), "var v# = 1"),
        chain(|i, j| format!("var v{i} = func() int {{ return v{j} }}()"), "var v# = 1"),
    ];
    for text in chains {
        let found = harness::check("a.go", &text);
        assert!(found.is_empty() || found.contains("nesting too deep"), "{}", &found[..found.len().min(200)]);
    }
}

#[test]
fn long_chains_of_calls_are_fine() {
    let calls =
        chain(|i, j| format!("func f{i}() int {{ return f{j}() }}"), "func f#() int { return 1 }\nvar x = f0()");
    assert_eq!(harness::check("a.go", &calls), "");
}

#[test]
fn deep_operands_are_checked_or_refused() {
    let deep = 100_000;
    for text in [
        format!("var x = {}true", "!".repeat(deep)),
        format!("var x = 1{}", "+1".repeat(deep)),
        format!("var x = \"\"{}", "+\"a\"".repeat(2_900)),
        format!("var x {}int", "*".repeat(2_900)),
        format!("var x = {}1{}", "(".repeat(900), ")".repeat(900)),
    ] {
        harness::check_whatever_parses("a.go", &format!("package p\n{text}\n"));
    }
}

//! Checks each `tests/check/*.go` and compares what is reported with a snapshot.
//!
//! Except for `wasm_boundary.go`, the snapshots are what Go's own compiler prints.

mod harness;

#[test]
fn reports_what_go_reports() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check");
    let mut names: Vec<String> = std::fs::read_dir(directory)
        .expect("directory of inputs")
        .map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8 name"))
        .collect();
    names.sort();
    assert!(names.len() >= 10, "inputs are missing");
    for name in names {
        let text = std::fs::read_to_string(format!("{directory}/{name}")).expect("input");
        let reported = harness::check(&name, &text);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name.trim_end_matches(".go"), reported);
        });
    }
}

#[test]
fn deep_nesting_is_no_crash() {
    let deep = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    for text in [
        format!("package main\nvar x = {}\n", deep("(", ")", 900)),
        format!("package main\nvar x = {}\n", deep("-", "", 900)),
        format!("package main\nvar x = 1{}\n", " + 1".repeat(9000)),
        format!("package main\nfunc f() int\nvar x = f(){}\n", " + f()".repeat(9000)),
        format!("package main\ntype T {}int\n", "[]".repeat(900)),
        format!("package main\nvar x {}int{}\n", "struct{ f ".repeat(900), " }".repeat(900)),
        format!("package main\nfunc main() {{ {} {} }}\n", "{".repeat(900), "}".repeat(900)),
        format!("package main\nfunc main() {{ {} }}\n", "func() {".repeat(400) + &"}()".repeat(400)),
        format!("package main\nvar x = y{}\n", ".f".repeat(9000)),
    ] {
        harness::check("deep.go", &text);
    }
}

#[test]
fn endless_instances_are_no_crash() {
    for text in [
        "type T[P any] struct { f T[[]P] }\nvar _ = T[int]{} == T[int]{}\n",
        "type T[P any] struct { *T[[]P] }\nvar x T[int]\nvar _ interface{ m() } = x\nvar _ = x.f\n",
        "type I[P any] interface { I[[]P]; m() }\nvar x I[int]\nvar _ = x.f\n",
        "type A[P any] = A[[]P]\ntype C[P C[P]] struct{}\nvar _ C[int]\n",
        "type T[P any] func(T[T[P]]) T[*T[P]]\nfunc f(a T[int], b T[string]) { a = b }\n",
        "func f[P *Q, Q *P]() {}\nfunc g() { f() }\n",
    ] {
        harness::check("endless.go", &format!("package main\n{text}"));
    }
}

#[test]
fn broken_text_is_no_crash() {
    // Every prefix of a valid file, so that trees with holes are checked too.
    let text = include_str!("check/valid.go");
    for end in (0..text.len()).step_by(37) {
        if let Some(prefix) = text.get(..end) {
            harness::check_whatever_parses("prefix.go", prefix);
        }
    }
}

//! Each feature is refused in the version before the one that brought it, and accepted in that one.

mod harness;

/// The minor version, and a text that needs it.
const GATES: [(u32, &str); 13] = [
    (9, "type A = int"),
    (13, "var x = 0b1"),
    (13, "var n = 1\nvar x = 1 << n"),
    (17, "var s []int\nvar x = (*[2]int)(s)"),
    (18, "func f[P any]() {}"),
    (18, "type T[P any] struct{}"),
    (18, "var x any"),
    (20, "var s []int\nvar x = [2]int(s)"),
    (21, "var x = max(1, 2)"),
    (21, "func f(m map[int]int) { clear(m) }"),
    (22, "func f() { for range 3 {} }"),
    (23, "func f(seq func(func(int) bool)) { for range seq {} }"),
    (23, "type A[P any] = []P"),
];

fn reported(minor: u32, text: &str) -> String {
    let text = format!("package p\n\n{text}\n");
    harness::check_files_as(&[("p.go", &text)], false, (1, minor)).reported
}

#[test]
fn features_need_their_version() {
    for (minor, text) in GATES {
        assert_eq!(reported(minor, text), "", "{text} in 1.{minor}");
        let before = reported(minor - 1, text);
        let expected = format!("requires go1.{minor} or later");
        assert!(before.contains(&expected), "{text} in 1.{}: {before:?}", minor - 1);
    }
}

#[test]
fn a_constraint_sets_the_version_of_its_file() {
    let newer = "//go:build go1.22\n\npackage p\n\nfunc f() { for range 3 {} }\n";
    let plain = "package p\n\nfunc g() { for range 3 {} }\n";
    let checked = harness::check_files_as(&[("newer.go", newer), ("plain.go", plain)], false, (1, 21));
    let lines: Vec<&str> = checked.reported.lines().collect();
    assert!(matches!(lines[..], [line] if line.starts_with("plain.go:3:22:")), "{lines:?}");
    let older = "//go:build go1.21\n\npackage p\n\nfunc f() { for range 3 {} }\n";
    let reported = harness::check_files_as(&[("older.go", older)], false, (1, 27)).reported;
    assert!(reported.contains("(file declares //go:build go1.21)"), "{reported}");
}

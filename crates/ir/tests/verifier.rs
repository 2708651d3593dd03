//! The verifier: each rule, broken once, gives its message.

use ir::text::parse_module;
use ir::verify::verify_module;

fn errors(text: &str) -> Vec<String> {
    let module = parse_module(text).unwrap_or_else(|e| panic!("{e}:\n{text}"));
    verify_module(&module).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

const PRELUDE: &str = "runtime f0 \"trap\" (i64) [may_panic]\nclass cl0 \"c\" (i64) -> (i32) {f2}\n\n\
                       func f2 \"callee\" (i64) -> (i32) {\nb0(v0: i64):\n  v1 = wrap v0\n  return v1\n}\n";

/// What the verifier says about a function `(i32, i64, ptr) -> (i32)` whose entry has the parameters `v0`, `v1`, `v2`.
fn about(body: &str) -> Vec<String> {
    errors(&format!(
        "{PRELUDE}\nfunc f1 \"f\" (i32, i64, ptr) -> (i32) {{\nb0(v0: i32, v1: i64, v2: ptr):\n{body}\n}}\n"
    ))
}

#[test]
fn a_correct_function_has_no_errors() {
    assert_eq!(about("  v3 = add.i32 v0, v0\n  return v3"), Vec::<String>::new());
}

#[test]
fn each_broken_rule_is_reported() {
    for (body, wanted) in [
        // Structure.
        ("", "empty block"),
        ("  gc_poll", "no terminator"),
        ("  return v0\n  gc_poll\n  return v0", "terminator in the middle of b0"),
        ("  branch v0, b1\nb1:\n  return v0", "1 targets"),
        ("  switch v0", "0 targets"),
        ("  jump b1(v0)\nb1:\n  return v0", "1 arguments for b1"),
        ("  jump b1\nb1(v3: i32):\n  return v3", "0 arguments for b1"),
        ("  jump b1(v1)\nb1(v3: i32):\n  return v3", "v1 has the wrong type for v3 of b1"),
        // Types.
        ("  v3 = add.ptr v2, v2\n  return v0", "add of ptr"),
        ("  v3 = fadd.i32 v0, v0\n  return v0", "fadd of i32"),
        ("  v3 = add.i32 v0\n  return v0", "add with 1 operands"),
        ("  v3 = add.i32 v0, v1\n  return v0", "operand 1 of add is i64, not i32"),
        ("  v3 = wrap v0\n  return v0", "operand 0 of wrap is i32, not i64"),
        ("  v3 = ptr_add v2, v1\n  return v0", "operand 1 of ptr_add is i64, not i32"),
        ("  store.i64 +0, v2, v0\n  return v0", "operands of store are [I32], not [I64]"),
        ("  store v2, v0\n  return v0", "store names nothing"),
        ("  return v1", "operands of return are [I64], not [I32]"),
        ("  return", "operands of return are [], not [I32]"),
        ("  call f0, v0\n  return v0", "operands of call are [I32], not [I64]"),
        ("  call v0\n  return v0", "call names nothing"),
        ("  panic_if f0, v1, v1\n  return v0", "operand 0 of panic_if is i64, not i32"),
        ("  panic_if f0, v0\n  return v0", "operands of panic_if are [], not [I64]"),
        ("  v3 = call_indirect cl0, v0, v2\n  return v0", "operands of call_indirect are [Ptr], not [I64]"),
        // Immediates.
        ("  v3 = iconst.ptr 4\n  return v0", "iconst with immediate Bits(4)"),
        ("  v3 = iconst.i32\n  return v0", "iconst with immediate None"),
        ("  v3 = data_addr d0+0\n  return v0", "data_addr with immediate Data(d0, 0)"),
        ("  v3 = stack_addr ss0+0\n  return v0", "stack_addr with immediate Slot(ss0, 0)"),
        ("  v3 = func_ref\n  return v0", "func_ref with immediate None"),
        // Dominance.
        ("  v3 = add.i32 v4, v0\n  v4 = add.i32 v0, v0\n  return v3", "v4 is not available in b0"),
        ("  branch v0, b1, b2\nb1:\n  v3 = add.i32 v0, v0\n  jump b2\nb2:\n  return v3", "v3 is not available in b2"),
        ("  branch v0, b1(v0), b2\nb1(v3: i32):\n  return v3\nb2:\n  return v3", "v3 is not available in b2"),
    ] {
        let found = about(body);
        assert!(found.iter().any(|e| e.ends_with(wanted)), "{found:?} lacks {wanted:?}:\n{body}");
    }
}

#[test]
fn the_landing_block_sees_the_entry_only() {
    let text = |landing_use: &str| {
        format!(
            "func f0 \"f\" (i32) -> (i32) {{\n  landing b2\nb0(v0: i32):\n  v1 = add.i32 v0, v0\n  jump b1\nb1:\n  \
             v2 = add.i32 v0, v1\n  return v2\nb2:\n  return {landing_use}\n}}\n"
        )
    };
    assert_eq!(errors(&text("v1")), Vec::<String>::new());
    let found = errors(&text("v2"));
    assert!(found.len() == 1 && found[0].ends_with("v2 is not available in b2"), "{found:?}");
}

#[test]
fn declarations_and_entries_must_agree() {
    let mut module = parse_module("func f0 \"f\" (i32) {\nb0(v0: i32):\n  return\n}\n").expect("module");
    module.funcs[ir::Func::from_u32(0)].signature = ir::Signature::new([ir::Type::I64], []);
    let found = verify_module(&module).expect_err("differs");
    assert_eq!(found[0].to_string(), "f0: f0: signature differs from the declaration");

    let found = errors("func f0 \"f\" (i32) {\nb0(v0: i64):\n  return\n}\n");
    assert_eq!(found, ["f0: b0: parameters of the entry are not the function's"]);
    assert_eq!(errors("func f0 \"f\" () {\n}\n"), ["f0: f0: no entry block"]);
    assert_eq!(errors("export \"x\" f4\n"), ["f4: x: exported but not declared"]);
}

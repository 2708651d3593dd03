//! The builder: variables become SSA values across branches, joins and loops.

use ir::text::write_function;
use ir::{Func, Function, FunctionBuilder, Linkage, Module, Opcode, Signature, Type};

/// Finishes the function, verifies it and prints it.
fn finished(builder: FunctionBuilder) -> String {
    let body = builder.finish();
    let mut module = Module::new();
    let func = module.declare("f", body.signature.clone(), Linkage::Defined(Box::new(body)));
    assert_eq!(func, Func::from_u32(0));
    if let Err(errors) = ir::verify::verify_module(&module) {
        panic!("{}\n{}", errors[0], ir::text::write_module(&module));
    }
    write_function(func, &module.funcs[func], module.body(func).expect("body"))
}

fn builder(params: &[Type], results: &[Type]) -> FunctionBuilder {
    FunctionBuilder::new(Function::new(Signature::new(params, results)))
}

#[test]
fn a_variable_assigned_in_both_arms_becomes_a_parameter_of_the_join() {
    let mut b = builder(&[Type::I32], &[Type::I32]);
    let condition = b.params()[0];
    let x = b.variable(Type::I32);
    let (yes, no, join) = (b.block(), b.block(), b.block());
    b.branch(condition, yes, no);
    b.switch_to_sealed(yes);
    let one = b.iconst(Type::I32, 1);
    b.define(x, one);
    b.jump(join, &[]);
    b.switch_to_sealed(no);
    let two = b.iconst(Type::I32, 2);
    b.define(x, two);
    b.jump(join, &[]);
    b.switch_to_sealed(join);
    let value = b.read(x);
    b.ret(&[value]);
    assert_eq!(
        finished(b),
        "func f0 \"f\" (i32) -> (i32) {
b0(v0: i32):
  branch v0, b1, b2
b1:
  v1 = iconst.i32 1
  jump b3(v1)
b2:
  v2 = iconst.i32 2
  jump b3(v2)
b3(v3: i32):
  return v3
}
"
    );
}

#[test]
fn a_variable_no_arm_assigns_stays_the_value_it_was() {
    let mut b = builder(&[Type::I32], &[Type::I32]);
    let condition = b.params()[0];
    let x = b.variable(Type::I32);
    b.define(x, condition);
    let (yes, join) = (b.block(), b.block());
    b.branch(condition, yes, join);
    b.switch_to_sealed(yes);
    b.jump(join, &[]);
    b.switch_to_sealed(join);
    let value = b.read(x);
    b.ret(&[value]);
    assert!(finished(b).ends_with("b2:\n  return v0\n}\n"));
}

#[test]
fn a_variable_changed_in_a_loop_becomes_a_parameter_of_the_header() {
    let mut b = builder(&[Type::I32], &[Type::I32]);
    let n = b.params()[0];
    let (i, unchanged) = (b.variable(Type::I32), b.variable(Type::I32));
    b.define(i, n);
    b.define(unchanged, n);
    let (header, body, exit) = (b.block(), b.block(), b.block());
    b.jump(header, &[]);
    b.switch_to(header);
    let value = b.read(i);
    b.branch(value, body, exit);
    b.switch_to_sealed(body);
    let (value, step) = (b.read(i), b.read(unchanged));
    let next = b.binary(Opcode::Sub, value, step);
    b.define(i, next);
    b.jump(header, &[]);
    b.seal(header);
    b.switch_to_sealed(exit);
    let value = b.read(i);
    b.ret(&[value]);
    assert_eq!(
        finished(b),
        "func f0 \"f\" (i32) -> (i32) {
b0(v0: i32):
  jump b1(v0)
b1(v1: i32):
  branch v1, b2, b3
b2:
  v2 = sub.i32 v1, v0
  jump b1(v2)
b3:
  return v1
}
"
    );
}

#[test]
fn a_variable_never_assigned_is_zero() {
    for ty in Type::ALL {
        let mut b = builder(&[], &[ty]);
        let x = b.variable(ty);
        let value = b.read(x);
        b.ret(&[value]);
        let zero = if ty.is_float() { format!("fconst.{ty} 0x0") } else { format!("iconst.{ty} 0") };
        assert!(finished(b).contains(&format!("v0 = {zero}\n  return v0")), "{ty}");
    }
}

#[test]
fn instructions_behind_a_terminator_are_in_no_block() {
    let mut b = builder(&[Type::I32], &[]);
    let v = b.params()[0];
    b.ret(&[]);
    assert!(!b.is_reachable());
    b.binary(Opcode::Add, v, v);
    b.ret(&[]);
    assert_eq!(finished(b), "func f0 \"f\" (i32) {\nb0(v0: i32):\n  return\n}\n");
}

#[test]
fn reading_in_a_long_chain_of_blocks_does_not_recurse() {
    let mut b = builder(&[Type::I32], &[Type::I32]);
    let v = b.params()[0];
    let x = b.variable(Type::I32);
    b.define(x, v);
    for _ in 0..100_000 {
        let next = b.block();
        b.jump(next, &[]);
        b.switch_to_sealed(next);
    }
    let value = b.read(x);
    assert_eq!(value, v);
    b.ret(&[value]);
}

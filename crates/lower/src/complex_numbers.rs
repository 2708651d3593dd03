//! Arithmetic of complex numbers, given as real and imaginary part.

use ast::BinaryOp;
use ir::{Opcode, Type as IrType, Value};
use smallvec::SmallVec;

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// An arithmetic operator on complex numbers.
    pub(crate) fn complex_arithmetic(&mut self, op: BinaryOp, left: &[Value], right: &[Value]) -> Values {
        let (a, b, c, d) = (left[0], left[1], right[0], right[1]);
        let (re, im) = match op {
            BinaryOp::Add => (self.b.binary(Opcode::FAdd, a, c), self.b.binary(Opcode::FAdd, b, d)),
            BinaryOp::Sub => (self.b.binary(Opcode::FSub, a, c), self.b.binary(Opcode::FSub, b, d)),
            BinaryOp::Mul => {
                let (ac, bd) = (self.b.binary(Opcode::FMul, a, c), self.b.binary(Opcode::FMul, b, d));
                let (ad, bc) = (self.b.binary(Opcode::FMul, a, d), self.b.binary(Opcode::FMul, b, c));
                (self.b.binary(Opcode::FSub, ac, bd), self.b.binary(Opcode::FAdd, ad, bc))
            }
            BinaryOp::Div => return self.complex_division([a, b], [c, d]),
            op => panic!("{op} of complex numbers"),
        };
        SmallVec::from_slice(&[re, im])
    }

    /// `n / m` as Go computes it: in `complex128`, scaled by the larger part of the divisor, after R. L. Smith,
    /// "Algorithm 116: Complex division" (1962); with infinities and NaNs as C99's Annex G has them.
    fn complex_division(&mut self, n: [Value; 2], m: [Value; 2]) -> Values {
        let narrow = self.b.func.value_type(n[0]) == IrType::F32;
        let widen = |this: &mut Self, v: Value| if narrow { this.b.unary_to(Opcode::Promote, v) } else { v };
        let [a, b, c, d] = [n[0], n[1], m[0], m[1]].map(|v| widen(self, v));
        let func = self.lowerer.complex_division_func();
        let signature = self.lowerer.module.funcs[func].signature.clone();
        let results = self.b.call(func, &signature, &[a, b, c, d]);
        results.into_iter().map(|v| if narrow { self.b.unary_to(Opcode::Demote, v) } else { v }).collect()
    }
}

impl crate::program::Lowerer<'_> {
    /// The function that divides complex numbers: `(a, b, c, d) -> (re, im)` of `(a + bi) / (c + di)`.
    fn complex_division_func(&mut self) -> ir::Func {
        if let Some(func) = self.complex_division {
            return func;
        }
        let signature = ir::Signature::new([IrType::F64; 4], [IrType::F64; 2]);
        let func = self.declare("runtime.complexDivision".into(), signature.clone());
        self.complex_division = Some(func);
        let mut b = ir::FunctionBuilder::new(ir::Function::new(signature));
        let p = b.params();
        let (n_re, n_im, m_re, m_im) = (p[0], p[1], p[2], p[3]);
        let (e, f) = (b.variable(IrType::F64), b.variable(IrType::F64));
        let (wide, tall, join) = (b.block(), b.block(), b.block());
        let (abs_re, abs_im) = (b.unary(Opcode::FAbs, m_re), b.unary(Opcode::FAbs, m_im));
        let is_wide = b.binary(Opcode::FGe, abs_re, abs_im);
        b.branch(is_wide, wide, tall);
        b.switch_to_sealed(wide);
        {
            let ratio = b.binary(Opcode::FDiv, m_im, m_re);
            let scaled = b.binary(Opcode::FMul, ratio, m_im);
            let denominator = b.binary(Opcode::FAdd, m_re, scaled);
            let t = b.binary(Opcode::FMul, n_im, ratio);
            let t = b.binary(Opcode::FAdd, n_re, t);
            let re = b.binary(Opcode::FDiv, t, denominator);
            let t = b.binary(Opcode::FMul, n_re, ratio);
            let t = b.binary(Opcode::FSub, n_im, t);
            let im = b.binary(Opcode::FDiv, t, denominator);
            b.define(e, re);
            b.define(f, im);
        }
        b.jump(join, &[]);
        b.switch_to_sealed(tall);
        {
            let ratio = b.binary(Opcode::FDiv, m_re, m_im);
            let scaled = b.binary(Opcode::FMul, ratio, m_re);
            let denominator = b.binary(Opcode::FAdd, m_im, scaled);
            let t = b.binary(Opcode::FMul, n_re, ratio);
            let t = b.binary(Opcode::FAdd, t, n_im);
            let re = b.binary(Opcode::FDiv, t, denominator);
            let t = b.binary(Opcode::FMul, n_im, ratio);
            let t = b.binary(Opcode::FSub, t, n_re);
            let im = b.binary(Opcode::FDiv, t, denominator);
            b.define(e, re);
            b.define(f, im);
        }
        b.jump(join, &[]);
        b.switch_to_sealed(join);
        let (re, im) = (b.read(e), b.read(f));
        let (fix, done) = (b.block(), b.block());
        let re_nan = b.binary(Opcode::FNe, re, re);
        let im_nan = b.binary(Opcode::FNe, im, im);
        let both = b.binary(Opcode::And, re_nan, im_nan);
        b.branch(both, fix, done);
        b.switch_to_sealed(fix);
        Self::fix_complex_quotient(&mut b, [n_re, n_im, m_re, m_im], (e, f), done);
        b.switch_to_sealed(done);
        let (re, im) = (b.read(e), b.read(f));
        b.ret(&[re, im]);
        let body = b.finish();
        self.define(func, body);
        func
    }

    /// Both parts came out as NaN: recovers the infinities and zeros that the operands determine.
    fn fix_complex_quotient(
        b: &mut ir::FunctionBuilder,
        [n_re, n_im, m_re, m_im]: [Value; 4],
        (e, f): (ir::Variable, ir::Variable),
        done: ir::Block,
    ) {
        let infinity = b.f64const(f64::INFINITY);
        let zero = b.f64const(0.0);
        let one = b.f64const(1.0);
        let is_inf = |b: &mut ir::FunctionBuilder, v: Value| {
            let abs = b.unary(Opcode::FAbs, v);
            b.binary(Opcode::FEq, abs, infinity)
        };
        let is_nan = |b: &mut ir::FunctionBuilder, v: Value| b.binary(Opcode::FNe, v, v);
        let is_zero = |b: &mut ir::FunctionBuilder, v: Value| b.binary(Opcode::FEq, v, zero);
        let is_finite = |b: &mut ir::FunctionBuilder, v: Value| {
            let abs = b.unary(Opcode::FAbs, v);
            b.binary(Opcode::FLt, abs, infinity)
        };
        let and = |b: &mut ir::FunctionBuilder, x: Value, y: Value| b.binary(Opcode::And, x, y);
        let or = |b: &mut ir::FunctionBuilder, x: Value, y: Value| b.binary(Opcode::Or, x, y);
        let (by_zero, not_by_zero) = (b.block(), b.block());
        let (inf_by_finite, not_inf) = (b.block(), b.block());
        let finite_by_inf = b.block();
        let (c0, d0) = (is_zero(b, m_re), is_zero(b, m_im));
        let m_zero = and(b, c0, d0);
        let (an, bn) = (is_nan(b, n_re), is_nan(b, n_im));
        let n_nan = and(b, an, bn);
        let n_usable = b.unary(Opcode::Eqz, n_nan);
        let test = and(b, m_zero, n_usable);
        b.branch(test, by_zero, not_by_zero);
        b.switch_to_sealed(by_zero);
        let signed = b.binary(Opcode::FCopysign, infinity, m_re);
        let re = b.binary(Opcode::FMul, signed, n_re);
        let im = b.binary(Opcode::FMul, signed, n_im);
        b.define(e, re);
        b.define(f, im);
        b.jump(done, &[]);
        b.switch_to_sealed(not_by_zero);
        let (ai, bi) = (is_inf(b, n_re), is_inf(b, n_im));
        let n_inf = or(b, ai, bi);
        let (cf, df) = (is_finite(b, m_re), is_finite(b, m_im));
        let m_finite = and(b, cf, df);
        let test = and(b, n_inf, m_finite);
        b.branch(test, inf_by_finite, not_inf);
        // An infinite part counts as one with its sign, a finite part as zero with its sign.
        let unit = |b: &mut ir::FunctionBuilder, v: Value| {
            let inf = is_inf(b, v);
            let size = b.select(inf, one, zero);
            b.binary(Opcode::FCopysign, size, v)
        };
        let products = |b: &mut ir::FunctionBuilder, factor: Value, a: Value, bb: Value, c: Value, d: Value| {
            let (ac, bd) = (b.binary(Opcode::FMul, a, c), b.binary(Opcode::FMul, bb, d));
            let (bc, ad) = (b.binary(Opcode::FMul, bb, c), b.binary(Opcode::FMul, a, d));
            let re = b.binary(Opcode::FAdd, ac, bd);
            let im = b.binary(Opcode::FSub, bc, ad);
            let re = b.binary(Opcode::FMul, factor, re);
            let im = b.binary(Opcode::FMul, factor, im);
            b.define(e, re);
            b.define(f, im);
            b.jump(done, &[]);
        };
        b.switch_to_sealed(inf_by_finite);
        let (a, bb) = (unit(b, n_re), unit(b, n_im));
        products(b, infinity, a, bb, m_re, m_im);
        b.switch_to_sealed(not_inf);
        let (ci, di) = (is_inf(b, m_re), is_inf(b, m_im));
        let m_inf = or(b, ci, di);
        let (af, bf) = (is_finite(b, n_re), is_finite(b, n_im));
        let n_finite = and(b, af, bf);
        let test = and(b, m_inf, n_finite);
        b.branch(test, finite_by_inf, done);
        b.switch_to_sealed(finite_by_inf);
        let (c, d) = (unit(b, m_re), unit(b, m_im));
        products(b, zero, n_re, n_im, c, d);
    }
}

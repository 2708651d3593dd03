//! All instructions. Owns [`Opcode`]: one table makes the enum, the text name and the verifier's signature.

use crate::types::Type;

/// The type an operand must have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// The instruction's controlling type.
    Ctrl,
    /// Exactly this type.
    Is(Type),
    /// Any number of further operands, checked elsewhere (calls, returns).
    Rest,
}

/// The types of an instruction's results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// No result.
    None,
    /// One result of the controlling type.
    Ctrl,
    /// One result of this type.
    Is(Type),
    /// The results of the callee's signature.
    Callee,
}

/// What an instruction does besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: it may be removed, duplicated and merged with an equal one.
    Pure,
    /// Reads memory.
    Read,
    /// Writes memory, or depends on the state of the goroutine.
    Write,
    /// May call, collect, suspend or panic.
    Call,
    /// Ends a block.
    Terminator,
}

const INTS: &[Type] = &[Type::I32, Type::I64];
const INTS_PTR: &[Type] = &[Type::I32, Type::I64, Type::Ptr];
const FLOATS: &[Type] = &[Type::F32, Type::F64];
const NUMBERS: &[Type] = &[Type::I32, Type::I64, Type::F32, Type::F64];
const ANY: &[Type] = &[Type::I32, Type::I64, Type::F32, Type::F64, Type::Ptr];
const I64_ONLY: &[Type] = &[Type::I64];
const NONE: &[Type] = &[];

macro_rules! opcodes {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal $ctrl:ident [$($operand:expr),*] $outcome:expr, $effect:ident;)*) => {
        /// What an instruction computes.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Opcode { $($(#[doc = $doc])+ $name,)* }

        impl Opcode {
            /// Every opcode, in order of declaration.
            pub const ALL: &'static [Opcode] = &[$(Opcode::$name,)*];

            /// The name in textual IR.
            pub fn name(self) -> &'static str {
                match self { $(Opcode::$name => $text,)* }
            }

            /// The controlling types allowed; empty if there is no controlling type.
            pub fn control_types(self) -> &'static [Type] {
                match self { $(Opcode::$name => $ctrl,)* }
            }

            /// The operands' types.
            pub fn operands(self) -> &'static [Operand] {
                use Operand::*;
                const I32: Operand = Is(Type::I32);
                const I64: Operand = Is(Type::I64);
                const F32: Operand = Is(Type::F32);
                const F64: Operand = Is(Type::F64);
                const PTR: Operand = Is(Type::Ptr);
                #[allow(unused, reason = "not every row of the table uses every type")]
                const _: [Operand; 5] = [I32, I64, F32, F64, PTR];
                match self { $(Opcode::$name => &[$($operand),*],)* }
            }

            /// The results' types.
            pub fn outcome(self) -> Outcome {
                #[allow(unused, reason = "not every row of the table uses every type")]
                const I32: Outcome = Outcome::Is(Type::I32);
                const I64: Outcome = Outcome::Is(Type::I64);
                const F32: Outcome = Outcome::Is(Type::F32);
                const F64: Outcome = Outcome::Is(Type::F64);
                const PTR: Outcome = Outcome::Is(Type::Ptr);
                use Outcome::{None, Ctrl, Callee};
                match self { $(Opcode::$name => $outcome,)* }
            }

            /// What it does besides computing its result.
            pub fn effect(self) -> Effect {
                match self { $(Opcode::$name => Effect::$effect,)* }
            }
        }
    };
}

opcodes! {
    // Constants and addresses.
    /// The integer `imm`; `ptr` only with 0.
    IConst "iconst" INTS_PTR [] Ctrl, Pure;
    /// The float with the bits `imm`.
    FConst "fconst" FLOATS [] Ctrl, Pure;
    /// The address of a data object plus `imm` bytes.
    DataAddr "data_addr" NONE [] PTR, Pure;
    /// The table index of a function.
    FuncRef "func_ref" NONE [] I32, Pure;
    /// The address of a stack object plus `imm` bytes.
    StackAddr "stack_addr" NONE [] PTR, Pure;
    /// `$sp` as it was when the function was entered.
    EntrySp "entry_sp" NONE [] I32, Pure;
    /// `$sp` inside the function: the address of its frame.
    FrameSp "frame_sp" NONE [] I32, Pure;

    // Integers, as the Wasm instruction of the same meaning.
    /// Sum, wrapping.
    Add "add" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Difference, wrapping.
    Sub "sub" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Product, wrapping.
    Mul "mul" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Signed quotient; the divisor is neither 0 nor, with the least dividend, -1.
    DivS "div_s" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Unsigned quotient; the divisor is not 0.
    DivU "div_u" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Signed remainder; the divisor is not 0.
    RemS "rem_s" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Unsigned remainder; the divisor is not 0.
    RemU "rem_u" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Bitwise and.
    And "and" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Bitwise or.
    Or "or" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Bitwise exclusive or.
    Xor "xor" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Left shift; the count is taken modulo the width.
    Shl "shl" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Arithmetic right shift; the count is taken modulo the width.
    ShrS "shr_s" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Logical right shift; the count is taken modulo the width.
    ShrU "shr_u" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Left rotation.
    Rotl "rotl" INTS [Ctrl, Ctrl] Ctrl, Pure;
    /// Leading zeros.
    Clz "clz" INTS [Ctrl] Ctrl, Pure;
    /// Trailing zeros.
    Ctz "ctz" INTS [Ctrl] Ctrl, Pure;
    /// Set bits.
    Popcnt "popcnt" INTS [Ctrl] Ctrl, Pure;
    /// 1 if the operand is 0.
    Eqz "eqz" INTS_PTR [Ctrl] I32, Pure;
    /// Equal.
    Eq "eq" INTS_PTR [Ctrl, Ctrl] I32, Pure;
    /// Not equal.
    Ne "ne" INTS_PTR [Ctrl, Ctrl] I32, Pure;
    /// Less, signed.
    LtS "lt_s" INTS [Ctrl, Ctrl] I32, Pure;
    /// Less, unsigned.
    LtU "lt_u" INTS_PTR [Ctrl, Ctrl] I32, Pure;
    /// Less or equal, signed.
    LeS "le_s" INTS [Ctrl, Ctrl] I32, Pure;
    /// Less or equal, unsigned.
    LeU "le_u" INTS_PTR [Ctrl, Ctrl] I32, Pure;
    /// Greater, signed.
    GtS "gt_s" INTS [Ctrl, Ctrl] I32, Pure;
    /// Greater, unsigned.
    GtU "gt_u" INTS_PTR [Ctrl, Ctrl] I32, Pure;
    /// Greater or equal, signed.
    GeS "ge_s" INTS [Ctrl, Ctrl] I32, Pure;
    /// Greater or equal, unsigned.
    GeU "ge_u" INTS_PTR [Ctrl, Ctrl] I32, Pure;
    /// Sign extension from 8 bits.
    Ext8S "ext8_s" INTS [Ctrl] Ctrl, Pure;
    /// Sign extension from 16 bits.
    Ext16S "ext16_s" INTS [Ctrl] Ctrl, Pure;
    /// Sign extension from 32 bits.
    Ext32S "ext32_s" I64_ONLY [Ctrl] Ctrl, Pure;
    /// `i32` to `i64`, sign-extended.
    ExtendS "extend_s" NONE [I32] I64, Pure;
    /// `i32` to `i64`, zero-extended.
    ExtendU "extend_u" NONE [I32] I64, Pure;
    /// `i64` to `i32`, the low half.
    Wrap "wrap" NONE [I64] I32, Pure;

    // Floats.
    /// Sum.
    FAdd "fadd" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// Difference.
    FSub "fsub" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// Product.
    FMul "fmul" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// Quotient.
    FDiv "fdiv" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// Negation of the sign.
    FNeg "fneg" FLOATS [Ctrl] Ctrl, Pure;
    /// Absolute value.
    FAbs "fabs" FLOATS [Ctrl] Ctrl, Pure;
    /// Square root.
    FSqrt "fsqrt" FLOATS [Ctrl] Ctrl, Pure;
    /// Rounding up.
    FCeil "fceil" FLOATS [Ctrl] Ctrl, Pure;
    /// Rounding down.
    FFloor "ffloor" FLOATS [Ctrl] Ctrl, Pure;
    /// Rounding towards zero.
    FTrunc "ftrunc" FLOATS [Ctrl] Ctrl, Pure;
    /// Rounding to the nearest even.
    FNearest "fnearest" FLOATS [Ctrl] Ctrl, Pure;
    /// Lesser; NaN if either is; -0 is less than 0.
    FMin "fmin" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// Greater; NaN if either is; 0 is greater than -0.
    FMax "fmax" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// The first operand with the sign of the second.
    FCopysign "fcopysign" FLOATS [Ctrl, Ctrl] Ctrl, Pure;
    /// Equal.
    FEq "feq" FLOATS [Ctrl, Ctrl] I32, Pure;
    /// Not equal.
    FNe "fne" FLOATS [Ctrl, Ctrl] I32, Pure;
    /// Less.
    FLt "flt" FLOATS [Ctrl, Ctrl] I32, Pure;
    /// Less or equal.
    FLe "fle" FLOATS [Ctrl, Ctrl] I32, Pure;
    /// Greater.
    FGt "fgt" FLOATS [Ctrl, Ctrl] I32, Pure;
    /// Greater or equal.
    FGe "fge" FLOATS [Ctrl, Ctrl] I32, Pure;
    /// Float to signed `i32`, saturating; NaN gives 0.
    ToI32S "to_i32_s" FLOATS [Ctrl] I32, Pure;
    /// Float to unsigned `i32`, saturating; NaN gives 0.
    ToI32U "to_i32_u" FLOATS [Ctrl] I32, Pure;
    /// Float to signed `i64`, saturating; NaN gives 0.
    ToI64S "to_i64_s" FLOATS [Ctrl] I64, Pure;
    /// Float to unsigned `i64`, saturating; NaN gives 0.
    ToI64U "to_i64_u" FLOATS [Ctrl] I64, Pure;
    /// Signed integer to `f32`.
    ToF32S "to_f32_s" INTS [Ctrl] F32, Pure;
    /// Unsigned integer to `f32`.
    ToF32U "to_f32_u" INTS [Ctrl] F32, Pure;
    /// Signed integer to `f64`.
    ToF64S "to_f64_s" INTS [Ctrl] F64, Pure;
    /// Unsigned integer to `f64`.
    ToF64U "to_f64_u" INTS [Ctrl] F64, Pure;
    /// `f32` to `f64`.
    Promote "promote" NONE [F32] F64, Pure;
    /// `f64` to `f32`.
    Demote "demote" NONE [F64] F32, Pure;
    /// The bits of a float as an integer of its width, or the other way round.
    Bitcast "bitcast" NUMBERS [Ctrl] None, Pure;

    // Pointers.
    /// A pointer moved by bytes; it stays in its object.
    PtrAdd "ptr_add" NONE [PTR, I32] PTR, Pure;
    /// A pointer's address.
    PtrToInt "ptr_to_int" NONE [PTR] I32, Pure;
    /// An address as a pointer.
    IntToPtr "int_to_ptr" NONE [I32] PTR, Pure;
    /// The same pointer, of which the producer of the module says that what it points to need not outlive its function for it.
    NoEscape "no_escape" NONE [PTR] PTR, Pure;

    // Memory.
    /// Loads from the address plus `imm` bytes.
    Load "load" NONE [PTR] None, Read;
    /// Stores the second operand at the first plus `imm` bytes.
    Store "store" NONE [PTR, Rest] None, Write;
    /// Copies bytes; the ranges may overlap: destination, source, count.
    MemCopy "mem_copy" NONE [PTR, PTR, I32] None, Write;
    /// Fills bytes: destination, byte, count.
    MemFill "mem_fill" NONE [PTR, I32, I32] None, Write;

    // Choice, calls and checks.
    /// The second operand if the first is not 0, otherwise the third.
    Select "select" ANY [I32, Ctrl, Ctrl] Ctrl, Pure;
    /// Calls a function of the module.
    Call "call" NONE [Rest] Callee, Call;
    /// Calls through the table: index, arguments; the class says which functions it may reach.
    CallIndirect "call_indirect" NONE [I32, Rest] Callee, Call;
    /// If the first operand is not 0, calls a runtime function that panics, with the further operands.
    PanicIf "panic_if" NONE [I32, Rest] None, Call;
    /// Lets the collector run if it wants to.
    GcPoll "gc_poll" NONE [] None, Call;

    // Terminators.
    /// Goes to the target.
    Jump "jump" NONE [] None, Terminator;
    /// Goes to the first target if the operand is not 0, otherwise to the second.
    Branch "branch" NONE [I32] None, Terminator;
    /// Goes to the target the operand selects, counted from the second; otherwise to the first.
    Switch "switch" NONE [I32] None, Terminator;
    /// Returns the operands.
    Return "return" NONE [Rest] None, Terminator;
    /// Goes on unwinding: pops the frame and returns nothing of use.
    Unwind "unwind" NONE [] None, Terminator;
    /// Is never reached.
    Unreachable "unreachable" NONE [] None, Terminator;
}

impl Opcode {
    /// The opcode named `name`.
    pub fn from_name(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|op| op.name() == name)
    }

    /// Whether it ends a block.
    pub fn is_terminator(self) -> bool {
        self.effect() == Effect::Terminator
    }

    /// Whether equal operands always give an equal result, and nothing else happens.
    pub fn is_pure(self) -> bool {
        self.effect() == Effect::Pure
    }
}

impl std::fmt::Display for Opcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

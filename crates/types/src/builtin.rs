//! Names of built-in functions. Owns [`Builtin`]; the rules for calls are in `builtins`.

macro_rules! builtins {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal ($args:literal, $variadic:literal, $kind:ident),)*) => {
        /// A built-in function, of the language or of package `unsafe`.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Builtin { $($(#[doc = $doc])+ $name,)* }

        impl Builtin {
            /// Every built-in function.
            pub const ALL: &'static [Builtin] = &[$(Builtin::$name,)*];

            /// The name, without `unsafe.`.
            pub fn name(self) -> &'static str {
                match self { $(Builtin::$name => $text,)* }
            }

            /// The least number of arguments, and whether more are accepted.
            pub fn arity(self) -> (usize, bool) {
                match self { $(Builtin::$name => ($args, $variadic),)* }
            }

            /// Whether a call can stand as a statement.
            pub(crate) fn call_kind(self) -> CallKind {
                match self { $(Builtin::$name => CallKind::$kind,)* }
            }
        }
    };
}

/// What a call is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CallKind {
    /// A conversion.
    Conversion,
    /// A value without effect.
    Expression,
    /// An effect.
    Statement,
}

builtins! {
    /// `append(s, elems...)`
    Append = "append" (1, true, Expression),
    /// `cap(s)`
    Cap = "cap" (1, false, Expression),
    /// `clear(m)`
    Clear = "clear" (1, false, Statement),
    /// `close(c)`
    Close = "close" (1, false, Statement),
    /// `complex(re, im)`
    Complex = "complex" (2, false, Expression),
    /// `copy(dst, src)`
    Copy = "copy" (2, false, Statement),
    /// `delete(m, key)`
    Delete = "delete" (2, false, Statement),
    /// `imag(c)`
    Imag = "imag" (1, false, Expression),
    /// `len(s)`
    Len = "len" (1, false, Expression),
    /// `make(T, sizes...)`
    Make = "make" (1, true, Expression),
    /// `max(x, y...)`
    Max = "max" (1, true, Expression),
    /// `min(x, y...)`
    Min = "min" (1, true, Expression),
    /// `new(T)` or `new(value)`
    New = "new" (1, false, Expression),
    /// `panic(v)`
    Panic = "panic" (1, false, Statement),
    /// `print(args...)`
    Print = "print" (0, true, Statement),
    /// `println(args...)`
    Println = "println" (0, true, Statement),
    /// `real(c)`
    Real = "real" (1, false, Expression),
    /// `recover()`
    Recover = "recover" (0, false, Statement),
    /// `assert(condition)` of Go's own tests: see [`Program::declare_test_functions`](crate::Program).
    Assert = "assert" (1, false, Statement),
    /// `trace(values...)` of Go's own tests.
    Trace = "trace" (0, true, Expression),
    /// `unsafe.Add(p, n)`
    UnsafeAdd = "Add" (2, false, Expression),
    /// `unsafe.Alignof(x)`
    UnsafeAlignof = "Alignof" (1, false, Expression),
    /// `unsafe.Offsetof(x.f)`
    UnsafeOffsetof = "Offsetof" (1, false, Expression),
    /// `unsafe.Sizeof(x)`
    UnsafeSizeof = "Sizeof" (1, false, Expression),
    /// `unsafe.Slice(p, n)`
    UnsafeSlice = "Slice" (2, false, Expression),
    /// `unsafe.SliceData(s)`
    UnsafeSliceData = "SliceData" (1, false, Expression),
    /// `unsafe.String(p, n)`
    UnsafeString = "String" (2, false, Expression),
    /// `unsafe.StringData(s)`
    UnsafeStringData = "StringData" (1, false, Expression),
}

impl Builtin {
    /// Whether the function exists in Go's own tests only.
    pub fn is_for_tests(self) -> bool {
        matches!(self, Builtin::Assert | Builtin::Trace)
    }

    /// Whether the function belongs to package `unsafe`.
    pub fn is_unsafe(self) -> bool {
        self >= Builtin::UnsafeAdd
    }
}

//! The codes of all diagnostics. Owns [`Code`]; where Go's checker has a name for an error, ours is the same.
//!
//! One table makes the enum and its text names; grouped by the part of the language that is violated.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// What is wrong, independent of wording.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Code { $($(#[doc = $doc])+ $name,)* }

        impl Code {
            /// Every code, in order of declaration.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code's name, as printed in brackets after a message.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)* }
            }

            /// One paragraph that explains the code.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc, "\n",)+),)* }
            }
        }
    };
}

codes! {
    // Syntax.
    /// The text does not follow Go's grammar.
    SyntaxError,
    /// A character or a literal that no Go token has.
    InvalidToken,
    /// Nesting deeper than the compiler accepts.
    NestingTooDeep,
    /// A `//go:` directive with wrong operands or in a place where it has no meaning.
    MisplacedDirective,

    // Constructs not supported yet.
    /// A construct of Go that gowex does not compile yet.
    Unsupported,

    // The Wasm boundary.
    /// `//go:wasmexport` whose operands are not one export name.
    InvalidWasmExportDirective,
    /// `//go:wasmimport` whose operands are not a module and a name.
    InvalidWasmImportDirective,
    /// A parameter of an exported or imported function has a type that cannot cross the Wasm boundary.
    UnsupportedWasmParameter,
    /// A result of an exported or imported function has a type that cannot cross the Wasm boundary.
    UnsupportedWasmResult,
    /// `//go:wasmexport` on a method.
    WasmExportOnMethod,
    /// `//go:wasmexport` on a generic function.
    WasmExportGeneric,
    /// Two functions exported under one name.
    DuplicateWasmExport,
    /// An export name that the module needs for itself.
    ReservedWasmExport,
    /// More than one directive of this kind on one function.
    RepeatedWasmDirective,
    /// `//go:wasmimport` on a function with a body.
    WasmImportWithBody,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

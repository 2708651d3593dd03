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

    // Names and declarations.
    /// A package called `_`.
    BlankPkgName,
    /// A name that nothing declares.
    UndeclaredName,
    /// A name that the imported package does not declare.
    UndeclaredImportedName,
    /// A name of another package that is not exported.
    UnexportedName,
    /// A name declared twice in one block, or a field or interface method twice in one type.
    DuplicateDecl,
    /// Two methods of one type with the same name.
    DuplicateMethod,
    /// A method with the name of a field of its struct type.
    DuplicateFieldAndMethod,
    /// A name written twice on the left of `:=`.
    RepeatedDecl,
    /// A declaration of something that is no name.
    BadDecl,
    /// A `:=` that declares nothing new.
    NoNewVar,
    /// The blank identifier where a value or type is wanted.
    InvalidBlank,
    /// A package's name that is not followed by a selection.
    InvalidPkgUse,
    /// A declaration of `init` that is no function without parameters and results.
    InvalidInitDecl,
    /// A declaration of `main` in package main that is no function without parameters and results.
    InvalidMainDecl,
    /// A function `init` without body.
    MissingInitBody,
    /// A function without body that nothing else provides.
    MissingFunctionBody,
    /// `iota` outside a constant declaration.
    InvalidIota,
    /// An import path that is empty or has characters that paths must not have.
    BadImportPath,
    /// An imported package that cannot be found or read.
    BrokenImport,
    /// A variable declared in a function whose value is never used.
    UnusedVar,
    /// An import that the file does not use.
    UnusedImport,
    /// A function of a test file with the name of a test, but not with the parameters of one.
    WrongTestSignature,
    /// A feature that is newer than the module's language version.
    UnsupportedFeature,

    // Types.
    /// Something that is no type where a type is wanted.
    NotAType,
    /// A generic type or function with the wrong number of type arguments, or with none.
    WrongTypeArgCount,
    /// A type argument that does not satisfy its constraint.
    InvalidTypeArg,
    /// Type arguments that cannot be inferred.
    CannotInferTypeArgs,
    /// A type parameter where the language has no place for one.
    MisplacedTypeParam,
    /// Instantiations that lead to ever more instances.
    InvalidInstanceCycle,
    /// A receiver with the wrong number of type parameters.
    BadRecv,
    /// Type arguments for a type that has no type parameters.
    NotAGenericType,
    /// A construct that stands where the language has no place for it.
    InvalidSyntaxTree,
    /// Declarations that refer to each other so that none can be completed, or a type of infinite size.
    InvalidDeclCycle,
    /// An interface type that refers to itself without a name.
    InvalidTypeCycle,
    /// Package-level variables whose initial values depend on each other.
    InvalidInitCycle,
    /// An array length that is no constant integer, negative or too large.
    InvalidArrayLen,
    /// `...` as array length or argument where it has no meaning.
    BadDotDotDotSyntax,
    /// `...` before the type of a parameter that is not the last.
    MisplacedDotDotDot,
    /// An embedded pointer, pointer to an interface or `unsafe.Pointer`.
    InvalidPtrEmbed,
    /// A map key type whose values cannot be compared.
    IncomparableMapKey,
    /// An interface method called `_`.
    BlankIfaceMethod,
    /// A method on a type that cannot have methods here.
    InvalidRecv,
    /// An interface that only a constraint can be, as the type of a value.
    MisplacedConstraintIface,
    /// A union that is not supported.
    InvalidUnion,
    /// A type that exceeds the address space.
    TypeTooLarge,

    // Expressions.
    /// A type where a value is wanted.
    NotAnExpr,
    /// A built-in function that is not called.
    UncalledBuiltin,
    /// A call without results, or of several, where one value is wanted.
    TooManyValues,
    /// Operands of different types.
    MismatchedTypes,
    /// An operator that the operands' type does not have.
    UndefinedOp,
    /// A division by the constant zero.
    DivByZero,
    /// The address of something that has none.
    UnaddressableOperand,
    /// `*` on something that is no pointer.
    InvalidIndirection,
    /// A receive from something that is no channel to receive from.
    InvalidReceive,
    /// A send to something that is no channel to send to.
    InvalidSend,
    /// A shift count that is negative, too large or no integer.
    InvalidShiftCount,
    /// A shift of something that is no integer.
    InvalidShiftOperand,
    /// An index that is no integer or out of range.
    InvalidIndex,
    /// An index or slice expression of something that has no elements, or no address.
    NonSliceableOperand,
    /// Three indices for a string.
    InvalidSliceExpr,
    /// Constant slice indices in the wrong order.
    SwappedSliceIndices,
    /// A selection of a field or method that the type lacks.
    MissingFieldOrMethod,
    /// A selection that several embedded fields offer.
    AmbiguousSelector,
    /// A method with a pointer receiver, selected from a value that has no address.
    InvalidMethodExpr,
    /// A type assertion on something that is no interface.
    InvalidAssert,
    /// A type assertion or case that can never hold.
    ImpossibleAssert,
    /// A composite literal without type where none is implied.
    UntypedLit,
    /// A composite literal of a type that has no elements.
    InvalidLit,
    /// A struct literal with some fields named and others not.
    MixedStructLit,
    /// A key of a struct literal that is no field name.
    InvalidLitField,
    /// A key of a struct literal that the struct has no field for.
    MissingLitField,
    /// A field given twice in a struct literal.
    DuplicateLitField,
    /// Too few or too many values in a struct literal.
    InvalidStructLit,
    /// A value for another package's unexported field.
    UnexportedLitField,
    /// A key of an array or slice literal that is no constant integer.
    InvalidLitIndex,
    /// More elements than the array has.
    OversizeArrayLit,
    /// An element of a map literal without key.
    MissingLitKey,
    /// A key or index given twice in a literal.
    DuplicateLitKey,

    // Constants.
    /// A constant whose value is not constant.
    InvalidConstInit,
    /// A constant of a type that constants cannot have.
    InvalidConstType,
    /// A constant too large to be computed.
    InvalidConstVal,
    /// A constant that overflows its type.
    NumericOverflow,
    /// A constant with a fraction where an integer is wanted.
    TruncatedFloat,
    /// An untyped operand that cannot have the type wanted.
    InvalidUntypedConversion,

    // Assignments, conversions and calls.
    /// A value that cannot be assigned to the variable's type.
    IncompatibleAssign,
    /// A value that lacks methods of the interface it is assigned to.
    InvalidIfaceAssign,
    /// A channel assigned to a channel type of another name.
    InvalidChanAssign,
    /// `nil` where nothing tells its type.
    UntypedNilUse,
    /// An assignment to something that is no variable.
    UnassignableOperand,
    /// An assignment to a field of a struct that is a map's element.
    UnaddressableFieldAssign,
    /// `++` or `--` on something that is no number.
    NonNumericIncDec,
    /// Different numbers of variables and values.
    WrongAssignCount,
    /// A different number of return values than results.
    WrongResultCount,
    /// A `return` without values where a result is hidden by another declaration.
    OutOfScopeResult,
    /// A conversion that the language does not have.
    InvalidConversion,
    /// A call of something that is no function.
    InvalidCall,
    /// A different number of arguments than parameters.
    WrongArgCount,
    /// `...` in a call of a function that is not variadic.
    NonVariadicDotDotDot,
    /// `...` in a call where it has no meaning.
    InvalidDotDotDot,

    // Built-in functions.
    /// `append` to something that is no slice.
    InvalidAppend,
    /// `cap` of something that has no capacity.
    InvalidCap,
    /// `clear` of something that is neither map nor slice.
    InvalidClear,
    /// `close` of something that is no channel to send to.
    InvalidClose,
    /// `complex` of parts that are no floats of one type.
    InvalidComplex,
    /// `copy` between things that are no slices of one element type.
    InvalidCopy,
    /// `delete` from something that is no map.
    InvalidDelete,
    /// `imag` of something that is no complex number.
    InvalidImag,
    /// `real` of something that is no complex number.
    InvalidReal,
    /// `len` of something that has no length.
    InvalidLen,
    /// `make` of a type that is neither slice, map nor channel.
    InvalidMake,
    /// `make` with a length greater than the capacity.
    SwappedMakeArgs,
    /// `min` or `max` of something without order.
    InvalidMinMaxOperand,
    /// `unsafe.Offsetof` of something that is no selection.
    BadOffsetofSyntax,
    /// `unsafe.Offsetof` of a method or of a field behind a pointer.
    InvalidOffsetof,
    /// `unsafe.Add` with a length that is no integer.
    InvalidUnsafeAdd,
    /// `unsafe.Slice` of something that is no pointer and length.
    InvalidUnsafeSlice,
    /// `unsafe.SliceData` of something that is no slice.
    InvalidUnsafeSliceData,
    /// `unsafe.String` with a length that is no integer or negative.
    InvalidUnsafeString,

    // Statements.
    /// An expression without effect as a statement.
    UnusedExpr,
    /// A `go` or `defer` of a call that has nothing but a result.
    UnusedResults,
    /// A `go` of something that is no call.
    InvalidGo,
    /// A `defer` of something that is no call.
    InvalidDefer,
    /// A condition that is not boolean.
    InvalidCond,
    /// A `range` over something that cannot be ranged over.
    InvalidRangeExpr,
    /// More iteration variables than there are iteration values.
    InvalidIterVar,
    /// A switch on a value that cannot be compared.
    InvalidExprSwitch,
    /// A type switch on something that is no interface.
    InvalidTypeSwitch,
    /// A case given twice in a switch.
    DuplicateCase,
    /// Two default clauses.
    DuplicateDefault,
    /// A case of a select statement that is neither send nor receive.
    InvalidSelectCase,
    /// A function with results whose end can be reached.
    MissingReturn,
    /// `break` outside loops, switches and selects.
    MisplacedBreak,
    /// `continue` outside loops.
    MisplacedContinue,
    /// `fallthrough` that is not the last statement of a clause before another one.
    MisplacedFallthrough,
    /// A label that names no enclosing statement that can be left or continued.
    MisplacedLabel,
    /// A label that the function does not declare.
    UndeclaredLabel,
    /// A label that no statement names.
    UnusedLabel,
    /// A label declared twice in a function.
    DuplicateLabel,
    /// A `goto` that skips a variable declaration.
    JumpOverDecl,
    /// A `goto` into a block.
    JumpIntoBlock,

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

/// A section for each code: a line `-- Code --`, then a Go file.
const EXAMPLES: &str = include_str!("examples.txt");

impl Code {
    /// A Go file with exactly this error; `None` if no file that can be compiled yet has it.
    pub fn example(self) -> Option<&'static str> {
        let header = format!("-- {} --\n", self.name());
        let (_, rest) = EXAMPLES.split_once(&header)?;
        Some(rest.split("\n-- ").next().unwrap_or(rest))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

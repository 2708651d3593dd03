//! Typed `u32` references; their `Display` is the textual IR.

use cranelift_entity::entity_impl;

macro_rules! entities {
    ($($(#[doc = $doc:literal])+ $name:ident $prefix:literal;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);
        entity_impl!($name, $prefix);
    )*};
}

entities! {
    /// A value of one function: the result of an instruction or a block parameter.
    Value "v";
    /// A basic block of one function.
    Block "b";
    /// An instruction of one function.
    Inst "i";
    /// A stack object of one function, in its frame.
    StackSlot "ss";
    /// A function of the module: defined, of the runtime, or imported from the host.
    Func "f";
    /// A static data object of the module.
    Data "d";
    /// A set of functions that one kind of indirect call may reach.
    Class "cl";
}

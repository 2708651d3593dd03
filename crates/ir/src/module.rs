//! A whole program. Owns [`Module`]: functions, static data, call classes and exports.

use cranelift_entity::PrimaryMap;
use rustc_hash::FxHashMap;

use crate::entities::{Class, Data, Func};
use crate::function::Function;
use crate::location::Locations;
use crate::types::Signature;

/// What stands behind a function's name.
#[derive(Clone, Debug)]
pub enum Linkage {
    /// A body of this module.
    Defined(Box<Function>),
    /// A function of the runtime image, with what it may do.
    Runtime(RuntimeEffects),
    /// A function of the host.
    Import {
        /// The module it is imported from.
        module: String,
        /// The name it is imported under.
        name: String,
    },
}

/// What a runtime function may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RuntimeEffects {
    /// It allocates: the caller polls before it.
    pub allocates: bool,
    /// It may suspend the goroutine.
    pub may_suspend: bool,
    /// It may start a panic.
    pub may_panic: bool,
    /// It collects garbage: pointers that live across it must be in the frame.
    pub collects: bool,
    /// It never returns normally: it always panics or traps.
    pub never_returns: bool,
    /// It looks at the frames below: every function in whose place it is called has one that says where.
    pub walks_frames: bool,
    /// It makes a goroutine, or ends the running one early.
    pub starts_goroutines: bool,
    /// It only computes: calls with equal operands may be merged and unused ones dropped.
    pub pure: bool,
}

/// A function of the module.
#[derive(Clone, Debug)]
pub struct FuncDecl {
    /// The symbol, as in `main.(*T).Method`.
    pub name: String,
    /// Parameter and result types.
    pub signature: Signature,
    /// What stands behind it.
    pub linkage: Linkage,
    /// Never inline it.
    pub no_inline: bool,
    /// A wrapper between a deferred call and the user's function: `recover` looks through it.
    pub is_wrapper: bool,
    /// It initialises package variables: to memory that others see, its own code stores these only.
    pub initializes_variables: bool,
}

/// What a relocation points to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RelocationTarget {
    /// The address of a data object plus bytes.
    Data(Data, u32),
    /// The table index of a function.
    Func(Func),
}

/// A 4-byte word of a data object that the linker fills in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Relocation {
    /// Offset in the object's bytes.
    pub offset: u32,
    /// What to write there.
    pub target: RelocationTarget,
}

/// A static object in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataObject {
    /// The symbol.
    pub name: String,
    /// Size in bytes; bytes beyond `bytes` are zero.
    pub size_bytes: u32,
    /// Alignment, a power of two.
    pub align: u32,
    /// The initial contents, possibly shorter than the size.
    pub bytes: Vec<u8>,
    /// Words the linker fills in.
    pub relocations: Vec<Relocation>,
    /// For each 8-byte word, whether the collector must look at it; empty if it need not look at all.
    pub pointers: Vec<bool>,
    /// The program may write to it; equal read-only objects may be merged.
    pub mutable: bool,
}

/// A function or a piece of memory the host sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// The name the host uses.
    pub name: String,
    /// The function.
    pub func: Func,
}

/// The functions one kind of indirect call may reach; all have the class's signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callee {
    /// What kind of call this is, as in `func(int64) string` or `method Area() int64`.
    pub name: String,
    /// The signature of the call.
    pub signature: Signature,
    /// The functions, without duplicates.
    pub members: Vec<Func>,
}

/// A whole program.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// All functions.
    pub funcs: PrimaryMap<Func, FuncDecl>,
    /// All data objects.
    pub data: PrimaryMap<Data, DataObject>,
    /// All classes of indirect calls.
    pub classes: PrimaryMap<Class, Callee>,
    /// What the host sees, in order.
    pub exports: Vec<Export>,
    /// The table of type descriptors of the run-time errors the runtime makes, if the program can see them.
    pub runtime_error_type: Option<Data>,
    /// Finds the text of an error or Stringer for a panic message: `(type, data) -> i32`, with the text in the transfer
    /// area if the result is 1.
    pub panic_text: Option<Func>,
    /// Where instructions come from.
    pub locations: Locations,
    /// The function that initialises packages: one block of calls.
    pub initializer: Option<Func>,
    runtime_names: FxHashMap<String, Func>,
}

impl Module {
    /// An empty module.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a function.
    pub fn declare(&mut self, name: impl Into<String>, signature: Signature, linkage: Linkage) -> Func {
        self.funcs.push(FuncDecl {
            name: name.into(),
            signature,
            linkage,
            no_inline: false,
            is_wrapper: false,
            initializes_variables: false,
        })
    }

    /// The runtime function `name`, declared on first use with the signature and effects given.
    pub fn runtime(&mut self, name: &str, describe: impl FnOnce() -> (Signature, RuntimeEffects)) -> Func {
        if let Some(func) = self.runtime_names.get(name) {
            return *func;
        }
        let (signature, effects) = describe();
        let func = self.declare(name, signature, Linkage::Runtime(effects));
        self.runtime_names.insert(name.to_owned(), func);
        func
    }

    /// The runtime function `name`, if it was declared.
    pub fn find_runtime(&self, name: &str) -> Option<Func> {
        self.runtime_names.get(name).copied()
    }

    /// Records that `func` is the runtime function of its name (used by the text parser).
    pub fn register_runtime(&mut self, func: Func) {
        self.runtime_names.insert(self.funcs[func].name.clone(), func);
    }

    /// The body of `func`, if it has one.
    pub fn body(&self, func: Func) -> Option<&Function> {
        match &self.funcs[func].linkage {
            Linkage::Defined(body) => Some(body),
            _ => None,
        }
    }

    /// The body of `func` for change, if it has one.
    pub fn body_mut(&mut self, func: Func) -> Option<&mut Function> {
        match &mut self.funcs[func].linkage {
            Linkage::Defined(body) => Some(body),
            _ => None,
        }
    }

    /// All functions with a body.
    pub fn defined(&self) -> impl Iterator<Item = (Func, &Function)> {
        self.funcs.iter().filter_map(|(f, d)| match &d.linkage {
            Linkage::Defined(body) => Some((f, &**body)),
            _ => None,
        })
    }

    /// The signature an instruction calls with, if it is a call.
    pub fn call_signature(&self, inst: &crate::InstData) -> Option<&Signature> {
        match (inst.opcode, inst.imm) {
            (crate::Opcode::Call, crate::Immediate::Func(f)) => Some(&self.funcs[f].signature),
            (crate::Opcode::CallIndirect, crate::Immediate::Class(c)) => Some(&self.classes[c].signature),
            _ => None,
        }
    }
}

//! Calls of functions of module `gojs`, which Go's `wasm_exec.js` provides. Owns how their arguments and results lie in memory:
//! as on the stack of Go's port, 8 bytes behind the address that is all they are passed.
//!
//! The block that they lie in is the runtime's, one for each nesting of calls (`ARCHITECTURE.md`, "The profile js"): a frame
//! would be moved away while the host calls the program.

use abi::host_functions::GOJS_MODULE;
use abi::memory::HOST_BLOCK_BYTES;
use abi::runtime_functions::RuntimeFunction as R;
use ir::{Opcode, Signature as IrSignature, Type as IrType, Value};
use types::{ObjectId, TypeId};

use crate::closures::word_layout;
use crate::function::{FunctionLowerer, Values};
use crate::program::Lowerer;
use crate::type_layout::Layout;

impl Lowerer<'_> {
    /// Whether the imported function takes its arguments in memory.
    pub(crate) fn takes_block(&self, object: ObjectId) -> bool {
        self.imports.get(&object).is_some_and(|(module, _)| module == GOJS_MODULE)
    }

    /// The signature such a function has for the host.
    pub(crate) fn block_signature() -> IrSignature {
        IrSignature::new([IrType::I32], [])
    }
}

impl FunctionLowerer<'_, '_> {
    /// Calls such a function.
    pub(crate) fn call_with_block(
        &mut self,
        object: ObjectId,
        args: &[(Values, TypeId)],
        results: &[TypeId],
    ) -> Vec<Values> {
        let mut members = vec![word_layout()];
        members.extend(args.iter().map(|(_, ty)| (*self.layout(*ty)).clone()));
        // Results begin at a whole word.
        let mut boundary = word_layout();
        boundary.size = 0;
        members.push(boundary);
        members.extend(results.iter().map(|ty| (*self.layout(*ty)).clone()));
        let layout = Layout::sequence(members.iter());
        if layout.size > HOST_BLOCK_BYTES {
            let span = self.lowerer.program.object(object).span;
            let span = span.unwrap_or(self.lowerer.sources[&self.lowerer.order[0]][0].span);
            let most = HOST_BLOCK_BYTES - 8;
            let what = format!("functions of module gojs with more than {most} bytes of arguments and results");
            self.lowerer.unsupported(span, &what);
        }
        let (arg_offsets, result_offsets) = layout.fields[1..].split_at(args.len());

        // The block is not an object of the heap: held as an integer it needs no slot in the frame.
        let block = self.runtime(R::GojsBlock, &[])[0];
        let address = self.b.unary_to(Opcode::PtrToInt, block);
        for ((values, ty), offset) in args.iter().zip(arg_offsets) {
            self.store(block, *offset, *ty, values);
        }
        let func = self.lowerer.func(crate::program::FuncKey::Declared(object.into()));
        self.b.call(func, &Lowerer::block_signature(), &[address]);
        let block = self.b.unary_to(Opcode::IntToPtr, address);
        // The collector does not look into blocks, and may run while the host reads what arguments point to: these uses keep
        // that alive.
        for ((values, ty), offset) in args.iter().zip(arg_offsets) {
            if !self.layout(*ty).pointers.is_empty() {
                self.store(block, *offset, *ty, values);
            }
        }
        results.iter().zip(&result_offsets[1..]).map(|(ty, offset)| self.take_result(block, *offset, *ty)).collect()
    }

    /// A result; one that lives in memory is copied, since the next call uses the block again.
    fn take_result(&mut self, block: Value, offset: u32, ty: TypeId) -> Values {
        let found = self.load(block, offset, ty);
        if !self.layout(ty).is_memory() {
            return found;
        }
        let copy = self.temporary(ty);
        self.store(copy, 0, ty, &found);
        self.one(copy)
    }
}

//! Types that no program can have for their size. Owns the limits of Go's compiler: what an address space holds, and 64 kB
//! for the elements of a channel. Sizes that depend on type parameters are not known here.

use ast::{ExprId, ExprKind};
use diagnostics::Code;

use crate::checker::Checker;
use crate::{Type, TypeId};

/// Go's `MaxWidth` for 64-bit targets: 2^50 bytes.
const ADDRESS_SPACE_BYTES: u64 = 1 << 50;

/// What an element of a channel must stay below.
const CHANNEL_ELEMENT_BYTES: u64 = 1 << 16;

impl Checker<'_> {
    /// Reports array types and channel types that are too large, where they are written.
    pub fn check_large_types(&mut self) {
        for index in 0..self.files.len() {
            self.env.file = index as u32;
            let file = self.file();
            let is_sized =
                |expr: &ExprId| matches!(file.kind(*expr), ExprKind::ArrayType { .. } | ExprKind::ChanType { .. });
            for expr in file.exprs.keys().filter(is_sized) {
                let recorded = self.recorded(self.at(expr));
                let ty = recorded.ty;
                if !recorded.is_type() || ty == TypeId::INVALID {
                    continue;
                }
                let (is_array, elem) = match self.program.structure(ty) {
                    Type::Array { .. } => (true, ty),
                    Type::Chan { elem, .. } => (false, *elem),
                    _ => continue,
                };
                if is_array && self.size_exceeds(ty, ADDRESS_SPACE_BYTES) {
                    let shown = self.program.type_string(ty, Some(self.package));
                    let message = format!("type {shown} larger than address space");
                    self.error(self.span(expr), Code::TypeTooLarge, message);
                } else if !is_array && self.size_exceeds(elem, CHANNEL_ELEMENT_BYTES) {
                    self.error(self.span(expr), Code::TypeTooLarge, "channel element type too large (>64kB)");
                }
            }
        }
    }

    /// Whether values of the type take `limit` bytes or more. What depends on type parameters counts as small.
    fn size_exceeds(&mut self, ty: TypeId, limit: u64) -> bool {
        self.has_known_size(ty) && self.sizes.size_of(self.program, ty).is_none_or(|size| size >= limit)
    }
}

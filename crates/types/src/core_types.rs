//! What the types of a type parameter's set have in common. Owns the questions whose answer, if it is no, needs a cause.

use crate::checker::Checker;
use crate::{ChanDir, Type, TypeId};

/// A type of a type set and its underlying type; `None` if there is no specific type.
pub(crate) type Specific = Option<(TypeId, TypeId)>;

impl Checker<'_> {
    /// The underlying type that all types of a type parameter's set share, or of channels one that all can be used as,
    /// or the cause why there is none. Each type must first pass `test`. Another type counts as a set with only it.
    pub fn common_underlying(
        &mut self,
        ty: TypeId,
        test: &mut dyn FnMut(&mut Self, Specific) -> Result<(), String>,
    ) -> Result<TypeId, String> {
        let mut common: Option<(TypeId, TypeId)> = None;
        for specific in self.program.specific_types(ty) {
            test(self, specific)?;
            let Some((ty, underlying)) = specific else { return Err("no specific type".to_owned()) };
            let Some((first, known)) = common else {
                common = Some((ty, underlying));
                continue;
            };
            let types = &self.program.types;
            if let (Type::Chan { dir: a, elem: x }, Type::Chan { dir: b, elem: y }) =
                (&types[known], &types[underlying])
            {
                let (a, b) = (*a, *b);
                if !self.program.identical(*x, *y) {
                    let (first, ty) = (self.show(first), self.show(ty));
                    return Err(format!("channels {first} and {ty} have different element types"));
                }
                if a != b && a == ChanDir::Both {
                    common = Some((ty, underlying));
                } else if a != b && b != ChanDir::Both {
                    let (first, ty) = (self.show(first), self.show(ty));
                    return Err(format!("channels {first} and {ty} have conflicting directions"));
                }
            } else if !self.program.identical(known, underlying) {
                let (first, ty) = (self.show(first), self.show(ty));
                return Err(format!("{first} and {ty} have different underlying types"));
            }
        }
        Ok(common.map_or(TypeId::INVALID, |common| common.1))
    }
}

//! An arena that only grows. Owns [`Arena`]; knows nothing of what is in it.
//!
//! Instances of generic types are expanded when somebody asks about them, also after checking, when the program is
//! shared: elements are added through a shared reference and never move. Elements are in chunks of doubling size,
//! each of which is allocated once.

use std::marker::PhantomData;
use std::sync::{Mutex, OnceLock, PoisonError};

use cranelift_entity::EntityRef;

/// Binary logarithm of the first chunk's length.
const FIRST_LOG2: u32 = 10;

/// Enough chunks for every 32-bit id.
const CHUNKS: usize = 33 - FIRST_LOG2 as usize;

type Chunk<V> = OnceLock<Box<[OnceLock<V>]>>;

/// Elements `V` by their ids `K`.
#[derive(Debug)]
pub struct Arena<K, V> {
    chunks: [Chunk<V>; CHUNKS],
    len: Mutex<usize>,
    ids: PhantomData<K>,
}

impl<K, V> Default for Arena<K, V> {
    fn default() -> Self {
        Arena { chunks: std::array::from_fn(|_| OnceLock::new()), len: Mutex::new(0), ids: PhantomData }
    }
}

/// The chunk and the place in it of the element with this index.
fn place(index: usize) -> (usize, usize) {
    let shifted = index + (1 << FIRST_LOG2);
    let log2 = shifted.ilog2();
    ((log2 - FIRST_LOG2) as usize, shifted - (1 << log2))
}

impl<K: EntityRef, V> Arena<K, V> {
    /// Adds `value` and gives its id.
    pub fn push(&self, value: V) -> K {
        let mut len = self.len.lock().unwrap_or_else(PoisonError::into_inner);
        let index = *len;
        let (chunk, offset) = place(index);
        let slots = self.chunks[chunk].get_or_init(|| {
            let mut slots = Vec::new();
            slots.resize_with(1 << (chunk as u32 + FIRST_LOG2), OnceLock::new);
            slots.into_boxed_slice()
        });
        let is_free = slots[offset].set(value).is_ok();
        assert!(is_free, "slot {index} of an arena is taken");
        *len = index + 1;
        K::new(index)
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        *self.len.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids of all elements that are there now, in order.
    pub fn keys(&self) -> impl Iterator<Item = K> + use<K, V> {
        (0..self.len()).map(K::new)
    }

    /// All elements that are there now, in order.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.keys().map(|id| (id, &self[id]))
    }
}

impl<K: EntityRef, V> std::ops::Index<K> for Arena<K, V> {
    type Output = V;

    fn index(&self, id: K) -> &V {
        let (chunk, offset) = place(id.index());
        match self.chunks[chunk].get().and_then(|slots| slots[offset].get()) {
            Some(value) => value,
            None => panic!("no element {} in an arena", id.index()),
        }
    }
}

impl<K: EntityRef, V> std::ops::IndexMut<K> for Arena<K, V> {
    fn index_mut(&mut self, id: K) -> &mut V {
        let (chunk, offset) = place(id.index());
        match self.chunks[chunk].get_mut().and_then(|slots| slots[offset].get_mut()) {
            Some(value) => value,
            None => panic!("no element {} in an arena", id.index()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TypeId;

    #[test]
    fn elements_stay_where_they_are() {
        let arena: Arena<TypeId, String> = Arena::default();
        let first = arena.push("0".to_owned());
        let at = arena[first].as_ptr();
        let ids: Vec<TypeId> = (1..5000).map(|i| arena.push(i.to_string())).collect();
        assert_eq!(arena[first].as_ptr(), at);
        assert!(ids.iter().enumerate().all(|(i, id)| arena[*id] == (i + 1).to_string()));
        assert_eq!(arena.len(), 5000);
    }
}

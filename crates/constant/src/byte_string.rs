//! The bytes of constant strings. Owns [`ByteString`], which puts concatenations off until somebody reads them, so that
//! long sums take linear time and what only `len` looks at takes no memory.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// Shorter concatenations are made at once, in bytes.
const SHORT: u64 = 256;

/// A string of bytes, not necessarily UTF-8.
#[derive(Clone)]
pub struct ByteString(Arc<Node>);

struct Node {
    len: u64,
    bytes: OnceLock<Box<[u8]>>,
    /// What the string is the concatenation of, if `bytes` was not given.
    parts: Option<(ByteString, ByteString)>,
}

impl ByteString {
    /// The string of these bytes.
    pub fn new(bytes: impl Into<Box<[u8]>>) -> ByteString {
        let bytes = bytes.into();
        ByteString(Arc::new(Node { len: bytes.len() as u64, bytes: bytes.into(), parts: None }))
    }

    /// The string with `other` behind it.
    pub fn concat(&self, other: &ByteString) -> ByteString {
        let len = self.len().saturating_add(other.len());
        if len < SHORT {
            return ByteString::new([self.as_bytes(), other.as_bytes()].concat());
        }
        let parts = Some((self.clone(), other.clone()));
        ByteString(Arc::new(Node { len, bytes: OnceLock::new(), parts }))
    }

    /// The number of bytes.
    pub fn len(&self) -> u64 {
        self.0.len
    }

    /// Whether there is no byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, which are put together when they are first asked for.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.bytes.get_or_init(|| self.prefix(usize::MAX).into())
    }

    /// The first `limit` bytes, or all if there are fewer.
    pub fn prefix(&self, limit: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.len()).unwrap_or(usize::MAX).min(limit));
        // Depth first with an explicit stack, since sums may be long.
        let mut pending = vec![self];
        while let Some(ByteString(node)) = pending.pop() {
            let room = limit - bytes.len();
            match (node.bytes.get(), &node.parts) {
                (Some(known), _) => bytes.extend_from_slice(&known[..known.len().min(room)]),
                (None, Some((first, second))) if room > 0 => pending.extend([second, first]),
                _ => {}
            }
        }
        bytes
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // In a loop, since sums may be long.
        let mut pending: Vec<ByteString> = self.parts.take().into_iter().flat_map(<[ByteString; 2]>::from).collect();
        while let Some(ByteString(node)) = pending.pop() {
            if let Some(mut node) = Arc::into_inner(node) {
                pending.extend(node.parts.take().into_iter().flat_map(<[ByteString; 2]>::from));
            }
        }
    }
}

impl PartialEq for ByteString {
    fn eq(&self, other: &ByteString) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.len() == other.len() && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for ByteString {}

impl PartialOrd for ByteString {
    fn partial_cmp(&self, other: &ByteString) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByteString {
    fn cmp(&self, other: &ByteString) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for ByteString {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for ByteString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        String::from_utf8_lossy(&self.prefix(1000)).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concatenations_are_read_in_order() {
        let ten = ByteString::new(&b"0123456789"[..]);
        let mut sum = ten.clone();
        for _ in 1..100_000 {
            sum = sum.concat(&ten);
        }
        assert_eq!(sum.len(), 1_000_000);
        assert_eq!(sum.prefix(13), b"0123456789012");
        assert_eq!(&sum.as_bytes()[999_990..], ten.as_bytes());
        let other = ten.concat(&ByteString::new(sum.as_bytes()[10..].to_vec()));
        assert_eq!(sum, other);
        assert!(ten < sum && !sum.is_empty());
    }

    #[test]
    fn the_length_of_a_string_costs_no_memory() {
        let mut doubled = ByteString::new(vec![b'x'; 1024]);
        for _ in 0..70 {
            doubled = doubled.concat(&doubled);
        }
        assert_eq!(doubled.len(), u64::MAX);
        assert_eq!(doubled.prefix(3), b"xxx");
    }
}

//! Work on several threads. Owns the threads and the order of results: that of the items, whatever thread was first.

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// The parser's recursion follows the nesting of the source, which it limits.
const STACK_BYTES: usize = 256 << 20;

/// Threads for one run of the loader.
pub(crate) struct Workers {
    /// `None` where there are no threads, as on wasm32.
    pool: Option<ThreadPool>,
}

impl Workers {
    /// A thread for each processor.
    pub fn new() -> Workers {
        Workers { pool: rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build().ok() }
    }

    /// `work` done on every item.
    pub fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        match &self.pool {
            Some(pool) if items.len() > 1 => pool.install(|| items.into_par_iter().map(&work).collect()),
            _ => items.into_iter().map(work).collect(),
        }
    }
}

//! Goroutines: records, the run queue, switching, exports, timers, semaphores, bubbles.

pub mod alone;
pub mod bubbles;
pub mod descriptors;
pub mod export;
pub mod goroutine;
pub mod javascript;
pub mod nesting;
pub mod queue;
pub mod report;
pub mod roots;
pub mod semaphore;
pub mod switch;
pub mod timers;

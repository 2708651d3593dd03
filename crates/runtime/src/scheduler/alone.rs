//! Waiting in a program that starts no goroutine: the only one there is waits in place and never suspends.
//!
//! Owns no state. Linked in place of switching (`abi::host_functions::ALONE_FUNCTIONS`).

use super::export::end;
use super::goroutine::goroutines;
use super::{descriptors, queue, timers};
use crate::optional;

/// Waits until the running goroutine, which was about to suspend, is runnable; always 1 in such a
/// program. If nothing can make it so, that is a
/// deadlock.
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn wait_alone() -> u32 {
    // Natively this is linked to every test, and tests have goroutines.
    if cfg!(not(target_arch = "wasm32")) {
        return 0;
    }
    let current = (*goroutines()).current;
    loop {
        optional::timer_step(timers::STEP_FIRE);
        optional::descriptor_step(descriptors::STEP_READY);
        if queue::take() != 0 {
            return 1;
        }
        if optional::descriptor_step(descriptors::STEP_WAIT) == 0 && optional::timer_step(timers::STEP_SLEEP) == 0 {
            optional::report_deadlock(current);
            end();
        }
    }
}

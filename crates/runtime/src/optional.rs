//! Calls of functions of the image that do not, by themselves, make emit link them.
//!
//! See `abi::host_functions::OPTIONAL_FUNCTIONS`. A function that is not linked has nothing to do in the program.

macro_rules! optional {
    ($($(#[doc = $doc:literal])+ $name:ident = $import:literal($($parameter:ident: $type:ty),*) $(-> $result:ty)? = $path:path;)*) => {
        #[cfg(target_arch = "wasm32")]
        #[link(wasm_import_module = "optional")]
        unsafe extern "C" {
            $($(#[doc = $doc])+ #[link_name = $import] pub fn $name($($parameter: $type),*) $(-> $result)?;)*
        }
        $(
            $(#[doc = $doc])+
            #[cfg(not(target_arch = "wasm32"))]
            pub unsafe fn $name($($parameter: $type),*) $(-> $result)? {
                $path($($parameter),*)
            }
        )*
    };
}

optional! {
    /// The layout of a type made at run time, in programs that make some.
    made_layout = "optional_made_layout"(descriptor: u32) -> u32 = crate::heap::allocation::made_layout;
    /// Collects, in programs that poll.
    gc_collect = "optional_gc_collect"() = crate::heap::collector::gc_collect;
    /// Timers, in programs that start some.
    timer_step = "optional_timer_step"(step: u32) -> u32 = crate::scheduler::timers::timer_step;
    /// Lets a timer send to its channel if it is due, in programs that start some; whether it did.
    timer_poll = "optional_timer_poll"(timer: u32) -> u32 = crate::scheduler::timers::timer_poll;
    /// Descriptors, in programs that wait for some.
    descriptor_step = "optional_descriptor_step"(step: u32) -> u32 = crate::scheduler::descriptors::descriptor_step;
    /// Asks the program for the text of a value, in programs that panic with one.
    ask_panic_text = "optional_ask_panic_text"(panic: u32) -> u32 = crate::panic::fatal::ask_panic_text;
    /// Prints that it panicked when it was asked.
    fail_asking = "optional_fail_asking"(descriptor: u32, data: u32) = crate::panic::fatal::fail_asking;
    /// Prints a value, in programs that panic with one.
    print_panic_value = "optional_print_panic_value"(descriptor: u32, data: u32)
        = crate::panic::fatal::print_panic_value;
    /// Panics for a sender, in programs that close channels.
    panic_closed_send = "optional_panic_closed_send"() = crate::panic::run_time_error::panic_closed_send;
    /// Resumes a goroutine, in programs that suspend some.
    resume_goroutine = "optional_resume_goroutine"(g: u32) = crate::scheduler::switch::resume_goroutine;
    /// Moves away the frames of a goroutine, in programs that suspend some.
    save_goroutine = "optional_save_goroutine"(g: u32) = crate::scheduler::switch::save_goroutine;
    /// Begins a call of the program in a call of the host, in programs that the host calls while they call it.
    enter_nested = "optional_enter_nested"(rust_sp: u32) = crate::scheduler::nesting::enter_nested;
    /// Ends one; the image's stack pointer below it, 0 if the call was no such one.
    leave_nested = "optional_leave_nested"() -> u32 = crate::scheduler::nesting::leave_nested;
    /// Whether one is in progress.
    is_nested = "optional_is_nested"() -> u32 = crate::scheduler::nesting::is_nested;
    /// Tells the calls around that a goroutine has ended.
    end_target = "optional_end_target"(g: u32, end: u32) = crate::scheduler::nesting::end_target;
    /// Ends a call whose goroutine is lost.
    fail_lost_call = "optional_fail_lost_call"() = crate::scheduler::nesting::fail_lost_call;
    /// Marks the list of calls.
    mark_calls = "optional_mark_calls"() = crate::scheduler::nesting::mark_calls;
    /// Waits in place, in programs with one goroutine from start to end; whether it did.
    wait_alone = "optional_wait_alone"() -> u32 = crate::scheduler::alone::wait_alone;
    /// Reports a deadlock, in programs that suspend goroutines.
    report_deadlock = "optional_report_deadlock"(first: u32) = crate::scheduler::report::report_deadlock;
    /// Frees a goroutine, in programs that make some.
    free_goroutine = "optional_free_goroutine"(g: u32) = crate::scheduler::goroutine::free_goroutine;
    /// Marks deferred calls and panics, in programs that defer.
    mark_panics = "optional_mark_panics"(g: u32) = crate::panic::unwinding::mark_panics;
    /// Prints where a goroutine is, in programs with places; whether it did.
    print_trace = "optional_print_trace"(g: u32, site: u32) -> u32 = crate::panic::trace::print_trace;
    /// Keeps where the newest panic came from, in programs with places that defer.
    keep_trace = "optional_keep_trace"(site: u32, from: u32) = crate::panic::kept_trace::keep_trace;
    /// Frees what it kept.
    drop_trace = "optional_drop_trace"(kept: u32) = crate::panic::kept_trace::drop_trace;
    /// Prints or counts what it kept.
    take_kept_trace = "optional_take_kept_trace"(g: u32, sp: u32, site: u32) -> u32
        = crate::panic::kept_trace::take_kept_trace;
    /// Takes a goroutine out of the queues of its select.
    leave_select = "optional_leave_select"(g: u32) = crate::select::leave_select;
    /// Frees the waiters of a select.
    end_select = "optional_end_select"(g: u32) = crate::select::end_select;
    /// Counts objects, in programs that ask for statistics.
    count_handed = "optional_count_handed"(bytes: u32, object_bytes: u32) = crate::heap::statistics::count_handed;
    /// Counts in a collection, in programs that ask for statistics.
    count_collection = "optional_count_collection"(step: u32) = crate::heap::statistics::count_collection;
    /// Sets when the next collection is due, in programs that say when.
    set_threshold = "optional_set_threshold"() = crate::heap::goal::set_threshold;
    /// Marks what is recorded beside objects, in programs that record something.
    mark_specials = "optional_mark_specials"() = crate::heap::specials::mark_specials;
    /// Finds what is recorded beside dead objects.
    settle_specials = "optional_settle_specials"() = crate::heap::specials::settle_specials;
    /// Lets pools go of what they have not used, in programs that have some.
    age_pools = "optional_age_pools"() = crate::heap::pools::age_pools;
    /// Starts the goroutine that calls what is due.
    start_runner = "optional_start_runner"() = crate::heap::specials::start_runner;
    /// A goroutine is lost, which may be that one.
    end_runner = "optional_end_runner"(g: u32) = crate::heap::specials::end_runner;
    /// The clock of the running goroutine's bubble, 0 outside, in programs with bubbles.
    bubble_now = "optional_bubble_now"() -> u64 = crate::scheduler::bubbles::bubble_now;
    /// The running goroutine waits.
    bubble_suspend = "optional_bubble_suspend"(g: u32) = crate::scheduler::bubbles::bubble_suspend;
    /// A goroutine waits no more.
    bubble_ready = "optional_bubble_ready"(g: u32) = crate::scheduler::bubbles::bubble_ready;
    /// A new goroutine belongs to a bubble, or to none.
    bubble_join = "optional_bubble_join"(g: u32, bubble: u32) = crate::scheduler::bubbles::bubble_join;
    /// A goroutine has ended.
    bubble_part = "optional_bubble_part"(g: u32) = crate::scheduler::bubbles::bubble_part;
    /// A channel is new.
    bubble_channel = "optional_bubble_channel"(channel: u32) = crate::scheduler::bubbles::bubble_channel;
    /// A channel is used.
    bubble_check = "optional_bubble_check"(channel: u32, operation: u32) = crate::scheduler::bubbles::bubble_check;
    /// The same in a case of a select.
    bubble_check_case = "optional_bubble_check_case"(channel: u32, sends: u32, count: u32)
        = crate::scheduler::bubbles::bubble_check_case;
    /// A goroutine is woken by another.
    bubble_check_wake = "optional_bubble_check_wake"(g: u32) = crate::scheduler::bubbles::bubble_check_wake;
    /// The timers of a timer's bubble, or for 0 of the running goroutine's; 0: it is in none.
    bubble_timers = "optional_bubble_timers"(timer: u32) -> u32 = crate::scheduler::bubbles::bubble_timers;
    /// What disturbs the order of timers of equal times there.
    bubble_order = "optional_bubble_order"(timer: u32) -> u32 = crate::scheduler::bubbles::bubble_order;
    /// Fires what is due there.
    bubble_fire = "optional_bubble_fire"(timer: u32) = crate::scheduler::bubbles::bubble_fire;
    /// Takes part in a collection.
    bubble_step = "optional_bubble_step"(step: u32) = crate::scheduler::bubbles::bubble_step;
    /// Ties objects to bubbles.
    bubble_tie = "optional_bubble_tie"(address: u32, action: u32) -> u32 = crate::scheduler::bubbles::bubble_tie;
    /// Prints what reports say of a goroutine's bubble.
    print_bubble = "optional_print_bubble"(g: u32) = crate::scheduler::bubbles::print_bubble;
    /// Prints where goroutines are whose bubble the program ends for.
    print_deadlocked = "optional_print_deadlocked"(descriptor: u32) = crate::scheduler::bubbles::print_deadlocked;
}

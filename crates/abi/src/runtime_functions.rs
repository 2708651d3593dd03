//! The table of runtime functions: name, parameters, results, effects and meaning.
//!
//! Lowering and emit know the runtime through this table only; `xtask runtime` checks that the image exports every entry
//! with the signature given here.
//! A function's Wasm signature has `Ptr` as `i32` and the first result only: further results are in the transfer area
//! (slot *i* for result *i*), and after a suspension every result is (see `ARCHITECTURE.md`, "Frames and suspension").

/// Type of a parameter or result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// 32-bit integer; booleans are 0 or 1.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// Address (`i32` in Wasm).
    Ptr,
}

/// What a call may do besides computing its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Effects(u16);

impl Effects {
    /// Nothing: may be moved and, when its results are not used, removed; reads no mutable memory.
    pub const PURE: Effects = Effects(0);
    /// Reads memory.
    pub const READS: Effects = Effects(1);
    /// Writes memory or does input or output.
    pub const WRITES: Effects = Effects(2);
    /// Allocates: it polls the collector first, and may collect; every live pointer, those passed to it included, is in a frame
    /// slot of its caller.
    /// Functions that allocate but suspend, or at most once for each panic, defer or type, do without: the scheduler
    /// collects between goroutines.
    pub const ALLOCATES: Effects = Effects(4 | 2 | 1);
    /// May set `$unwind` to 1 and return early.
    pub const SUSPENDS: Effects = Effects(8 | 2 | 1);
    /// May panic: set `$unwind` to 2 and return, or not return at all.
    pub const PANICS: Effects = Effects(16 | 1);
    /// Always unwinds or does not return: what follows the call is the unwinding path only.
    pub const DIVERGES: Effects = Effects(32 | 16 | 1);
    /// Runs compiled code (the scheduler): everything may change.
    pub const SCHEDULES: Effects = Effects(64 | 2 | 1);
    /// Makes a goroutine, now or later, or ends the running one early. A program that calls no such function has one goroutine
    /// from start to end, which never suspends: an operation that would block waits for a time or is a deadlock.
    pub const STARTS: Effects = Effects(128 | 2 | 1);
    /// Looks at the frames of its callers, each of which needs one that says where the call is.
    pub const WALKS: Effects = Effects(256 | 2 | 1);

    /// The union of two effects.
    pub const fn and(self, other: Effects) -> Effects {
        Effects(self.0 | other.0)
    }

    const fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }

    /// Whether it reads memory that may change.
    pub const fn reads(self) -> bool {
        self.has(1)
    }

    /// Whether it writes memory or does input or output.
    pub const fn writes(self) -> bool {
        self.has(2)
    }

    /// Whether it polls the collector.
    pub const fn allocates(self) -> bool {
        self.has(4)
    }

    /// Whether it may suspend the goroutine.
    pub const fn may_suspend(self) -> bool {
        self.has(8)
    }

    /// Whether it may panic.
    pub const fn may_panic(self) -> bool {
        self.has(16)
    }

    /// Whether it always unwinds.
    pub const fn never_returns(self) -> bool {
        self.has(32)
    }

    /// Whether it looks at the frames of its callers.
    pub const fn walks_frames(self) -> bool {
        self.has(256)
    }

    /// Whether it runs compiled code.
    pub const fn schedules(self) -> bool {
        self.has(64)
    }

    /// Whether a program that calls it may have more than one goroutine.
    pub const fn starts_goroutines(self) -> bool {
        self.has(128)
    }
}

macro_rules! effects {
    ($first:ident $(| $rest:ident)*) => { Effects::$first$(.and(Effects::$rest))* };
}

macro_rules! runtime_functions {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $name:ident($($parameter:ident: $type:ident),*) $(-> ($($result:ident),+))?: $($effect:ident)|+;
    )*) => {
        /// A function of the runtime image.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum RuntimeFunction {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl RuntimeFunction {
            /// Every function, in table order.
            pub const ALL: &[RuntimeFunction] = &[$(RuntimeFunction::$variant,)*];

            /// The name the image exports it under.
            pub const fn name(self) -> &'static str {
                match self { $(RuntimeFunction::$variant => stringify!($name),)* }
            }

            /// Types of the parameters.
            pub const fn params(self) -> &'static [ValueType] {
                match self { $(RuntimeFunction::$variant => &[$(ValueType::$type),*],)* }
            }

            /// Names of the parameters.
            pub const fn param_names(self) -> &'static [&'static str] {
                match self { $(RuntimeFunction::$variant => &[$(stringify!($parameter)),*],)* }
            }

            /// Types of the results.
            pub const fn results(self) -> &'static [ValueType] {
                match self { $(RuntimeFunction::$variant => &[$($(ValueType::$result),+)?],)* }
            }

            /// What a call may do.
            pub const fn effects(self) -> Effects {
                match self { $(RuntimeFunction::$variant => effects!($($effect)|+),)* }
            }
        }
    };
}

runtime_functions! {
    // Heap.

    /// A zeroed object of a type with pointers.
    Alloc = alloc(layout: Ptr) -> (Ptr): ALLOCATES;
    /// A zeroed pointer-free object of `size` bytes.
    AllocNoscan = alloc_noscan(size: I32) -> (Ptr): ALLOCATES;
    /// A zeroed array of `count` elements; `elem_layout` 0: pointer-free. The caller has checked that `count` is not
    /// negative; an array too large for memory is a fatal "out of memory".
    AllocArray = alloc_array(elem_layout: Ptr, elem_size: I32, count: I64) -> (Ptr): ALLOCATES;
    /// A zeroed object of the type of a descriptor.
    AllocType = alloc_type(descriptor: Ptr) -> (Ptr): ALLOCATES;
    /// The layout of the type of a descriptor, 0 if it is pointer-free. Only programs that call it may make descriptors.
    TypeLayout = type_layout(descriptor: Ptr) -> (Ptr): WRITES;
    /// Called when the poll word is not zero: collects.
    GcCollect = gc_collect(): WRITES;
    /// Sets the stress word, and the poll word with it: from now on every poll collects.
    SetGcStress = set_gc_stress(): WRITES;
    /// Number of collections so far.
    GcCount = gc_count() -> (I64): READS;
    /// Fills the words of `runtime_records::memory_statistics`. Programs that call it count.
    MemoryStatistics = memory_statistics(words: Ptr): WRITES;
    /// Sets how much is allocated between collections, in hundredths of what is live; negative: any amount. Returns what it
    /// was.
    GcSetPercent = gc_set_percent(percent: I64) -> (I64): WRITES;
    /// Sets how many bytes of memory collections are to keep to, unless it is negative. Returns what it was.
    GcSetLimit = gc_set_limit(limit: I64) -> (I64): WRITES;
    /// The object in the heap that an address lies in and its bytes; 0: it lies in none.
    HeapObject = heap_object(address: Ptr) -> (Ptr, I64): READS;
    /// The layout of the object in the heap that an address lies in, of the elements if it is an array; 0: it has no
    /// pointers.
    ObjectLayout = object_layout(address: Ptr) -> (Ptr): READS;
    /// Records `data` beside the object that an address lies in; `kind` is one of `runtime_records::special`. Returns the
    /// record's number; 0: it is a second finalizer.
    SpecialAdd = special_add(address: I32, kind: I32, data: Ptr) -> (I64): ALLOCATES | STARTS;
    /// Takes the record with this number, 0 for any, from an address: whether there was one.
    SpecialRemove = special_remove(address: I32, kind: I32, id: I64) -> (I32): WRITES;
    /// What is recorded beside an address, or 0.
    SpecialFind = special_find(address: I32, kind: I32) -> (Ptr): READS;
    /// Says that a pool holds something, which it did not: from now on collections let go of what it has held for long.
    PoolRegister = pool_register(pool: Ptr): WRITES;
    /// Says what the goroutine runs that asks for what is due: this closure, of type `func()`.
    SpecialRunner = special_runner(closure: Ptr): STARTS;
    /// The next call that is due: its closure and the object. 0: none is, and the goroutine that asks must end.
    SpecialNext = special_next() -> (Ptr, Ptr): WRITES;

    // Printing. What is printed between `print_begin` and `print_end` is written to standard error at once.

    /// Starts a `print` or `println`.
    PrintBegin = print_begin(): WRITES;
    /// Ends a `print` or `println`: writes what is buffered.
    PrintEnd = print_end(): WRITES;
    /// `true` or `false`.
    PrintBool = print_bool(value: I32): WRITES;
    /// A signed integer of any size, extended.
    PrintI64 = print_i64(value: I64): WRITES;
    /// An unsigned integer of any size, extended.
    PrintU64 = print_u64(value: I64): WRITES;
    /// `0x` and hexadecimal digits.
    PrintHex = print_hex(value: I64): WRITES;
    /// A `float64`.
    PrintF64 = print_f64(value: F64): WRITES;
    /// A `float32`.
    PrintF32 = print_f32(value: F32): WRITES;
    /// A `complex128`.
    PrintC128 = print_c128(re: F64, im: F64): WRITES;
    /// A `complex64`.
    PrintC64 = print_c64(re: F32, im: F32): WRITES;
    /// A string.
    PrintString = print_string(ptr: Ptr, len: I64): WRITES;
    /// A pointer, channel, map or function value.
    PrintPointer = print_pointer(ptr: Ptr): WRITES;
    /// An interface value: `(0x…,0x…)`.
    PrintInterface = print_interface(word: Ptr, data: Ptr): WRITES;
    /// A slice: `[len/cap]0x…`.
    PrintSlice = print_slice(ptr: Ptr, len: I64, cap: I64): WRITES;
    /// A space.
    PrintSpace = print_space(): WRITES;
    /// A newline.
    PrintNewline = print_newline(): WRITES;

    // Strings. A `buffer` of `runtime_records::BUFFER_BYTES` takes a result that fits; 0: there is none.

    /// `a + b`.
    StringConcat2 = string_concat2(a: Ptr, a_len: I64, b: Ptr, b_len: I64, buffer: Ptr) -> (Ptr, I64): ALLOCATES;
    /// Concatenates the `count` strings (pointer and length, 8 bytes each) at `strings`.
    StringConcat = string_concat(strings: Ptr, count: I32, buffer: Ptr) -> (Ptr, I64): ALLOCATES;
    /// Negative, zero or positive as `a` is less than, equal to or greater than `b`.
    StringCompare = string_compare(a: Ptr, a_len: I64, b: Ptr, b_len: I64) -> (I32): READS;
    /// Whether `len` bytes at `a` and `b` are equal (lengths of strings are compared by the caller).
    MemoryEqual = memory_equal(a: Ptr, b: Ptr, len: I64) -> (I32): READS;
    /// `string(bytes)`: a copy; the length does not change.
    StringFromBytes = string_from_bytes(ptr: Ptr, len: I64, buffer: Ptr) -> (Ptr): ALLOCATES;
    /// `[]byte(string)`: pointer and capacity; the length does not change.
    BytesFromString = bytes_from_string(ptr: Ptr, len: I64, buffer: Ptr) -> (Ptr, I64): ALLOCATES;
    /// `string(runes)`.
    StringFromRunes = string_from_runes(ptr: Ptr, len: I64) -> (Ptr, I64): ALLOCATES;
    /// `[]rune(string)`: pointer, length and capacity.
    RunesFromString = runes_from_string(ptr: Ptr, len: I64) -> (Ptr, I64, I64): ALLOCATES;
    /// `string(integer)`.
    StringFromRune = string_from_rune(value: I64, buffer: Ptr) -> (Ptr, I64): ALLOCATES;
    /// The rune that starts at `index` of a string, and its width in bytes. `index` is in range.
    DecodeRune = decode_rune(ptr: Ptr, len: I64, index: I64) -> (I32, I64): READS;

    // Slices.

    /// `make([]T, len, cap)`: checks both, panics as Go does.
    MakeSlice = make_slice(elem_layout: Ptr, elem_size: I32, len: I64, cap: I64) -> (Ptr): ALLOCATES | PANICS;
    /// `append` beyond the capacity: a new array with room for `needed` (> `cap`) elements and a copy of the first `len`;
    /// pointer and capacity.
    SliceGrow = slice_grow(elem_layout: Ptr, elem_size: I32, ptr: Ptr, len: I64, cap: I64, needed: I64) -> (Ptr, I64):
        ALLOCATES | PANICS;

    // Interfaces. What is in a box is never written to: those of numbers below 256 are shared.

    /// An integer of 8 bits, extended, in memory.
    BoxByte = box_byte(value: I32) -> (Ptr): PURE;
    /// An integer of at most 32 bits, extended, in memory.
    BoxI32 = box_i32(value: I32) -> (Ptr): ALLOCATES;
    /// An integer of 64 bits in memory.
    BoxI64 = box_i64(value: I64) -> (Ptr): ALLOCATES;
    /// The itab of a concrete type (descriptor, not 0) for an interface type, or 0 if a method is missing.
    FindItab = find_itab(interface_type: Ptr, concrete_type: Ptr) -> (Ptr): WRITES;
    /// Whether two values of `any` are equal. Panics if the (equal) types are not comparable.
    EfaceEqual = eface_equal(a_type: Ptr, a_data: Ptr, b_type: Ptr, b_data: Ptr) -> (I32): PANICS;
    /// Whether two values of an interface type with methods are equal.
    IfaceEqual = iface_equal(a_itab: Ptr, a_data: Ptr, b_itab: Ptr, b_data: Ptr) -> (I32): PANICS;
    /// Whether the values of one type at two addresses are equal.
    ValueEqual = value_equal(descriptor: Ptr, a: Ptr, b: Ptr) -> (I32): PANICS;
    /// Hash of the value of a type at an address. Panics if its type has no hash.
    ValueHash = value_hash(descriptor: Ptr, value: Ptr, seed: I64) -> (I64): PANICS;
    /// Hash of `len` bytes.
    HashMemory = hash_memory(ptr: Ptr, len: I64, seed: I64) -> (I64): READS;

    // Maps. The map object is 0 for a nil map; its word 0 is the number of entries.

    /// `make(map[K]V, hint)`.
    MapNew = map_new(map_type: Ptr, hint: I64, buffer: Ptr) -> (Ptr): ALLOCATES;
    /// Address of the element for the key at `key`, or 0.
    MapGet = map_get(map_type: Ptr, map: Ptr, key: Ptr) -> (Ptr): PANICS;
    /// As `map_get` for keys of 4 bytes compared as integers.
    MapGetI32 = map_get_i32(map_type: Ptr, map: Ptr, key: I32) -> (Ptr): READS;
    /// As `map_get` for keys of 8 bytes compared as integers (pointers and channels included).
    MapGetI64 = map_get_i64(map_type: Ptr, map: Ptr, key: I64) -> (Ptr): READS;
    /// As `map_get` for strings.
    MapGetStr = map_get_str(map_type: Ptr, map: Ptr, key: Ptr, key_len: I64) -> (Ptr): READS;
    /// Address of the element for the key, which is inserted with a zero element if it is missing. The address is valid
    /// until the next assignment to the map. Panics if the map is nil.
    MapAssign = map_assign(map_type: Ptr, map: Ptr, key: Ptr) -> (Ptr): ALLOCATES | PANICS;
    /// As `map_assign` for keys of 4 bytes.
    MapAssignI32 = map_assign_i32(map_type: Ptr, map: Ptr, key: I32) -> (Ptr): ALLOCATES | PANICS;
    /// As `map_assign` for keys of 8 bytes.
    MapAssignI64 = map_assign_i64(map_type: Ptr, map: Ptr, key: I64) -> (Ptr): ALLOCATES | PANICS;
    /// As `map_assign` for strings.
    MapAssignStr = map_assign_str(map_type: Ptr, map: Ptr, key: Ptr, key_len: I64) -> (Ptr): ALLOCATES | PANICS;
    /// `delete`.
    MapDelete = map_delete(map_type: Ptr, map: Ptr, key: Ptr): WRITES | PANICS;
    /// As `map_delete` for keys of 4 bytes.
    MapDeleteI32 = map_delete_i32(map_type: Ptr, map: Ptr, key: I32): WRITES;
    /// As `map_delete` for keys of 8 bytes.
    MapDeleteI64 = map_delete_i64(map_type: Ptr, map: Ptr, key: I64): WRITES;
    /// As `map_delete` for strings.
    MapDeleteStr = map_delete_str(map_type: Ptr, map: Ptr, key: Ptr, key_len: I64): WRITES;
    /// `clear`.
    MapClear = map_clear(map_type: Ptr, map: Ptr): WRITES;
    /// A shallow copy (`maps.Clone`).
    MapClone = map_clone(map_type: Ptr, map: Ptr) -> (Ptr): ALLOCATES;
    /// Starts an iteration and moves to the first entry. `iter` has `MAP_ITER_BYTES`, of any content; afterwards its
    /// first two words are the addresses of the key and the element, the key's is 0 at the end.
    MapIterInit = map_iter_init(map_type: Ptr, map: Ptr, iter: Ptr): WRITES;
    /// Moves to the next entry.
    MapIterNext = map_iter_next(iter: Ptr): WRITES;

    // Channels. The channel is 0 for a nil channel; its words 0 and 1 are its length and its capacity.

    /// `make(chan T, cap)`.
    ChanNew = chan_new(elem_layout: Ptr, elem_size: I32, cap: I64) -> (Ptr): ALLOCATES | PANICS;
    /// `ch <- *elem`.
    ChanSend = chan_send(channel: Ptr, elem: Ptr): SUSPENDS | PANICS;
    /// `<-ch`: address of the element, to be copied before anything else is called, and whether it was sent.
    ChanRecv = chan_recv(channel: Ptr) -> (Ptr, I32): SUSPENDS;
    /// `close(ch)`.
    ChanClose = chan_close(channel: Ptr): WRITES | PANICS;
    /// `select` with one sending case and a default: whether it was sent.
    ChanTrySend = chan_try_send(channel: Ptr, elem: Ptr) -> (I32): WRITES | PANICS;
    /// `select` with one receiving case and a default: whether the case is chosen, address of the element, whether it was
    /// sent.
    ChanTryRecv = chan_try_recv(channel: Ptr) -> (I32, Ptr, I32): WRITES;
    /// `select` over `count` case records: index of the chosen case, address of the received element, whether it was sent.
    Select = select(cases: Ptr, count: I32) -> (I32, Ptr, I32): SUSPENDS | PANICS;
    /// `select` with a default: the same, or `SELECT_DEFAULT`.
    SelectTry = select_try(cases: Ptr, count: I32) -> (I32, Ptr, I32): WRITES | PANICS;
    /// `select {}` and operations on nil channels that can never proceed.
    BlockForever = block_forever(): SUSPENDS;

    // Goroutines.

    /// `go`: a goroutine that calls the closure.
    GoSpawn = go_spawn(closure: Ptr): STARTS;
    /// Lets the other goroutines run (`runtime.Gosched`).
    GoSched = gosched(): SUSPENDS;
    /// `runtime.Goexit`: runs deferred calls, then ends the goroutine.
    GoExit = goexit(): SUSPENDS | DIVERGES | STARTS;
    /// Sleeps for `ns` nanoseconds.
    Sleep = sleep(ns: I64): SUSPENDS;
    /// The running goroutine, a handle for `goready`.
    CurrentG = current_g() -> (Ptr): READS;
    /// Parks the running goroutine until `goready`; `reason` is one of the runtime's wait reasons.
    GoPark = gopark(reason: I32): SUSPENDS;
    /// Makes a parked goroutine runnable.
    GoReady = goready(g: Ptr): WRITES;
    /// Number of the running goroutine, from 1.
    GoId = goid() -> (I64): READS;
    /// Number of goroutines that exist.
    GoCount = gocount() -> (I64): READS;
    /// Adds to the number of goroutines those that exist only in name yet.
    GoCountAdd = gocount_add(count: I64): WRITES;
    /// Waits until the `u32` at `address` is not zero, then decrements it; `first`: in front of those that wait already;
    /// `reason` as in `gopark`.
    SemaAcquire = sema_acquire(address: Ptr, first: I32, reason: I32): SUSPENDS;
    /// Increments the `u32` at `address` and wakes one waiter; `handoff`: it runs next.
    SemaRelease = sema_release(address: Ptr, handoff: I32): WRITES;
    /// Parks the running goroutine until a descriptor of the host can be read, or if `writes` written, or has a fault, or until
    /// `descriptor_wake`.
    DescriptorWait = descriptor_wait(descriptor: I32, writes: I32): SUSPENDS;
    /// Wakes a goroutine that waits for a descriptor; whether it does.
    DescriptorWake = descriptor_wake(g: Ptr) -> (I32): WRITES;
    /// Starts the timer (`runtime_records::timer`): at `when` (monotonic ns) a new goroutine calls the closure, unless the
    /// timer has a channel and the program neither.
    TimerStart = timer_start(timer: Ptr, when: I64, closure: Ptr): STARTS;
    /// Stops the timer: whether it was pending.
    TimerStop = timer_stop(timer: Ptr) -> (I32): WRITES;
    /// Monotonic time in nanoseconds.
    NanoTime = nanotime() -> (I64): WRITES;
    /// Wall-clock time in nanoseconds since 1970.
    WallTime = walltime() -> (I64): WRITES;
    /// 64 random bits.
    Random = random() -> (I64): WRITES;

    // Bubbles of `internal/synctest`: goroutines with a clock of their own.

    /// The bubble of the running goroutine, 0 for none.
    BubbleCurrent = bubble_current() -> (Ptr): READS;
    /// The time by the clock of the running goroutine's bubble, in nanoseconds since 1970; 0 outside of bubbles.
    BubbleNow = bubble_now() -> (I64): READS;
    /// Puts the running goroutine into a new bubble as the one that its clock waits for.
    BubbleBegin = bubble_begin(): WRITES;
    /// The clock of the running goroutine's bubble stops, and the goroutine leaves it.
    BubbleEnd = bubble_end(): WRITES;
    /// Time stops in the running goroutine's bubble when that goroutine has ended.
    BubbleMain = bubble_main(): WRITES;
    /// Advances the clock of the running goroutine's bubble to the first timer anything waits for, and fires it.
    /// `runtime_records::bubble` says what came of it.
    BubbleAdvance = bubble_advance() -> (I32): WRITES;
    /// The running goroutine is about to panic with a value of that type for the goroutines of its bubble.
    BubbleDeadlock = bubble_deadlock(descriptor: Ptr): WRITES;
    /// The running goroutine, which parks next, is woken when all others of its bubble wait for each other; whether it is the
    /// only such one.
    BubbleAwait = bubble_await() -> (I32): WRITES;
    /// Puts the running goroutine into the bubble, or for 0 out of its bubble.
    BubbleEnter = bubble_enter(bubble: Ptr): WRITES;
    /// Adds to the number of reasons why a bubble's clock stands still although all its goroutines wait.
    BubbleHold = bubble_hold(bubble: Ptr, count: I32): WRITES;
    /// Asks for, makes or ends what ties an object to the running goroutine's bubble, as `runtime_records::bubble` says; whether
    /// it is tied to it (1) or to another one (2).
    BubbleAssociate = bubble_associate(address: Ptr, action: I32) -> (I32): WRITES;
    /// The number of a goroutine's bubble, 0 for none, and whether the goroutine waits for something inside it.
    BubbleOf = bubble_of(g: Ptr) -> (I64, I32): READS;

    // Call stacks.

    /// Writes the places of a goroutine's calls, innermost first, without the first `skip`, to the `count` words of 8 bytes
    /// at `places`: addresses in records of places, or one of `trace`'s `…_PLACE`. `g` 0: of the running goroutine. Returns how
    /// many there are.
    Callers = callers(g: Ptr, skip: I64, places: Ptr, count: I64) -> (I64): WALKS;
    /// The goroutine made after `g`, the oldest for 0; 0 at the end.
    GoroutineAfter = goroutine_after(g: Ptr) -> (Ptr): READS;
    /// Of a goroutine its number, what it waits for (`Reason` of the image; behind the last: it runs), where it was made (a record or 0) and the number of the
    /// goroutine that made it.
    GoroutineState = goroutine_state(g: Ptr) -> (I64, I32, Ptr, I64): READS;
    /// The table of the places where functions in the function table begin: their number, the first one's index, the records.
    FunctionPlaces = function_places() -> (Ptr): READS;

    // Entry points, called from the code emit makes for exports.

    /// `_start`: runs the closure (initialisation, then `main.main`) as goroutine 1; returns when it has returned, exits with
    /// status 2 on a deadlock.
    StartMain = start_main(closure: Ptr): SCHEDULES;
    /// An exported call: spawns a goroutine for the closure, runs it first, runs until all are parked, and returns when it
    /// has finished; traps on a deadlock.
    ExportCall = export_call(closure: Ptr): SCHEDULES | STARTS;
    /// As `export_call`, but returns as soon as the goroutine has finished.
    ExportCallEarly = export_call_early(closure: Ptr): SCHEDULES | STARTS;
    /// Whether nothing is runnable or waits for a time: then an export whose function needs no goroutine may call it, and
    /// nothing follows the call.
    ExportIdle = export_idle() -> (I32): READS;
    /// Whether the export may call its function directly: nothing is runnable and no goroutine is running. If so,
    /// `export_flush` must follow the call.
    ExportDirect = export_direct() -> (I32): STARTS;
    /// Ends a direct call: runs what became runnable until all are parked.
    ExportFlush = export_flush(): SCHEDULES;
    /// Exits the process (`os.Exit`).
    Exit = exit(code: I32): WRITES | DIVERGES;

    // Programs under Go's `wasm_exec.js`.

    /// `run`: as `start_main`, but returns to the host when nothing is runnable; `count` arguments are in the list at `list`.
    GojsStart = gojs_start(closure: Ptr, count: I32, list: Ptr): SCHEDULES | STARTS;
    /// The block for arguments (from byte 8 on) and results of calls of functions of module `gojs`, `HOST_BLOCK_BYTES` long.
    GojsBlock = gojs_block() -> (Ptr): READS;
    /// The number of arguments, and the address of the list of arguments and variables.
    GojsArguments = gojs_arguments() -> (I32, Ptr): READS;
    /// The host called without an event: whether a time-out was set, which now is not.
    GojsTimeout = gojs_timeout() -> (I32): WRITES;
    /// Exits: tells the host, and lets nothing run any more.
    GojsExit = gojs_exit(code: I32): SUSPENDS | DIVERGES;

    // Panics.

    /// `panic(value)`.
    GoPanic = gopanic(descriptor: Ptr, data: Ptr): WRITES | DIVERGES;
    /// Index out of range: `s[index]` of `len` elements, `index` signed.
    PanicIndex = panic_index(index: I64, len: I64): WRITES | DIVERGES;
    /// Index or slice bounds out of range; `code` is one of `runtime_records::bounds`.
    PanicBounds = panic_bounds(x: I64, y: I64, code: I32): WRITES | DIVERGES;
    /// Nil pointer dereference.
    PanicNil = panic_nil(): WRITES | DIVERGES;
    /// Integer division by zero.
    PanicDivide = panic_divide(): WRITES | DIVERGES;
    /// Negative shift count.
    PanicShift = panic_shift(): WRITES | DIVERGES;
    /// Assignment to an entry of a nil map.
    PanicNilMap = panic_nil_map(): WRITES | DIVERGES;
    /// Failed assertion `x.(asserted)`: `interface_type` is the static type of `x`, `concrete_type` its dynamic type or 0.
    PanicAssert = panic_assert(interface_type: Ptr, concrete_type: Ptr, asserted_type: Ptr): WRITES | DIVERGES;
    /// A run-time error with the given text, "runtime error: " in front included where it belongs.
    PanicText = panic_text_error(ptr: Ptr, len: I64): WRITES | DIVERGES;
    /// Prints "fatal error: " and the text and ends the program.
    FatalError = fatal_error(ptr: Ptr, len: I64): WRITES | DIVERGES;
    /// `defer`: the closure is to be called when the frame at `sp` ends.
    DeferPush = defer_push(sp: Ptr, closure: Ptr): WRITES;
    /// The next deferred closure of the frame at `sp`, which is removed, or 0. Forgets a panic that has been recovered.
    DeferPop = defer_pop(sp: Ptr) -> (Ptr): WRITES;
    /// Ends the deferred calls of the frame at `sp`: 1 if it is still panicking (`$unwind` is 2 again), 0 if it returns.
    DeferDone = defer_done(sp: Ptr) -> (I32): WRITES | PANICS;
    /// Start of a landing block: sets `$unwind` to 0.
    PanicCatch = panic_catch(): WRITES;
    /// `recover()` in a function entered with `$sp` = `entry_sp`: descriptor and data of the panic's value, or 0 and 0.
    Recover = recover(entry_sp: Ptr) -> (Ptr, Ptr): WRITES;
    /// In a wrapper with a frame at `sp`, entered with `entry_sp`, before it calls the user's function: lets that function
    /// recover in its place.
    RecoverAdjust = recover_adjust(entry_sp: Ptr, sp: Ptr): WRITES;
}

impl RuntimeFunction {
    /// Whether its last parameter is a buffer for the first result, or 0. It has `runtime_records::BUFFER_BYTES`, that of `map_new`
    /// room for a map and its first group.
    pub fn takes_buffer(self) -> bool {
        self.param_names().last() == Some(&"buffer")
    }

    /// Whether a result may be an address that it was given, or one behind such an address, besides a buffer's.
    pub const fn gives_back(self) -> bool {
        use RuntimeFunction as R;
        matches!(
            self,
            R::StringConcat
                | R::StringConcat2
                | R::MapGet
                | R::MapGetI32
                | R::MapGetI64
                | R::MapGetStr
                | R::MapAssign
                | R::MapAssignI32
                | R::MapAssignI64
                | R::MapAssignStr
        )
    }

    /// The function of that name.
    pub fn from_name(name: &str) -> Option<RuntimeFunction> {
        RuntimeFunction::ALL.iter().copied().find(|function| function.name() == name)
    }
}

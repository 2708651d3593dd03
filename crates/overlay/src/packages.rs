//! The table of overlaid packages: files and reasons. Owns no logic.

use crate::Package;

macro_rules! packages {
    ($($path:literal $kind:ident $(without $left_out:expr,)? $reason:literal: $($file:literal)*;)*) => {
        /// Every package of which something is replaced, by path.
        pub const PACKAGES: &[Package] = &[$(Package {
            path: $path,
            is_whole: packages!(@$kind),
            left_out: &[$($left_out)?],
            files: &[$(($file, include_str!(concat!("../go/", $path, "/", $file)))),*],
            reason: $reason,
        },)*];
    };
    (@whole) => { true };
    (@parts) => { false };
}

packages! {
    "crypto/internal/boring/sig" parts "functions without a body that are marks in assembly":
        "sig.go";
    "crypto/internal/constanttime" parts "a conversion that Go's compiler makes up":
        "conversion.go";
    "hash/maphash" parts "hashes of values are the image's, not functions in type descriptors":
        "comparable.go";
    "internal/abi" parts "functions that Go's compiler makes up, among them those that hash keys of maps":
        "intrinsics.go";
    "internal/bytealg" parts "functions that are assembly for Go's port":
        "services.go";
    "internal/chacha8rand" parts "the block function is assembly for Go's port":
        "block.go";
    "internal/godebug" whole "settings are counted by the runtime's metrics, and kept under locks":
        "godebug.go";
    "internal/poll" parts "waiting for files is the scheduler's":
        "descriptors_wasip1.go" "services_js.go" "services_wasip1.go";
    "internal/reflectlite" parts "offsets in type descriptors are addresses, and the runtime allocates and copies":
        "services.go";
    "internal/runtime/maps" whole "maps are the image's; package reflect goes through them by this package":
        "iterator.go";
    "internal/sync" parts without "hashtriemap.go", "the map needs hash functions in type descriptors, and locks":
        "hashtriemap.go";
    "iter" parts "coroutines are the runtime's, and call functions of types of package iter":
        "coroutines.go";
    "math/big" parts "vectors of words are assembly for Go's port":
        "arithmetic.go";
    "net" parts "only in programs with sockets goroutines wait for descriptors":
        "waiting_wasip1.go";
    "os" parts "finalizers of the standard files would be in every program that prints":
        "standard_files.go";
    "reflect" parts "the runtime allocates, copies, has maps and channels; calls of unknown functions are assembly":
        "calls.go" "map_groups.go" "services.go" "zero.go";
    "runtime" whole "the image is the runtime; this is the package's interface to it":
        "bubbles.go" "errors.go" "goroutines.go" "memory.go" "modes.go" "pprof.go" "process.go" "process_js.go"
        "process_wasip1.go" "profiles.go" "randomness.go" "signals.go" "specials.go" "stacks.go" "timers.go";
    "runtime/trace" whole "there are no execution traces: starting one is an error":
        "trace.go";
    "sync" parts without "pool.go", "pools are kept for each thread, under locks, and emptied by Go's collector":
        "pool.go";
    "sync/atomic" parts "operations that Go's compiler makes up":
        "operations.go";
}

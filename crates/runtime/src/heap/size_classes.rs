//! Go's size classes, which fix the capacities that `append` yields.
//!
//! Facts from Go's `internal/runtime/gc/sizeclasses.go`.

/// Number of classes; class 0 is not used.
pub const CLASSES: u32 = 68;

/// Largest size that has a class.
pub const MAX_SMALL_BYTES: u32 = 32768;

/// Sizes up to this one find their class in a table.
pub const TABLE_BYTES: u32 = 1024;

/// Size of each class in bytes.
static CLASS_BYTES: [u16; CLASSES as usize] = {
    const BYTES: [u16; CLASSES as usize] = [
        0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
        448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456,
        4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432,
        19072, 20480, 21760, 24576, 27264, 28672, 32768,
    ];
    BYTES
};

/// Bytes of a class.
#[inline(always)]
pub fn class_bytes(class: u32) -> u32 {
    // SAFETY: classes are below CLASSES.
    unsafe { *CLASS_BYTES.as_ptr().add(class as usize) as u32 }
}

/// The smallest class, from `class` on, that holds `bytes` (at most [`MAX_SMALL_BYTES`]).
pub fn class_from(mut class: u32, bytes: u32) -> u32 {
    while class_bytes(class) < bytes {
        class += 1;
    }
    class
}

/// The size Go's allocator gives a request of `bytes`, as far as `append` can see it.
pub fn round_up(bytes: u64, noscan: bool) -> u64 {
    let header = if !noscan && bytes > 512 { 8 } else { 0 };
    if bytes > MAX_SMALL_BYTES as u64 - 8 {
        return (bytes + 8191) & !8191;
    }
    let bytes = bytes as u32 + header;
    // Above 1016 bytes Go's table counts in units of 128, which gives the same classes.
    (class_bytes(class_from(0, bytes)) - header) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_go_does() {
        assert_eq!(round_up(5, true), 8);
        assert_eq!(round_up(33, true), 48);
        assert_eq!(round_up(848, true), 896);
        assert_eq!(round_up(1025, true), 1152);
        assert_eq!(round_up(520, false), 568);
        assert_eq!(round_up(32761, true), 32768);
        assert_eq!(round_up(32769, true), 40960);
    }
}

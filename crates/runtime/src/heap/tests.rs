//! Native tests of the heap on the mock memory.

use super::allocation::{gc_heap_bytes, new_array, new_noscan, new_object};
use super::collector::{gc_collect, mark_root};
use super::pages::own_bytes;
use super::pools::{age_pools, pool_register};
use crate::boxing::{box_byte, box_i32, box_i64};
use crate::memory::{Addr, load8, load32, load64, reset_memory, store8, store32};
use abi::layout;
use abi::runtime_records::pool;
use std::sync::Once;

/// All tests share one heap and therefore run in one thread.
fn with_heap(test: impl FnOnce()) {
    static SETUP: Once = Once::new();
    static LOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = LOCK.lock();
    SETUP.call_once(reset_memory);
    test();
}

/// A layout record whose words in `bitmap` are pointers.
unsafe fn record(bytes: u32, ptr_words: u32, bitmap: u8) -> Addr {
    let record = own_bytes(24);
    store32(record + layout::SIZE_BYTES, bytes);
    store32(record + layout::PTR_WORDS, ptr_words);
    store8(record + layout::BITMAP, bitmap);
    record
}

#[test]
fn unreachable_objects_are_reused_and_zeroed() {
    with_heap(|| unsafe {
        let pair = record(24, 2, 0b11);
        for _ in 0..2 {
            for _ in 0..100_000 {
                let object = new_object(pair);
                assert_eq!((load64(object), load64(object + 8), load64(object + 16)), (0, 0, 0));
                store32(object, object);
                store32(object + 16, 7);
            }
            gc_collect();
            assert_eq!(gc_heap_bytes(), 0);
        }
    });
}

#[test]
fn small_numbers_have_one_box() {
    with_heap(|| unsafe {
        assert_eq!(box_i64(7), box_i32(7));
        assert_eq!(box_byte(0xffff_fffe), box_i64(254));
        assert_eq!((load8(box_i64(255)), load64(box_i64(255))), (255, 255));
        let (a, b) = (box_i64(256), box_i64(256));
        assert_ne!(a, b);
        assert_eq!((load64(a), load64(b)), (256, 256));
        assert_eq!(load32(box_i32(u32::MAX)), u32::MAX);
        assert_eq!(load64(box_i64(u64::MAX)), u64::MAX);
    });
}

#[test]
fn arrays_and_large_objects_have_zeroed_memory() {
    with_heap(|| unsafe {
        let pointer = record(8, 1, 1);
        for count in [1u64, 2, 3, 100, 4000, 4095, 5000, 100_000] {
            for layout in [0, pointer] {
                let array = new_array(layout, 8, count);
                for index in 0..count as u32 {
                    assert_eq!(load64(array + index * 8), 0);
                    store32(array + index * 8, array);
                }
            }
            gc_collect();
        }
        assert_eq!(gc_heap_bytes(), 0);
    });
}

#[test]
fn marking_tolerates_any_address() {
    with_heap(|| unsafe {
        let object = new_noscan(40);
        for address in [0, 1, 16, 4095, object - 4096, object + 4096, 0x7fff_ffff, u32::MAX] {
            mark_root(address);
        }
        gc_collect();
        assert_eq!(gc_heap_bytes(), 0);
        assert_ne!(load32(object), u32::MAX);
    });
}

#[test]
fn a_pool_loses_what_two_collections_pass_over() {
    with_heap(|| {
        // SAFETY: the records are objects of their own.
        unsafe {
            let [kept, left] = [(); 2].map(|()| {
                let record = new_noscan(pool::ITEMS + 2 * pool::ITEMS_BYTES);
                store32(record + pool::ITEMS, 7);
                store32(record + pool::IS_LISTED, 1);
                pool_register(record);
                record
            });
            let state = |record| {
                let words = [pool::ITEMS, pool::ITEMS + pool::ITEMS_BYTES, pool::IS_LISTED];
                words.map(|offset| load32(record + offset))
            };
            age_pools();
            assert_eq!([state(kept), state(left)], [[0, 7, 1], [0, 7, 1]]);
            store32(kept + pool::ITEMS + 8, 9);
            age_pools();
            assert_eq!([state(kept), state(left)], [[0, 0, 1], [0, 0, 0]]);
            assert_eq!(load32(kept + pool::ITEMS + pool::ITEMS_BYTES + 8), 9);
            age_pools();
            assert_eq!(state(kept), [0, 0, 0]);
        }
    });
}

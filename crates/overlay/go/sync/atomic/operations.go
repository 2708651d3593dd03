// Atomic operations: there is one thread, and goroutines are not preempted.

package atomic

import (
	_ "runtime" // for what the package links to
	"unsafe"
)

// SwapInt32 stores new and returns what was there.
func SwapInt32(addr *int32, new int32) (old int32) {
	old = *addr
	*addr = new
	return old
}

// SwapUint32 stores new and returns what was there.
func SwapUint32(addr *uint32, new uint32) (old uint32) {
	old = *addr
	*addr = new
	return old
}

// SwapInt64 stores new and returns what was there.
func SwapInt64(addr *int64, new int64) (old int64) {
	old = *addr
	*addr = new
	return old
}

// SwapUint64 stores new and returns what was there.
func SwapUint64(addr *uint64, new uint64) (old uint64) {
	old = *addr
	*addr = new
	return old
}

// SwapUintptr stores new and returns what was there.
func SwapUintptr(addr *uintptr, new uintptr) (old uintptr) {
	old = *addr
	*addr = new
	return old
}

// SwapPointer stores new and returns what was there.
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) (old unsafe.Pointer) {
	old = *addr
	*addr = new
	return old
}

// CompareAndSwapInt32 stores new if old is there; whether it was.
func CompareAndSwapInt32(addr *int32, old, new int32) (swapped bool) {
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// CompareAndSwapUint32 stores new if old is there; whether it was.
func CompareAndSwapUint32(addr *uint32, old, new uint32) (swapped bool) {
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// CompareAndSwapInt64 stores new if old is there; whether it was.
func CompareAndSwapInt64(addr *int64, old, new int64) (swapped bool) {
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// CompareAndSwapUint64 stores new if old is there; whether it was.
func CompareAndSwapUint64(addr *uint64, old, new uint64) (swapped bool) {
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// CompareAndSwapUintptr stores new if old is there; whether it was.
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) (swapped bool) {
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// CompareAndSwapPointer stores new if old is there; whether it was.
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) (swapped bool) {
	if *addr != old {
		return false
	}
	*addr = new
	return true
}

// AddInt32 adds delta and returns the sum.
func AddInt32(addr *int32, delta int32) (new int32) {
	*addr += delta
	return *addr
}

// AddUint32 adds delta and returns the sum.
func AddUint32(addr *uint32, delta uint32) (new uint32) {
	*addr += delta
	return *addr
}

// AddInt64 adds delta and returns the sum.
func AddInt64(addr *int64, delta int64) (new int64) {
	*addr += delta
	return *addr
}

// AddUint64 adds delta and returns the sum.
func AddUint64(addr *uint64, delta uint64) (new uint64) {
	*addr += delta
	return *addr
}

// AddUintptr adds delta and returns the sum.
func AddUintptr(addr *uintptr, delta uintptr) (new uintptr) {
	*addr += delta
	return *addr
}

// AndInt32 clears the bits that mask lacks and returns what was there.
func AndInt32(addr *int32, mask int32) (old int32) {
	old = *addr
	*addr = old & mask
	return old
}

// AndUint32 clears the bits that mask lacks and returns what was there.
func AndUint32(addr *uint32, mask uint32) (old uint32) {
	old = *addr
	*addr = old & mask
	return old
}

// AndInt64 clears the bits that mask lacks and returns what was there.
func AndInt64(addr *int64, mask int64) (old int64) {
	old = *addr
	*addr = old & mask
	return old
}

// AndUint64 clears the bits that mask lacks and returns what was there.
func AndUint64(addr *uint64, mask uint64) (old uint64) {
	old = *addr
	*addr = old & mask
	return old
}

// AndUintptr clears the bits that mask lacks and returns what was there.
func AndUintptr(addr *uintptr, mask uintptr) (old uintptr) {
	old = *addr
	*addr = old & mask
	return old
}

// OrInt32 sets the bits of mask and returns what was there.
func OrInt32(addr *int32, mask int32) (old int32) {
	old = *addr
	*addr = old | mask
	return old
}

// OrUint32 sets the bits of mask and returns what was there.
func OrUint32(addr *uint32, mask uint32) (old uint32) {
	old = *addr
	*addr = old | mask
	return old
}

// OrInt64 sets the bits of mask and returns what was there.
func OrInt64(addr *int64, mask int64) (old int64) {
	old = *addr
	*addr = old | mask
	return old
}

// OrUint64 sets the bits of mask and returns what was there.
func OrUint64(addr *uint64, mask uint64) (old uint64) {
	old = *addr
	*addr = old | mask
	return old
}

// OrUintptr sets the bits of mask and returns what was there.
func OrUintptr(addr *uintptr, mask uintptr) (old uintptr) {
	old = *addr
	*addr = old | mask
	return old
}

// LoadInt32 returns what is there.
func LoadInt32(addr *int32) (val int32) { return *addr }

// LoadUint32 returns what is there.
func LoadUint32(addr *uint32) (val uint32) { return *addr }

// LoadInt64 returns what is there.
func LoadInt64(addr *int64) (val int64) { return *addr }

// LoadUint64 returns what is there.
func LoadUint64(addr *uint64) (val uint64) { return *addr }

// LoadUintptr returns what is there.
func LoadUintptr(addr *uintptr) (val uintptr) { return *addr }

// LoadPointer returns what is there.
func LoadPointer(addr *unsafe.Pointer) (val unsafe.Pointer) { return *addr }

// StoreInt32 stores val.
func StoreInt32(addr *int32, val int32) { *addr = val }

// StoreUint32 stores val.
func StoreUint32(addr *uint32, val uint32) { *addr = val }

// StoreInt64 stores val.
func StoreInt64(addr *int64, val int64) { *addr = val }

// StoreUint64 stores val.
func StoreUint64(addr *uint64, val uint64) { *addr = val }

// StoreUintptr stores val.
func StoreUintptr(addr *uintptr, val uintptr) { *addr = val }

// StorePointer stores val.
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer) { *addr = val }

// An integer that becomes a pointer where it is stored, and one that is made of a pointer where that is loaded, keep all their bits.
package main

import (
	"fmt"
	"sync/atomic"
	"unsafe"
)

type node struct {
	next unsafe.Pointer
	name *string
}

//go:noinline
func set(n *node, word uintptr) { n.next = unsafe.Pointer(word) }

//go:noinline
func get(n *node) uintptr { return uintptr(n.next) }

//go:noinline
func count(word *unsafe.Pointer) {
	was := uintptr(atomic.LoadPointer(word))
	atomic.StorePointer(word, unsafe.Pointer(was+1+1<<32))
}

//go:noinline
func countTyped(pointer *atomic.Pointer[node]) {
	was := uintptr(unsafe.Pointer(pointer.Load()))
	pointer.Store((*node)(unsafe.Pointer(was + 2 + 2<<32)))
}

func main() {
	var n node
	for _, word := range []uintptr{0, 1, 1 << 31, 1<<32 - 1, 1 << 32, 0x1234_5678_9abc_def0, ^uintptr(0)} {
		set(&n, word)
		fmt.Printf("%#x %#x\n", get(&n), *(*uintptr)(unsafe.Pointer(&n.next)))
	}

	// What was there before is gone.
	name := "name"
	n.next = unsafe.Pointer(&name)
	fmt.Println(get(&n) == uintptr(unsafe.Pointer(&name)), *(*string)(n.next))
	n.next = nil
	fmt.Println(get(&n), n == node{})

	var word unsafe.Pointer
	var typed atomic.Pointer[node]
	for range 3 {
		count(&word)
		countTyped(&typed)
	}
	fmt.Printf("%#x %#x\n", *(*uintptr)(unsafe.Pointer(&word)), *(*uintptr)(unsafe.Pointer(&typed)))
}

// Output:
// 0x0 0x0
// 0x1 0x1
// 0x80000000 0x80000000
// 0xffffffff 0xffffffff
// 0x100000000 0x100000000
// 0x123456789abcdef0 0x123456789abcdef0
// 0xffffffffffffffff 0xffffffffffffffff
// true name
// 0 true
// 0x300000003 0x600000006

// The process on wasip1: arguments, environment and exit are the host's WASI.

package runtime

import "unsafe"

// GOOS is the system that programs are compiled for.
const GOOS = "wasip1"

//go:linkname exit gowex.exit
func exit(code int32)

//go:wasmimport wasi_snapshot_preview1 args_sizes_get
func args_sizes_get(count, bytes *uint32) uint32

//go:wasmimport wasi_snapshot_preview1 args_get
func args_get(list *uint32, text *byte) uint32

//go:wasmimport wasi_snapshot_preview1 environ_sizes_get
func environ_sizes_get(count, bytes *uint32) uint32

//go:wasmimport wasi_snapshot_preview1 environ_get
func environ_get(list *uint32, text *byte) uint32

// cStrings copies the zero-terminated strings at addresses.
func cStrings(addresses []uint32) []string {
	list := make([]string, len(addresses))
	for i, address := range addresses {
		start := unsafe.Pointer(uintptr(address))
		n := 0
		for *(*byte)(unsafe.Add(start, n)) != 0 {
			n++
		}
		list[i] = string(unsafe.Slice((*byte)(start), n))
	}
	return list
}

func arguments() []string {
	var count, bytes uint32
	if args_sizes_get(&count, &bytes) != 0 || count == 0 {
		return nil
	}
	addresses, text := make([]uint32, count), make([]byte, bytes+1)
	if args_get(&addresses[0], &text[0]) != 0 {
		return nil
	}
	list := cStrings(addresses)
	KeepAlive(text)
	return list
}

func environment() []string {
	var count, bytes uint32
	if environ_sizes_get(&count, &bytes) != 0 || count == 0 {
		return nil
	}
	addresses, text := make([]uint32, count), make([]byte, bytes+1)
	if environ_get(&addresses[0], &text[0]) != 0 {
		return nil
	}
	list := cStrings(addresses)
	KeepAlive(text)
	return list
}

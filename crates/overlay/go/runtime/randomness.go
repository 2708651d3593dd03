// Random numbers and hashes.

package runtime

import "unsafe"

//go:linkname hostRandom gowex.random
func hostRandom() int64

//go:linkname hashMemory gowex.hash_memory
func hashMemory(p unsafe.Pointer, size, seed int64) int64

var randomState uint64

// rand returns 64 random bits, not for secrets: splitmix64 (Steele, Lea, Flood 2014), seeded by the host.
//
//go:linkname rand
func rand() uint64 {
	for randomState == 0 {
		randomState = uint64(hostRandom())
	}
	randomState += 0x9e3779b97f4a7c15
	z := randomState
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

//go:linkname randn
func randn(n uint32) uint32 { return uint32(uint64(uint32(rand())) * uint64(n) >> 32) }

//go:linkname memhash
func memhash(p unsafe.Pointer, seed, size uintptr) uintptr {
	return uintptr(hashMemory(p, int64(size), int64(seed)))
}

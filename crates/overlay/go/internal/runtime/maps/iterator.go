// Package maps is what package reflect needs of maps: they are the image's.
package maps

import (
	"internal/abi"
	"unsafe"
)

// A Map is a map of the image.
type Map struct{ used uint64 }

// Used is the number of entries.
func (m *Map) Used() uint64 {
	if m == nil {
		return 0
	}
	return m.used
}

// An Iter goes through a map.
type Iter struct {
	// The image's iterator: the addresses of the key and the element, then its own words.
	key, element unsafe.Pointer
	pointers     [3]unsafe.Pointer
	words        [5]uint64

	mapType   *abi.MapType
	m         *Map
	isStarted bool
}

//go:linkname iterInit gowex.map_iter_init
func iterInit(mapType *abi.MapType, m *Map, it *Iter)

//go:linkname iterNext gowex.map_iter_next
func iterNext(it *Iter)

// Init makes it an iterator over m, in front of the first entry.
func (it *Iter) Init(mapType *abi.MapType, m *Map) { *it = Iter{mapType: mapType, m: m} }

// Initialized says whether Init was called.
func (it *Iter) Initialized() bool { return it.mapType != nil }

// Map is the map.
func (it *Iter) Map() *Map { return it.m }

// Key is the address of the current key, or nil at the end.
func (it *Iter) Key() unsafe.Pointer { return it.key }

// Elem is the address of the current element.
func (it *Iter) Elem() unsafe.Pointer { return it.element }

// Next moves to the next entry.
func (it *Iter) Next() {
	if it.isStarted {
		iterNext(it)
		return
	}
	it.isStarted = true
	iterInit(it.mapType, it.m, it)
}

// Use64BitHash says that hashes have 64 bits.
const Use64BitHash = true

// The values of a type that have handles, without a lock. Hashes are the image's: type descriptors have no hash functions.

package unique

import (
	"internal/abi"
	_ "runtime" // for what the package links to
	"unsafe"
	"weak"
)

//go:linkname valueHash gowex.value_hash
func valueHash(t *abi.Type, value unsafe.Pointer, seed int64) int64

//go:linkname collections gowex.gc_count
func collections() int64

// A canonMap has one pointer for each value that a handle refers to.
type canonMap[T comparable] struct {
	// By hash.
	chains map[int64]*canonical[T]
	count  int
	// When dead values were last dropped: how many collections there had been, and how many values were left.
	collected int64
	left      int
}

// A canonical is a value that has a handle, or had one.
type canonical[T comparable] struct {
	pointer weak.Pointer[T]
	next    *canonical[T]
}

func newCanonMap[T comparable]() *canonMap[T] { return &canonMap[T]{chains: map[int64]*canonical[T]{}} }

func hashOf[T comparable](value T) int64 { return valueHash(abi.TypeFor[T](), unsafe.Pointer(&value), 0) }

// Load is the pointer for a value, or nil.
func (m *canonMap[T]) Load(value T) *T { return m.find(hashOf(value), value) }

func (m *canonMap[T]) find(hash int64, value T) *T {
	for at := m.chains[hash]; at != nil; at = at.next {
		if pointer := at.pointer.Value(); pointer != nil && *pointer == value {
			return pointer
		}
	}
	return nil
}

// LoadOrStore is the pointer for a value, which is made if there is none.
func (m *canonMap[T]) LoadOrStore(value T) *T {
	hash := hashOf(value)
	if pointer := m.find(hash, value); pointer != nil {
		return pointer
	}
	m.drop()
	pointer := new(T)
	*pointer = value
	m.chains[hash] = &canonical[T]{weak.Make(pointer), m.chains[hash]}
	m.count++
	return pointer
}

// drop forgets dead values, if there can be many.
func (m *canonMap[T]) drop() {
	now := collections()
	if m.count < 2*m.left+8 || now == m.collected {
		return
	}
	m.collected = now
	for hash, chain := range m.chains {
		var kept *canonical[T]
		for at := chain; at != nil; {
			next := at.next
			if at.pointer.Value() == nil {
				m.count--
			} else {
				at.next, kept = kept, at
			}
			at = next
		}
		if kept == nil {
			delete(m.chains, hash)
		} else {
			m.chains[hash] = kept
		}
	}
	m.left = m.count
}

// The map behind sync.Map: an ordinary one, since there is one thread and no preemption.

package sync

import _ "runtime" // for what the package links to

// A HashTrieMap is a map that goroutines share. The zero value is empty.
type HashTrieMap[K comparable, V any] struct {
	entries map[K]V
}

// Load is the value of a key, and whether there is one.
func (m *HashTrieMap[K, V]) Load(key K) (value V, ok bool) {
	value, ok = m.entries[key]
	return value, ok
}

// Store sets the value of a key.
func (m *HashTrieMap[K, V]) Store(key K, value V) {
	if m.entries == nil {
		m.entries = make(map[K]V)
	}
	m.entries[key] = value
}

// LoadOrStore is the value of a key, which is set if there is none, and whether there was one.
func (m *HashTrieMap[K, V]) LoadOrStore(key K, value V) (result V, loaded bool) {
	if old, ok := m.entries[key]; ok {
		return old, true
	}
	m.Store(key, value)
	return value, false
}

// Swap sets the value of a key and returns the one before, and whether there was one.
func (m *HashTrieMap[K, V]) Swap(key K, value V) (previous V, loaded bool) {
	previous, loaded = m.entries[key]
	m.Store(key, value)
	return previous, loaded
}

// CompareAndSwap sets the value of a key if it is old, and says whether it was.
func (m *HashTrieMap[K, V]) CompareAndSwap(key K, old, value V) (swapped bool) {
	current, ok := m.entries[key]
	if !ok || any(current) != any(old) {
		return false
	}
	m.entries[key] = value
	return true
}

// LoadAndDelete deletes a key and returns its value, and whether there was one.
func (m *HashTrieMap[K, V]) LoadAndDelete(key K) (value V, loaded bool) {
	value, loaded = m.entries[key]
	delete(m.entries, key)
	return value, loaded
}

// Delete deletes a key.
func (m *HashTrieMap[K, V]) Delete(key K) { delete(m.entries, key) }

// CompareAndDelete deletes a key if its value is old, and says whether it was.
func (m *HashTrieMap[K, V]) CompareAndDelete(key K, old V) (deleted bool) {
	current, ok := m.entries[key]
	if !ok || any(current) != any(old) {
		return false
	}
	delete(m.entries, key)
	return true
}

// All is an iterator over the entries.
func (m *HashTrieMap[K, V]) All() func(yield func(K, V) bool) {
	return func(yield func(key K, value V) bool) { m.Range(yield) }
}

// Range calls yield for each entry until it returns false.
func (m *HashTrieMap[K, V]) Range(yield func(K, V) bool) {
	for key, value := range m.entries {
		if !yield(key, value) {
			return
		}
	}
}

// Clear deletes all entries.
func (m *HashTrieMap[K, V]) Clear() { clear(m.entries) }

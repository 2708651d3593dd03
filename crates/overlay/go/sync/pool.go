// Pools without a lock: there is one thread, and no preemption.

package sync

import (
	_ "runtime" // for what the package links to
	_ "unsafe"  // for linkname
)

//go:linkname poolRegister gowex.pool_register
func poolRegister(*poolRecord)

// What tests of the package hold the processor with.

func runtime_procPin() int
func runtime_procUnpin()

// poolItems are values that wait in a pool: one by itself, and behind it those that were put when it was taken.
type poolItems struct {
	first any
	rest  []any
}

// take removes a value: the first, then those of rest from its end, or from its start if oldestFirst is set.
func (items *poolItems) take(oldestFirst bool) any {
	x := items.first
	if x != nil {
		items.first = nil
		return x
	}
	last := len(items.rest) - 1
	if last < 0 {
		return nil
	}
	if oldestFirst {
		x, items.rest[0] = items.rest[0], nil
		items.rest = items.rest[1:]
		return x
	}
	x, items.rest[last] = items.rest[last], nil
	items.rest = items.rest[:last]
	return x
}

// A poolRecord is what the collector knows of a pool: when it begins, old becomes what items are, and items become empty. Records
// with neither leave the list that it has of them.
type poolRecord struct {
	next     *poolRecord
	isListed uint32
	items    poolItems
	old      poolItems
}

// A Pool keeps values for later use until the collector has run twice.
type Pool struct {
	noCopy noCopy

	// Nil until a value is put.
	record *poolRecord

	// New makes a value when the pool is empty.
	New func() any
}

// Put gives the pool a value.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	r := p.record
	if r == nil {
		r = new(poolRecord)
		p.record = r
	}
	if r.items.first == nil {
		r.items.first = x
	} else {
		if room := cap(r.items.rest); len(r.items.rest) == room {
			// This may run the collector, after which there are no more than before.
			rest := make([]any, 0, 2*room+4)
			r.items.rest = append(rest, r.items.rest...)
		}
		r.items.rest = append(r.items.rest, x)
	}
	if r.isListed == 0 {
		r.isListed = 1
		poolRegister(r)
	}
}

// Get takes a value from the pool, or makes one.
func (p *Pool) Get() any {
	if r := p.record; r != nil {
		x := r.items.take(false)
		if x == nil {
			x = r.old.take(true)
		}
		if x != nil {
			return x
		}
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

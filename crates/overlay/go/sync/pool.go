// Pools without a lock: there is one thread, and no preemption.

package sync

import (
	_ "runtime" // for what the package links to
	_ "unsafe"  // for linkname
)

//go:linkname collections gowex.gc_count
func collections() int64

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

// A Pool keeps values for later use until the collector has run twice.
type Pool struct {
	noCopy noCopy

	items  poolItems
	victim poolItems
	// The number of collections when items was last looked at.
	collected int64

	// New makes a value when the pool is empty.
	New func() any
}

// age drops what two collections have passed over.
func (p *Pool) age() {
	now := collections()
	if now == p.collected {
		return
	}
	if now == p.collected+1 {
		p.victim = p.items
	} else {
		p.victim = poolItems{}
	}
	p.items, p.collected = poolItems{}, now
}

// Put gives the pool a value.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	p.age()
	if p.items.first == nil {
		p.items.first = x
		return
	}
	p.items.rest = append(p.items.rest, x)
}

// Get takes a value from the pool, or makes one.
func (p *Pool) Get() any {
	p.age()
	x := p.items.take(false)
	if x == nil {
		x = p.victim.take(true)
	}
	if x != nil {
		return x
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

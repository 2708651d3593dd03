// Pools without a lock: there is one thread, and no preemption.

package sync

import (
	_ "runtime" // for what the package links to
	_ "unsafe"  // for linkname
)

//go:linkname collections gowex.gc_count
func collections() int64

// A Pool keeps values for later use until the collector has run twice.
type Pool struct {
	noCopy noCopy

	items  []any
	victim []any
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
		p.victim = nil
	}
	p.items, p.collected = nil, now
}

// Put gives the pool a value.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	p.age()
	p.items = append(p.items, x)
}

// Get takes a value from the pool, or makes one.
func (p *Pool) Get() any {
	p.age()
	for _, list := range [...]*[]any{&p.items, &p.victim} {
		if last := len(*list) - 1; last >= 0 {
			x := (*list)[last]
			(*list)[last] = nil
			*list = (*list)[:last]
			return x
		}
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

// Goroutines that take turns, for Pull.

package iter

import "unsafe"

//go:linkname currentGoroutine gowex.current_g
func currentGoroutine() unsafe.Pointer

//go:linkname park gowex.gopark
func park(reason int32)

//go:linkname ready gowex.goready
func ready(goroutine unsafe.Pointer)

// The reason of a goroutine that waits for its turn.
const parkedForTurn = 12

// A coro is a goroutine that runs only while another waits for it, for Pull.
type coro struct {
	// The side that waits; nil before the first switch.
	waiting unsafe.Pointer
	body    func(*coro)
}

//go:linkname addGoroutines gowex.gocount_add
func addGoroutines(n int64)

// newcoro makes a coroutine, which counts as a goroutine before it has one.
func newcoro(body func(*coro)) *coro {
	addGoroutines(1)
	return &coro{body: body}
}

func coroswitch(c *coro) {
	other := c.waiting
	c.waiting = currentGoroutine()
	if other == nil {
		addGoroutines(-1)
		go corostart(c)
	} else {
		ready(other)
	}
	park(parkedForTurn)
}

func corostart(c *coro) {
	defer coroexit(c)
	c.body(c)
}

func coroexit(c *coro) {
	other := c.waiting
	c.waiting = nil
	ready(other)
}

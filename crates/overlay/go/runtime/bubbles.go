// Bubbles of testing/synctest: what package internal/synctest builds on. The image counts goroutines and has the clocks.

package runtime

import "unsafe"

//go:linkname bubbleCurrent gowex.bubble_current
func bubbleCurrent() unsafe.Pointer

//go:linkname bubbleNow gowex.bubble_now
func bubbleNow() int64

//go:linkname bubbleBegin gowex.bubble_begin
func bubbleBegin()

//go:linkname bubbleEnd gowex.bubble_end
func bubbleEnd()

//go:linkname bubbleMain gowex.bubble_main
func bubbleMain()

//go:linkname bubbleAdvance gowex.bubble_advance
func bubbleAdvance() int32

//go:linkname bubbleDeadlocked gowex.bubble_deadlock
func bubbleDeadlocked(descriptor unsafe.Pointer)

//go:linkname bubbleAwait gowex.bubble_await
func bubbleAwait() bool

//go:linkname bubbleEnter gowex.bubble_enter
func bubbleEnter(bubble unsafe.Pointer)

//go:linkname bubbleHold gowex.bubble_hold
func bubbleHold(bubble unsafe.Pointer, count int32)

//go:linkname bubbleAssociate gowex.bubble_associate
func bubbleAssociate(address unsafe.Pointer, action int32) int32

// Results of bubbleAdvance.
const (
	bubbleGoesOn = iota
	bubbleEnded
	bubbleLeftBehind
)

// Actions of bubbleAssociate.
const (
	bubbleAsk = iota
	bubbleTie
	bubbleUntie
)

// A bubbleDeadlock is what Run panics with when goroutines are left that nothing can wake.
type bubbleDeadlock struct{ reason string }

func (d bubbleDeadlock) Error() string { return d.reason }

// panicForDeadlock panics; unless that is recovered, the program ends with the places of the goroutines in the bubble.
func panicForDeadlock(reason string) {
	var value any = bubbleDeadlock{reason}
	bubbleDeadlocked(*(*unsafe.Pointer)(unsafe.Pointer(&value)))
	panic(value)
}

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) {
	if bubbleCurrent() != nil {
		panic("synctest.Run called from within a synctest bubble")
	}
	bubbleBegin()
	defer bubbleEnd()
	go func() {
		bubbleMain()
		f()
	}()
	for {
		park(parkedInRun)
		switch bubbleAdvance() {
		case bubbleGoesOn:
		case bubbleEnded:
			return
		case bubbleLeftBehind:
			panicForDeadlock("deadlock: main bubble goroutine has exited but blocked goroutines remain")
		default:
			panicForDeadlock("deadlock: all goroutines in bubble are blocked")
		}
	}
}

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() {
	if bubbleCurrent() == nil {
		panic("goroutine is not in a bubble")
	}
	if !bubbleAwait() {
		panic("wait already in progress")
	}
	park(parkedInWait)
}

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return bubbleCurrent() != nil }

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return int(bubbleAssociate(p, bubbleTie)) }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { bubbleAssociate(p, bubbleUntie) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool { return bubbleAssociate(p, bubbleAsk) == 1 }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	b := bubbleCurrent()
	if b == nil {
		return nil
	}
	bubbleHold(b, 1)
	return b
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(bubble any) { bubbleHold(bubble.(unsafe.Pointer), -1) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(bubble any, f func()) {
	if bubbleCurrent() != nil {
		panic("goroutine is already bubbled")
	}
	bubbleEnter(bubble.(unsafe.Pointer))
	defer bubbleEnter(nil)
	f()
}

// Goroutines: what programs ask of the scheduler, and the wake-ups that package sync builds on.

package runtime

import "unsafe"

// Gosched lets other goroutines run.
//
//go:linkname Gosched gowex.gosched
func Gosched()

// Goexit runs the deferred calls of the goroutine, then ends it.
//
//go:linkname Goexit gowex.goexit
func Goexit()

//go:linkname goroutineCount gowex.gocount
func goroutineCount() int64

//go:linkname currentGoroutine gowex.current_g
func currentGoroutine() unsafe.Pointer

//go:linkname park gowex.gopark
func park(reason int32)

//go:linkname ready gowex.goready
func ready(goroutine unsafe.Pointer)

//go:linkname semaphoreAcquire gowex.sema_acquire
func semaphoreAcquire(address *uint32, first bool, reason int32)

//go:linkname semaphoreRelease gowex.sema_release
func semaphoreRelease(address *uint32, handoff bool)

// Why goroutines wait, by the image's number.
const (
	parkedForSemaphore = 5
	parkedForCondition = 11
	parkedForWaitGroup = 13
	parkedInRun        = 14
	parkedInWait       = 15
)

// NumGoroutine is the number of goroutines that exist.
func NumGoroutine() int { return int(goroutineCount()) }

// NumCPU is the number of processors: Wasm has one thread.
func NumCPU() int { return 1 }

// GOMAXPROCS is the number of threads that run goroutines. It is one and stays so.
func GOMAXPROCS(int) int { return 1 }

// SetDefaultGOMAXPROCS does nothing: there is one thread.
func SetDefaultGOMAXPROCS() {}

// LockOSThread does nothing: there is one thread.
func LockOSThread() {}

// UnlockOSThread does nothing: there is one thread.
func UnlockOSThread() {}

// NumCgoCall is zero: there is no cgo.
func NumCgoCall() int64 { return 0 }

// SetCgoTraceback does nothing: there is no cgo.
func SetCgoTraceback(int, unsafe.Pointer, unsafe.Pointer, unsafe.Pointer) {}

//go:linkname sync_runtime_Semacquire sync.runtime_Semacquire
func sync_runtime_Semacquire(s *uint32) { semaphoreAcquire(s, false, parkedForSemaphore) }

//go:linkname sync_runtime_SemacquireWaitGroup sync.runtime_SemacquireWaitGroup
func sync_runtime_SemacquireWaitGroup(s *uint32, isDurable bool) {
	reason := int32(parkedForSemaphore)
	if isDurable {
		reason = parkedForWaitGroup
	}
	semaphoreAcquire(s, false, reason)
}

//go:linkname sync_runtime_SemacquireRWMutexR sync.runtime_SemacquireRWMutexR
func sync_runtime_SemacquireRWMutexR(s *uint32, first bool, _ int) { semaphoreAcquire(s, first, parkedForSemaphore) }

//go:linkname sync_runtime_SemacquireRWMutex sync.runtime_SemacquireRWMutex
func sync_runtime_SemacquireRWMutex(s *uint32, first bool, _ int) { semaphoreAcquire(s, first, parkedForSemaphore) }

//go:linkname sync_runtime_Semrelease sync.runtime_Semrelease
func sync_runtime_Semrelease(s *uint32, handoff bool, _ int) { semaphoreRelease(s, handoff) }

//go:linkname internal_sync_runtime_SemacquireMutex internal/sync.runtime_SemacquireMutex
func internal_sync_runtime_SemacquireMutex(s *uint32, first bool, _ int) { semaphoreAcquire(s, first, parkedForSemaphore) }

//go:linkname internal_sync_runtime_Semrelease internal/sync.runtime_Semrelease
func internal_sync_runtime_Semrelease(s *uint32, handoff bool, _ int) { semaphoreRelease(s, handoff) }

// Nobody unlocks while this goroutine spins.

//go:linkname internal_sync_runtime_canSpin internal/sync.runtime_canSpin
func internal_sync_runtime_canSpin(int) bool { return false }

//go:linkname internal_sync_runtime_doSpin internal/sync.runtime_doSpin
func internal_sync_runtime_doSpin() {}

//go:linkname internal_sync_nanotime internal/sync.runtime_nanotime
func internal_sync_nanotime() int64 { return nanotime() }

// There is one thread, and no preemption.

//go:linkname sync_runtime_procPin sync.runtime_procPin
func sync_runtime_procPin() int { return 0 }

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
func sync_runtime_procUnpin() {}

//go:linkname sync_atomic_runtime_procPin sync/atomic.runtime_procPin
func sync_atomic_runtime_procPin() int { return 0 }

//go:linkname sync_atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
func sync_atomic_runtime_procUnpin() {}

// A notifyList has the layout of sync.notifyList: tickets are given by wait and served up to notify.
type notifyList struct {
	wait, notify uint32
	_            uintptr
	head, tail   *notifyWaiter
}

type notifyWaiter struct {
	goroutine unsafe.Pointer
	ticket    uint32
	next      *notifyWaiter
}

//go:linkname notifyListAdd sync.runtime_notifyListAdd
func notifyListAdd(l *notifyList) uint32 {
	l.wait++
	return l.wait - 1
}

//go:linkname notifyListWait sync.runtime_notifyListWait
func notifyListWait(l *notifyList, ticket uint32) {
	if int32(ticket-l.notify) < 0 {
		return
	}
	w := &notifyWaiter{goroutine: currentGoroutine(), ticket: ticket}
	if l.tail == nil {
		l.head = w
	} else {
		l.tail.next = w
	}
	l.tail = w
	park(parkedForCondition)
}

//go:linkname notifyListNotifyAll sync.runtime_notifyListNotifyAll
func notifyListNotifyAll(l *notifyList) {
	w := l.head
	l.head, l.tail = nil, nil
	l.notify = l.wait
	for ; w != nil; w = w.next {
		ready(w.goroutine)
	}
}

//go:linkname notifyListNotifyOne sync.runtime_notifyListNotifyOne
func notifyListNotifyOne(l *notifyList) {
	if l.wait == l.notify {
		return
	}
	ticket := l.notify
	l.notify++
	var before *notifyWaiter
	for w := l.head; w != nil; before, w = w, w.next {
		if w.ticket != ticket {
			continue
		}
		if before == nil {
			l.head = w.next
		} else {
			before.next = w.next
		}
		if l.tail == w {
			l.tail = before
		}
		ready(w.goroutine)
		return
	}
}

//go:linkname notifyListCheck sync.runtime_notifyListCheck
func notifyListCheck(size uintptr) {
	if size != unsafe.Sizeof(notifyList{}) {
		throw("sync.notifyList has another size")
	}
}

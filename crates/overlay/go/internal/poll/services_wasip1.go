// Files do not wait: a call of the host that would block blocks the program. Locks on files are therefore never held while
// another goroutine runs.

package poll

import (
	"syscall"
	_ "unsafe" // for linkname
)

//go:linkname fatalError gowex.fatal_error
func fatalError(text string)

// Closing a file waits for its last use, which has ended: no call that uses a file lets another goroutine run.
func runtime_Semacquire(count *uint32) {
	if *count == 0 {
		fatalError("a file is locked while nothing uses it")
	}
	*count--
}

func runtime_Semrelease(count *uint32) { *count++ }

func runtime_pollServerInit() {}

func runtime_pollOpen(uintptr) (uintptr, int) { return 0, int(syscall.ENOTSUP) }

func runtime_pollClose(uintptr) {}

func runtime_pollWait(uintptr, int) int { return pollErrNotPollable }

func runtime_pollWaitCanceled(uintptr, int) {}

func runtime_pollReset(uintptr, int) int { return pollErrNotPollable }

func runtime_pollSetDeadline(uintptr, int64, int) {}

func runtime_pollUnblock(uintptr) {}

func runtime_isPollServerDescriptor(uintptr) bool { return false }

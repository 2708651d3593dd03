// Files that do not wait, or only with the whole program: a call of the host that would block does so. Locks on files are then
// never held while another goroutine runs.
//
// Programs with sockets are different: package net puts a server here, and what may be waited for is in package poll's
// descriptors. Others have nothing of it, and printing does not suspend their goroutines.

package poll

import (
	"syscall"
	_ "unsafe" // for linkname
)

// A pollServer lets goroutines wait for descriptors. It tells them by an address.
type pollServer interface {
	open(fd uintptr) (address uintptr, errno int)
	close(address uintptr)
	check(address uintptr, mode int) int
	wait(address uintptr, mode int, ignoresEnd bool) int
	setDeadline(address uintptr, delay int64, mode int)
	unblock(address uintptr)
	acquire(count *uint32)
	release(count *uint32)
}

// server is nil in programs without sockets.
var server pollServer

//go:linkname fatalError gowex.fatal_error
func fatalError(text string)

// Closing a file waits for its last use, which has ended where no call that uses a file lets another goroutine run.
func runtime_Semacquire(count *uint32) {
	if server != nil {
		server.acquire(count)
		return
	}
	if *count == 0 {
		fatalError("a file is locked while nothing uses it")
	}
	*count--
}

func runtime_Semrelease(count *uint32) {
	if server != nil {
		server.release(count)
		return
	}
	*count++
}

func runtime_pollServerInit() {}

func runtime_pollOpen(fd uintptr) (uintptr, int) {
	if server == nil {
		return 0, int(syscall.ENOTSUP)
	}
	return server.open(fd)
}

func runtime_pollClose(address uintptr) {
	if server != nil {
		server.close(address)
	}
}

func runtime_pollReset(address uintptr, mode int) int {
	if server == nil {
		return pollErrNotPollable
	}
	return server.check(address, mode)
}

func runtime_pollWait(address uintptr, mode int) int {
	if server == nil {
		return pollErrNotPollable
	}
	return server.wait(address, mode, false)
}

func runtime_pollWaitCanceled(address uintptr, mode int) {
	if server != nil {
		server.wait(address, mode, true)
	}
}

func runtime_pollSetDeadline(address uintptr, delay int64, mode int) {
	if server != nil {
		server.setDeadline(address, delay, mode)
	}
}

func runtime_pollUnblock(address uintptr) {
	if server != nil {
		server.unblock(address)
	}
}

func runtime_isPollServerDescriptor(uintptr) bool { return false }

// Goroutines that wait for descriptors, in programs with sockets.

package poll

import (
	"syscall"
	"unsafe"
)

// The reason of a goroutine that waits for a semaphore.
const parkedForSemaphore = 5

//go:linkname semaphoreAcquire gowex.sema_acquire
func semaphoreAcquire(count *uint32, first bool, reason int32)

//go:linkname semaphoreRelease gowex.sema_release
func semaphoreRelease(count *uint32, handoff bool)

//go:linkname currentGoroutine gowex.current_g
func currentGoroutine() unsafe.Pointer

//go:linkname descriptorWait gowex.descriptor_wait
func descriptorWait(fd int32, writes bool)

//go:linkname descriptorWake gowex.descriptor_wake
func descriptorWake(goroutine unsafe.Pointer) bool

//go:linkname timerStart gowex.timer_start
func timerStart(timer *timer, when int64, action func())

//go:linkname timerStop gowex.timer_stop
func timerStop(timer *timer) bool

//go:linkname nanotime gowex.nanotime
func nanotime() int64

//go:linkname descriptorType syscall.fd_fdstat_get_type
func descriptorType(fd int) (uint8, error)

const timerWords = 8

// A timer is the image's record of one that has neither a channel nor a bubble: zero, but for what the image keeps there.
type timer [timerWords]uint64

// A direction is what one side, reading or writing, does with a descriptor.
type direction struct {
	// The goroutine that waits, or nil.
	waiter unsafe.Pointer
	// Whether the deadline has passed.
	isOver bool
	// For the deadline that is to come.
	timer timer
	// How often the deadline was set: a timer that was too late to be stopped belongs to an earlier one.
	deadlines int
}

// A descriptor is what package poll knows by its address.
type descriptor struct {
	fd        int32
	isClosing bool
	reading   direction
	writing   direction
	next      *descriptor
}

// waitServer is the pollServer of programs with sockets. It keeps descriptors reachable, since an address does not.
type waitServer struct{ first *descriptor }

// WaitForDescriptors lets goroutines wait for descriptors instead of the whole program. Package net calls it.
func WaitForDescriptors() { server = &waitServer{} }

func at(address uintptr) *descriptor { return (*descriptor)(unsafe.Pointer(address)) }

func (d *descriptor) direction(mode int) *direction {
	if mode == 'w' {
		return &d.writing
	}
	return &d.reading
}

func (s *waitServer) open(fd uintptr) (uintptr, int) {
	kind, err := descriptorType(int(fd))
	if err != nil {
		return 0, int(syscall.EBADF)
	}
	// As in Linux: what is always ready is not waited for.
	if kind == syscall.FILETYPE_REGULAR_FILE || kind == syscall.FILETYPE_DIRECTORY {
		return 0, int(syscall.EPERM)
	}
	s.first = &descriptor{fd: int32(fd), next: s.first}
	return uintptr(unsafe.Pointer(s.first)), 0
}

func (s *waitServer) close(address uintptr) {
	for place := &s.first; *place != nil; place = &(*place).next {
		if d := *place; d == at(address) {
			timerStop(&d.reading.timer)
			timerStop(&d.writing.timer)
			*place = d.next
			return
		}
	}
}

func (s *waitServer) check(address uintptr, mode int) int {
	switch d := at(address); {
	case d.isClosing:
		return pollErrClosing
	case d.direction(mode).isOver:
		return pollErrTimeout
	default:
		return pollNoError
	}
}

func (s *waitServer) wait(address uintptr, mode int, ignoresEnd bool) int {
	if result := s.check(address, mode); result != pollNoError && !ignoresEnd {
		return result
	}
	d := at(address)
	side := d.direction(mode)
	side.waiter = currentGoroutine()
	descriptorWait(d.fd, mode == 'w')
	side.waiter = nil
	return s.check(address, mode)
}

// end lets whoever waits go on.
func (d *direction) end() {
	if d.waiter != nil {
		descriptorWake(d.waiter)
	}
}

func (d *direction) setDeadline(delay int64) {
	timerStop(&d.timer)
	d.deadlines++
	d.isOver = delay < 0
	if delay > 0 {
		when := nanotime() + delay
		if when < 0 {
			return // further than the clock goes
		}
		deadline := d.deadlines
		timerStart(&d.timer, when, func() {
			if deadline == d.deadlines {
				d.isOver = true
				d.end()
			}
		})
	} else if d.isOver {
		d.end()
	}
}

func (s *waitServer) setDeadline(address uintptr, delay int64, mode int) {
	d := at(address)
	if d.isClosing {
		return
	}
	if mode != 'w' {
		d.reading.setDeadline(delay)
	}
	if mode != 'r' {
		d.writing.setDeadline(delay)
	}
}

func (s *waitServer) unblock(address uintptr) {
	d := at(address)
	d.isClosing = true
	for _, side := range []*direction{&d.reading, &d.writing} {
		timerStop(&side.timer)
		side.end()
	}
}

func (s *waitServer) acquire(count *uint32) { semaphoreAcquire(count, false, parkedForSemaphore) }

func (s *waitServer) release(count *uint32) { semaphoreRelease(count, false) }

// A file is used while JavaScript's events serve its goroutine, so that others wait for it.

package poll

import _ "unsafe" // for linkname

// The reason of a goroutine that waits for a semaphore.
const parkedForSemaphore = 5

//go:linkname semaphoreAcquire gowex.sema_acquire
func semaphoreAcquire(count *uint32, first bool, reason int32)

//go:linkname semaphoreRelease gowex.sema_release
func semaphoreRelease(count *uint32, handoff bool)

func runtime_Semacquire(count *uint32) { semaphoreAcquire(count, false, parkedForSemaphore) }

func runtime_Semrelease(count *uint32) { semaphoreRelease(count, false) }

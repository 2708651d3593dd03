// Profiles and traces. None is kept: every function says so.

package runtime

// MemProfileRate is how many bytes are allocated between samples. No samples are taken.
var MemProfileRate int = 512 * 1024

// A StackRecord is the stack of a sample.
type StackRecord struct {
	Stack0 [32]uintptr
}

// Stack is the stack's program counters.
func (r *StackRecord) Stack() []uintptr {
	for i, pc := range r.Stack0 {
		if pc == 0 {
			return r.Stack0[:i]
		}
	}
	return r.Stack0[:]
}

// A MemProfileRecord describes what a stack has allocated.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

// InUseBytes is what was not freed, in bytes.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects is what was not freed, in objects.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack is the stack's program counters.
func (r *MemProfileRecord) Stack() []uintptr { return (&StackRecord{r.Stack0}).Stack() }

// A BlockProfileRecord describes where goroutines were blocked.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// MemProfile has no records.
func MemProfile([]MemProfileRecord, bool) (n int, ok bool) { return 0, true }

// BlockProfile has no records.
func BlockProfile([]BlockProfileRecord) (n int, ok bool) { return 0, true }

// MutexProfile has no records.
func MutexProfile([]BlockProfileRecord) (n int, ok bool) { return 0, true }

// ThreadCreateProfile has no records.
func ThreadCreateProfile([]StackRecord) (n int, ok bool) { return 0, true }

// GoroutineProfile has no records.
func GoroutineProfile([]StackRecord) (n int, ok bool) { return 0, true }

// CPUProfile has no data.
func CPUProfile() []byte { return nil }

// SetCPUProfileRate does nothing: no samples are taken.
func SetCPUProfileRate(int) {}

// SetBlockProfileRate does nothing: no samples are taken.
func SetBlockProfileRate(int) {}

// SetMutexProfileFraction does nothing: no samples are taken.
func SetMutexProfileFraction(int) int { return 0 }

// StartTrace fails: no traces are made.
func StartTrace() error { return plainError("tracing is not supported") }

// StopTrace does nothing.
func StopTrace() {}

// ReadTrace has no data.
func ReadTrace() []byte { return nil }

// Breakpoint traps, so that a debugger can stop there.
func Breakpoint() { throw("breakpoint") }

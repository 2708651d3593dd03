// Memory: what programs may ask of the collector.

package runtime

import "unsafe"

//go:linkname collect gowex.gc_collect
func collect()

//go:linkname heapBytes gowex.gc_heap_bytes
func heapBytes() int64

//go:linkname collections gowex.gc_count
func collections() int64

//go:linkname memoryBytes gowex.gc_memory_bytes
func memoryBytes() int64

// GC collects.
func GC() { collect() }

// KeepAlive keeps x reachable up to here.
func KeepAlive(x any) {
	if neverTrue {
		kept = x
	}
}

var (
	neverTrue bool
	kept      any
)

// MemStats describes memory. Counters that the collector does not keep are zero.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats fills m with what is known: live bytes, the size of memory and the number of collections.
func ReadMemStats(m *MemStats) {
	*m = MemStats{EnableGC: true}
	m.HeapAlloc = uint64(heapBytes())
	m.Alloc, m.HeapInuse = m.HeapAlloc, m.HeapAlloc
	m.TotalAlloc = m.HeapAlloc
	m.Sys = uint64(memoryBytes())
	m.HeapSys = m.Sys
	m.HeapIdle = m.HeapSys - m.HeapInuse
	m.NumGC = uint32(collections())
}

// SetFinalizer says that finalizer may be called with obj once nothing refers to it. gowex never calls it.
func SetFinalizer(obj, finalizer any) {
	if obj == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
}

// A Cleanup is a call that AddCleanup has asked for.
type Cleanup struct{}

// AddCleanup says that cleanup may be called with arg once nothing refers to ptr. gowex never calls it.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic(plainError("runtime.AddCleanup: ptr is nil"))
	}
	return Cleanup{}
}

// Stop cancels the cleanup.
func (Cleanup) Stop() {}

// A Pinner keeps objects where they are, and reachable. The collector does not move objects.
type Pinner struct{ pinned []any }

// Pin keeps the object that pointer points to reachable until Unpin.
func (p *Pinner) Pin(pointer any) { p.pinned = append(p.pinned, pointer) }

// Unpin lets go of all objects.
func (p *Pinner) Unpin() { p.pinned = nil }

//go:linkname debug_freeOSMemory runtime/debug.freeOSMemory
func debug_freeOSMemory() { collect() }

var (
	gcPercent    int32 = 100
	memoryLimit  int64 = 1<<63 - 1
	maxStack           = 1000000000
	maxThreads         = 10000
	panicOnFault bool
)

//go:linkname debug_setGCPercent runtime/debug.setGCPercent
func debug_setGCPercent(percent int32) int32 {
	old := gcPercent
	gcPercent = max(percent, -1)
	return old
}

//go:linkname debug_setMemoryLimit runtime/debug.setMemoryLimit
func debug_setMemoryLimit(limit int64) int64 {
	old := memoryLimit
	if limit >= 0 {
		memoryLimit = limit
	}
	return old
}

//go:linkname debug_setMaxStack runtime/debug.setMaxStack
func debug_setMaxStack(bytes int) int {
	old := maxStack
	maxStack = bytes
	return old
}

//go:linkname debug_setMaxThreads runtime/debug.setMaxThreads
func debug_setMaxThreads(threads int) int {
	old := maxThreads
	maxThreads = threads
	return old
}

//go:linkname debug_setPanicOnFault runtime/debug.setPanicOnFault
func debug_setPanicOnFault(enabled bool) bool {
	old := panicOnFault
	panicOnFault = enabled
	return old
}

// readGCStats leaves pause times (none), the end of the last collection, their number and the total of pauses.
//
//go:linkname debug_readGCStats runtime/debug.readGCStats
func debug_readGCStats(stats *[]uint64) { *stats = append((*stats)[:0], 0, uint64(collections()), 0) }

//go:linkname debug_WriteHeapDump runtime/debug.WriteHeapDump
func debug_WriteHeapDump(uintptr) { throw("runtime/debug.WriteHeapDump is not supported") }

//go:linkname debug_SetTraceback runtime/debug.SetTraceback
func debug_SetTraceback(string) {}

//go:linkname debug_modinfo runtime/debug.modinfo
func debug_modinfo() string { return "" }

//go:linkname setCrashFD
func setCrashFD(fd uintptr) uintptr { return ^uintptr(0) }

//go:linkname mapClone gowex.map_clone
func mapClone(mapType, m unsafe.Pointer) unsafe.Pointer

//go:linkname maps_clone maps.clone
func maps_clone(m any) any {
	words := (*[2]unsafe.Pointer)(unsafe.Pointer(&m))
	words[1] = mapClone(words[0], words[1])
	return m
}

// Weak pointers are not: what they point to stays reachable.

//go:linkname weak_registerWeakPointer weak.runtime_registerWeakPointer
func weak_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer { return p }

//go:linkname weak_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func weak_makeStrongFromWeak(handle unsafe.Pointer) unsafe.Pointer { return handle }

// Memory: what programs may ask of the collector.

package runtime

import "unsafe"

//go:linkname collect gowex.gc_collect
func collect()

//go:linkname memoryStatistics gowex.memory_statistics
func memoryStatistics(words unsafe.Pointer)

// How many collections the program has asked for.
var forcedCollections uint32

// GC collects, and lets finalizers of what was found run: whoever collects in a loop would keep them from it.
func GC() {
	forcedCollections++
	collect()
	Gosched()
}

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

// MemStats describes memory. What gowex has nothing of is zero: there are no threads with caches, no tables that are not
// among GCSys and OtherSys, no counts by size.
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

// statistics has the layout that the image fills.
type statistics struct {
	allocatedObjects, allocatedBytes uint64
	freedObjects, freedBytes         uint64
	inUse, idle, system              uint64
	goal                             uint64
	lastEnd, pauseTotal, collections uint64
	// Rings; nil before the first collection.
	pauses, ends *[256]uint64
}

// ReadMemStats fills m.
func ReadMemStats(m *MemStats) {
	var s statistics
	memoryStatistics(unsafe.Pointer(&s))
	*m = MemStats{EnableGC: true}
	m.Mallocs, m.Frees, m.HeapObjects = s.allocatedObjects, s.freedObjects, s.allocatedObjects-s.freedObjects
	m.TotalAlloc, m.HeapAlloc = s.allocatedBytes, s.allocatedBytes-s.freedBytes
	m.Alloc = m.HeapAlloc
	m.HeapInuse, m.HeapIdle, m.HeapSys = s.inUse, s.idle, s.inUse+s.idle
	m.Sys = s.system
	m.OtherSys = m.Sys - m.HeapSys
	m.NextGC, m.LastGC = s.goal, s.lastEnd
	m.PauseTotalNs = s.pauseTotal
	if s.pauses != nil {
		m.PauseNs, m.PauseEnd = *s.pauses, *s.ends
	}
	m.NumGC, m.NumForcedGC = uint32(s.collections), forcedCollections
}

// readGCStats leaves how long collections took, the last first, when they ended, the end of the last, their number, and
// how long they took in all.
//
//go:linkname debug_readGCStats runtime/debug.readGCStats
func debug_readGCStats(stats *[]uint64) {
	var s statistics
	memoryStatistics(unsafe.Pointer(&s))
	list := (*stats)[:0]
	n := min(s.collections, uint64(len(s.pauses)))
	for i := range n {
		list = append(list, s.pauses[(s.collections-1-i)%uint64(len(s.pauses))])
	}
	for i := range n {
		list = append(list, s.ends[(s.collections-1-i)%uint64(len(s.ends))])
	}
	*stats = append(list, s.lastEnd, s.collections, s.pauseTotal)
}

//go:linkname debug_freeOSMemory runtime/debug.freeOSMemory
func debug_freeOSMemory() { GC() }

// A Pinner keeps objects where they are, and reachable. The collector does not move objects.
type Pinner struct{ pinned []any }

// Pin keeps the object that pointer points to reachable until Unpin.
func (p *Pinner) Pin(pointer any) { p.pinned = append(p.pinned, pointer) }

// Unpin lets go of all objects.
func (p *Pinner) Unpin() { p.pinned = nil }

//go:linkname setPercent gowex.gc_set_percent
func setPercent(percent int64) int64

//go:linkname setLimit gowex.gc_set_limit
func setLimit(limit int64) int64

var hasReadGoals bool

// readGoals does what GOGC and GOMEMLIMIT say, once; environment is read if it is nil. Only programs that read their
// environment or set either goal themselves have this.
func readGoals(list []string) {
	if hasReadGoals {
		return
	}
	hasReadGoals = true
	if list == nil {
		list = environment()
	}
	if value := valueIn(list, "GOGC"); value == "off" {
		setPercent(-1)
	} else if percent := quantity(value); percent >= 0 {
		setPercent(percent)
	}
	value := valueIn(list, "GOMEMLIMIT")
	if value == "" || value == "off" {
		return
	}
	limit := quantity(value)
	if limit < 0 {
		print("GOMEMLIMIT=", value, "\n")
		throw("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
	}
	setLimit(limit)
}

// quantity is the decimal number in a text, which may have a unit of memory behind it; -1 if there is none.
func quantity(text string) int64 {
	n, at := int64(0), 0
	for at < len(text) && text[at]-'0' <= 9 && n < 1<<59 {
		n = n*10 + int64(text[at]-'0')
		at++
	}
	for shift, unit := 0, text[at:]; at > 0; shift += 10 {
		switch {
		case n<<shift>>shift != n:
			return -1
		case unit == "" || unit == "B":
			return n << shift
		case shift == 40 || len(unit) != 3 || unit[1:] != "iB":
			return -1
		case unit[0] == "KMGT"[shift/10]:
			unit = ""
		}
	}
	return -1
}

var (
	maxStack     = 1000000000
	maxThreads   = 10000
	panicOnFault bool
)

//go:linkname debug_setGCPercent runtime/debug.setGCPercent
func debug_setGCPercent(percent int32) int32 {
	readGoals(nil)
	return int32(setPercent(int64(percent)))
}

//go:linkname debug_setMemoryLimit runtime/debug.setMemoryLimit
func debug_setMemoryLimit(limit int64) int64 {
	readGoals(nil)
	return setLimit(limit)
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

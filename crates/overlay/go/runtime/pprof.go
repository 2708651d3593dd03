// What package runtime/pprof asks for: profiles are empty, and goroutines have no labels.

package runtime

import "unsafe"

// The records that runtime/pprof passes are of types of its own; nothing is written to them.

//go:linkname pprof_goroutines runtime.pprof_goroutineProfileWithLabels
func pprof_goroutines(records []StackRecord, labels []unsafe.Pointer) (n int, ok bool) { return 0, true }

//go:linkname pprof_leaks runtime.pprof_goroutineLeakProfileWithLabels
func pprof_leaks(records []StackRecord, labels []unsafe.Pointer) (n int, ok bool) { return 0, true }

//go:linkname pprof_memory runtime.pprof_memProfileInternal
func pprof_memory(records []MemProfileRecord, includesFreed bool) (n int, ok bool) { return 0, true }

//go:linkname pprof_blocks runtime.pprof_blockProfileInternal
func pprof_blocks(records []BlockProfileRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_mutexes runtime.pprof_mutexProfileInternal
func pprof_mutexes(records []BlockProfileRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_threads runtime.pprof_threadCreateInternal
func pprof_threads(records []StackRecord) (n int, ok bool) { return 0, true }

//go:linkname pprof_expandFrames runtime.pprof_fpunwindExpand
func pprof_expandFrames(to, from []uintptr) int { return copy(to, from) }

//go:linkname pprof_stack runtime.pprof_makeProfStack
func pprof_stack() []uintptr { return make([]uintptr, 32) }

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1e9 }

//go:linkname pprof_readProfile runtime/pprof.readProfile
func pprof_readProfile() (data []uint64, tags []unsafe.Pointer, isEnd bool) { return nil, nil, true }

//go:linkname pprof_startLine runtime/pprof.runtime_FrameStartLine
func pprof_startLine(frame *Frame) int { return frame.Line }

//go:linkname pprof_symbolName runtime/pprof.runtime_FrameSymbolName
func pprof_symbolName(frame *Frame) string { return frame.Function }

//go:linkname pprof_expandInlined runtime/pprof.runtime_expandFinalInlineFrame
func pprof_expandInlined(stack []uintptr) []uintptr { return stack }

//go:linkname pprof_setLabels runtime/pprof.runtime_setProfLabel
func pprof_setLabels(labels unsafe.Pointer) {}

//go:linkname pprof_labels runtime/pprof.runtime_getProfLabel
func pprof_labels() unsafe.Pointer { return nil }

//go:linkname pprof_leakCount runtime/pprof.runtime_goroutineleakcount
func pprof_leakCount() int { return 0 }

//go:linkname pprof_collectLeaks runtime/pprof.runtime_goroutineLeakGC
func pprof_collectLeaks() { collect() }

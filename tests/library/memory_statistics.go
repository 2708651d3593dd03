// What runtime.MemStats counts, and when collections are due.
// Flags: no-stress
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
)

type node struct {
	next  *node
	value int
}

var (
	sink  any
	bytes []byte
	list  *node
)

func main() {
	fmt.Println(testing.AllocsPerRun(100, func() { list = &node{} }))
	fmt.Println(testing.AllocsPerRun(100, func() { bytes = make([]byte, 100000) }))
	fmt.Println(testing.AllocsPerRun(100, func() { bytes = make([]byte, 10); list = &node{} }))
	fmt.Println(testing.AllocsPerRun(100, func() {}))

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range 100000 {
		list = &node{list, i}
	}
	runtime.ReadMemStats(&after)
	fmt.Println((after.Mallocs-before.Mallocs)/1000, (after.TotalAlloc-before.TotalAlloc)/10000)
	list = nil
	runtime.GC()
	runtime.ReadMemStats(&before)
	fmt.Println(before.HeapObjects < 50000, before.HeapObjects == before.Mallocs-before.Frees, before.NumForcedGC >= 1)
	fmt.Println(before.NumGC >= before.NumForcedGC, before.PauseTotalNs > 0, before.LastGC > 0, before.NextGC > 0)
	fmt.Println(before.PauseEnd[(before.NumGC+255)%256] == before.LastGC)
	fmt.Println(before.HeapInuse+before.HeapIdle == before.HeapSys, before.HeapAlloc <= before.HeapSys, before.HeapSys < before.Sys)

	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	runtime.ReadMemStats(&after)
	fmt.Println(stats.NumGC == int64(after.NumGC), len(stats.Pause) > 0, stats.LastGC.UnixNano() == int64(after.LastGC))

	fmt.Println(debug.SetGCPercent(-1))
	runtime.ReadMemStats(&before)
	for range 100 {
		bytes = make([]byte, 1<<18)
	}
	runtime.ReadMemStats(&after)
	fmt.Println("off:", after.NumGC-before.NumGC)
	fmt.Println(debug.SetMemoryLimit(4<<20) > 1<<40)
	for range 100 {
		bytes = make([]byte, 1<<18)
	}
	runtime.ReadMemStats(&before)
	fmt.Println("limited:", before.NumGC > after.NumGC, debug.SetMemoryLimit(-1), debug.SetGCPercent(50))
	fmt.Println(debug.SetGCPercent(100))
	debug.FreeOSMemory()
}

// Output:
// 1
// 1
// 2
// 0
// 100 160
// true true true
// true true true true
// true
// true true true
// true true true
// 100
// off: 0
// true
// limited: true 4194304 -1
// 50

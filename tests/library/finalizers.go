// Finalizers, cleanups, weak pointers and unique handles: what follows when objects die.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"time"
	"unique"
	"weak"
)

type object struct {
	name string
	next *object
}

var events []string

func note(what string) { events = append(events, what) }

// collect collects and lets finalizers run.
func collect() {
	for range 3 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
}

func report(title string) {
	collect()
	sort.Strings(events)
	fmt.Println(title, strings.Join(events, " "))
	events = nil
}

// apart runs f where its variables are gone afterwards.
func apart(f func()) {
	done := make(chan bool)
	go func() {
		f()
		done <- true
	}()
	<-done
}

var kept *object

type namer interface{ Name() string }

func (o *object) Name() string { return o.name }

type pair struct{ a, b int }

func main() {
	apart(func() {
		runtime.SetFinalizer(&object{name: "a"}, func(o *object) { note(o.name) })
		runtime.SetFinalizer(&object{name: "any"}, func(o any) { note(o.(*object).name) })
		runtime.SetFinalizer(&object{name: "namer"}, func(o namer) { note(o.Name()) })
		runtime.SetFinalizer(&object{name: "results"}, func(o *object) (int, error, [5]string) { note(o.name); return 1, nil, [5]string{} })
		o := &object{name: "taken back"}
		runtime.SetFinalizer(o, func(*object) { note("wrong") })
		runtime.SetFinalizer(o, nil)
		runtime.SetFinalizer(&pair{1, 2}, func(p *pair) { note(fmt.Sprint(*p)) })
	})
	report("finalizers:")

	apart(func() {
		// Each lives until what refers to it is gone.
		chain := &object{"outer", &object{"inner", nil}}
		runtime.SetFinalizer(chain, func(o *object) { note(o.name + ">" + o.next.name) })
		runtime.SetFinalizer(chain.next, func(o *object) { note(o.name) })
	})
	report("chain:")

	apart(func() {
		runtime.SetFinalizer(&object{name: "kept"}, func(o *object) { kept = o; note("kept") })
	})
	report("kept:")
	fmt.Println(kept.name)
	runtime.SetFinalizer(kept, func(o *object) { note("again") })
	kept = nil
	report("again:")

	apart(func() {
		o := &object{name: "x"}
		runtime.AddCleanup(o, func(text string) { note(text) }, "cleanup")
		runtime.AddCleanup(o, func(n int) { note(fmt.Sprint(n)) }, 2)
		runtime.AddCleanup(o, func(n int) { note("wrong") }, 3).Stop()
		runtime.AddCleanup(&o.next, func(n int) { note("inside") }, 3)
		runtime.SetFinalizer(o, func(o *object) { note("finalizer") })
	})
	report("cleanups:")

	var pointer, inner weak.Pointer[object]
	strong := &object{name: "strong"}
	apart(func() {
		o := &object{name: "weak"}
		pointer = weak.Make(o)
		fmt.Println(pointer == weak.Make(o), pointer.Value() == o, weak.Make[object](nil).Value() == nil)
		inner = weak.Make(strong)
	})
	collect()
	fmt.Println(pointer.Value(), inner.Value().name, inner == weak.Make(strong))
	runtime.KeepAlive(strong)

	first := unique.Make("a handle")
	fmt.Println(first == unique.Make("a "+string([]byte("handle"))), first.Value())
	for i := range 1000 {
		unique.Make(fmt.Sprint("dropped ", i))
		if i%100 == 0 {
			runtime.GC()
		}
	}
	fmt.Println(first == unique.Make("a handle"))

	before := runtime.NumGoroutine()
	collect()
	fmt.Println(before == runtime.NumGoroutine())

	for _, f := range []func(){
		func() { runtime.AddCleanup((*object)(nil), func(int) {}, 1) },
		func() { o := &object{}; runtime.AddCleanup(o, func(*object) {}, o) },
		func() { o := &object{}; runtime.AddCleanup(o, func(**object) {}, &o.next) },
		func() { o := &object{}; runtime.AddCleanup(o, func(int) { kept = o }, 1) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}

// Output:
// finalizers: a any namer results {1 2}
// chain: inner outer>inner
// kept: kept
// kept
// again: again
// cleanups: 2 cleanup finalizer inside
// true true true
// <nil> strong true
// true a handle
// true
// true
// runtime.AddCleanup: ptr is nil
// runtime.AddCleanup: ptr is equal to arg, cleanup will never run
// runtime.AddCleanup: ptr is within arg, cleanup will never run
// runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run

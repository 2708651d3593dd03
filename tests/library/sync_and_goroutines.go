// Packages sync, sync/atomic and iter, and what package runtime has for goroutines.
package main

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

func pulled() {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := range 3 {
			if !yield(i * i) {
				return
			}
		}
	})
	defer stop()
	for {
		v, ok := next()
		if !ok {
			break
		}
		println("pulled", v)
	}
}

func main() {
	var group sync.WaitGroup
	var mu sync.Mutex
	var count atomic.Int64
	total := 0
	for i := range 10 {
		group.Go(func() {
			runtime.Gosched()
			mu.Lock()
			defer mu.Unlock()
			runtime.Gosched()
			total += i
			count.Add(1)
		})
	}
	group.Wait()
	println(total, count.Load(), runtime.NumGoroutine(), mu.TryLock(), mu.TryLock())
	mu.Unlock()

	var rw sync.RWMutex
	cond := sync.NewCond(&mu)
	ready := false
	for range 3 {
		group.Go(func() {
			mu.Lock()
			for !ready {
				cond.Wait()
			}
			mu.Unlock()
		})
	}
	group.Go(func() {
		rw.RLock()
		mu.Lock()
		ready = true
		cond.Broadcast()
		mu.Unlock()
		rw.RUnlock()
	})
	group.Wait()
	rw.Lock()
	println(rw.TryRLock())
	rw.Unlock()

	var once sync.Once
	once.Do(func() { println("once") })
	once.Do(func() { println("twice") })
	value := sync.OnceValue(func() int { println("computed"); return 7 })
	println(value(), value())

	var m sync.Map
	m.Store("a", 1)
	old, loaded := m.LoadOrStore("a", 2)
	println(old.(int), loaded, m.CompareAndSwap("a", 1, 3))
	m.Range(func(key, value any) bool { println(key.(string), value.(int)); return true })
	m.Delete("a")
	_, found := m.Load("a")
	println(found)

	pool := sync.Pool{New: func() any { return "new" }}
	println(pool.Get().(string))

	done := make(chan bool)
	go func() {
		defer close(done)
		defer println("deferred")
		runtime.Goexit()
	}()
	<-done

	var p atomic.Pointer[int]
	n := 5
	println(p.CompareAndSwap(nil, &n), *p.Load())
	var v atomic.Value
	v.Store([]int{1, 2})
	println(len(v.Load().([]int)))
	pulled()
	runtime.GC()
}

// Output:
// 45 10 1 true false
// false
// once
// computed
// 7 7
// 1 true true
// a 3
// false
// new
// deferred
// true 5
// 2
// pulled 0
// pulled 1
// pulled 4

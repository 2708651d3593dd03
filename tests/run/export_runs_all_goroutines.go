// An export returns when every goroutine is parked, not when its own body has ended.
package main

var (
	in   = make(chan int32)
	mid  = make(chan int32, 1)
	done int32
	log  []int32
)

func init() {
	go func() {
		for v := range in {
			mid <- v * 2
		}
	}()
	go func() {
		for v := range mid {
			for range 3 {
				c := make(chan int32)
				go func() { c <- v }()
				log = append(log, <-c)
			}
			done++
		}
	}()
}

//go:wasmexport send
func send(v int32) { in <- v }

//go:wasmexport finished
func finished() int32 { return done }

//go:wasmexport total
func total() (sum int32) {
	for _, v := range log {
		sum += v
	}
	return
}

func main() { println("main does not run in a reactor") }

// Call: send(1)
// Call: finished = 1
// Call: send(10)
// Call: finished = 2
// Call: total = 66
// Output:

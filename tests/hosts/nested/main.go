// Exports that call the host, which calls back into other exports of the same instance.
package main

//go:wasmimport host callback
func callback(depth int32) int32

var (
	queue = make(chan int32)
	sum   int32
)

//go:wasmexport start
func start() {
	go func() {
		for v := range queue {
			sum += v
		}
	}()
}

// Enter blocks on a channel before and after the call of the host, with values on its frame.
//
//go:wasmexport enter
func enter(depth int32) int32 {
	local := [4]int32{depth, depth * 2, depth * 3, depth * 4}
	p := &local[2]
	reply := make(chan int32)
	go func() { reply <- *p }()
	before := <-reply
	inner := callback(depth)
	queue <- inner
	go func() { reply <- *p }()
	return before + <-reply + inner + local[3]
}

// Overtaken waits for a goroutine that then calls the host, and ends while an export runs that the host calls.
//
//go:wasmexport overtaken
func overtaken() int32 {
	gate := make(chan int32)
	go func() {
		gate <- 5
		queue <- callback(1)
	}()
	return <-gate + 2
}

//go:wasmexport total
func total() int32 { return sum }

//go:wasmexport fail
func fail() {
	var m map[string]int
	m["x"] = 1
}

func main() {}

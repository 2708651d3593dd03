// Where the specification leaves the order open, calls and receives come before reads of variables, as in Go's compiler.
package main

var global = 1

func change() int { global *= 10; return global }

func two() (int, int) { return global, change() }

func pair(a, b int) int { return a*1000 + b }

func main() {
	println(global+change(), global)
	println(change()+global, global)
	global = 1
	println(pair(global, change()))
	a, b := global, change()
	println(a, b)
	a, b = two()
	println(a, b)
	global = 1
	global += change()
	println(global)
	println(global == change())
	println(change() < global)
	s := "s"
	f := func() string { s += "!"; return s }
	println(s+f()+s, s)
	sum := 0
	gate, done := make(chan int), make(chan bool)
	for range 100 {
		go func() {
			sum += <-gate
			done <- true
		}()
	}
	for i := range 100 {
		gate <- i
	}
	for range 100 {
		<-done
	}
	println(sum)
	m := map[int]int{1: 5}
	m[1] += func() int { m[1] = 100; return 1 }()
	println(m[1])
}

// Output:
// 20 10
// 200 100
// 10010
// 100 100
// 1000 1000
// 20
// true
// false
// s!s!s! s!
// 4950
// 101

// A panic with a struct can be recovered; another panic in the same deferred call is the one that ends the program.
package main

type pair struct{ a, b int }

func main() {
	defer func() {
		panic("after")
	}()
	defer func() {
		p := recover().(pair)
		println(p.a, p.b)
	}()
	panic(pair{1, 2})
}

// Exit: 2
// Output:
// 1 2
// panic: after

// A type assertion that does not hold.
package main

type stringer interface{ String() string }

func main() {
	var x any = 1
	println(x.(stringer))
}

// Exit: 2
// Output:
// panic: interface conversion: int is not main.stringer: missing method String

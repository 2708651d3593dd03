// A slice too short for the array it is converted to.
package main

func main() {
	s := make([]int, 2)
	println(len([4]int(s)))
}

// Output:
// 4

// Comparisons of sums with the least integer.
package main

//go:noinline
func compare(a, b int) (int, bool, bool) {
	s := []int{1, 2, 3}
	if a < 0 || a >= len(s) || b < a {
		return -1, a+(-1<<63) < b, b-(-1<<63) < a
	}
	if a+(-1<<63) < b && a-(-1<<63) < b {
		return s[a], a+(-1<<63) > b, a < b+(-1<<63)
	}
	return s[0], a+(1<<63-1) < b, false
}

func main() {
	for _, pair := range [][2]int{{0, 1}, {2, 2}, {-1, 5}, {3, 3}, {1, 1 << 62}} {
		println(compare(pair[0], pair[1]))
	}
}

// Output:
// 1 false false
// 3 false false
// -1 false true
// -1 true true
// 2 false false

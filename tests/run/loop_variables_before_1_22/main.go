// In a module older than Go 1.22 all iterations of a loop share its variables.
package main

func main() {
	var functions []func() int
	for i := 0; i < 2; i++ {
		functions = append(functions, func() int { return i })
	}
	for i := range [3]int{} {
		functions = append(functions, func() int { return 10 + i })
	}
	for _, v := range []int{7, 8} {
		functions = append(functions, func() int { return v })
	}
	for k, v := range map[int]int{5: 50} {
		k := k
		functions = append(functions, func() int { return k + v })
	}
	for _, c := range "ab" {
		functions = append(functions, func() int { return int(c) })
	}
	for _, f := range functions {
		println(f())
	}
}

// Output:
// 2
// 2
// 12
// 12
// 12
// 8
// 8
// 55
// 98
// 98

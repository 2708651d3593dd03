// Types of the same name in different scopes are different types, with fields of their own.
package main

func first(n int) any {
	type T struct{ a, b int }
	return T{n, n}
}

func second(s string) any {
	type T struct {
		a float64
		b string
	}
	return T{1, s}
}

func main() {
	word := []byte("word")
	println(first(1) == first(1), first(1) == first(2), first(1) == second("x"))
	println(second(string(word)) == second(string(word)), second("x") == second("y"))
	m := map[any]int{first(1): 1, second(string(word)): 2}
	println(m[first(1)], m[second(string(word))], m[second("other")])
}

// Output:
// true false false
// true false
// 1 2 0

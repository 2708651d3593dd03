// Statements: if, for, labelled break and continue, switch with fallthrough, goto, blocks and shadowing.
package main

func classify(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	case n < 10:
		fallthrough
	case n < 20:
		return "small"
	}
	return "large"
}

func trace(s string) int { print(s, " "); return len(s) }

func jump(n int) int {
	i := 0
loop:
	if i < n {
		i += 2
		goto loop
	}
	if i%4 == 0 {
		goto done
	}
	i = -i
done:
	return i
}

func main() {
	for _, n := range []int{-1, 0, 5, 15, 25} {
		println(classify(n))
	}
outer:
	for i := 0; i < 3; i++ {
		for j := 0; ; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			print(i, j, " ")
		}
	}
	println()
	x := 1
	if x := x + 1; x > 5 {
		println("no")
	} else if y := x * 2; y == 4 {
		println("y", x, y)
	} else {
		println("neither")
	}
	{
		x := "shadow"
		println(x)
	}
	println(x)
	switch y := x + 1; y {
	case 1, 3:
		println("odd")
	case 2:
		println("two")
		if x == 1 {
			break
		}
		println("not reached")
	default:
		println("default")
	}
	switch trace("aa") {
	case trace("a"), trace("bb"):
		println("second")
	case trace("never"):
	}
	switch {
	default:
		println("only default")
	}
	n := 0
	for n < 5 {
		n++
	}
	for {
		n--
		if n == 2 {
			break
		}
	}
	println(n, jump(3), jump(5))
sw:
	switch n {
	case 2:
		for {
			break sw
		}
		println("not reached")
	}
	for i := range 3 {
		i *= 2
		print(i, " ")
	}
	for range 2 {
		print("r ")
	}
	println()
	var arr [3]int
	i := 0
	i, arr[i] = 2, 7
	println(i, arr[0], arr[2])
	a, b, c := 1, 2, 3
	a, b, c = c, a, b
	println(a, b, c)
	k := 5
	for k, v := range map[string]int{"only": 1} {
		println(k, v)
	}
	var v rune
	for k, v = range "xy" {
	}
	println(k, v)
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		print(i, ":", j, " ")
	}
	println()
	{
		goto end
	}
end:
	println("end")
}

// Output:
// negative
// zero
// small
// small
// large
// 00 01 10 11
// y 2 4
// shadow
// 1
// two
// aa a bb second
// only default
// 2 4 -6
// 0 2 4 r r
// 2 7 0
// 3 1 2
// only 1
// 1 121
// 0:10 1:8 2:6 3:4
// end

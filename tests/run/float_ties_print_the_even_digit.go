// A float in the middle between two shortest decimal texts prints with the even last digit.
package main

//go:noinline
func cube(x, y float64) float64 { return x * x * min(x, y) }

func main() {
	println(cube(1.5-123456.789, -2.25))
	x := 1881607785518109.25
	println(x, -x, x+0.5)
}

// Output:
// -1.8816077855181092e+15
// 1.8816077855181092e+15 -1.8816077855181092e+15 1.8816077855181098e+15

// Complex arithmetic, comparison, construction and parts.
package main

//go:noinline
func mul(a, b complex128) complex128 { return a * b }

//go:noinline
func quo(a, b complex128) complex128 { return a / b }

type pair struct {
	a complex64
	b complex128
}

func main() {
	a, b := complex(1, 2), complex(3, -4)
	println(a+b, a-b, mul(a, b), quo(a, b), -a)
	println(real(a), imag(b), a == b, a != b, a == complex(1, 2))
	var c complex64 = 1.5i
	c *= c
	println(c, real(c), complex128(c))
	p := pair{c, a}
	p.b += 1i
	println(p.a, p.b, p == pair{c, a + 1i})
	var z complex128
	println(quo(a, z), quo(z, z))
	arr := []complex128{1, 1i, 1 + 1i}
	var sum complex128
	for _, v := range arr {
		sum += v * v
	}
	println(sum)
	var i any = a
	println(i == any(complex(1, 2)), i.(complex128))
	m := map[complex128]string{1i: "i"}
	println(m[1i])
}

// Output:
// (4-2i) (-2+6i) (11+2i) (-0.2+0.4i) (-1-2i)
// 1 -4 false true true
// (-2.25+0i) -2.25 (-2.25+0i)
// (-2.25+0i) (1+3i) true
// (+Inf+Infi) (NaN+NaNi)
// (0+2i)
// true (1+2i)
// i

package main

type T struct{ f int }

type Celsius float64

func two() (int, string) { return 1, "" }

func none() {}

func assign(c chan<- int, m map[string]T, p *int) {
	var i int
	var s string
	i = "text"
	s = i
	i, s = two()
	i, s = s, i
	i = two()
	i, s, i = two()
	i = none()
	m["x"].f = 1
	1 = i
	two() = i
	i++
	s++
	i += "x"
	s += "x"
	i <<= 1.5
	p = nil
	i = nil
	var c1 <-chan int = c
	var temperature Celsius = i
	a, i := 1, 2
	i := 3
	a, a := 1, 2
	m.f, b := 1, 2
	_, _, _ = c1, temperature, b
	var x, y int = 1
	var n = nil
}

func results() (int, string) {
	return 1
	return 1, 2
	return 1, "", 3
	return two()
	return none()
	return
}

func named() (n int, err error) {
	{
		n := 1
		_ = n
		return
	}
	return
}

func nothing() {
	return 1
}

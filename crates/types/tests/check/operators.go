package main

type Fahrenheit float64
type Celsius float64

type S struct{ f []int }

func operators(i int, s string, b bool, f float64, c Celsius, d Fahrenheit, p *int, e any, t S, fn func(), u uint) {
	_ = i + s
	_ = i + 1.5
	_ = s + 1
	_ = c + d
	_ = -s
	_ = !i
	_ = ^f
	_ = +b
	_ = &1
	_ = &i == p
	_ = *i
	_ = i && b
	_ = s - s
	_ = b + b
	_ = f % 2
	_ = i == nil
	_ = p == nil
	_ = t == t
	_ = fn == fn
	_ = fn == nil
	_ = []int{} == []int{}
	_ = e == i
	_ = e < e
	_ = nil == nil
	_ = i / 0
	_ = f / 0
	_ = i % 0
	_ = i << f
	_ = i << -1
	_ = f << 1
	_ = 1.0 << u
	var shifted float64 = 1 << u
	_ = <-i
	i + 1
	-5
	two
	int
	len(s)
	go i
	defer recover
	defer int(3)
	go len(s)
}

package main

type Pair struct{ a, b int }

func terminating(i int, c chan int) int {
	if i > 0 {
		return 1
	} else {
		panic("x")
	}
}

func notTerminating(i int) int {
	for {
		if i > 0 {
			break
		}
	}
}

func switches(i int, s []int, str string) int {
	switch i {
	case 1, 2, 1:
	case "x":
	case 1.0:
	default:
	default:
		fallthrough
	}
	switch s {
	case nil:
	}
	switch {
	case i > 0:
		fallthrough
	case i:
	}
	switch str {
	case "a", "b", "a":
	}
	if i {
	}
	for i {
	}
	if x := i; x > 0 {
	} else if y := x; y > 0 {
	}
	select {
	case i := 5:
	}
	switch {
	case true:
		return 1
	default:
		return 2
	}
}

func ranges(i int, f float64, m map[string]int, c chan int, send chan<- int, a *[3]int, g func(yield func(int, string) bool), bad func(int)) {
	for range i {
	}
	for x := range 10 {
		x = "s"
	}
	for x := range f {
	}
	for k, v, w := range m {
	}
	for k, v := range c {
	}
	for range send {
	}
	for k, v := range a {
		_, _ = k, v
	}
	for k, v := range g {
		v = k
	}
	for range bad {
	}
	for i, c := range "text" {
		_ = i + c
	}
	var s string
	for s = range m {
	}
	for s = range a {
	}
	for range (Pair{}) {
	}
}

func jumps(i int) {
	goto forward
	x := 1
	_ = x
forward:
	goto inside
	{
	inside:
	}
	break
	continue
	goto missing
outer:
	for {
		for {
			continue outer
			break missing
			break forward
		}
	}
unused:
	i++
unused:
	fallthrough
}

func closures() func() int {
	n := 0
	return func() int {
		n++
		m := 1
	}
}

package main

import "unsafe"

type Shape interface {
	Area() float64
	Perimeter() float64
}

type Rect struct{ w, h float64 }

func (r Rect) Area() float64       { return r.w * r.h }
func (r *Rect) Perimeter() float64 { return 2 * (r.w + r.h) }

type Tree struct {
	left, right *Tree
	value       int
}

func (t *Tree) walk(visit func(int) bool) bool {
	return t == nil || t.left.walk(visit) && visit(t.value) && t.right.walk(visit)
}

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	_
	Wednesday
)

const (
	KB = 1 << (10 * (iota + 1))
	MB
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon", "Tue", "Wed"}[d] }

var (
	total   = count * 2
	count   = len(names)
	names   = map[string][]int{"a": {1, 2}, "b": nil}
	handler func(...any) (n int, err error)
)

type stack []any

func (s *stack) push(v any) { *s = append(*s, v) }

func (s *stack) pop() (v any, ok bool) {
	if len(*s) == 0 {
		return
	}
	v, *s = (*s)[len(*s)-1], (*s)[:len(*s)-1]
	return v, true
}

func divide(a, b int) (q int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err, _ = r.(error)
		}
	}()
	return a / b, nil
}

func main() {
	var s Shape = &Rect{1, 2}
	println(s.Area(), total, MB, Monday.String(), unsafe.Sizeof(s))
	var st stack
	st.push(1)
	if v, ok := st.pop(); ok {
		switch v := v.(type) {
		case int:
			println(v << 2)
		case string, []byte:
			_ = v
		}
	}
	c := make(chan int, 3)
	go func() {
		defer close(c)
		for i := range 3 {
			c <- i
		}
	}()
loop:
	for {
		select {
		case v, ok := <-c:
			if !ok {
				break loop
			}
			println(v)
		}
	}
	t := &Tree{value: 5, left: &Tree{value: 3}}
	sum := 0
	t.walk(func(v int) bool { sum += v; return true })
	for i, r := range "héllo" {
		_, _ = i, r
	}
	var x uint8 = 1
	y := x<<7 | ^x&^3
	z := float32(y) * 1.5
	w := complex(z, 2)
	println(real(w), imag(w), max(1, 2.0), min("a", "b"))
	f := (*Rect).Perimeter
	println(f(&Rect{}), Shape.Area(s))
	arr := [...]int{2: 1, 5}
	sl := arr[1:3:4]
	copy(sl, arr[:])
	p := (*[2]int)(sl)
	p[0] = len(arr)
	q, err := divide(1, 0)
	if err != nil || q > 0 {
		goto end
	}
end:
	clear(names)
	handler = func(args ...any) (int, error) { return len(args), nil }
	handler(1, "two", nil)
	n := new(int)
	*n = int(Wednesday)
	*new(5)++
}

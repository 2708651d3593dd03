// Package fmt: verbs, flags, values of every kind, methods, errors, scanning.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type point struct{ X, Y int }

func (p point) String() string { return fmt.Sprintf("<%d %d>", p.X, p.Y) }

type named struct {
	Name  string
	inner *point
	list  []any
	table map[string]int
	f     func()
	err   error
	ch    chan int
}

type color int

func (c color) Format(s fmt.State, verb rune) {
	width, hasWidth := s.Width()
	fmt.Fprintf(s, "color(%d,%c,%d,%t)", int(c), verb, width, hasWidth)
}

type broken struct{}

func (broken) String() string { panic("broken") }

func main() {
	fmt.Println("hello", 1, -2, uint8(3), 1.5, 2+3i, true, nil, 'x', "s", []byte("ab"))
	fmt.Printf("%d %5d|%-5d|%05d|%+d|%x %X %#x %o %b %c %q %U\n", 42, 42, 42, 42, 42, 255, 255, 255, 8, 5, 'A', 'B', 0x1F600)
	fmt.Printf("%f %.2f %8.3f|%e %g %G\n", 3.14159, 3.14159, 3.14159, 123456.789, 1e-7, 1e21)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q|%x|% x\n", "go", "go", "go", "golang", "a\"b\n", "hex", "hex")
	fmt.Printf("%t %v %p\n", false, struct{}{}, nil)
	n := named{Name: "n", inner: &point{1, 2}, list: []any{1, "two", 3.0, nil}, table: map[string]int{"b": 2, "a": 1}}
	fmt.Printf("%v\n", n.table)
	fmt.Printf("%v %+v\n", point{3, 4}, &point{5, 6})
	n.inner = nil
	fmt.Printf("%v\n%+v\n%#v\n", n, n, n)
	fmt.Printf("%T %T %T %T %T %T\n", n, &n, n.list, n.table, n.f, n.ch)
	fmt.Printf("%v %#v %v %#v\n", [3]int{1, 2, 3}, [2]string{"a", "b"}, []string{"x"}, map[int]bool{1: true})
	fmt.Printf("%6d %[1]v %s\n", color(3), color(4))
	fmt.Printf("%v %d\n", broken{}, "not a number")
	fmt.Printf("%!|%d %d\n", 1)
	fmt.Printf("%d\n", 1, 2)
	fmt.Printf("%*d|%-*d|%.*f\n", 5, 1, 5, 2, 2, 3.14159)
	fmt.Printf("%08b %x %X\n", 37, "héllo", []byte{1, 171})
	err := fmt.Errorf("wrap: %w and %w", os.ErrNotExist, errors.New("second"))
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	var a, b int
	var word string
	count, err := fmt.Sscanf("7-8 nine", "%d-%d %s", &a, &b, &word)
	fmt.Println(count, err, a, b, word)
	count, err = fmt.Fscan(strings.NewReader("10 20"), &a, &b)
	fmt.Println(count, err, a+b)
	fmt.Fprintln(os.Stdout, fmt.Append(nil, "x", 1), fmt.Sprint("a", 1, 2, "b"))
	type inner struct {
		A *int
		B any
	}
	fmt.Printf("%+v %v\n", inner{B: inner{}}, &[]inner{{}})
	var nilError error
	var nilPointer *point
	fmt.Println(nilError, nilPointer == nil)
	fmt.Printf("%v %s\n", nilError, nilPointer)
}

// Output:
// hello 1 -2 3 1.5 (2+3i) true <nil> 120 s [97 98]
// 42    42|42   |00042|+42|ff FF 0xff 10 101 A 'B' U+1F600
// 3.141590 3.14    3.142|1.234568e+05 1e-07 1E+21
// go|        go|go        |go|"a\"b\n"|686578|68 65 78
// false {} %!p(<nil>)
// map[a:1 b:2]
// <3 4> <5 6>
// {n <nil> [1 two 3 <nil>] map[a:1 b:2] <nil> <nil> <nil>}
// {Name:n inner:<nil> list:[1 two 3 <nil>] table:map[a:1 b:2] f:<nil> err:<nil> ch:<nil>}
// main.named{Name:"n", inner:(*main.point)(nil), list:[]interface {}{1, "two", 3, interface {}(nil)}, table:map[string]int{"a":1, "b":2}, f:(func())(nil), err:error(nil), ch:(chan int)(nil)}
// main.named *main.named []interface {} map[string]int func() chan int
// [1 2 3] [2]string{"a", "b"} [x] map[int]bool{1:true}
// color(3,d,6,true) color(3,v,0,false) color(4,s,0,false)
// %!v(PANIC=String method: broken) %!d(string=not a number)
// %!!(int=1)|%!d(MISSING) %!d(MISSING)
// 1
// %!(EXTRA int=2)    1|2    |3.14
// 00100101 68c3a96c6c6f 01AB
// wrap: file does not exist and second true
// 3 <nil> 7 8 nine
// 2 <nil> 30
// [120 49] a1 2b
// {A:<nil> B:{A:<nil> B:<nil>}} &[{<nil> <nil>}]
// <nil> true
// <nil> <nil>

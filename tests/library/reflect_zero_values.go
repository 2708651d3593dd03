// What reflection knows of values without their types' names: whether they are zero, and the methods of pointers to them.
package main

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"
)

type named struct{ _ bool }

func (*named) String() string { return "named" }

type comparable struct {
	a int
	s string
	f float64
	i any
}

type incomparable struct {
	a int
	_ []int
	m map[int]int
}

type large struct{ a [1000]comparable }

func panics(what string, f func()) {
	defer func() { fmt.Println(what, recover() != nil) }()
	f()
}

func main() {
	p := new(int)
	for _, x := range []any{
		false, 1, uint8(0), 0.0, math.Copysign(0, -1), 1i, complex(0, math.Copysign(0, -1)), "", "a", [2]string{}, [2]string{"", "b"},
		[1]*int{}, [1]*int{p}, [3][]int{}, [3][]int{1: {}}, comparable{}, comparable{f: math.Copysign(0, -1)}, comparable{i: 0},
		comparable{i: []int(nil)}, incomparable{}, incomparable{m: map[int]int{}}, large{}, large{a: [1000]comparable{999: {a: 1}}},
		[]int(nil), []int{}, (func())(nil), struct{ p *int }{}, struct{ p *int }{p}, [0]func(){},
	} {
		fmt.Printf("%T %v\n", x, reflect.ValueOf(x).IsZero())
	}
	panics("no value", func() { reflect.Value{}.IsZero() })
	_, isStringer := reflect.New(reflect.TypeOf(struct{ named }{})).Interface().(fmt.Stringer)
	fmt.Println("pointer to an unnamed struct:", isStringer)
	var words [4]uint64
	fmt.Println(reflect.SliceAt(reflect.TypeFor[uint64](), unsafe.Pointer(&words), 4).Len())
	panics("negative", func() { reflect.SliceAt(reflect.TypeFor[uint64](), unsafe.Pointer(&words), -1) })
	panics("too long", func() { reflect.SliceAt(reflect.TypeFor[uint64](), unsafe.Pointer(&words), math.MaxInt64) })
	type pair struct {
		p *byte
		n int
	}
	// Bitmaps of pointers larger than a page.
	array := reflect.New(reflect.ArrayOf(1, reflect.ArrayOf(400_000, reflect.TypeFor[pair]()))).Elem().Index(0)
	fmt.Println(reflect.TypeFor[unsafe.Pointer]().PkgPath())
	array.Index(399_999).Set(reflect.ValueOf(pair{new(byte), 7}))
	fmt.Println(array.Index(399_999).Field(1).Int(), *array.Index(399_999).Interface().(pair).p)
}

// Output:
// bool true
// int false
// uint8 true
// float64 true
// float64 true
// complex128 false
// complex128 true
// string true
// string false
// [2]string true
// [2]string false
// [1]*int true
// [1]*int false
// [3][]int true
// [3][]int false
// main.comparable true
// main.comparable true
// main.comparable false
// main.comparable false
// main.incomparable true
// main.incomparable false
// main.large true
// main.large false
// []int true
// []int false
// func() true
// struct { p *int } true
// struct { p *int } false
// [0]func() true
// no value true
// pointer to an unnamed struct: true
// 4
// negative true
// too long true
// unsafe
// 7 0

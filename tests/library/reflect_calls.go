// Package reflect: calls, methods, functions and types made at run time, select.
package main

import (
	"fmt"
	"reflect"
	"strings"
)

type shape interface {
	Area() float64
	Scale(by float64) shape
}

type square struct{ Side float64 }

func (s square) Area() float64          { return s.Side * s.Side }
func (s square) Scale(by float64) shape { return square{s.Side * by} }
func (s *square) Grow(n int)            { s.Side += float64(n) }
func (s square) Sum(base int, rest ...int) (total int, text string) {
	total = base
	for _, r := range rest {
		total += r
	}
	return total, fmt.Sprint(rest)
}

type big struct{ A, B, C, D, E string }

func pass(b big, n int8) (big, error) {
	b.A += fmt.Sprint(n)
	return b, fmt.Errorf("error %d", n)
}

func main() {
	f := reflect.ValueOf(strings.Repeat)
	fmt.Println(f.Call([]reflect.Value{reflect.ValueOf("ab"), reflect.ValueOf(3)})[0])
	out := reflect.ValueOf(pass).Call([]reflect.Value{reflect.ValueOf(big{A: "a", E: "e"}), reflect.ValueOf(int8(-5))})
	fmt.Println(out[0], out[1])

	s := &square{2}
	v := reflect.ValueOf(s)
	for i := range v.NumMethod() {
		fmt.Println(v.Type().Method(i).Name, v.Type().Method(i).Type)
	}
	v.MethodByName("Grow").Call([]reflect.Value{reflect.ValueOf(3)})
	fmt.Println(s.Side, v.MethodByName("Area").Call(nil)[0].Float())
	sum := v.MethodByName("Sum")
	fmt.Println(sum.Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2), reflect.ValueOf(3)}))
	fmt.Println(sum.CallSlice([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf([]int{5})})[0])
	area := v.MethodByName("Area").Interface().(func() float64)
	fmt.Println(area())
	var sh shape = square{3}
	scaled := reflect.ValueOf(&sh).Elem().Method(1).Call([]reflect.Value{reflect.ValueOf(2.0)})
	fmt.Println(scaled[0].Interface().(shape).Area())
	method, _ := v.Type().MethodByName("Area")
	fmt.Println(method.Func.Call([]reflect.Value{v})[0])

	swap := func(in []reflect.Value) []reflect.Value { return []reflect.Value{in[1], in[0]} }
	var swapInts func(int, int) (int, int)
	reflect.ValueOf(&swapInts).Elem().Set(reflect.MakeFunc(reflect.TypeOf(swapInts), swap))
	fmt.Println(swapInts(1, 2))
	var swapBig func(big, string) (string, big)
	reflect.ValueOf(&swapBig).Elem().Set(reflect.MakeFunc(reflect.TypeOf(swapBig), swap))
	fmt.Println(swapBig(big{B: "b"}, "text"))

	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		f.Call(nil)
	}()

	channels := []chan int{make(chan int, 1), make(chan int, 1)}
	channels[1] <- 5
	cases := []reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(channels[0])},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(channels[1])},
	}
	i, received, ok := reflect.Select(cases)
	fmt.Println(i, received, ok)
	i, _, _ = reflect.Select(append(cases, reflect.SelectCase{Dir: reflect.SelectDefault}))
	fmt.Println(i)
	c := reflect.ValueOf(make(chan string, 2))
	c.Send(reflect.ValueOf("sent"))
	fmt.Println(c.Len(), c.Cap())
	received, ok = c.Recv()
	fmt.Println(received, ok)
	_, ok = c.TryRecv()
	fmt.Println(ok)
	c.Close()
}

// Output:
// ababab
// {a-5    e} error -5
// Area func(*main.square) float64
// Grow func(*main.square, int)
// Scale func(*main.square, float64) main.shape
// Sum func(*main.square, int, ...int) (int, string)
// 5 25
// [<int Value> [2 3]]
// 6
// 25
// 36
// 25
// 2 1
// text { b   }
// recovered: reflect: Call with too few input arguments
// 1 5 true
// 2
// 1 2
// sent true
// false

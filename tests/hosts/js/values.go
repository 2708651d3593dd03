// Values of Go go to JavaScript and come back; errors of either side reach the other.
package main

import (
	"errors"
	"fmt"
	"math"
	"syscall/js"
)

func caught(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}

func main() {
	same := js.Global().Call("eval", "x => x")
	for _, x := range []any{
		nil, true, false, 0, 7, -1.5, math.Inf(1), math.NaN(), int64(1) << 50, uint8(200), float32(0.25), "", "text", "zwölf 🎉",
		[]any{1, "two", nil}, map[string]any{"a": 1}, js.Undefined(), js.Global(),
	} {
		v := same.Invoke(x)
		fmt.Println(v.Type(), v, v.Truthy(), v.IsNaN(), v.Equal(js.ValueOf(x)))
	}

	object := js.Global().Get("Object").New()
	object.Set("n", 41)
	object.Set("list", []any{1, 2, 3})
	list := object.Get("list")
	list.SetIndex(3, "four")
	fmt.Println(object.Get("n").Int(), list.Length(), list.Index(3), object.Get("missing").IsUndefined())
	object.Delete("n")
	fmt.Println(object.Get("n").Type(), list.InstanceOf(js.Global().Get("Array")), object.InstanceOf(js.Global().Get("Array")))
	fmt.Println(js.Global().Get("JSON").Call("stringify", object))
	fmt.Println(js.Global().Get("Math").Call("max", 3, 9, 2, 1, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 10).Float())

	bytes := js.Global().Get("Uint8Array").New(5)
	fmt.Println(js.CopyBytesToJS(bytes, []byte{1, 2, 3}))
	back := make([]byte, 8)
	fmt.Println(js.CopyBytesToGo(back, bytes), back)

	err := caught(func() { js.Global().Call("eval", "throw new RangeError('too far')") })
	var thrown js.Error
	fmt.Println(errors.As(err.(error), &thrown), err, thrown.Value.Get("name"))
	fmt.Println(caught(func() { js.Global().Get("nothing").Get("x") }))
	fmt.Println(caught(func() { js.Global().Call("nothing") }))
	fmt.Println(caught(func() { js.ValueOf("x").Int() }))
	fmt.Println(caught(func() { js.ValueOf(struct{}{}) }))
	fmt.Println(caught(func() { js.CopyBytesToGo(back, list) }))
	fmt.Println(caught(func() { object.Get("list").New() }))
}

// Output:
// null <null> false false true
// boolean <boolean: true> true false true
// boolean <boolean: false> false false true
// number <number: 0> false false true
// number <number: 7> true false true
// number <number: -1.5> true false true
// number <number: Infinity> true false true
// number <number: NaN> false true false
// number <number: 1125899906842624> true false true
// number <number: 200> true false true
// number <number: 0.25> true false true
// string  false false true
// string text true false true
// string zwölf 🎉 true false true
// object <object> true false false
// object <object> true false false
// undefined <undefined> false false true
// object <object> true false true
// 41 4 four true
// undefined true false
// {"list":[1,2,3,"four"]}
// 10
// 3
// 5 [1 2 3 0 0 0 0 0]
// true JavaScript error: too far RangeError
// syscall/js: call of Value.Get on undefined
// syscall/js: Value.Call: property nothing is not a function, got undefined
// syscall/js: call of Value.Int on string
// ValueOf: invalid value
// syscall/js: CopyBytesToGo: expected src to be a Uint8Array or Uint8ClampedArray
// syscall/js: call of Value.New on object

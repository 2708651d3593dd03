// Goroutines wait for promises, and promises for goroutines.
package main

import (
	"errors"
	"fmt"
	"sync"
	"syscall/js"
)

func await(promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	results := make(chan result, 1)
	fulfilled := js.FuncOf(func(_ js.Value, args []js.Value) any {
		results <- result{value: args[0]}
		return nil
	})
	defer fulfilled.Release()
	rejected := js.FuncOf(func(_ js.Value, args []js.Value) any {
		results <- result{err: errors.New(args[0].Get("message").String())}
		return nil
	})
	defer rejected.Release()
	promise.Call("then", fulfilled, rejected)
	r := <-results
	return r.value, r.err
}

func promise(f func() (any, error)) js.Value {
	executor := js.FuncOf(func(_ js.Value, args []js.Value) any {
		go func() {
			value, err := f()
			if err != nil {
				args[1].Invoke(js.Global().Get("Error").New(err.Error()))
				return
			}
			args[0].Invoke(value)
		}()
		return nil
	})
	defer executor.Release()
	return js.Global().Get("Promise").New(executor)
}

func main() {
	after := js.Global().Call("eval", "(ms, x) => new Promise(resolve => setTimeout(() => resolve(x), ms))")
	fmt.Println(await(after.Invoke(1, "first")))
	fmt.Println(await(js.Global().Call("eval", "Promise.reject(new Error('refused'))")))
	fmt.Println(await(js.Global().Call("eval", "(async () => { await null; return [1, 2].length })()")))

	var wait sync.WaitGroup
	var order [5]string
	for i := range order {
		wait.Go(func() {
			value, _ := await(after.Invoke(10-2*i, i))
			order[i] = fmt.Sprint("value ", value.Int())
		})
	}
	wait.Wait()
	fmt.Println(order)

	values := make(chan int)
	p := promise(func() (any, error) { return <-values * 2, nil })
	failing := promise(func() (any, error) { return nil, fmt.Errorf("no %d", <-values) })
	go func() {
		values <- 21
		values <- 4
	}()
	fmt.Println(await(js.Global().Get("Promise").Call("allSettled", []any{p, failing})))
	fmt.Println(await(p))
	fmt.Println(await(failing))
}

// Output:
// first <nil>
// <undefined> refused
// <number: 2> <nil>
// [value 0 value 1 value 2 value 3 value 4]
// <object> <nil>
// <number: 42> <nil>
// <undefined> no 4

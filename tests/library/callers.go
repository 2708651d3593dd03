// Who called: runtime.Caller, Callers, CallersFrames, FuncForPC and stacks as text.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
)

func where() string {
	pc, file, line, ok := runtime.Caller(1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), " ", filepath.Base(file), ":", line, " ", ok)
}

func names(skip int) []string {
	pcs := make([]uintptr, 20)
	n := runtime.Callers(skip, pcs)
	frames := runtime.CallersFrames(pcs[:n])
	var list []string
	for {
		frame, more := frames.Next()
		if frame.Func == nil || frame.Func.Name() == frame.Function {
			list = append(list, fmt.Sprint(frame.Function, ":", frame.Line))
		}
		if !more {
			return list
		}
	}
}

// withoutStart leaves out what is below main.main, where lines are the library's.
func withoutStart(list []string) []string {
	for i, name := range list {
		if strings.HasPrefix(name, "runtime.main:") || strings.HasPrefix(name, "runtime.goexit:") {
			rest := strings.Join(list[i:], " ")
			fmt.Println(strings.Contains(rest, "runtime.goexit"), len(list)-i)
			return list[:i]
		}
	}
	return list
}

type T struct{ n int }

func (t T) value() string    { return where() }
func (t *T) pointer() string { return where() }

func generic[X any](x X) string { return where() }

func recursive(n int) []string {
	if n == 0 {
		return names(2)
	}
	return recursive(n - 1)
}

type caller interface{ call(func()) }

type direct struct{}

func (direct) call(f func()) { f() }

func fails() {
	var m map[string]int
	m["x"] = 1
}

func small(x int) int { return x + 1 }

func main() {
	fmt.Println(where())
	fmt.Println(T{}.value(), (&T{}).pointer(), generic(1))
	func() {
		fmt.Println(where())
	}()
	for _, line := range withoutStart(recursive(3)) {
		fmt.Println(line)
	}
	var c caller = direct{}
	c.call(func() {
		for _, line := range withoutStart(names(1)) {
			fmt.Println("through an interface", line)
		}
	})
	func() {
		defer func() {
			recover()
			for _, line := range withoutStart(names(2)) {
				if !strings.HasPrefix(line, "runtime.") {
					fmt.Println("deferred", line)
				}
			}
		}()
		fails()
	}()
	done := make(chan bool)
	go func() {
		for _, line := range withoutStart(names(1)) {
			fmt.Println("goroutine", line)
		}
		done <- true
	}()
	<-done
	_, _, _, ok := runtime.Caller(100)
	fmt.Println(ok, runtime.Callers(100, make([]uintptr, 3)), runtime.Callers(0, nil))

	f := runtime.FuncForPC(reflect.ValueOf(small).Pointer())
	file, line := f.FileLine(f.Entry())
	fmt.Println(f.Name(), filepath.Base(file), line, f.Entry() == reflect.ValueOf(small).Pointer())
	f = runtime.FuncForPC(reflect.ValueOf(func() {}).Pointer())
	fmt.Println(f.Name(), runtime.FuncForPC(1) == nil)

	logger := log.New(os.Stdout, "", log.Lshortfile)
	logger.Println("logged")

	text := string(debug.Stack())
	lines := strings.Split(text, "\n")
	fmt.Println("first:", lines[0])
	for i := 1; i+1 < len(lines); i += 2 {
		name, _, _ := strings.Cut(lines[i], "(")
		path, _, _ := strings.Cut(filepath.Base(lines[i+1]), " ")
		fmt.Println(name, path)
	}
	block := make(chan int)
	go func() { block <- 1 }()
	for range 100 {
		runtime.Gosched()
	}
	buf := make([]byte, 4096)
	text = string(buf[:runtime.Stack(buf, true)])
	fmt.Println(strings.Contains(text, "[chan send]:\nmain.main.func"), strings.Contains(text, "created by main.main in goroutine 1\n"))
	fmt.Println(len(buf[:runtime.Stack(buf[:5], false)]))
}

// Flags: no-strip
// Output:
// main.main callers.go:76 true
// main.T.value callers.go:50 true main.(*T).pointer callers.go:51 true main.generic[...] callers.go:53 true
// main.main.func1 callers.go:79 true
// true 2
// main.recursive:57
// main.recursive:59
// main.recursive:59
// main.recursive:59
// main.main:81
// true 2
// through an interface main.names:22
// through an interface main.main.func2:86
// through an interface main.direct.call:66
// through an interface main.main:85
// true 2
// deferred main.main.func3.1:93
// deferred main.fails:70
// deferred main.main.func3:99
// deferred main.main:100
// true 1
// goroutine main.names:22
// goroutine main.main.func4:103
// false 0 0
// main.small callers.go 73 true
// main.main.func5 true
// callers.go:119: logged
// first: goroutine 1 [running]:
// runtime/debug.Stack stack.go:26
// main.main callers.go:121
// true true
// 5

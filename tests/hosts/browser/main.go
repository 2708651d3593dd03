// A program in a page: events of elements, requests, timers and animation frames, and an exit that the page goes on behind.
package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"syscall/js"
	"time"
)

var document = js.Global().Get("document")

func log(args ...any) {
	document.Call("querySelector", "pre").Call("append", fmt.Sprintln(args...))
}

func main() {
	log(os.Args, os.Getenv("NAME"))
	fmt.Println("to the console")

	clicks := make(chan string)
	counted := make(chan int)
	button := document.Call("querySelector", "button")
	onClick := js.FuncOf(func(this js.Value, args []js.Value) any {
		clicks <- args[0].Get("type").String() + " on " + this.Get("tagName").String()
		return nil
	})
	button.Call("addEventListener", "click", onClick)
	go func() {
		n := 0
		for click := range clicks {
			n++
			log(n, click)
		}
		counted <- n
	}()
	for range 3 {
		button.Call("click")
	}
	button.Call("removeEventListener", "click", onClick)
	onClick.Release()
	button.Call("click")
	close(clicks)
	log("counted", <-counted)

	start := time.Now()
	time.Sleep(30 * time.Millisecond)
	log("slept", time.Since(start) >= 30*time.Millisecond)

	origin := js.Global().Get("location").Get("origin").String()
	for _, name := range []string{"/data.txt", "/missing"} {
		response, err := http.Get(origin + name)
		if err != nil {
			log(err)
			continue
		}
		body, err := io.ReadAll(response.Body)
		log(response.StatusCode, string(body), err)
	}

	random := make([]byte, 1<<17)
	n, err := rand.Read(random)
	log("random", n, err)
	_, err = os.ReadFile("/none")
	log(err)

	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		defer log("not logged")
		os.Exit(4)
		return nil
	}), 1)
	select {}
}

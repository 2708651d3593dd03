// A server and a client of package net/http, over the network that package net makes up for js.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	http.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Length", fmt.Sprint(len(body)))
		fmt.Fprintf(w, "%s %s %s", r.Method, r.URL.Path, body)
	})
	go http.Serve(listener, nil)
	url := "http://" + listener.Addr().String()
	for _, path := range []string{"/hello", "/none"} {
		response, err := http.Post(url+path, "text/plain", io.LimitReader(endless{}, 5))
		if err != nil {
			fmt.Println(err)
			continue
		}
		body, err := io.ReadAll(response.Body)
		fmt.Printf("%s %q %q %v\n", response.Status, response.Header.Get("X-Length"), body, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// Flags: no-stress no-suspend
// Output:
// 200 OK "5" "POST /hello xxxxx" <nil>
// 404 Not Found "" "404 page not found\n" <nil>

// A server on a socket that the host gives the program: each connection has a goroutine, and timers run between them.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

func main() {
	// Hosts give sockets that wait.
	if err := syscall.SetNonblock(3, true); err != nil {
		fmt.Println(err)
	}
	file := os.NewFile(3, "socket")
	listener, err := net.FileListener(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	file.Close()

	ticks := 0
	ticker := time.NewTicker(5 * time.Millisecond)
	go func() {
		for range ticker.C {
			ticks++
		}
	}()

	// Nobody comes while the deadline of a connection that says nothing passes.
	silent, err := listener.Accept()
	if err != nil {
		fmt.Println(err)
		return
	}
	silent.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	_, err = silent.Read(make([]byte, 1))
	fmt.Println(errors.Is(err, os.ErrDeadlineExceeded), ticks > 2)

	// Closing ends a read that waits.
	closed := make(chan error)
	silent.SetReadDeadline(time.Time{})
	go func() {
		_, err := silent.Read(make([]byte, 1))
		closed <- err
	}()
	time.Sleep(5 * time.Millisecond)
	silent.Close()
	fmt.Println(errors.Is(<-closed, net.ErrClosed))

	var wait sync.WaitGroup
	var mutex sync.Mutex
	lines := map[string]int{}
	for range 3 {
		connection, err := listener.Accept()
		if err != nil {
			fmt.Println(err)
			return
		}
		wait.Go(func() {
			defer connection.Close()
			reader := bufio.NewScanner(connection)
			for reader.Scan() {
				mutex.Lock()
				lines[reader.Text()]++
				mutex.Unlock()
				fmt.Fprintf(connection, "echo %s\n", reader.Text())
			}
			connection.(*net.TCPConn).CloseWrite()
		})
	}
	wait.Wait()
	fmt.Println(lines)

	// More than the host's buffers hold: writing waits, too.
	connection, err := listener.Accept()
	if err != nil {
		fmt.Println(err)
		return
	}
	before := ticks
	n, err := connection.Write(make([]byte, 8<<20))
	fmt.Println(n, err, ticks > before)
	connection.Close()
	listener.Close()
	_, err = listener.Accept()
	fmt.Println(err)
}

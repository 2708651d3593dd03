// A goroutine waits for standard input while others run, if the program has package net and the descriptor does not block.
package main

import (
	"bufio"
	"fmt"
	_ "net"
	"os"
	"syscall"
	"time"
)

func main() {
	if err := syscall.SetNonblock(0, true); err != nil {
		fmt.Println(err)
	}
	input := os.NewFile(0, "input")
	lines := make(chan string)
	go func() {
		scanner := bufio.NewScanner(input)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
		close(lines)
	}()
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				fmt.Println("end")
				return
			}
			fmt.Println("read", line)
		case <-time.After(20 * time.Millisecond):
			fmt.Println("tick")
			time.Sleep(time.Millisecond)
		}
	}
}

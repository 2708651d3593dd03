// Package os/signal: no signal ever comes, and which are ignored is known.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	select {
	case s := <-c:
		fmt.Println(s)
	case <-ctx.Done():
		fmt.Println(ctx.Err())
	default:
		fmt.Println("none")
	}
	fmt.Println(signal.Ignored(os.Interrupt))
	signal.Ignore(os.Interrupt)
	fmt.Println(signal.Ignored(os.Interrupt), signal.Ignored(syscall.SIGTERM))
	signal.Notify(c, os.Interrupt)
	fmt.Println(signal.Ignored(os.Interrupt))
	signal.Stop(c)
	stop()
	<-ctx.Done()
	fmt.Println(ctx.Err())
}

// Output:
// none
// false
// true false
// false
// context canceled

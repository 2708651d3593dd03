// Profiles are there and can be written; they are empty.
package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
)

func main() {
	pprof.Do(context.Background(), pprof.Labels("key", "value"), func(ctx context.Context) {
		value, ok := pprof.Label(ctx, "key")
		fmt.Println(value, ok)
	})
	for _, name := range []string{"heap", "block", "mutex", "threadcreate"} {
		var b bytes.Buffer
		fmt.Println(name, pprof.Lookup(name).WriteTo(&b, 0), b.Len() > 0)
	}
}

// Output:
// value true
// heap <nil> true
// block <nil> true
// mutex <nil> true
// threadcreate <nil> true

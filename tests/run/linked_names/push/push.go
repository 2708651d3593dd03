// Package push gives its function the name of one that main declares without a body.
package push

import _ "unsafe"

//go:linkname double main.twice
func double(n int) int { return 2 * n }

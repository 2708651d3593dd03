// Variables, imports and labels that nothing uses.
package main

import "unsafe" // ERROR "\"unsafe\" imported and not used"

func main() {
	x := 1 // ERROR "declared and not used: x"
	var y, z int // ERROR "declared and not used: y"
	z = 2 // assigned only
	_ = z
unused: // ERROR "label unused defined and not used"
	for {
		break
	}
}

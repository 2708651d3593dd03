// Package quiet has a test that fails and one that panics.
package quiet

import "example.com/testing/shapes"

// Square is a square's area.
func Square(side int) int { return shapes.Area(side, side) }

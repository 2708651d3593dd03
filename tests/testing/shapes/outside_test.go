package shapes_test

import (
	"fmt"
	"testing"

	"example.com/testing/quiet"
	"example.com/testing/shapes"
)

func TestOutside(t *testing.T) {
	t.Parallel()
	if shapes.Area(2, 2) != quiet.Square(2) {
		t.Fail()
	}
}

func Example_unordered() {
	for side := range map[int]bool{1: true, 2: true} {
		fmt.Println(quiet.Square(side))
	}
	// Unordered output:
	// 4
	// 1
}

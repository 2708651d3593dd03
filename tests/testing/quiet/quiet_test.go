package quiet

import (
	"fmt"
	"testing"
)

func TestGood(t *testing.T) { fmt.Println("printed") }

func TestBad(t *testing.T) {
	t.Log("logged")
	if Square(2) != 5 {
		t.Error("not five")
	}
}

func Example() {
	fmt.Println(Square(3))
	// Output: 8
}

package shapes

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	fmt.Println("before")
	status := m.Run()
	fmt.Println("after", calls)
	os.Exit(status)
}

func TestArea(t *testing.T) {
	calls++
	for _, c := range []struct{ width, height, area int }{{1, 2, 2}, {0, 5, 0}} {
		t.Run(fmt.Sprintf("%dx%d", c.width, c.height), func(t *testing.T) {
			if got := Area(c.width, c.height); got != c.area {
				t.Errorf("got %d, want %d", got, c.area)
			}
		})
	}
}

func TestData(t *testing.T) {
	text, err := os.ReadFile("testdata/side.txt")
	if err != nil || string(text) != "4\n" {
		t.Fatalf("got %q, %v", text, err)
	}
	directory := t.TempDir()
	if err := os.WriteFile(directory+"/written", text, 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(directory)
	if err != nil || len(entries) != 1 || entries[0].Name() != "written" {
		t.Errorf("got %v, %v", entries, err)
	}
}

func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("not in short mode")
	}
}

func BenchmarkArea(b *testing.B) {
	for b.Loop() {
		Area(3, 4)
	}
}

func ExampleArea() {
	fmt.Println(Area(3, 4))
	// Output: 12
}

func FuzzArea(f *testing.F) {
	f.Add(2, 3)
	f.Fuzz(func(t *testing.T, width, height int) {
		if Area(width, height) != Area(height, width) {
			t.Error("the order matters")
		}
	})
}

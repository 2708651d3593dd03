// Files of Node by package os.
package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func main() {
	directory, err := os.MkdirTemp("", "gowex-js-test")
	check(err)
	defer os.RemoveAll(directory)
	name := filepath.Join(directory, "a.txt")
	check(os.WriteFile(name, []byte("one\ntwo\nthree\n"), 0o644))
	text, err := os.ReadFile(name)
	fmt.Printf("%q %v\n", text, err)
	info, err := os.Stat(name)
	check(err)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir())

	f, err := os.OpenFile(name, os.O_RDWR|os.O_APPEND, 0)
	check(err)
	_, err = f.WriteString("four\n")
	check(err)
	_, err = f.Seek(4, io.SeekStart)
	check(err)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fmt.Print(lines.Text(), ";")
	}
	fmt.Println()
	part := make([]byte, 3)
	n, err := f.ReadAt(part, 8)
	fmt.Println(n, err, string(part))
	check(f.Truncate(3))
	check(f.Close())
	_, err = f.Write(nil)
	fmt.Println(errors.Is(err, os.ErrClosed))

	check(os.MkdirAll(filepath.Join(directory, "d/e"), 0o755))
	check(os.Rename(name, filepath.Join(directory, "d/b.txt")))
	filepath.WalkDir(directory, func(path string, d fs.DirEntry, err error) error {
		relative, _ := filepath.Rel(directory, path)
		fmt.Println(relative, d.IsDir(), err)
		return nil
	})
	_, err = os.Open(name)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	check(os.Remove(filepath.Join(directory, "d/b.txt")))

	// Several goroutines use one file.
	shared, err := os.Create(name)
	check(err)
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() { fmt.Fprintf(shared, "%02d\n", i) })
	}
	wait.Wait()
	check(shared.Close())
	info, err = os.Stat(name)
	check(err)
	fmt.Println(info.Size())

	random := make([]byte, 100_000)
	fmt.Println(rand.Read(random))
	fmt.Println(len(os.Args), os.Getenv("TMPDIR") != "", os.Getenv("GOWEX_TEST_NO_SUCH_VARIABLE") == "")
	working, err := os.Getwd()
	fmt.Println(filepath.IsAbs(working), err)
	fmt.Fprintln(os.Stderr, "to standard error")
}

// Output:
// "one\ntwo\nthree\n" <nil>
// a.txt 14 -rw-r--r-- false
// two;three;four;
// 3 <nil> thr
// true
// . true <nil>
// d true <nil>
// d/b.txt false <nil>
// d/e true <nil>
// true
// 60
// 100000 <nil>
// 1 true true
// true <nil>
// to standard error

// Trees of files in an embed.FS: they are found by path, listed by directory, and cannot be written to.
package main

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed data other/*.txt
var tree embed.FS

//go:embed all:data/inner
var hidden embed.FS

var none embed.FS

func list(what string, files fs.FS) {
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		fmt.Println(what, path, info.Mode(), info.Size())
		return nil
	})
	fmt.Println(what, err)
}

func main() {
	list("tree", tree)
	list("hidden", hidden)
	list("none", none)
	text, err := tree.ReadFile("data/inner/deep/c.txt")
	fmt.Printf("%q %v\n", text, err)
	text[0] = 'D'
	text, err = fs.ReadFile(tree, "data/inner/deep/c.txt")
	fmt.Printf("%q %v\n", text, err)
	_, err = tree.Open("data/c.txt")
	fmt.Println(err)
	matches, err := fs.Glob(tree, "*/*.txt")
	fmt.Println(matches, err)
}

// Output:
// tree . dr-xr-xr-x 0
// tree data dr-xr-xr-x 0
// tree data/a.txt -r--r--r-- 7
// tree data/b.txt -r--r--r-- 6
// tree data/inner dr-xr-xr-x 0
// tree data/inner/deep dr-xr-xr-x 0
// tree data/inner/deep/c.txt -r--r--r-- 5
// tree data/inner/empty -r--r--r-- 0
// tree other dr-xr-xr-x 0
// tree other/z.txt -r--r--r-- 2
// tree <nil>
// hidden . dr-xr-xr-x 0
// hidden data dr-xr-xr-x 0
// hidden data/inner dr-xr-xr-x 0
// hidden data/inner/.hidden -r--r--r-- 2
// hidden data/inner/deep dr-xr-xr-x 0
// hidden data/inner/deep/c.txt -r--r--r-- 5
// hidden data/inner/empty -r--r--r-- 0
// hidden <nil>
// none . dr-xr-xr-x 0
// none <nil>
// "deep\n" <nil>
// "deep\n" <nil>
// open data/c.txt: file does not exist
// [data/a.txt data/b.txt other/z.txt] <nil>

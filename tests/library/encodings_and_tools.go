// Packages that commands use now and then: encoding/gob, xml, csv and binary, log/slog, go/parser, go/types, crypto, archive/zip.
package main

import (
	"archive/zip"
	"bytes"
	"container/heap"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha512"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/xml"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"html/template"
	"io"
	"log/slog"
	"math/cmplx"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"unique"
)

type ints []int

func (h ints) Len() int           { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any)        { *h = append(*h, x.(int)) }
func (h *ints) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

type record struct {
	XMLName xml.Name       `xml:"record"`
	ID      int            `xml:"id,attr"`
	Names   []string       `xml:"names>name"`
	M       map[string]int `xml:"-"`
}

func main() {
	var buffer bytes.Buffer
	in := record{ID: 3, Names: []string{"a", "b"}, M: map[string]int{"x": 1}}
	fmt.Println(gob.NewEncoder(&buffer).Encode(in))
	var out record
	fmt.Println(gob.NewDecoder(&buffer).Decode(&out), out.ID, out.Names, out.M)
	text, err := xml.MarshalIndent(in, "", " ")
	fmt.Println(string(text), err)
	var back record
	fmt.Println(xml.Unmarshal(text, &back), back.ID, back.Names)
	rows, err := csv.NewReader(strings.NewReader("a,\"b,c\"\n1,2\n")).ReadAll()
	fmt.Println(rows, err)
	buffer.Reset()
	fmt.Println(binary.Write(&buffer, binary.BigEndian, struct {
		A uint16
		B [2]int8
	}{258, [2]int8{-1, 2}}), buffer.Bytes())

	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	log.With("k", 1).WithGroup("g").Info("message", "v", []int{1, 2})

	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "x.go", "package x\nfunc F( a int)(b string){return}\nvar V = F(1)+\"s\"", 0)
	fmt.Println(err, len(file.Decls))
	pkg, err := (&types.Config{}).Check("x", files, []*ast.File{file}, nil)
	fmt.Println(err, pkg.Scope().Lookup("V").Type())
	source, err := format.Source([]byte("package  y\nvar   x=1"))
	fmt.Printf("%q %v\n", source, err)

	block, _ := aes.NewCipher([]byte("0123456789abcdef"))
	gcm, _ := cipher.NewGCM(block)
	sealed := gcm.Seal(nil, make([]byte, 12), []byte("secret"), nil)
	opened, err := gcm.Open(nil, make([]byte, 12), sealed, nil)
	fmt.Printf("%x %s %v\n", sealed, opened, err)
	mac := hmac.New(sha512.New, []byte("key"))
	mac.Write([]byte("data"))
	fmt.Printf("%x %x\n", mac.Sum(nil)[:8], md5.Sum([]byte("x")))
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	fmt.Println(ed25519.Verify(key.Public().(ed25519.PublicKey), []byte("m"), ed25519.Sign(key, []byte("m"))))

	buffer.Reset()
	zipped := zip.NewWriter(&buffer)
	w, _ := zipped.Create("dir/file.txt")
	io.WriteString(w, strings.Repeat("zip ", 50))
	zipped.Close()
	reader, err := zip.NewReader(bytes.NewReader(buffer.Bytes()), int64(buffer.Len()))
	r, _ := reader.File[0].Open()
	content, _ := io.ReadAll(r)
	fmt.Println(err, reader.File[0].Name, len(content))

	h := &ints{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 1)
	fmt.Println(heap.Pop(h), heap.Pop(h))
	fmt.Println(template.Must(template.New("t").Parse(`<a href="{{.}}">{{.}}</a>`)).Execute(os.Stdout, "<x>&y"))
	fmt.Println(cmplx.Sqrt(-1), rand.New(rand.NewPCG(1, 2)).IntN(1000))
	u, err := url.Parse("https://u:p@host:80/a%20b?q=1#f")
	fmt.Println(u.Host, u.Path, u.Query()["q"], err)
	fmt.Println(netip.MustParsePrefix("10.1.0.0/16").Contains(netip.MustParseAddr("10.1.2.3")), filepath.Join("a", "..", "b"))
	fmt.Println(unique.Make("a") == unique.Make(strings.ToLower("A")), unique.Make(1).Value())
	tabs := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tabs, "a\tbbb\tc")
	fmt.Fprintln(tabs, "aaa\tb\tc")
	tabs.Flush()
	debug.FreeOSMemory()
	fmt.Println(debug.SetGCPercent(50))
}

// Flags: no-stress
// Output:
// <nil>
// <nil> 3 [a b] map[x:1]
// <record id="3">
//  <names>
//   <name>a</name>
//   <name>b</name>
//  </names>
// </record> <nil>
// <nil> 3 [a b]
// [[a b,c] [1 2]] <nil>
// <nil> [1 2 255 2]
// level=INFO msg=message k=1 g.v="[1 2]"
// <nil> 2
// <nil> string
// "package y\n\nvar x = 1\n" <nil>
// 318749379cfed75bfe37e0cfb4b8cda481f89ad9bfb1 secret <nil>
// 3c5953a18f7303ec 9dd4e461268c8034f5c8564e155c67a6
// true
// <nil> dir/file.txt 200
// 1 2
// <a href="%3cx%3e&amp;y">&lt;x&gt;&amp;y</a><nil>
// (0+1i) 769
// host:80 /a b [1] <nil>
// true b
// true 1
//    a bbbc
//  aaa   bc
// 100

// Packages of text: strings, strconv, unicode, sort, slices, maps, regexp, bufio, text/template.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"text/template"
	"unicode"
)

type item struct {
	Name  string
	Price float64
}

func (i item) Upper(suffix string) string { return strings.ToUpper(i.Name) + suffix }

func main() {
	fmt.Println(strings.Fields(" a b  c "), strings.Split("a,b,c", ","), strings.Map(unicode.ToUpper, "straße"))
	fmt.Println(strings.NewReplacer("a", "1", "b", "2").Replace("abc"), strings.EqualFold("Go", "GO"), strings.Title("x y"))
	fmt.Println(strings.Contains("abcdefghijklmnop", "nop"), strings.LastIndex("go gopher", "go"), strings.Count("cheese", "e"))
	_, err := strconv.Atoi("12x")
	fmt.Println(err, strconv.Quote("a\tbé"), strconv.FormatFloat(0.1, 'g', -1, 64))
	f, err := strconv.ParseFloat("1e400", 64)
	fmt.Println(f, err)
	list := []string{"c", "a", "b"}
	sort.Strings(list)
	fmt.Println(list, sort.SearchStrings(list, "b"))
	sort.Slice(list, func(i, j int) bool { return list[i] > list[j] })
	fmt.Println(list, slices.Max(list), slices.Index(list, "a"))
	m := map[string]int{"x": 1, "y": 2, "z": 3}
	fmt.Println(slices.Sorted(maps.Keys(maps.Clone(m))), len(m))
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindAllStringSubmatch("bob@example.com, eve@test.com", -1))
	fmt.Println(re.ReplaceAllString("bob@example.com", "$2:$1"), re.MatchString("none"))
	scanner := bufio.NewScanner(strings.NewReader("one two\nthree"))
	scanner.Split(bufio.ScanWords)
	for scanner.Scan() {
		fmt.Print(scanner.Text(), ";")
	}
	fmt.Println()
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(w, "%s\n", bytes.ToUpper([]byte("buffered")))
	w.Flush()
	t := template.Must(template.New("t").Funcs(template.FuncMap{"add": func(a, b int) int { return a + b }}).Parse(
		"{{range $i, $e := .}}{{add $i 1}} {{$e.Name}} {{printf \"%.2f\" $e.Price}} {{$e.Upper \"!\"}}\n{{else}}none{{end}}"))
	fmt.Println(t.Execute(os.Stdout, []item{{"tea", 1.5}, {"cake", 2}}))
	fmt.Println(template.Must(template.New("m").Parse("{{.a}} {{len .b}} {{index .b 1}}\n")).Execute(os.Stdout, map[string]any{"a": 1, "b": []int{5, 6}}))
}

// Output:
// [a b c] [a b c] STRAßE
// 12c true X Y
// true 3 3
// strconv.Atoi: parsing "12x": invalid syntax "a\tbé" 0.1
// +Inf strconv.ParseFloat: parsing "1e400": value out of range
// [a b c] 1
// [c b a] c 2
// [x y z] 3
// [[bob@example.com bob example] [eve@test.com eve test]]
// example:bob false
// one;two;three;
// BUFFERED
// 1 tea 1.50 TEA!
// 2 cake 2.00 CAKE!
// <nil>
// 1 2 6
// <nil>

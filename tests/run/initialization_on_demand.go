// Initialisers run in order of dependency, those with effects even if nothing refers to their variables.
package main

type failure struct{ text string }

func (f *failure) Error() string { return f.text }

func fail(text string) error { return &failure{text} }

func say(text string, n int) int {
	println("initialises", text)
	return n
}

var (
	unused           = say("unused", 1)
	_                = say("blank", 2)
	pair, alsoUnused = say("pair", 3), say("second", 4)
	late             = early + 1
	early            = say("early", 5)
	table            = map[string]int{"a": 1, "b": late}
	unusedTable      = map[string]int{"c": say("in a literal", 6)}
	errUnused        = fail("unused")
	errUsed          = fail("used")
	same             = errUsed
	list             = []*failure{{"one"}, {"two"}}
	firstOfList      = list[0]
	shared           = &counter
	counter          int
	function         = func() int { counter++; return counter }
	called           = function()
	grid             = [3][2]int{1: {5, 6}}
	nested           = &struct {
		in  *int
		any any
	}{&grid[1][1], grid}
	fromInit int
	ready    = make(chan int, 2)
)

func init() {
	fromInit = late * 2
	ready <- fromInit
}

func init() { *shared += 10 }

func main() {
	println(late, early, table["b"], len(table))
	println(errUsed.Error(), same == errUsed, errUsed == fail("used"))
	println(firstOfList.text, firstOfList == list[0], list[1].text, cap(list))
	println(counter, called, function())
	*nested.in = 60
	println(grid[1][0], grid[1][1], nested.any.([3][2]int)[1][1])
	println(<-ready, fromInit)
}

// Output:
// initialises unused
// initialises blank
// initialises pair
// initialises second
// initialises early
// initialises in a literal
// 6 5 6 2
// used true false
// one true two 2
// 12 1 12
// 5 60 6
// 12 12

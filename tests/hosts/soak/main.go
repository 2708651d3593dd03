// soak: each call hands a value to goroutines and back, replaces entries of maps, makes garbage, and now and then starts a
// goroutine or recovers a panic; what it returns can be computed from its argument.
package main

type record struct {
	name   string
	values []int64
	next   *record
}

const keys = 4096

var (
	events   = make(chan int64, 4)
	replies  = make(chan int64)
	table    = map[int64]*record{}
	names    = map[string]int64{}
	finished int64
)

func init() {
	for range 3 {
		go func() {
			for v := range events {
				replies <- v * v
			}
		}()
	}
}

func label(n int64) string {
	text := "n"
	for range 4 {
		text += string(rune('a'+n%26)) + string(rune('A'+n/26%4))
		n /= 100
	}
	return text
}

func guarded(n int64) (result int64) {
	defer func() {
		result = int64(recover().(error).Error()[0]) - 'r' + 7
	}()
	var values []int64
	return values[n]
}

//go:wasmexport step
func step(n int64) int64 {
	events <- n % 1000
	sum := <-replies
	key := n % keys
	old := table[key]
	if old != nil {
		sum += int64(len(old.values))
		delete(names, old.name)
		old.next = nil
	}
	table[key] = &record{name: label(n), values: make([]int64, n%16+1), next: old}
	names[table[key].name] = n
	if n%64 == 0 {
		go func(values []int64) {
			values[0] = <-replies
			finished += values[0]
		}(make([]int64, 8))
		events <- 1
	}
	if n%100 == 0 {
		sum += guarded(n)
	}
	return sum
}

//go:wasmexport done
func done() int64 { return finished }

//go:wasmexport entries
func entries() int32 { return int32(len(table)) }

func main() {}

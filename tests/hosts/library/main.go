// A plugin that reads events from bytes of the host and keeps what it knows in a goroutine.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
	"unsafe"
)

type event struct {
	User string   `json:"user"`
	Sent string   `json:"sent"`
	Tags []string `json:"tags"`
}

type account struct {
	Events int       `json:"events"`
	Last   time.Time `json:"last"`
}

type question struct {
	event event
	reply chan answer
}

type answer struct {
	User  string `json:"user,omitempty"`
	Count int    `json:"count,omitempty"`
	// The time since the user's last event.
	Since string `json:"since,omitempty"`
	Tags  string `json:"tags,omitempty"`
	Error string `json:"error,omitempty"`
}

var (
	errNoName = errors.New("no name")
	name      = regexp.MustCompile(`^([a-z]+)-(\d+)@example\.(com|org)$`)
	questions = make(chan question)

	lock   sync.Mutex
	failed = map[string]int{}

	input, output []byte
)

//go:wasmexport start
func start() {
	go func() {
		accounts := map[string]*account{}
		for q := range questions {
			q.reply <- serve(accounts, q.event)
		}
	}()
}

func serve(accounts map[string]*account, e event) answer {
	sent, err := time.Parse(time.RFC3339, e.Sent)
	if err != nil {
		return answer{Error: "time"}
	}
	parts := name.FindStringSubmatch(e.User)
	if parts == nil {
		return answer{Error: fmt.Errorf("user %q: %w", e.User, errNoName).Error()}
	}
	known := accounts[parts[1]]
	if known == nil {
		known = &account{Last: sent}
		accounts[parts[1]] = known
	}
	since := sent.Sub(known.Last)
	known.Events++
	known.Last = sent
	return answer{
		User: strings.ToUpper(parts[1]), Count: known.Events, Since: since.String(), Tags: strings.Join(e.Tags, "+"),
	}
}

// Reserve returns the address of n bytes for the next event.
//
//go:wasmexport reserve
func reserve(n int32) unsafe.Pointer {
	if cap(input) < int(n) {
		input = make([]byte, n)
	}
	input = input[:n]
	return unsafe.Pointer(unsafe.SliceData(input))
}

// Handle answers the event in the reserved bytes; the number of bytes of the answer.
//
//go:wasmexport handle
func handle() int32 {
	var e event
	var a answer
	if err := json.Unmarshal(input, &e); err != nil {
		var syntax *json.SyntaxError
		a.Error = fmt.Sprint("not read: ", errors.As(err, &syntax))
	} else {
		reply := make(chan answer, 1)
		questions <- question{e, reply}
		a = <-reply
	}
	if a.Error != "" {
		lock.Lock()
		failed[a.Error]++
		lock.Unlock()
	}
	output, _ = json.Marshal(a)
	return int32(len(output))
}

// Answer returns the address of the last answer.
//
//go:wasmexport answer
func lastAnswer() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(output)) }

//go:wasmexport failures
func failures() int32 {
	lock.Lock()
	defer lock.Unlock()
	total := 0
	for _, n := range failed {
		total += n
	}
	return int32(total)
}

func main() {}

// Package encoding/json: structs with tags, maps, interfaces, custom methods, errors, streams.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type level int

func (l level) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("level-%d", int(l))), nil }

func (l *level) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "level-%d", (*int)(l))
	return err
}

type stamp struct{ n int }

func (s stamp) MarshalJSON() ([]byte, error) { return json.Marshal([]int{s.n}) }

func (s *stamp) UnmarshalJSON(data []byte) error {
	var list []int
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	s.n = list[0]
	return nil
}

type base struct {
	ID int `json:"id"`
}

type event struct {
	base
	Name     string            `json:"name"`
	Tags     []string          `json:"tags,omitempty"`
	Labels   map[string]string `json:"labels"`
	Level    level             `json:"level"`
	Stamp    stamp             `json:"stamp"`
	Next     *event            `json:"next,omitempty"`
	Any      any               `json:"any"`
	Raw      json.RawMessage   `json:"raw"`
	Ratio    float64           `json:"ratio,string"`
	Skipped  int               `json:"-"`
	hidden   int
	Bytes    []byte
	Pointers []*int
}

func main() {
	seven := 7
	e := event{
		base: base{1}, Name: "a<b>\u2028", Tags: []string{"x", "y"}, Labels: map[string]string{"k2": "v2", "k1": "v1"},
		Level: 3, Stamp: stamp{9}, Next: &event{Name: "n"}, Any: map[string]any{"z": []any{1.5, nil, true}},
		Raw: json.RawMessage(`{"r":1}`), Ratio: 0.5, Bytes: []byte("bytes"), Pointers: []*int{&seven, nil},
	}
	text, err := json.Marshal(e)
	fmt.Println(string(text), err)
	var back event
	err = json.Unmarshal(text, &back)
	fmt.Printf("%v %+v %v %v\n", err, back.base, back.Level, back.Stamp.n)
	fmt.Println(back.Name == e.Name, back.Tags, back.Labels, back.Any, string(back.Raw), back.Ratio, string(back.Bytes), *back.Pointers[0])
	again, _ := json.MarshalIndent(back.Any, "", "  ")
	fmt.Println(string(again))

	var anything any
	fmt.Println(json.Unmarshal([]byte(`{"a":[1,2,{"b":null}],"c":"\u00e9\n"}`), &anything), anything)
	for _, bad := range []string{`{"id":"x"}`, `{`, `[1,]`, `{"level":5}`, `nul`} {
		err := json.Unmarshal([]byte(bad), &back)
		var syntax *json.SyntaxError
		var typed *json.UnmarshalTypeError
		fmt.Println(err, errors.As(err, &syntax), errors.As(err, &typed))
	}
	decoder := json.NewDecoder(strings.NewReader(`{"id":1} {"id":2,"extra":3}`))
	decoder.DisallowUnknownFields()
	for {
		var b base
		if err := decoder.Decode(&b); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(b)
	}
	var out bytes.Buffer
	fmt.Println(json.Indent(&out, []byte(`{"a":1}`), ">", "\t"), out.String())
	_, err = json.Marshal(make(chan int))
	fmt.Println(err)
	var numbers struct{ N json.Number }
	fmt.Println(json.Unmarshal([]byte(`{"N":12345678901234567890}`), &numbers), numbers.N)
}

// Output:
// {"id":1,"name":"a\u003cb\u003e\u2028","tags":["x","y"],"labels":{"k1":"v1","k2":"v2"},"level":"level-3","stamp":[9],"next":{"id":0,"name":"n","labels":null,"level":"level-0","stamp":[0],"any":null,"raw":null,"ratio":"0","Bytes":null,"Pointers":null},"any":{"z":[1.5,null,true]},"raw":{"r":1},"ratio":"0.5","Bytes":"Ynl0ZXM=","Pointers":[7,null]} <nil>
// <nil> {ID:1} 3 9
// true [x y] map[k1:v1 k2:v2] map[z:[1.5 <nil> true]] {"r":1} 0.5 bytes 7
// {
//   "z": [
//     1.5,
//     null,
//     true
//   ]
// }
// <nil> map[a:[1 2 map[b:<nil>]] c:é
// ]
// json: cannot unmarshal string into Go struct field event.id of type int false true
// unexpected end of JSON input true false
// invalid character ']' looking for beginning of value true false
// json: cannot unmarshal number into Go struct field event.level of type main.level: JSON value must be string type false true
// unexpected end of JSON input true false
// {1}
// json: unknown field "extra"
// <nil> {
// >	"a": 1
// >}
// json: unsupported type: chan int
// <nil> 12345678901234567890

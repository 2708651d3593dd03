package main

import (
	"os"
	"testing"
)

func TestDouble(t *testing.T) {
	if double(2) != 4 {
		t.Fail()
	}
}

func TestArguments(t *testing.T) {
	if last := os.Args[len(os.Args)-1]; last != "extra" {
		t.Skip(last)
	}
}

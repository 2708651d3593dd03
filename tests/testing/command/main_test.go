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

// Before any function runs.
var isTest = testing.Testing()

func TestTesting(t *testing.T) {
	if !isTest || !testing.Testing() {
		t.Fail()
	}
}

func TestArguments(t *testing.T) {
	if last := os.Args[len(os.Args)-1]; last != "extra" {
		t.Skip(last)
	}
}

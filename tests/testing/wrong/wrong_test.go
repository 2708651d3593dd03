package wrong

import "testing"

func TestWrong(t testing.T) {}

func TestMain(m *testing.M) { undefined() }

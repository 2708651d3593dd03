// Package wrong has tests that do not compile.
package wrong

// Packages that do not exist.
package main

import (
	_ "example.com/nothing" // ERROR "no required module provides package example.com/nothing"
	_ "./relative"          // ERROR "\"./relative\" is relative, but relative import paths are not supported in module mode"
)

func main() {}

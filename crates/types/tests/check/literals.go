package main

type Point struct{ X, Y int }

type Named struct {
	Point
	Name string
}

type Pointer struct{ *Point }

type Points []Point

func literals() {
	_ = Point{1, 2}
	_ = Point{1}
	_ = Point{1, 2, 3}
	_ = Point{X: 1, 2}
	_ = Point{1, Y: 2}
	_ = Point{X: 1, X: 2}
	_ = Point{x: 1}
	_ = Point{Z: 1}
	_ = Point{"": 1}
	_ = Named{X: 1, Name: "n"}
	_ = Named{X: 1, Point: Point{}}
	_ = Pointer{X: 1}
	_ = Points{{1, 2}, {X: 1}, 5}
	_ = []*Point{{1, 2}}
	_ = map[string]Point{"a": {1, 2}, "a": {}, {}: {}, 3: {}}
	_ = map[any]int{1: 1, 1.0: 2, 1: 3}
	_ = [2]int{1, 2, 3}
	_ = [...]int{5: 1, 2, 5: 3}
	_ = []int{-1: 0, "x": 1, 1.0: 2}
	_ = int{1}
	var arr [...]int
	_ = undefinedType{1, undefinedValue}
	_ = func(x int) int { return "" }
	_ = struct{ a int }{a: ""}
}

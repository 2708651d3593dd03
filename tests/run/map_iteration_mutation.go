// Maps: deletion and insertion during iteration, NaN keys, struct, array and interface keys, nil maps, copies of elements.
package main

type point struct {
	x, y int
	name string
}

type shape interface{ area() int }

type square int

func (s square) area() int { return int(s) * int(s) }

func main() {
	m := map[int]int{}
	for i := 0; i < 1000; i++ {
		m[i] = i * i
	}
	seen, sum := 0, 0
	for k, v := range m {
		seen++
		sum += v - k*k
		delete(m, k)
		delete(m, (k+1)%1000)
	}
	println(len(m), sum, seen >= 500, seen <= 1000)

	grown := map[int]bool{0: true}
	count := 0
	for k := range grown {
		count++
		if k < 100 {
			grown[k+1000] = true
		}
	}
	println(len(grown), count >= 1)

	nan := 0.0
	nan /= nan
	floats := map[float64]int{}
	floats[nan] = 1
	floats[nan] = 2
	floats[0.0] = 3
	negative := 0.0
	negative = -negative
	floats[negative] = 4
	_, ok := floats[nan]
	println(len(floats), ok, floats[0])
	clear(floats)
	println(len(floats))

	points := map[point]string{{1, 2, "a"}: "first"}
	points[point{1, 2, "b"}] = "second"
	points[point{1, 2, "a"}] += "!"
	println(len(points), points[point{1, 2, "a"}], points[point{1, 2, "b"}], points[point{}] == "")

	arrays := map[[2]string][]int{}
	arrays[[2]string{"x", "y"}] = append(arrays[[2]string{"x", "y"}], 1, 2)
	arrays[[2]string{"x", "y"}] = append(arrays[[2]string{"x", "y"}], 3)
	println(len(arrays[[2]string{"x", "y"}]), len(arrays[[2]string{"y", "x"}]))

	anything := map[any]int{1: 1, "1": 2, 1.0: 3, square(1): 4, point{}: 5, nil: 6, [1]int{1}: 7}
	println(anything[1], anything["1"], anything[1.0], anything[square(1)], anything[point{}], anything[nil], anything[[1]int{1}], anything[int8(1)])
	shapes := map[shape]int{square(2): 4, square(3): 9}
	total := 0
	for s, n := range shapes {
		total += s.area() - n
	}
	println(total, shapes[square(3)])

	var empty map[string]int
	n, found := empty["x"]
	println(len(empty), n, found)
	for range empty {
		println("never")
	}
	delete(empty, "x")

	defer func() { println(recover().(error).Error()) }()
	empty["x"] = 1
}

// Output:
// 0 0 true true
// 2 true
// 3 false 4
// 0
// 2 first! second true
// 3 0
// 1 2 3 4 5 6 7 0
// 0 9
// 0 0 false
// assignment to entry in nil map

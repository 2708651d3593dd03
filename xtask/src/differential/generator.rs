//! Programs for the differential fuzzer. Owns [`program`]: a seed becomes a Go program that every compiler accepts, that ends
//! on its own, and whose output the specification determines as far as Go's compiler leaves no choice.
//!
//! Expressions are made from the wanted type downwards (Palka, Claessen, Russo, Hughes: "Testing an optimising compiler by
//! generating random lambda terms"). Functions that expressions call change nothing, so that the order of operands does not
//! matter; what changes something is a statement. Loops burn fuel. Iterations over maps only add up.

use std::fmt::Write;

use fastrand::Rng;

/// Types of values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ty {
    /// An integer type, by name.
    Int(&'static str),
    /// `float64` or `float32`.
    Float(&'static str),
    /// `complex128`.
    Complex,
    /// `bool`
    Bool,
    /// `string`
    Str,
    /// `[]T`
    Slice(Box<Ty>),
    /// `[n]T`
    Array(Box<Ty>, u32),
    /// `map[K]V`
    Map(Box<Ty>, Box<Ty>),
    /// The struct type of that number.
    Struct(usize),
    /// A pointer to the struct type of that number.
    Pointer(usize),
    /// `func(int) int`
    Func,
    /// The interface `measurer`, which all structs implement.
    Measurer,
    /// `any`
    Any,
}

pub const INTEGERS: [&str; 11] =
    ["int", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "uint", "uintptr"];
pub const INT: Ty = Ty::Int("int");

impl Ty {
    /// The type as Go writes it.
    pub fn text(&self) -> String {
        match self {
            Ty::Int(name) | Ty::Float(name) => (*name).to_owned(),
            Ty::Complex => "complex128".to_owned(),
            Ty::Bool => "bool".to_owned(),
            Ty::Str => "string".to_owned(),
            Ty::Slice(elem) => format!("[]{}", elem.text()),
            Ty::Array(elem, len) => format!("[{len}]{}", elem.text()),
            Ty::Map(key, elem) => format!("map[{}]{}", key.text(), elem.text()),
            Ty::Struct(number) => format!("record{number}"),
            Ty::Pointer(number) => format!("*record{number}"),
            Ty::Func => "func(int) int".to_owned(),
            Ty::Measurer => "measurer".to_owned(),
            Ty::Any => "any".to_owned(),
        }
    }
}

/// A variable in scope.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    pub ty: Ty,
    /// Statements may assign to it; loop counters are left alone.
    pub assignable: bool,
}

/// A function that expressions may call.
#[derive(Clone, Debug)]
pub struct Callable {
    pub name: String,
    pub params: Vec<Ty>,
    pub result: Ty,
}

/// A struct type.
#[derive(Clone, Debug)]
pub struct Record {
    pub fields: Vec<(String, Ty)>,
    /// Its values can be compared.
    pub comparable: bool,
    /// `measure` has a pointer receiver.
    pub by_pointer: bool,
}

/// What a program is made of so far.
pub struct Generator {
    pub random: Rng,
    pub out: String,
    pub indent: usize,
    pub records: Vec<Record>,
    pub functions: Vec<Callable>,
    pub scope: Vec<Variable>,
    /// Nesting of statements.
    pub depth: usize,
    /// Labels of the loops around.
    pub labels: Vec<String>,
    /// Inside a loop of this function.
    pub in_loop: bool,
    /// The result type of the function around.
    pub result: Ty,
    /// In a function that must not change anything outside.
    pub is_pure: bool,
    /// In a function that a value may hold: it calls no such functions, which could be itself.
    pub is_leaf: bool,
    /// Expressions let other goroutines run. Not in all programs: what may be suspended is compiled otherwise.
    pub pauses: bool,
    names: usize,
}

/// The Go program of a seed.
pub fn program(seed: u64) -> String {
    let mut generator = Generator {
        random: Rng::with_seed(seed),
        out: String::new(),
        indent: 0,
        records: Vec::new(),
        functions: Vec::new(),
        scope: Vec::new(),
        depth: 0,
        labels: Vec::new(),
        in_loop: false,
        result: INT,
        is_pure: false,
        is_leaf: false,
        pauses: false,
        names: 0,
    };
    generator.program();
    generator.out
}

impl Generator {
    /// One line, indented.
    pub fn line(&mut self, text: impl AsRef<str>) {
        let tabs = "\t".repeat(self.indent);
        // Writing to a string does not fail.
        let _ = writeln!(self.out, "{tabs}{}", text.as_ref());
    }

    /// True in `percent` of all cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(0..100) < percent
    }

    /// One of `from`.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.random.usize(0..from.len())]
    }

    /// Whether a text is a constant expression: the names in it are those of types.
    pub fn is_constant(text: &str) -> bool {
        let mut names = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        !text.contains('"')
            && names.all(|word| {
                word.starts_with(|c: char| c.is_ascii_digit())
                    || INTEGERS.contains(&word)
                    || ["float64", "float32", "complex128", "complex", "min", "max"].contains(&word)
            })
    }

    /// `text`, or if that is constant something of the type that is not: operations on constants may overflow.
    pub fn variable_part(&mut self, text: String, ty: &Ty) -> String {
        if !Generator::is_constant(&text) {
            return text;
        }
        self.variable(ty).unwrap_or_else(|| match ty {
            Ty::Complex => "complex(quarter(counter), 1)".to_owned(),
            ty => format!("{}(counter)", ty.text()),
        })
    }

    /// A name not used yet.
    pub fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// An integer type.
    pub fn integer(&mut self) -> Ty {
        if self.chance(45) { INT } else { Ty::Int(self.pick(&INTEGERS)) }
    }

    /// A type that can be compared with `==` and whose text is short.
    pub fn scalar(&mut self) -> Ty {
        match self.random.u32(0..20) {
            0..=10 => self.integer(),
            11 | 12 => Ty::Float("float64"),
            13 => Ty::Float("float32"),
            14 | 15 => Ty::Bool,
            16 => Ty::Complex,
            _ => Ty::Str,
        }
    }

    /// Any type.
    pub fn ty(&mut self, depth: usize) -> Ty {
        if depth > 1 {
            return self.scalar();
        }
        match self.random.u32(0..32) {
            0..=12 => self.scalar(),
            13..=15 => Ty::Slice(Box::new(self.ty(depth + 1))),
            16 | 17 => {
                let len = self.random.u32(1..6);
                Ty::Array(Box::new(self.ty(depth + 1)), len)
            }
            18 | 19 => {
                let key = self.key();
                Ty::Map(Box::new(key), Box::new(self.ty(depth + 1)))
            }
            20..=23 if !self.records.is_empty() => Ty::Struct(self.random.usize(0..self.records.len())),
            24..=26 if !self.records.is_empty() => Ty::Pointer(self.random.usize(0..self.records.len())),
            27 => Ty::Func,
            28 | 29 if !self.records.is_empty() => Ty::Measurer,
            30 => Ty::Any,
            _ => INT,
        }
    }

    /// A type of keys.
    fn key(&mut self) -> Ty {
        match self.random.u32(0..10) {
            0..=3 => INT,
            4..=6 => Ty::Str,
            7 => {
                let comparable: Vec<usize> = (0..self.records.len()).filter(|i| self.records[*i].comparable).collect();
                if comparable.is_empty() { INT } else { Ty::Struct(comparable[self.random.usize(0..comparable.len())]) }
            }
            _ => self.integer(),
        }
    }

    /// Whether `==` accepts values of `ty` and cannot panic.
    pub fn is_comparable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Int(_) | Ty::Float(_) | Ty::Complex | Ty::Bool | Ty::Str | Ty::Pointer(_) => true,
            Ty::Array(elem, _) => self.is_comparable(elem),
            Ty::Struct(number) => self.records[*number].comparable,
            Ty::Slice(_) | Ty::Map(..) | Ty::Func | Ty::Measurer | Ty::Any => false,
        }
    }

    fn program(&mut self) {
        self.pauses = self.chance(40);
        self.line("package main\n");
        self.line("type measurer interface{ measure(n int) int }\n");
        for _ in 0..self.random.usize(1..4) {
            self.record();
        }
        self.out.push_str(PRELUDE);
        if self.pauses {
            self.out.push_str(PAUSE);
        }
        for _ in 0..self.random.usize(1..4) {
            self.pure_function();
        }
        let tests = self.random.usize(3..7);
        for number in 0..tests {
            self.test(number);
        }
        self.line("func main() {");
        self.indent += 1;
        let inputs = ["0, 1", "3, -2", "-7, 5", "1 << 40, 9", "12, 12"];
        for number in 0..tests {
            for input in inputs {
                self.line(format!("try({number}, test{number}, {input})"));
            }
        }
        self.indent -= 1;
        self.line("}");
    }

    fn record(&mut self) {
        let number = self.records.len();
        let mut fields = Vec::new();
        for field in 0..self.random.usize(1..5) {
            let ty = if self.chance(15) { Ty::Pointer(number) } else { self.ty(1) };
            fields.push((format!("f{field}"), ty));
        }
        let comparable = fields.iter().all(|(_, ty)| matches!(ty, Ty::Pointer(_)) || self.is_comparable(ty));
        let by_pointer = self.chance(50);
        self.line(format!("type record{number} struct {{"));
        for (name, ty) in &fields {
            self.line(format!("\t{name} {}", ty.text()));
        }
        self.line("}\n");
        self.records.push(Record { fields, comparable, by_pointer });
        let receiver = if by_pointer { "*" } else { "" };
        self.line(format!("func (r {receiver}record{number}) measure(n int) int {{"));
        self.indent += 1;
        let ty = if by_pointer { Ty::Pointer(number) } else { Ty::Struct(number) };
        self.scope = vec![
            Variable { name: "r".into(), ty, assignable: false },
            Variable { name: "n".into(), ty: INT, assignable: true },
        ];
        self.is_leaf = true;
        let value = self.expr(&INT, 1);
        self.is_leaf = false;
        self.line(format!("return n + {value}"));
        self.indent -= 1;
        self.line("}\n");
        let target = self.records[number].fields.iter().find(|(_, ty)| matches!(ty, Ty::Int(_))).cloned();
        self.line(format!("func (r *record{number}) change(n int) {{"));
        if let Some((name, ty)) = target {
            self.line(format!("\tr.{name} += {}(n)", ty.text()));
        } else {
            self.line("\tcounter += n");
        }
        self.line("}\n");
    }

    fn pure_function(&mut self) {
        let name = self.fresh("pure");
        let params: Vec<Ty> = (0..self.random.usize(1..4)).map(|_| self.ty(1)).collect();
        let result = self.ty(1);
        self.scope = params
            .iter()
            .enumerate()
            .map(|(index, ty)| {
                // What a parameter refers to belongs to the caller.
                let assignable = matches!(ty, Ty::Int(_) | Ty::Float(_) | Ty::Bool | Ty::Str | Ty::Complex);
                Variable { name: format!("p{index}"), ty: ty.clone(), assignable }
            })
            .collect();
        let list: Vec<String> =
            params.iter().enumerate().map(|(index, ty)| format!("p{index} {}", ty.text())).collect();
        self.line(format!("func {name}({}) (result {}) {{", list.join(", "), result.text()));
        self.result = result.clone();
        self.is_pure = true;
        self.body(2);
        self.is_pure = false;
        self.line("}\n");
        self.functions.push(Callable { name, params, result });
    }

    fn test(&mut self, number: usize) {
        self.scope = ["a", "b"].map(|name| Variable { name: name.into(), ty: INT, assignable: true }).to_vec();
        self.scope.push(Variable { name: "counter".into(), ty: INT, assignable: true });
        self.line(format!("func test{number}(a, b int) (result int) {{"));
        self.result = INT;
        self.scope.push(Variable { name: "result".into(), ty: INT, assignable: true });
        self.indent += 1;
        for _ in 0..3 {
            self.declare();
        }
        self.indent -= 1;
        let count = self.random.usize(4..12);
        self.body(count);
        self.line("}\n");
    }

    fn body(&mut self, count: usize) {
        self.indent += 1;
        for _ in 0..count {
            self.statement();
        }
        let ty = self.result.clone();
        let value = self.expr(&ty, 1);
        self.line(format!("return {value}"));
        self.indent -= 1;
    }
}

/// What all programs have.
const PRELUDE: &str = r#"var counter, fuel int

func try(number int, test func(a, b int) int, a, b int) {
	counter, fuel = 0, 200
	defer func() {
		if r := recover(); r != nil {
			print(number, " ", a, " ", b, " panics: ")
			show(r)
			println(counter)
		}
	}()
	println(number, a, b, test(a, b), counter)
}

func show(v any) {
	switch v := v.(type) {
	case error:
		// Which of several operands panics first is open.
		println("run-time error")
	case int:
		println("int", v)
	case uint8:
		println("uint8", v)
	case string:
		println("string", v)
	case bool:
		println("bool", v)
	case float64:
		println("float64", v)
	case nil:
		println("nil")
	default:
		println("other")
	}
}

func quarter(n int) float64 { return float64(n) / 4 }

func short(s string) string { return s[:min(len(s), 100)] }

func clamp(x float64) int {
	if x != x {
		return 0
	}
	return int(min(max(x, -1000), 1000))
}

func sum[T int | int8 | uint8 | int16 | uint16 | int32 | uint32 | int64 | uint64 | uint | uintptr | float32 | float64](values []T) (total T) {
	for _, v := range values {
		total += v
	}
	return total
}

func apply[T any](values []T, f func(T) T) []T {
	var result []T
	for _, v := range values {
		result = append(result, f(v))
	}
	return result
}

func count(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func either[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

"#;

/// The value of its first parameter, after other goroutines ran. What lies in the frames of the calls around is used afterwards.
const PAUSE: &str = r#"func pause(n, depth int) int {
	text := string(rune('a'+depth)) + "x"
	depths := map[string]int{text: depth}
	total := 0
	add := func(n int) { total += n }
	if depth > 0 {
		add(pause(n, depth-1))
	} else {
		c := make(chan int)
		go func() { c <- n }()
		add(<-c)
	}
	return total + depths[text] + int(text[0]) - 'a' - 2*depth
}

"#;

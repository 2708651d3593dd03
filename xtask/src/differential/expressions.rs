//! Expressions of generated programs. Owns one choice for each type; never makes one that changes anything.

use super::generator::{Generator, INT, INTEGERS, Ty};

/// Deeper expressions are variables and literals.
pub const MAX_DEPTH: usize = 4;

impl Generator {
    /// An expression of type `ty`.
    pub fn expr(&mut self, ty: &Ty, depth: usize) -> String {
        if self.chance(if depth >= MAX_DEPTH { 75 } else { 22 })
            && let Some(name) = self.variable(ty)
        {
            return name;
        }
        if depth >= MAX_DEPTH {
            return self.literal(ty, depth);
        }
        if self.chance(14)
            && let Some(access) = self.access(ty, depth)
        {
            return access;
        }
        if self.chance(8)
            && !self.is_leaf
            && let Some(call) = self.call(ty, depth)
        {
            return call;
        }
        if self.pauses && *ty == INT && self.chance(10) {
            let value = self.expr(&INT, depth + 1);
            return format!("pause({value}, {})", self.random.u32(0..4));
        }
        if self.chance(3) {
            let (cond, a, b) = (self.expr(&Ty::Bool, depth + 1), self.expr(ty, depth + 1), self.expr(ty, depth + 1));
            return format!("either[{}]({cond}, {a}, {b})", ty.text());
        }
        match ty {
            Ty::Int(name) => self.integer_expr(name, depth),
            Ty::Float(name) => self.float_expr(name, depth),
            Ty::Complex => self.complex_expr(depth),
            Ty::Bool => self.condition(depth),
            Ty::Str => self.string_expr(depth),
            Ty::Slice(elem) => self.slice_expr(elem, depth),
            _ => self.literal(ty, depth),
        }
    }

    /// A variable of the type.
    pub fn variable(&mut self, ty: &Ty) -> Option<String> {
        let names: Vec<&str> = self.scope.iter().filter(|v| v.ty == *ty).map(|v| v.name.as_str()).collect();
        if names.is_empty() {
            return None;
        }
        Some(names[self.random.usize(0..names.len())].to_owned())
    }

    /// A part of a variable that has the type: a field or an element.
    fn access(&mut self, ty: &Ty, depth: usize) -> Option<String> {
        let scope = self.scope.clone();
        let start = self.random.usize(0..scope.len().max(1));
        for offset in 0..scope.len() {
            let variable = &scope[(start + offset) % scope.len()];
            match &variable.ty {
                Ty::Struct(number) | Ty::Pointer(number) => {
                    let record = &self.records[*number];
                    let fields: Vec<&str> =
                        record.fields.iter().filter(|(_, field)| field == ty).map(|(name, _)| name.as_str()).collect();
                    if !fields.is_empty() {
                        let field = fields[self.random.usize(0..fields.len())].to_owned();
                        return Some(format!("{}.{field}", variable.name));
                    }
                }
                Ty::Slice(elem) | Ty::Array(elem, _) if **elem == *ty => {
                    let index = self.index(&variable.ty, &variable.name, depth);
                    return Some(format!("{}[{index}]", variable.name));
                }
                Ty::Map(key, elem) if **elem == *ty => {
                    let key = self.expr(key, depth + 1);
                    return Some(format!("{}[{key}]", variable.name));
                }
                _ => {}
            }
        }
        None
    }

    /// An index for a value of an indexable type, mostly in range.
    pub fn index(&mut self, ty: &Ty, name: &str, depth: usize) -> String {
        match (ty, self.random.u32(0..100)) {
            (Ty::Array(_, len), 0..=30) => self.random.u32(0..*len).to_string(),
            (Ty::Array(_, len), 31..=88) => {
                let index = self.expr(&Ty::Int("uint8"), depth + 1);
                format!("({index}) % {len}")
            }
            (_, 0..=25) => self.random.u32(0..3).to_string(),
            (_, 26..=88) => {
                let index = self.expr(&Ty::Int("uint16"), depth + 1);
                format!("int({index}) % max(len({name}), 1)")
            }
            (Ty::Array(..), _) => {
                // A constant index would be refused.
                self.variable(&INT).unwrap_or_else(|| "counter".to_owned())
            }
            _ => {
                let index = self.expr(&INT, depth + 1);
                self.variable_part(index, &INT)
            }
        }
    }

    fn call(&mut self, ty: &Ty, depth: usize) -> Option<String> {
        let matching: Vec<usize> = (0..self.functions.len()).filter(|i| self.functions[*i].result == *ty).collect();
        if matching.is_empty() {
            return None;
        }
        let callable = self.functions[matching[self.random.usize(0..matching.len())]].clone();
        let arguments: Vec<String> = callable.params.iter().map(|ty| self.expr(ty, depth + 2)).collect();
        Some(format!("{}({})", callable.name, arguments.join(", ")))
    }

    fn integer_expr(&mut self, name: &'static str, depth: usize) -> String {
        let ty = Ty::Int(name);
        let next = depth + 1;
        match self.random.u32(0..100) {
            0..=29 => {
                let op = self.pick(&["+", "-", "*", "&", "|", "^", "&^"]);
                let (x, y) = (self.expr(&ty, next), self.operand(&ty, next));
                let x = self.variable_part(x, &ty);
                format!("({x} {op} {y})")
            }
            30..=38 => {
                let op = self.pick(&["/", "%"]);
                let x = self.expr(&ty, next);
                let x = self.variable_part(x, &ty);
                let y = match self.random.u32(0..4) {
                    0 => self.variable(&ty).unwrap_or_else(|| format!("{name}(counter)")),
                    1 => format!("{name}({})", self.pick(&["2", "3", "7", "8", "10", "16", "100"])),
                    _ => format!("({} | 1)", self.expr(&ty, next)),
                };
                format!("({x} {op} {y})")
            }
            39..=46 => {
                let op = self.pick(&["<<", ">>"]);
                let mask = self.pick(&["3", "7", "15", "31", "63", "127"]);
                let (x, y) = (self.expr(&ty, next), self.expr(&Ty::Int("uint"), next));
                let x = self.variable_part(x, &ty);
                format!("({x} {op} ({y} & {mask}))")
            }
            47..=58 => {
                let from = Ty::Int(self.pick(&INTEGERS));
                let value = self.expr(&from, next);
                self.converted(name, &from, &value)
            }
            59..=61 => {
                let x = self.expr(&Ty::Float("float64"), next);
                // Out of range, the result depends on the machine.
                format!("{name}(clamp({x}))")
            }
            62..=66 => {
                let (function, x, y) = (self.pick(&["min", "max"]), self.expr(&ty, next), self.operand(&ty, next));
                format!("{function}({x}, {y})")
            }
            67..=72 if name == "int" => {
                let ty = self.sized_type();
                // The capacity that `append` gives is the compiler's own matter.
                match self.variable(&ty) {
                    Some(value) => format!("len({value})"),
                    None => self.literal(&INT, next),
                }
            }
            73..=76 if name == "int" && !self.is_leaf && !self.records.is_empty() => {
                let value = self.variable(&Ty::Measurer);
                let argument = self.expr(&INT, next);
                match value {
                    Some(value) => format!("{value}.measure({argument})"),
                    None => self.literal(&ty, next),
                }
            }
            77..=80 if name == "int" && !self.is_leaf => {
                let function = self.expr(&Ty::Func, MAX_DEPTH);
                let argument = self.expr(&INT, next);
                format!("({function})({argument})")
            }
            81..=83 if name == "uint8" => match self.variable(&Ty::Str) {
                Some(text) => {
                    let index = self.index(&Ty::Str, &text, next);
                    format!("{text}[{index}]")
                }
                None => self.literal(&ty, next),
            },
            84..=86 => {
                let values = self.expr(&Ty::Slice(Box::new(ty.clone())), next);
                format!("sum({values})")
            }
            87..=92 => format!("(-{})", self.variable(&ty).unwrap_or_else(|| format!("{name}(counter)"))),
            93..=95 => format!("(^{})", self.variable(&ty).unwrap_or_else(|| format!("{name}(counter)"))),
            _ => self.literal(&ty, next),
        }
    }

    /// A conversion that no constant makes invalid.
    fn converted(&mut self, name: &str, from: &Ty, value: &str) -> String {
        let value = self.variable_part(value.to_owned(), from);
        format!("{name}({value})")
    }

    fn sized_type(&mut self) -> Ty {
        let sized: Vec<Ty> = self
            .scope
            .iter()
            .filter(|v| matches!(v.ty, Ty::Slice(_) | Ty::Map(..) | Ty::Str))
            .map(|v| v.ty.clone())
            .collect();
        if sized.is_empty() { Ty::Str } else { sized[self.random.usize(0..sized.len())].clone() }
    }

    /// A right operand, more often a literal.
    fn operand(&mut self, ty: &Ty, depth: usize) -> String {
        if self.chance(35) { self.literal(ty, depth) } else { self.expr(ty, depth) }
    }

    fn float_expr(&mut self, name: &'static str, depth: usize) -> String {
        let ty = Ty::Float(name);
        let next = depth + 1;
        match self.random.u32(0..10) {
            0..=5 => {
                let op = self.pick(&["+", "-", "*"]);
                let (x, y) = (self.expr(&ty, next), self.operand(&ty, next));
                let x = self.variable_part(x, &ty);
                // The conversions forbid fused operations.
                format!("{name}({name}({x}) {op} {name}({y}))")
            }
            6 => {
                let (x, y) = (self.expr(&ty, next), self.variable(&ty).unwrap_or_else(|| format!("{name}(counter)")));
                format!("({x} / {y})")
            }
            7 | 8 => {
                let from = self.integer();
                let value = self.expr(&from, next);
                self.converted(name, &from, &value)
            }
            _ => {
                let other = if name == "float64" { "float32" } else { "float64" };
                let value = self.expr(&Ty::Float(other), next);
                format!("{name}({other}({value}))")
            }
        }
    }

    fn complex_expr(&mut self, depth: usize) -> String {
        let next = depth + 1;
        if self.chance(40) {
            let (re, im) = (self.expr(&Ty::Float("float64"), next), self.expr(&Ty::Float("float64"), next));
            return format!("complex({re}, {im})");
        }
        let op = self.pick(&["+", "-"]);
        let (x, y) = (self.expr(&Ty::Complex, next), self.expr(&Ty::Complex, next));
        let x = self.variable_part(x, &Ty::Complex);
        format!("({x} {op} {y})")
    }

    /// A condition.
    pub fn condition(&mut self, depth: usize) -> String {
        let next = depth + 1;
        match self.random.u32(0..20) {
            0..=9 => {
                let ty = if self.chance(80) { self.integer() } else { Ty::Str };
                let op = self.pick(&["<", "<=", ">", ">=", "==", "!="]);
                let left = match self.variable(&ty) {
                    Some(name) => name,
                    None => self.expr(&ty, next),
                };
                // Not two constants: comparisons of those may make code that is refused.
                let right = self.operand(&ty, next);
                format!("({left} {op} {right})")
            }
            10..=12 => {
                let op = self.pick(&["&&", "||"]);
                let (x, y) = (self.expr(&Ty::Bool, next), self.expr(&Ty::Bool, next));
                format!("({x} {op} {y})")
            }
            13 => format!("!{}", self.expr(&Ty::Bool, next)),
            14 | 15 => {
                let comparable: Vec<(String, Ty)> = self
                    .scope
                    .iter()
                    .filter(|v| self.is_comparable(&v.ty))
                    .map(|v| (v.name.clone(), v.ty.clone()))
                    .collect();
                if comparable.is_empty() {
                    return "(counter > 0)".to_owned();
                }
                let (name, ty) = comparable[self.random.usize(0..comparable.len())].clone();
                let op = self.pick(&["==", "!="]);
                let other = self.expr(&ty, next);
                format!("({name} {op} ({other}))")
            }
            16 => {
                let nilable = self.scope.iter().find(|v| {
                    matches!(v.ty, Ty::Pointer(_) | Ty::Slice(_) | Ty::Map(..) | Ty::Func | Ty::Any | Ty::Measurer)
                });
                match nilable.map(|v| v.name.clone()) {
                    Some(name) => format!("({name} {} nil)", self.pick(&["==", "!="])),
                    None => "(counter < 5)".to_owned(),
                }
            }
            17 => {
                let float = self.expr(&Ty::Float("float64"), next);
                let op = self.pick(&["<", "<=", ">", ">=", "==", "!="]);
                format!("(float64({float}) {op} float64(quarter(counter)))")
            }
            _ => self.literal(&Ty::Bool, next),
        }
    }

    fn string_expr(&mut self, depth: usize) -> String {
        let next = depth + 1;
        match self.random.u32(0..10) {
            0..=4 => {
                let (x, y) = (self.expr(&Ty::Str, next), self.expr(&Ty::Str, next));
                // In a loop a variable could double without bound.
                let bounded = |s: String| if s.starts_with(['(', '"']) { s } else { format!("short({s})") };
                format!("({} + {})", bounded(x), bounded(y))
            }
            5 => match self.variable(&Ty::Str) {
                Some(name) => {
                    let (low, high) = (self.index(&Ty::Str, &name, next), self.index(&Ty::Str, &name, next));
                    match self.random.u32(0..3) {
                        0 => format!("{name}[{low}:]"),
                        1 => format!("{name}[:{high}]"),
                        _ => format!("{name}[min({low}, {high}):max({low}, {high})]"),
                    }
                }
                None => self.literal(&Ty::Str, next),
            },
            6 => format!("string(rune({}))", self.expr(&Ty::Int("int32"), next)),
            7 => format!("string({})", self.expr(&Ty::Slice(Box::new(Ty::Int("uint8"))), next)),
            _ => self.literal(&Ty::Str, next),
        }
    }

    fn slice_expr(&mut self, elem: &Ty, depth: usize) -> String {
        let ty = Ty::Slice(Box::new(elem.clone()));
        let next = depth + 1;
        match self.random.u32(0..10) {
            0..=2 => match self.variable(&ty) {
                Some(name) => {
                    let (low, high) = (self.index(&ty, &name, next), self.index(&ty, &name, next));
                    // What lies between length and capacity differs between compilers, as capacities do.
                    match self.random.u32(0..4) {
                        0 => format!("{name}[{low}:]"),
                        1 => format!("{name}[:{high}:len({name})]"),
                        _ => format!("{name}[min({low}, {high}):max({low}, {high}):len({name})]"),
                    }
                }
                None => self.literal(&ty, next),
            },
            // A copy, so that no two results share an array.
            3 | 4 => {
                let (values, last) = (self.expr(&ty, next), self.expr(elem, next));
                let text = ty.text();
                format!("append(append({text}(nil), {values}...), {last})")
            }
            5 if *elem == Ty::Int("uint8") => format!("[]byte({})", self.expr(&Ty::Str, next)),
            5 if *elem == Ty::Int("int32") => format!("[]rune({})", self.expr(&Ty::Str, next)),
            6 if matches!(elem, Ty::Int(_)) => {
                let values = self.expr(&ty, next);
                let text = elem.text();
                let value = self.expr(elem, MAX_DEPTH);
                format!("apply({values}, func(v {text}) {text} {{ return v ^ {value} }})")
            }
            _ => self.literal(&ty, next),
        }
    }

    /// A literal, or a composite one.
    pub fn literal(&mut self, ty: &Ty, depth: usize) -> String {
        let next = depth + 1;
        match ty {
            Ty::Int(name) => {
                let numbers: &[&str] = match *name {
                    "int8" => &["0", "1", "2", "3", "-1", "-3", "7", "100", "-128", "127"],
                    "uint8" => &["0", "1", "2", "3", "7", "31", "128", "200", "255"],
                    name if name.starts_with('u') => &["0", "1", "2", "3", "8", "15", "100", "255", "1000", "65535"],
                    "int16" => &["0", "1", "2", "-1", "-2", "9", "255", "-100", "32767", "-32768"],
                    "int32" => &["0", "1", "2", "-1", "97", "233", "8364", "2147483647", "-2147483648"],
                    _ => &[
                        "0",
                        "1",
                        "2",
                        "3",
                        "-1",
                        "-2",
                        "7",
                        "8",
                        "16",
                        "100",
                        "-100",
                        "1 << 40",
                        "-1 << 63",
                        "1<<63 - 1",
                    ],
                };
                format!("{name}({})", self.pick(numbers))
            }
            Ty::Float(name) => {
                format!("{name}({})", self.pick(&["0", "1", "-1", "0.5", "3.25", "-2.75", "1e10", "1e-3", "100"]))
            }
            Ty::Complex => format!("complex128({})", self.pick(&["1 + 2i", "-3i", "0.5", "2 - 0.25i"])),
            // No constant: conditions that are would make code that is refused.
            Ty::Bool => format!("(counter {} {})", self.pick(&["<", ">=", "!="]), self.random.u32(0..5)),
            Ty::Str => {
                self.pick(&[r#""""#, r#""a""#, r#""hello""#, r#""wörld""#, r#""\x00\xff""#, r#""日本""#]).to_owned()
            }
            Ty::Slice(elem) => {
                if self.chance(12) {
                    return format!("{}(nil)", ty.text());
                }
                let values: Vec<String> = (0..self.random.usize(0..5)).map(|_| self.expr(elem, next)).collect();
                format!("{}{{{}}}", ty.text(), values.join(", "))
            }
            Ty::Array(elem, len) => {
                let count = self.random.u32(0..=*len);
                let values: Vec<String> = (0..count).map(|_| self.expr(elem, next)).collect();
                format!("{}{{{}}}", ty.text(), values.join(", "))
            }
            Ty::Map(key, elem) => {
                if self.chance(10) {
                    return format!("{}(nil)", ty.text());
                }
                let mut entries = Vec::new();
                if matches!(**key, Ty::Int(_)) {
                    for number in 0..self.random.u32(0..4) {
                        entries.push(format!("{}: {}", number * 3, self.expr(elem, next)));
                    }
                } else if **key == Ty::Str {
                    for text in ["x", "yy", "z"].iter().take(self.random.usize(0..4)) {
                        entries.push(format!("{text:?}: {}", self.expr(elem, next)));
                    }
                }
                format!("{}{{{}}}", ty.text(), entries.join(", "))
            }
            Ty::Struct(number) => self.composite(*number, depth),
            Ty::Pointer(number) => {
                if depth >= MAX_DEPTH || self.chance(15) {
                    return format!("(*record{number})(nil)");
                }
                format!("&{}", self.composite(*number, depth))
            }
            Ty::Func => {
                let scope = self.scope.len();
                let name = self.fresh("n");
                self.scope.push(super::generator::Variable { name: name.clone(), ty: INT, assignable: true });
                let was_leaf = std::mem::replace(&mut self.is_leaf, true);
                let value = self.expr(&INT, next.max(MAX_DEPTH - 1));
                self.is_leaf = was_leaf;
                self.scope.truncate(scope);
                format!("func({name} int) int {{ return {name} + {value} }}")
            }
            Ty::Measurer => {
                if self.records.is_empty() || depth > MAX_DEPTH + 1 {
                    return "measurer(nil)".to_owned();
                }
                let number = self.random.usize(0..self.records.len());
                let value = self.composite(number, next);
                let address = if self.records[number].by_pointer || self.chance(30) { "&" } else { "" };
                format!("measurer({address}{value})")
            }
            Ty::Any => {
                let inner = self.scalar();
                let value = self.expr(&inner, next);
                let name = inner.text();
                if self.chance(15) { "any(nil)".to_owned() } else { format!("any({name}({value}))") }
            }
        }
    }

    fn composite(&mut self, number: usize, depth: usize) -> String {
        let fields = self.records[number].fields.clone();
        let mut parts = Vec::new();
        for (name, ty) in fields {
            if depth < MAX_DEPTH && self.chance(60) {
                parts.push(format!("{name}: {}", self.expr(&ty, depth + 1)));
            }
        }
        format!("record{number}{{{}}}", parts.join(", "))
    }
}

//! Statements of generated programs. Owns what changes variables: assignments, loops, deferred calls, goroutines.

use super::generator::{Generator, INT, Ty, Variable};

/// Statements are nested no deeper.
const MAX_DEPTH: usize = 3;

impl Generator {
    /// A variable with a value.
    pub fn declare(&mut self) {
        let ty = self.ty(0);
        let value = self.expr(&ty, 1);
        let name = self.fresh("v");
        self.line(format!("var {name} {} = {value}", ty.text()));
        self.line(format!("_ = {name}"));
        self.scope.push(Variable { name, ty, assignable: true });
    }

    /// One statement, perhaps with others in it.
    pub fn statement(&mut self) {
        match self.random.u32(0..100) {
            0..=14 => self.declare(),
            15..=33 => self.assignment(),
            34..=36 => self.alias(),
            37..=41 => self.tuple_assignment(),
            42..=53 if self.depth < MAX_DEPTH => self.conditional(),
            54..=68 if self.depth < MAX_DEPTH => self.a_loop(),
            69..=73 if self.depth < MAX_DEPTH => self.switch(),
            74..=76 if self.depth < MAX_DEPTH => self.type_switch(),
            77..=79 if !self.is_pure => self.change(),
            80..=83 => self.container(),
            84..=87 if !self.is_pure => self.trace(),
            88..=90 if !self.is_pure => self.closure(),
            91..=93 => self.deferred(),
            94 | 95 if !self.is_pure && self.depth < 2 => self.goroutines(),
            96 => self.jump(),
            97 => {
                let ty = self.result.clone();
                let (cond, value) = (self.condition(1), self.expr(&ty, 1));
                self.line(format!("if {cond} {{"));
                self.line(format!("\treturn {value}"));
                self.line("}");
            }
            98 => self.recovering(),
            _ => self.assignment(),
        }
    }

    /// Statements in braces that the caller writes.
    fn block(&mut self, max: usize) {
        let scope = self.scope.len();
        self.indent += 1;
        self.depth += 1;
        for _ in 0..self.random.usize(1..=max) {
            self.statement();
        }
        self.depth -= 1;
        self.indent -= 1;
        self.scope.truncate(scope);
    }

    /// A place that may be assigned, and its type.
    fn place(&mut self) -> Option<(String, Ty)> {
        let all: Vec<Variable> = self.scope.iter().filter(|v| v.assignable).cloned().collect();
        if all.is_empty() {
            return None;
        }
        let variable = all[self.random.usize(0..all.len())].clone();
        // What a parameter of a pure function refers to is not assignable, and such functions make no aliases.
        if self.is_pure || self.chance(40) {
            return Some((variable.name, variable.ty));
        }
        let name = variable.name;
        Some(match variable.ty {
            Ty::Struct(number) | Ty::Pointer(number) => {
                let fields = self.records[number].fields.clone();
                let (field, ty) = fields[self.random.usize(0..fields.len())].clone();
                (format!("{name}.{field}"), ty)
            }
            Ty::Slice(ref elem) | Ty::Array(ref elem, _) => {
                let index = self.index(&variable.ty, &name, 2);
                (format!("{name}[{index}]"), (**elem).clone())
            }
            Ty::Map(key, elem) => {
                let key = self.expr(&key, 2);
                (format!("{name}[{key}]"), *elem)
            }
            ty => (name, ty),
        })
    }

    fn assignment(&mut self) {
        let Some((place, ty)) = self.place() else { return self.declare() };
        match &ty {
            Ty::Int(_) if self.chance(55) => {
                let op = self.pick(&["+=", "-=", "*=", "^=", "|=", "&=", "&^="]);
                let value = self.expr(&ty, 1);
                self.line(format!("{place} {op} {value}"));
            }
            Ty::Int(_) if self.chance(20) => {
                let op = self.pick(&["++", "--"]);
                self.line(format!("{place}{op}"));
            }
            Ty::Int(_) if self.chance(15) => {
                let (op, count) = (self.pick(&["<<=", ">>="]), self.expr(&Ty::Int("uint8"), 2));
                self.line(format!("{place} {op} {count} & 31"));
            }
            // A text that is doubled again and again would take all memory.
            Ty::Str => {
                let (op, value) = (self.pick(&["=", "+="]), self.expr(&ty, 1));
                self.line(format!("if len({place}) < 50 {{"));
                self.line(format!("\t{place} {op} {value}"));
                self.line("}");
            }
            _ => {
                let value = self.expr(&ty, 0);
                self.line(format!("{place} = {value}"));
            }
        }
    }

    /// Assigns to variables through their addresses.
    fn alias(&mut self) {
        let all: Vec<Variable> = self.scope.iter().filter(|v| v.assignable && v.ty != Ty::Str).cloned().collect();
        if all.is_empty() {
            return self.declare();
        }
        let Variable { name, ty, .. } = all[self.random.usize(0..all.len())].clone();
        let pointer = self.fresh("q");
        self.line(format!("{pointer} := &{name}"));
        let value = self.expr(&ty, 1);
        match self.random.u32(0..3) {
            0 => self.line(format!("*{pointer} = {value}")),
            1 => {
                let same: Vec<&Variable> = all.iter().filter(|v| v.ty == ty).collect();
                let other = same[self.random.usize(0..same.len())].name.clone();
                let (each, last) = (self.fresh("q"), self.expr(&ty, 2));
                self.line(format!("for _, {each} := range []*{}{{{pointer}, &{other}}} {{", ty.text()));
                self.line(format!("\t*{each} = {value}"));
                self.line("}");
                self.line(format!("*{pointer} = {last}"));
            }
            _ => {
                let set = self.fresh("f");
                self.line(format!("{set} := func(value {}) {{ *{pointer} = value }}", ty.text()));
                self.line(format!("{set}({value})"));
            }
        }
    }

    /// Assigns to two variables. Go's compiler may assign to the first before the second right side panics, so that side is
    /// a variable or a literal.
    fn tuple_assignment(&mut self) {
        let all: Vec<Variable> = self.scope.iter().filter(|v| v.assignable && v.ty != Ty::Str).cloned().collect();
        if all.len() < 2 {
            return self.declare();
        }
        let left = all[self.random.usize(0..all.len())].clone();
        let right = all[self.random.usize(0..all.len())].clone();
        if left.ty == right.ty && self.chance(50) {
            return self.line(format!("{0}, {1} = {1}, {0}", left.name, right.name));
        }
        let (x, y) = (self.expr(&left.ty, 1), self.expr(&right.ty, super::expressions::MAX_DEPTH));
        self.line(format!("{}, {} = {x}, {y}", left.name, right.name));
    }

    fn conditional(&mut self) {
        let cond = self.condition(0);
        self.line(format!("if {cond} {{"));
        self.block(3);
        if self.chance(25) {
            let cond = self.condition(1);
            self.line(format!("}} else if {cond} {{"));
            self.block(2);
        }
        if self.chance(50) {
            self.line("} else {");
            self.block(3);
        }
        self.line("}");
    }

    fn a_loop(&mut self) {
        let counter = self.fresh("i");
        let label = self.chance(25).then(|| self.fresh("loop"));
        let scope = self.scope.len();
        let mut variables = vec![(counter.clone(), INT)];
        let header = match self.random.u32(0..12) {
            0 | 1 => format!("for {counter} := range {}", self.random.u32(0..9)),
            2 | 3 => {
                let start = self.random.i32(-2..3);
                let (op, bound) = (self.pick(&["<", "<=", "!="]), self.random.u32(3..10));
                format!("for {counter} := {start}; {counter} {op} {bound}; {counter}++")
            }
            4 => {
                let (start, end) = (self.random.u32(4..10), self.random.i32(-1..3));
                let step = if self.chance(50) { format!("{counter}--") } else { format!("{counter} -= 3") };
                format!("for {counter} := {start}; {counter} >= {end}; {step}")
            }
            5..=7 => {
                let sized: Vec<Variable> = self
                    .scope
                    .iter()
                    .filter(|v| matches!(v.ty, Ty::Slice(_) | Ty::Array(..) | Ty::Str))
                    .cloned()
                    .collect();
                if sized.is_empty() {
                    format!("for {counter} := range 4")
                } else {
                    let over = sized[self.random.usize(0..sized.len())].clone();
                    let elem = match over.ty {
                        Ty::Slice(elem) | Ty::Array(elem, _) => *elem,
                        _ => Ty::Int("int32"),
                    };
                    let value = self.fresh("e");
                    variables.push((value.clone(), elem));
                    format!("for {counter}, {value} := range {}", over.name)
                }
            }
            8 => format!("for {counter} := range count({})", self.random.u32(0..8)),
            9 => {
                let bound = self.expr(&INT, 2);
                format!("for {counter} := 0; {counter} < {bound}; {counter}++")
            }
            _ => {
                variables.clear();
                let cond = self.condition(1);
                format!("for {cond}")
            }
        };
        if let Some(label) = &label {
            self.line(format!("{label}:"));
        }
        self.line(format!("{header} {{"));
        self.line("\tif fuel--; fuel < 0 {");
        self.line(format!("\t\tbreak {}", label.as_deref().unwrap_or_default()));
        self.line("\t}");
        for (name, ty) in variables {
            self.line(format!("\t_ = {name}"));
            self.scope.push(Variable { name, ty, assignable: false });
        }
        let was_in_loop = std::mem::replace(&mut self.in_loop, true);
        self.labels.extend(label.clone());
        self.block(4);
        if label.is_some() {
            self.labels.pop();
        }
        self.in_loop = was_in_loop;
        self.scope.truncate(scope);
        self.line("}");
    }

    /// Leaves a loop or starts its next turn, sometimes.
    fn jump(&mut self) {
        if !self.in_loop {
            return;
        }
        let cond = self.condition(1);
        let kind = self.pick(&["break", "continue"]);
        let label = if self.labels.is_empty() || self.chance(40) {
            String::new()
        } else {
            let index = self.random.usize(0..self.labels.len());
            format!(" {}", self.labels[index])
        };
        self.line(format!("if {cond} {{"));
        self.line(format!("\t{kind}{label}"));
        self.line("}");
    }

    fn switch(&mut self) {
        let ty = if self.chance(70) { INT } else { Ty::Str };
        let value = self.expr(&ty, 1);
        if ty == INT {
            self.line(format!("switch ({value}) & 7 {{"));
            let mut number = self.random.u32(0..3);
            for _ in 0..self.random.u32(1..5) {
                self.line(format!("case {number}, {}:", number + 1));
                self.block(2);
                if self.chance(15) {
                    self.line("\tfallthrough");
                    self.line(format!("case {}:", number + 100));
                    self.block(1);
                }
                number += self.random.u32(2..4);
            }
        } else {
            self.line(format!("switch {value} {{"));
            for text in ["a", "hello", "", "wörld", "ab"].iter().take(self.random.usize(1..6)) {
                self.line(format!("case {text:?}:"));
                self.block(1);
            }
        }
        if self.chance(60) {
            self.line("default:");
            self.block(2);
        }
        self.line("}");
    }

    fn type_switch(&mut self) {
        if self.chance(50) {
            let value = self.expr(&Ty::Measurer, 2);
            let name = self.fresh("t");
            self.line(format!("switch {name} := measurer({value}).(type) {{"));
            for number in 0..self.records.len() {
                let (pointer, ty) = if self.records[number].by_pointer || self.chance(50) {
                    ("*", Ty::Pointer(number))
                } else {
                    ("", Ty::Struct(number))
                };
                self.line(format!("case {pointer}record{number}:"));
                let scope = self.scope.len();
                self.line(format!("\t_ = {name}"));
                self.scope.push(Variable { name: name.clone(), ty, assignable: false });
                self.block(1);
                self.scope.truncate(scope);
            }
            return self.line("}");
        }
        let value = self.expr(&Ty::Any, 2);
        let name = self.fresh("t");
        self.line(format!("switch {name} := any({value}).(type) {{"));
        for ty in [INT, Ty::Str, Ty::Bool, Ty::Float("float64"), Ty::Int("uint8")] {
            self.line(format!("case {}:", ty.text()));
            let scope = self.scope.len();
            self.line(format!("\t_ = {name}"));
            self.scope.push(Variable { name: name.clone(), ty, assignable: true });
            self.block(1);
            self.scope.truncate(scope);
        }
        self.line("case nil:");
        self.block(1);
        self.line("}");
    }

    /// A call that changes what a pointer or an interface refers to.
    fn change(&mut self) {
        let argument = self.expr(&INT, 1);
        let targets: Vec<String> =
            self.scope.iter().filter(|v| matches!(v.ty, Ty::Pointer(_))).map(|v| v.name.clone()).collect();
        if targets.is_empty() {
            return self.line(format!("counter += {argument}"));
        }
        let target = targets[self.random.usize(0..targets.len())].clone();
        match self.random.u32(0..3) {
            0 => self.line(format!("{target}.change({argument})")),
            1 => {
                let name = self.fresh("m");
                self.line(format!("{name} := {target}.change"));
                self.line(format!("{name}({argument})"));
            }
            _ => {
                self.line(format!("if {target} != nil {{"));
                self.line(format!("\t{target}.change({argument})"));
                self.line("}");
            }
        }
    }

    /// Statements about slices and maps.
    fn container(&mut self) {
        let containers: Vec<Variable> =
            self.scope.iter().filter(|v| v.assignable && matches!(v.ty, Ty::Slice(_) | Ty::Map(..))).cloned().collect();
        if containers.is_empty() {
            return self.declare();
        }
        let Variable { name, ty, .. } = containers[self.random.usize(0..containers.len())].clone();
        match ty {
            Ty::Slice(elem) => match self.random.u32(0..6) {
                0..=2 => {
                    let value = self.expr(&elem, 1);
                    self.line(format!("if len({name}) < 40 {{"));
                    let old = self.appended(&name);
                    self.line(format!("\t{name} = append({old}, {value})"));
                    self.line("}");
                }
                3 if !self.is_pure => {
                    let other = self.expr(&Ty::Slice(elem), 2);
                    self.line(format!("counter += copy({name}, {other})"));
                }
                4 if !self.is_pure => self.line(format!("clear({name})")),
                _ => {
                    let other = self.expr(&Ty::Slice(elem), 2);
                    self.line(format!("if len({name}) < 40 {{"));
                    let old = self.appended(&name);
                    self.line(format!("\t{name} = append({old}, {other}...)"));
                    self.line("}");
                }
            },
            Ty::Map(key, elem) => match self.random.u32(0..4) {
                0 if !self.is_pure => {
                    let key = self.expr(&key, 2);
                    self.line(format!("delete({name}, {key})"));
                }
                1 => {
                    let (value, found, key) = (self.fresh("v"), self.fresh("ok"), self.expr(&key, 2));
                    self.line(format!("{value}, {found} := {name}[{key}]"));
                    self.line(format!("_, _ = {value}, {found}"));
                    self.scope.push(Variable { name: value, ty: *elem, assignable: true });
                    self.scope.push(Variable { name: found, ty: Ty::Bool, assignable: true });
                }
                2 if !self.is_pure && matches!(*elem, Ty::Int(_)) => {
                    // The order is random: only what does not depend on it.
                    let value = self.fresh("e");
                    self.line(format!("for _, {value} := range {name} {{"));
                    self.line(format!("\tcounter += int({value}) * 3"));
                    self.line("}");
                }
                _ if self.is_pure => self.declare(),
                _ => {
                    let (key, value) = (self.expr(&key, 2), self.expr(&elem, 2));
                    self.line(format!("if {name} != nil && len({name}) < 40 {{"));
                    self.line(format!("\t{name}[{key}] = {value}"));
                    self.line("}");
                }
            },
            _ => {}
        }
    }

    /// A slice to append to: in pure functions one without room, which others may see.
    fn appended(&self, name: &str) -> String {
        if self.is_pure { format!("{name}[:len({name}):len({name})]") } else { name.to_owned() }
    }

    /// Prints a value.
    fn trace(&mut self) {
        let ty = self.scalar();
        let value = self.expr(&ty, 1);
        self.line("if fuel--; fuel > 0 {");
        match self.random.u32(0..3) {
            0 => {
                let value = self.expr(&Ty::Any, 1);
                self.line(format!("\tshow({value})"));
            }
            _ => self.line(format!("\tprintln({value})")),
        }
        self.line("}");
    }

    /// A function literal that shares variables, and a call of it.
    fn closure(&mut self) {
        let name = self.fresh("f");
        let param = self.fresh("n");
        self.line(format!("{name} := func({param} int) int {{"));
        let scope = self.scope.len();
        self.scope.push(Variable { name: param, ty: INT, assignable: true });
        let result = std::mem::replace(&mut self.result, INT);
        let in_loop = std::mem::replace(&mut self.in_loop, false);
        let labels = std::mem::take(&mut self.labels);
        self.block(2);
        let value = {
            self.depth += 1;
            let value = self.expr(&INT, 2);
            self.depth -= 1;
            value
        };
        self.line(format!("\treturn {value}"));
        self.labels = labels;
        self.in_loop = in_loop;
        self.result = result;
        self.scope.truncate(scope);
        self.line("}");
        let (argument, turns) = (self.expr(&INT, 2), self.random.u32(1..4));
        self.line(format!("for range {turns} {{"));
        self.line(format!("\tcounter ^= {name}({argument})"));
        self.line("}");
    }

    /// A deferred call; those of pure functions change their result.
    fn deferred(&mut self) {
        if self.depth > 1 {
            return;
        }
        let value = self.expr(&INT, 2);
        if self.is_pure {
            let ty = self.result.clone();
            if !matches!(ty, Ty::Int(_) | Ty::Float(_)) {
                return;
            }
            self.line(format!("defer func(n int) {{ result += {}(n & 7) }}({value})", ty.text()));
            return;
        }
        self.line("defer func(n int) {");
        self.line("\tcounter = counter*3 + n");
        if self.chance(30) {
            self.line("\tif r := recover(); r != nil {");
            self.line("\t\tshow(r)");
            self.line("\t\tresult += 1000");
            self.line("\t}");
        }
        self.line(format!("}}({value})"));
    }

    /// Statements whose panic ends in them.
    fn recovering(&mut self) {
        let name = self.fresh("r");
        self.line("func() {");
        self.line("\tdefer func() {");
        self.line(format!("\t\tif {name} := recover(); {name} != nil {{"));
        self.line(if self.is_pure { "\t\t\tfuel--".to_owned() } else { format!("\t\t\tshow({name})") });
        self.line("\t\t}");
        self.line("\t}()");
        let result = std::mem::replace(&mut self.result, INT);
        let in_loop = std::mem::replace(&mut self.in_loop, false);
        let labels = std::mem::take(&mut self.labels);
        let scope = self.scope.len();
        self.indent += 1;
        let pure = self.is_pure;
        if self.chance(25) {
            let (cond, value) = (self.condition(1), self.expr(&Ty::Any, 2));
            self.line(format!("if {cond} {{"));
            self.line(format!("\tpanic({value})"));
            self.line("}");
        }
        for _ in 0..2 {
            if pure { self.declare() } else { self.assignment() }
        }
        self.indent -= 1;
        self.scope.truncate(scope);
        self.labels = labels;
        self.in_loop = in_loop;
        self.result = result;
        self.line("}()");
    }

    /// Goroutines whose results do not depend on the order in which they run.
    fn goroutines(&mut self) {
        let (channel, done, value) = (self.fresh("c"), self.fresh("d"), self.fresh("x"));
        let count = self.random.u32(1..6);
        let capacity = self.random.u32(0..4);
        let argument = self.expr(&INT, 2);
        match self.random.u32(0..4) {
            0 => {
                self.line(format!("{channel} := make(chan int, {capacity})"));
                self.line("go func(n int) {");
                self.line(format!("\tfor i := range {count} {{"));
                self.line(format!("\t\t{channel} <- n * (i + 1)"));
                self.line("\t}");
                self.line(format!("\tclose({channel})"));
                self.line(format!("}}({argument})"));
                self.line(format!("for {value} := range {channel} {{"));
                self.line(format!("\tcounter = counter*7 + {value}"));
                self.line("}");
            }
            1 => {
                self.line(format!("{channel}, {done} := make(chan int, {capacity}), make(chan int)"));
                self.line(format!("for i := range {count} {{"));
                self.line("\tgo func() {");
                self.line(format!("\t\tfor {value} := range {channel} {{"));
                self.line(format!("\t\t\t{done} <- {value} ^ i&0"));
                self.line("\t\t}");
                self.line("\t}()");
                self.line("}");
                self.line("go func(n int) {");
                self.line("\tfor i := range 9 {");
                self.line(format!("\t\t{channel} <- n + i"));
                self.line("\t}");
                self.line(format!("\tclose({channel})"));
                self.line(format!("}}({argument})"));
                self.line("for range 9 {");
                self.line(format!("\tcounter += <-{done}"));
                self.line("}");
            }
            2 => {
                self.line(format!("{channel}, {done} := make(chan int), make(chan bool)"));
                self.line("go func(n int) {");
                self.line("\tdefer close(".to_owned() + &done + ")");
                self.line(format!("\tfor i := range {count} {{"));
                self.line("\t\tselect {");
                self.line(format!("\t\tcase {channel} <- n - i:"));
                self.line(format!("\t\tcase {done} <- true:"));
                self.line("\t\t}");
                self.line("\t}");
                self.line(format!("}}({argument})"));
                self.line(format!("for range {count} {{"));
                self.line(format!("\tcounter = counter*5 + <-{channel}"));
                self.line("}");
                self.line(format!("if {value}, ok := <-{done}; !ok {{"));
                self.line(format!("\tprintln({value}, ok)"));
                self.line("}");
            }
            _ => {
                self.line(format!("{channel} := make(chan int, {})", capacity + 1));
                self.line(format!("for range {} {{", capacity + 3));
                self.line("\tselect {");
                self.line(format!("\tcase {channel} <- {argument}:"));
                self.line("\tdefault:");
                self.line("\t\tcounter++");
                self.line("\t}");
                self.line("}");
                self.line("select {");
                self.line(format!("case {value}, ok := <-{channel}:"));
                self.line(format!("\tprintln({value}, ok, len({channel}), cap({channel}))"));
                self.line("default:");
                self.line("\tprintln(\"empty\")");
                self.line("}");
            }
        }
    }
}

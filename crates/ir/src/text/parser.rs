//! Text to modules. Owns the parser; checks only what it needs to build, the verifier checks the rest.

use std::fmt;

use cranelift_entity::EntityRef;
use rustc_hash::FxHashMap;

use super::lexer::{Token, tokenize};
use crate::entities::{Block, Class, Data, Func, StackSlot, Value};
use crate::function::{Function, StackSlotData};
use crate::instruction::{BlockCall, Immediate, InstData};
use crate::module::{Callee, DataObject, Export, Linkage, Module, Relocation, RelocationTarget, RuntimeEffects};
use crate::opcode::Opcode;
use crate::types::{MemKind, Signature, Type};

/// Why a text is no module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

type Result<T> = std::result::Result<T, ParseError>;

/// Parses a module as [`super::write_module`] writes it.
///
/// # Errors
/// The first place where the text is not of that form.
pub fn parse_module(text: &str) -> Result<Module> {
    let tokens = tokenize(text).map_err(|(line, message)| ParseError { line, message })?;
    let mut parser = Parser { tokens, at: 0, module: Module::new() };
    parser.declare_all()?;
    while parser.peek().is_some() {
        parser.item()?;
    }
    Ok(parser.module)
}

struct Parser {
    tokens: Vec<(u32, Token)>,
    at: usize,
    module: Module,
}

/// Names of values and blocks of the function being parsed.
#[derive(Default)]
struct Names {
    values: FxHashMap<String, Value>,
    blocks: FxHashMap<String, Block>,
}

/// A use of a value that may be defined further down.
struct Pending {
    inst: crate::Inst,
    line: u32,
    args: Vec<String>,
    targets: Vec<(String, Vec<String>)>,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, t)| t)
    }

    fn line(&self) -> u32 {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |(l, _)| *l)
    }

    /// An error about the token taken last.
    fn fail<T>(&self, message: impl Into<String>) -> Result<T> {
        let line = self.at.checked_sub(1).map_or(1, |last| self.tokens[last].0);
        Err(ParseError { line, message: message.into() })
    }

    /// An error about the token that comes next.
    fn fail_next<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(ParseError { line: self.line(), message: message.into() })
    }

    fn next(&mut self) -> Result<Token> {
        match self.tokens.get(self.at) {
            Some((_, token)) => {
                self.at += 1;
                Ok(token.clone())
            }
            None => self.fail("unexpected end"),
        }
    }

    fn word(&mut self) -> Result<String> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            other => self.fail(format!("expected a word, found {other:?}")),
        }
    }

    fn text(&mut self) -> Result<String> {
        match self.next()? {
            Token::Text(text) => Ok(text),
            other => self.fail(format!("expected a string, found {other:?}")),
        }
    }

    fn number(&mut self) -> Result<i64> {
        match self.next()? {
            Token::Number(number) => Ok(number),
            other => self.fail(format!("expected a number, found {other:?}")),
        }
    }

    fn unsigned(&mut self) -> Result<u32> {
        let number = self.number()?;
        u32::try_from(number).or_else(|_| self.fail(format!("{number} is out of range")))
    }

    fn eat(&mut self, punct: char) -> bool {
        let found = self.peek() == Some(&Token::Punct(punct));
        self.at += usize::from(found);
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(w)) if w == word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, punct: char) -> Result<()> {
        if self.eat(punct) { Ok(()) } else { self.fail_next(format!("expected {punct:?}, found {:?}", self.peek())) }
    }

    fn entity<T: EntityRef>(&mut self, prefix: &str) -> Result<T> {
        let word = self.word()?;
        match index(&word, prefix) {
            Some(index) => Ok(T::new(index)),
            None => self.fail(format!("expected {prefix}N, found {word}")),
        }
    }

    fn ty(&mut self) -> Result<Type> {
        let word = self.word()?;
        Type::from_name(&word).map_or_else(|| self.fail(format!("unknown type {word}")), Ok)
    }

    fn types(&mut self) -> Result<Vec<Type>> {
        self.expect('(')?;
        let mut types = Vec::new();
        while !self.eat(')') {
            types.push(self.ty()?);
            self.eat(',');
        }
        Ok(types)
    }

    fn signature(&mut self) -> Result<Signature> {
        let params = self.types()?;
        let results = if self.eat('>') { self.types()? } else { Vec::new() };
        Ok(Signature { params, results })
    }

    fn flags(&mut self) -> Result<Vec<String>> {
        let mut flags = Vec::new();
        if self.eat('[') {
            while !self.eat(']') {
                flags.push(self.word()?);
                self.eat(',');
            }
        }
        Ok(flags)
    }

    /// First pass: every function gets its number, name and signature, whatever the order of the text.
    fn declare_all(&mut self) -> Result<()> {
        let mut found: Vec<(u32, Func, String, Signature)> = Vec::new();
        while self.peek().is_some() {
            let line = self.line();
            match self.next()? {
                Token::Word(w)
                    if matches!(w.as_str(), "runtime" | "import" | "func")
                        && matches!(self.peek(), Some(Token::Word(_))) =>
                {
                    let func = self.entity("f")?;
                    let name = self.text()?;
                    found.push((line, func, name, self.signature()?));
                }
                _ => {}
            }
        }
        self.at = 0;
        found.sort_by_key(|(_, func, ..)| *func);
        for (i, (line, func, name, signature)) in found.into_iter().enumerate() {
            if func.index() != i {
                return Err(ParseError { line, message: format!("{func} is declared twice or leaves a gap") });
            }
            self.module.declare(name, signature, Linkage::Runtime(RuntimeEffects::default()));
        }
        Ok(())
    }

    fn item(&mut self) -> Result<()> {
        match self.word()?.as_str() {
            "runtime" => {
                let func: Func = self.entity("f")?;
                self.text()?;
                self.signature()?;
                let mut effects = RuntimeEffects::default();
                for flag in self.flags()? {
                    match flag.as_str() {
                        "allocates" => effects.allocates = true,
                        "may_suspend" => effects.may_suspend = true,
                        "may_panic" => effects.may_panic = true,
                        "collects" => effects.collects = true,
                        "never_returns" => effects.never_returns = true,
                        "walks_frames" => effects.walks_frames = true,
                        "starts_goroutines" => effects.starts_goroutines = true,
                        "pure" => effects.pure = true,
                        _ => return self.fail(format!("unknown effect {flag}")),
                    }
                }
                self.module.funcs[func].linkage = Linkage::Runtime(effects);
                self.module.register_runtime(func);
            }
            "import" => {
                let func: Func = self.entity("f")?;
                self.text()?;
                self.signature()?;
                let (module, name) = (self.text()?, self.text()?);
                self.module.funcs[func].linkage = Linkage::Import { module, name };
            }
            "class" => self.class()?,
            "data" => self.data()?,
            "export" => {
                let name = self.text()?;
                let func = self.entity("f")?;
                self.module.exports.push(Export { name, func });
            }
            "runtime_error_type" => self.module.runtime_error_type = Some(self.entity("d")?),
            "panic_text" => self.module.panic_text = Some(self.entity("f")?),
            "initializer" => self.module.initializer = Some(self.entity("f")?),
            "func" => self.func()?,
            other => return self.fail(format!("unexpected {other}")),
        }
        Ok(())
    }

    fn class(&mut self) -> Result<()> {
        let class: Class = self.entity("cl")?;
        let name = self.text()?;
        let signature = self.signature()?;
        self.expect('{')?;
        let mut members = Vec::new();
        while !self.eat('}') {
            members.push(self.entity("f")?);
            self.eat(',');
        }
        if self.module.classes.push(Callee { name, signature, members }) != class {
            return self.fail(format!("{class} is out of order"));
        }
        Ok(())
    }

    fn data(&mut self) -> Result<()> {
        let data: Data = self.entity("d")?;
        let name = self.text()?;
        self.keyword("size")?;
        let size_bytes = self.unsigned()?;
        self.keyword("align")?;
        let align = self.unsigned()?;
        let mutable = self.eat_word("mutable");
        self.keyword("bytes")?;
        let hex = self.text()?;
        let bytes = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()))
            .collect::<Option<Vec<u8>>>();
        let Some(bytes) = bytes else { return self.fail("bad bytes") };
        self.keyword("pointers")?;
        let pointers = self.text()?.chars().map(|c| c == '1').collect();
        self.expect('{')?;
        let mut relocations = Vec::new();
        while !self.eat('}') {
            let offset = self.unsigned()?;
            self.expect(':')?;
            let word = self.word()?;
            let target = if let Some(f) = index(&word, "f") {
                RelocationTarget::Func(Func::new(f))
            } else if let Some(d) = index(&word, "d") {
                self.expect('+')?;
                RelocationTarget::Data(Data::new(d), self.unsigned()?)
            } else {
                return self.fail(format!("bad relocation target {word}"));
            };
            relocations.push(Relocation { offset, target });
            self.eat(',');
        }
        let object = DataObject { name, size_bytes, align, bytes, relocations, pointers, mutable };
        if self.module.data.push(object) != data {
            return self.fail(format!("{data} is out of order"));
        }
        Ok(())
    }

    fn keyword(&mut self, word: &str) -> Result<()> {
        if self.eat_word(word) { Ok(()) } else { self.fail_next(format!("expected {word}")) }
    }

    fn func(&mut self) -> Result<()> {
        let func: Func = self.entity("f")?;
        self.text()?;
        let signature = self.signature()?;
        let mut body = Function::new(signature);
        for flag in self.flags()? {
            match flag.as_str() {
                "no_inline" => self.module.funcs[func].no_inline = true,
                "wrapper" => self.module.funcs[func].is_wrapper = true,
                "initializes_variables" => self.module.funcs[func].initializes_variables = true,
                "needs_frame" => body.needs_frame = true,
                _ => return self.fail(format!("unknown flag {flag}")),
            }
        }
        self.expect('{')?;
        let mut names = Names::default();
        let mut pending = Vec::new();
        let mut landing = None;
        while !self.eat('}') {
            let start = self.at;
            let word = self.word()?;
            if word == "landing" {
                landing = Some(self.word()?);
            } else if let Some(slot) = index(&word, "ss") {
                self.expect('=')?;
                self.keyword("slot")?;
                let size_bytes = self.unsigned()?;
                let pointers = self.text()?.chars().map(|c| c == '1').collect();
                if body.slots.push(StackSlotData { size_bytes, pointers }) != StackSlot::new(slot) {
                    return self.fail(format!("{word} is out of order"));
                }
            } else if index(&word, "b").is_some() && matches!(self.peek(), Some(Token::Punct(':' | '('))) {
                self.block(&mut body, &mut names, word)?;
            } else {
                self.at = start;
                let Some(&block) = body.layout.last() else { return self.fail_next("instruction outside a block") };
                pending.push(self.inst(&mut body, &mut names, block)?);
            }
        }
        for use_ in pending {
            resolve(&mut body, &names, use_)?;
        }
        if let Some(name) = landing {
            match names.blocks.get(&name) {
                Some(block) => body.landing = Some(*block),
                None => return self.fail(format!("unknown block {name}")),
            }
        }
        self.module.funcs[func].linkage = Linkage::Defined(Box::new(body));
        Ok(())
    }

    fn block(&mut self, body: &mut Function, names: &mut Names, name: String) -> Result<()> {
        let block = body.make_block();
        body.layout.push(block);
        if names.blocks.insert(name.clone(), block).is_some() {
            return self.fail(format!("{name} is defined twice"));
        }
        if self.eat('(') {
            while !self.eat(')') {
                let param = self.word()?;
                self.expect(':')?;
                let ty = self.ty()?;
                let value = body.append_param(block, ty);
                if names.values.insert(param.clone(), value).is_some() {
                    return self.fail(format!("{param} is defined twice"));
                }
                self.eat(',');
            }
        }
        self.expect(':')
    }

    fn inst(&mut self, body: &mut Function, names: &mut Names, block: Block) -> Result<Pending> {
        let line = self.line();
        let mut results = Vec::new();
        let mut head = self.word()?;
        while index(&head, "v").is_some() {
            results.push(head);
            if !self.eat(',') {
                self.expect('=')?;
            }
            head = self.word()?;
        }
        let mut parts = head.split('.');
        let op_name = parts.next().unwrap_or_default();
        let Some(opcode) = Opcode::from_name(op_name) else {
            return self.fail(format!("unknown instruction {op_name}"));
        };
        let mut ctrl = Type::I32;
        let mut imm = Immediate::None;
        if let Some(suffix) = parts.next() {
            if matches!(opcode, Opcode::Load | Opcode::Store) {
                match MemKind::from_name(suffix) {
                    Some(kind) => imm = Immediate::Mem(kind, 0),
                    None => return self.fail(format!("unknown access {suffix}")),
                }
            } else if let Some(ty) = Type::from_name(suffix) {
                ctrl = ty;
            } else {
                return self.fail(format!("unknown type {suffix}"));
            }
        }
        let mut args = Vec::new();
        let mut targets = Vec::new();
        while self.at < self.tokens.len() && self.line() == line {
            match self.next()? {
                Token::Number(bits) => imm = Immediate::Bits(bits),
                Token::Punct('+') => match imm {
                    Immediate::Mem(kind, _) => imm = Immediate::Mem(kind, self.unsigned()?),
                    _ => return self.fail("misplaced offset"),
                },
                Token::Word(word) => {
                    if index(&word, "v").is_some() {
                        args.push(word);
                    } else if index(&word, "b").is_some() {
                        targets.push((word, self.target_args()?));
                    } else if let Some(f) = index(&word, "f") {
                        imm = Immediate::Func(Func::new(f));
                    } else if let Some(c) = index(&word, "cl") {
                        imm = Immediate::Class(Class::new(c));
                    } else if let Some(d) = index(&word, "d") {
                        self.expect('+')?;
                        imm = Immediate::Data(Data::new(d), self.unsigned()?);
                    } else if let Some(s) = index(&word, "ss") {
                        self.expect('+')?;
                        imm = Immediate::Slot(StackSlot::new(s), self.unsigned()?);
                    } else {
                        return self.fail(format!("unexpected {word}"));
                    }
                }
                other => return self.fail(format!("unexpected {other:?}")),
            }
            if !self.eat(',') {
                break;
            }
        }
        let data = InstData::new(opcode, ctrl, &[], imm);
        let callee = match imm {
            Immediate::Func(f) if f.index() >= self.module.funcs.len() => return self.fail(format!("unknown {f}")),
            Immediate::Class(c) if c.index() >= self.module.classes.len() => {
                return self.fail(format!("unknown {c}"));
            }
            _ => self.module.call_signature(&data).cloned(),
        };
        let inst = body.make_inst(data, callee.as_ref());
        body.blocks[block].insts.push(inst);
        if body.results[inst].len() != results.len() {
            return self.fail(format!("{opcode} has {} results", body.results[inst].len()));
        }
        for (name, value) in results.into_iter().zip(body.results[inst].clone()) {
            if names.values.insert(name.clone(), value).is_some() {
                return self.fail(format!("{name} is defined twice"));
            }
        }
        Ok(Pending { inst, line, args, targets })
    }

    fn target_args(&mut self) -> Result<Vec<String>> {
        let mut args = Vec::new();
        if self.eat('(') {
            while !self.eat(')') {
                args.push(self.word()?);
                self.eat(',');
            }
        }
        Ok(args)
    }
}

fn resolve(body: &mut Function, names: &Names, pending: Pending) -> Result<()> {
    let line = pending.line;
    let value = |name: &String| {
        let message = format!("unknown value {name}");
        names.values.get(name).copied().ok_or(ParseError { line, message })
    };
    let args = pending.args.iter().map(value).collect::<Result<Vec<Value>>>()?;
    let mut targets = Vec::new();
    for (name, args) in &pending.targets {
        let Some(&block) = names.blocks.get(name) else {
            return Err(ParseError { line, message: format!("unknown block {name}") });
        };
        targets.push(BlockCall::new(block, &args.iter().map(value).collect::<Result<Vec<Value>>>()?));
    }
    let data = &mut body.insts[pending.inst];
    data.args = args.into();
    data.targets = targets;
    Ok(())
}

fn index(word: &str, prefix: &str) -> Option<usize> {
    let digits = word.strip_prefix(prefix)?;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u32>().ok().map(|n| n as usize)
}

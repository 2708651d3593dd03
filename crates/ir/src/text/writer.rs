//! Modules to text. Owns the writer; decides nothing about meaning.

use std::fmt::Write;

use cranelift_entity::SecondaryMap;

use crate::entities::{Block, Func, Value};
use crate::function::Function;
use crate::instruction::{BlockCall, Immediate};
use crate::module::{FuncDecl, Linkage, Module, RelocationTarget};
use crate::opcode::Opcode;

/// The whole module as text.
pub fn write_module(module: &Module) -> String {
    let mut out = String::new();
    for (func, decl) in &module.funcs {
        match &decl.linkage {
            Linkage::Runtime(effects) => {
                let mut flags = Vec::new();
                for (set, name) in [
                    (effects.allocates, "allocates"),
                    (effects.may_suspend, "may_suspend"),
                    (effects.may_panic, "may_panic"),
                    (effects.collects, "collects"),
                    (effects.never_returns, "never_returns"),
                    (effects.walks_frames, "walks_frames"),
                    (effects.starts_goroutines, "starts_goroutines"),
                    (effects.pure, "pure"),
                ] {
                    if set {
                        flags.push(name);
                    }
                }
                let _ = writeln!(out, "runtime {func} {} {}{}", quote(&decl.name), decl.signature, list(&flags));
            }
            Linkage::Import { module, name } => {
                let _ = writeln!(
                    out,
                    "import {func} {} {} {} {}",
                    quote(&decl.name),
                    decl.signature,
                    quote(module),
                    quote(name)
                );
            }
            Linkage::Defined(_) => {}
        }
    }
    for (class, callee) in &module.classes {
        let members: Vec<String> = callee.members.iter().map(Func::to_string).collect();
        let _ = writeln!(out, "class {class} {} {} {{{}}}", quote(&callee.name), callee.signature, members.join(", "));
    }
    for (data, object) in &module.data {
        let mutable = if object.mutable { " mutable" } else { "" };
        let _ = write!(
            out,
            "data {data} {} size {} align {}{mutable} bytes {} pointers {}",
            quote(&object.name),
            object.size_bytes,
            object.align,
            quote(&hex(&object.bytes)),
            quote(&bits(&object.pointers))
        );
        let relocations: Vec<String> = object
            .relocations
            .iter()
            .map(|r| match r.target {
                RelocationTarget::Data(d, plus) => format!("{}: {d} + {plus}", r.offset),
                RelocationTarget::Func(f) => format!("{}: {f}", r.offset),
            })
            .collect();
        let _ = writeln!(out, " {{{}}}", relocations.join(", "));
    }
    for export in &module.exports {
        let _ = writeln!(out, "export {} {}", quote(&export.name), export.func);
    }
    if let Some(data) = module.runtime_error_type {
        let _ = writeln!(out, "runtime_error_type {data}");
    }
    if let Some(func) = module.panic_text {
        let _ = writeln!(out, "panic_text {func}");
    }
    if let Some(func) = module.initializer {
        let _ = writeln!(out, "initializer {func}");
    }
    for (func, body) in module.defined() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&write_function(func, &module.funcs[func], body));
    }
    out
}

/// One function with its body as text.
pub fn write_function(func: Func, decl: &FuncDecl, body: &Function) -> String {
    let mut out = String::new();
    let mut flags = Vec::new();
    for (set, name) in [
        (decl.no_inline, "no_inline"),
        (decl.is_wrapper, "wrapper"),
        (decl.initializes_variables, "initializes_variables"),
        (body.needs_frame, "needs_frame"),
    ] {
        if set {
            flags.push(name);
        }
    }
    let _ = writeln!(out, "func {func} {} {}{} {{", quote(&decl.name), decl.signature, list(&flags));
    for (slot, data) in &body.slots {
        let _ = writeln!(out, "  {slot} = slot {} {}", data.size_bytes, quote(&bits(&data.pointers)));
    }
    let names = Numbering::new(body);
    if let Some(landing) = body.landing {
        let _ = writeln!(out, "  landing {}", names.block(landing));
    }
    for &block in &body.layout {
        let params: Vec<String> =
            body.blocks[block].params.iter().map(|p| format!("{}: {}", names.value(*p), body.value_type(*p))).collect();
        let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        let _ = writeln!(out, "{}{params}:", names.block(block));
        for &inst in &body.blocks[block].insts {
            out.push_str("  ");
            let results: Vec<String> = body.results[inst].iter().map(|v| names.value(*v)).collect();
            if !results.is_empty() {
                let _ = write!(out, "{} = ", results.join(", "));
            }
            write_inst(&mut out, body, &names, inst);
            out.push('\n');
        }
    }
    out.push_str("}\n");
    out
}

fn write_inst(out: &mut String, body: &Function, names: &Numbering, inst: crate::Inst) {
    let data = &body.insts[inst];
    let _ = write!(out, "{}", data.opcode);
    if !data.opcode.control_types().is_empty() {
        let _ = write!(out, ".{}", data.ctrl);
    }
    let mut parts: Vec<String> = Vec::new();
    match data.imm {
        Immediate::None => {}
        Immediate::Bits(bits) if data.opcode == Opcode::FConst => parts.push(format!("{bits:#x}")),
        Immediate::Bits(bits) => parts.push(bits.to_string()),
        Immediate::Mem(kind, offset) => {
            let _ = write!(out, ".{}", kind.name());
            parts.push(format!("+{offset}"));
        }
        Immediate::Data(data, offset) => parts.push(format!("{data}+{offset}")),
        Immediate::Slot(slot, offset) => parts.push(format!("{slot}+{offset}")),
        Immediate::Func(func) => parts.push(func.to_string()),
        Immediate::Class(class) => parts.push(class.to_string()),
    }
    parts.extend(data.args.iter().map(|v| names.value(*v)));
    parts.extend(data.targets.iter().map(|t| write_target(names, t)));
    if !parts.is_empty() {
        let _ = write!(out, " {}", parts.join(", "));
    }
}

fn write_target(names: &Numbering, target: &BlockCall) -> String {
    let mut text = names.block(target.block);
    if !target.args.is_empty() {
        let args: Vec<String> = target.args.iter().map(|v| names.value(*v)).collect();
        let _ = write!(text, "({})", args.join(", "));
    }
    text
}

/// Dense numbers in order of appearance.
struct Numbering {
    values: SecondaryMap<Value, u32>,
    blocks: SecondaryMap<Block, u32>,
}

impl Numbering {
    fn new(body: &Function) -> Self {
        let mut values = SecondaryMap::with_default(u32::MAX);
        let mut blocks = SecondaryMap::with_default(u32::MAX);
        let mut next = 0;
        for (i, &block) in body.layout.iter().enumerate() {
            blocks[block] = i as u32;
            let data = &body.blocks[block];
            let results = data.insts.iter().flat_map(|i| body.results[*i].iter());
            for &value in data.params.iter().chain(results) {
                values[value] = next;
                next += 1;
            }
        }
        Numbering { values, blocks }
    }

    fn value(&self, value: Value) -> String {
        match self.values[value] {
            u32::MAX => format!("?{value}"),
            n => format!("v{n}"),
        }
    }

    fn block(&self, block: Block) -> String {
        match self.blocks[block] {
            u32::MAX => format!("?{block}"),
            n => format!("b{n}"),
        }
    }
}

fn list(flags: &[&str]) -> String {
    if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(", ")) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

fn bits(bits: &[bool]) -> String {
    bits.iter().map(|b| if *b { '1' } else { '0' }).collect()
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

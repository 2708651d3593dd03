//! What `-g` says about a module, as a consumer of DWARF reads it.

use std::collections::BTreeMap;

use driver::{Form, MemoryFiles, Options, compile};
use gimli::{EndianSlice, LittleEndian};
use wasmparser::{Operator, Parser, Payload};

const PROGRAM: &str = r#"package main

var sink int

type point struct{ x, y int }

func (p point) sum() int {
	return p.x +
		p.y
}

func fill(list []int, depth int) {
	if depth > 0 {
		fill(list, depth-1)
		fill(list[1:], depth-1)
	}
	list[depth] = depth
}

func main() {
	p := point{len(list), 2}
	sink = p.sum()
	fill(list, sink)
}

var list = make([]int, 3)
"#;

fn built(change: impl FnOnce(&mut Options)) -> Vec<u8> {
    let mut files = MemoryFiles::new();
    files.add("/w/go.mod", "module example.com/w\n\ngo 1.27\n");
    files.add("/w/main.go", PROGRAM);
    let mut options = Options::new("/w");
    change(&mut options);
    let output = compile(&options, &files, &[".".to_owned()]);
    output.unwrap_or_else(|failure| panic!("{}", failure.render(Form::Concise))).wasm
}

/// The module's custom sections, and of each function the offset of its body and of its instructions from the start of the
/// code section's contents.
struct Sections<'a> {
    custom: BTreeMap<&'a str, &'a [u8]>,
    bodies: Vec<(u64, Vec<(u64, Operator<'a>)>)>,
}

fn sections(wasm: &[u8]) -> Sections<'_> {
    let mut found = Sections { custom: BTreeMap::new(), bodies: Vec::new() };
    let mut code = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::CustomSection(section) => {
                found.custom.insert(section.name(), section.data());
            }
            Payload::CodeSectionStart { range, .. } => code = range.start,
            Payload::CodeSectionEntry(body) => {
                let operators = body.get_operators_reader().unwrap().into_iter_with_offsets();
                let operators = operators.map(|operator| operator.unwrap()).map(|(op, at)| ((at - code) as u64, op));
                found.bodies.push(((body.range().start - code) as u64, operators.collect()));
            }
            _ => {}
        }
    }
    found
}

type Context<'a> = addr2line::Context<EndianSlice<'a, LittleEndian>>;

fn context<'a>(sections: &Sections<'a>) -> Context<'a> {
    let section = |id: gimli::SectionId| -> Result<_, gimli::Error> {
        let data = sections.custom.get(id.name()).copied().unwrap_or_default();
        Ok(EndianSlice::new(data, LittleEndian))
    };
    addr2line::Context::from_dwarf(gimli::Dwarf::load(section).unwrap()).unwrap()
}

/// Function, file and line of an address, what was inlined first.
fn frames(context: &Context<'_>, address: u64) -> Vec<(String, String, u32)> {
    let mut found = Vec::new();
    let mut frames = context.find_frames(address).skip_all_loads().unwrap();
    while let Some(frame) = frames.next().unwrap() {
        let name = frame.function.map_or(String::new(), |name| name.raw_name().unwrap().into_owned());
        let Some(place) = frame.location else { continue };
        found.push((name, place.file.unwrap_or_default().to_owned(), place.line.unwrap_or(0)));
    }
    found
}

fn frame(function: &str, line: u32) -> (String, String, u32) {
    (function.to_owned(), "/w/main.go".to_owned(), line)
}

#[test]
fn calls_and_inlined_code_are_found() {
    let wasm = built(|options| options.debug_info = true);
    let sections = sections(&wasm);
    let context = context(&sections);
    let lines_of = |name: &str| -> Vec<Vec<(String, String, u32)>> {
        let all = sections.bodies.iter().flat_map(|(_, operators)| operators);
        let mut found: Vec<_> = all.map(|(at, _)| frames(&context, *at)).collect();
        found.retain(|frames| frames.last().is_some_and(|(function, ..)| function == name));
        found.dedup();
        found
    };
    // The recursive calls are at their lines.
    let operators = sections.bodies.iter().flat_map(|(_, operators)| operators);
    let calls = operators.filter(|(_, op)| matches!(op, Operator::Call { .. })).map(|(at, _)| frames(&context, *at));
    let calls: Vec<_> = calls.filter(|frames| frames.first().is_some_and(|f| f.0 == "main.fill")).collect();
    assert!(calls.contains(&vec![frame("main.fill", 14)]), "{calls:?}");
    assert!(calls.contains(&vec![frame("main.fill", 15)]), "{calls:?}");
    assert!(lines_of("main.fill").contains(&vec![frame("main.fill", 17)]), "{:?}", lines_of("main.fill"));
    // The sum is within the method, that within main.
    let inlined = [frame("main.point.sum", 8), frame("main.main", 22)];
    let all: Vec<_> =
        sections.bodies.iter().flat_map(|(_, operators)| operators).map(|(at, _)| frames(&context, *at)).collect();
    assert!(all.iter().any(|frames| frames.starts_with(&inlined)), "{all:?}");
}

#[test]
fn a_function_begins_where_it_is_declared() {
    let wasm = built(|options| options.debug_info = true);
    let sections = sections(&wasm);
    let context = context(&sections);
    let starts: Vec<_> = sections.bodies.iter().map(|(start, _)| frames(&context, *start)).collect();
    assert!(starts.contains(&vec![frame("main.fill", 12)]), "{starts:?}");
}

#[test]
fn code_is_the_same_without() {
    let (plain, described) = (built(|_| {}), built(|options| options.debug_info = true));
    assert!(described.starts_with(&plain));
    assert!(described.len() > plain.len());
    let names: Vec<&str> = sections(&described).custom.into_keys().collect();
    for name in [".debug_abbrev", ".debug_info", ".debug_line", ".debug_str", "name"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(described, built(|options| options.debug_info = true));
}

#[test]
fn stripping_takes_it_away() {
    let stripped = built(|options| {
        options.debug_info = true;
        options.strip = true;
    });
    assert_eq!(stripped, built(|options| options.strip = true));
}

#[test]
fn trimmed_paths_are_import_paths() {
    let wasm = built(|options| {
        options.debug_info = true;
        options.trim_paths = true;
    });
    assert!(!wasm.windows(4).any(|window| window == b"\0/w\0"));
    let sections = sections(&wasm);
    let context = context(&sections);
    let (start, _) = sections
        .bodies
        .iter()
        .find(|(start, _)| frames(&context, *start).first().is_some_and(|frame| frame.0 == "main.fill"))
        .expect("fill is described");
    assert_eq!(frames(&context, *start)[0].1, "./example.com/w/main.go");
}

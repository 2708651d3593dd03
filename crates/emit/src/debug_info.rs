//! DWARF for debuggers and engines that show where a trap was. Owns [`DebugInfo`]: one compilation unit with the line table, a
//! subprogram for each function, and the calls that were inlined into it.
//!
//! Source: DWARF 4, which every consumer of WebAssembly reads; an address is an offset from the start of the code section's
//! contents, and a function begins behind the size of its body, as the tool conventions "DWARF for WebAssembly" say.
//! Never does: describe variables or types; change code.

use std::borrow::Cow;

use gimli::write::{
    Address, AttributeValue, DwarfUnit, EndianVec, FileId, LineProgram, LineString, Range, RangeList, Sections,
    UnitEntryId,
};
use gimli::{Encoding, Format, LineEncoding, LittleEndian};
use indexmap::IndexMap;
use ir::{Func, Location, Locations, Module};
use rustc_hash::FxHashMap;
use wasm_encoder::CustomSection;

/// The directory that relative paths, which `-trimpath` makes, are relative to.
const COMPILATION_DIRECTORY: &str = ".";

/// What to say about a function's body.
#[derive(Clone, Copy, Debug)]
pub struct DescribedBody<'a> {
    /// The function.
    pub func: Func,
    /// Offset of the body behind its size, from the start of the code section's contents.
    pub start: u32,
    /// Bytes of the body.
    pub bytes: u32,
    /// Offsets in the body from which on a location holds.
    pub lines: &'a [(u32, u32)],
}

/// The compilation unit while functions are described.
pub struct DebugInfo<'a> {
    module: &'a Module,
    locations: &'a Locations,
    dwarf: DwarfUnit,
    files: FxHashMap<u32, FileId>,
    /// The entries that inlined calls of a function refer to, by the number of its name.
    inlined: FxHashMap<u32, UnitEntryId>,
    ranges: Vec<Range>,
}

/// A call that was inlined: whose code it is and where it was called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct InlinedCall {
    /// Index of the call around it in the function's list, if that was inlined too.
    around: Option<usize>,
    /// Number of the callee's name.
    function: u32,
    /// Number of the location of the call; 0 for a call that the compiler made.
    at: u32,
}

impl<'a> DebugInfo<'a> {
    /// A unit without functions.
    pub fn new(module: &'a Module) -> DebugInfo<'a> {
        let encoding = Encoding { format: Format::Dwarf32, version: 4, address_size: 4 };
        let mut dwarf = DwarfUnit::new(encoding);
        let directory = LineString::String(COMPILATION_DIRECTORY.into());
        let name = LineString::String("main".into());
        dwarf.unit.line_program = LineProgram::new(encoding, LineEncoding::default(), directory, None, name, None);
        let producer = dwarf.strings.add(format!("gowex {}", env!("CARGO_PKG_VERSION")));
        let (name, directory) = (dwarf.strings.add("main"), dwarf.strings.add(COMPILATION_DIRECTORY));
        let root = dwarf.unit.get_mut(dwarf.unit.root());
        root.set(gimli::DW_AT_producer, AttributeValue::StringRef(producer));
        root.set(gimli::DW_AT_language, AttributeValue::Language(gimli::DW_LANG_Go));
        root.set(gimli::DW_AT_name, AttributeValue::StringRef(name));
        root.set(gimli::DW_AT_comp_dir, AttributeValue::StringRef(directory));
        DebugInfo {
            module,
            locations: &module.locations,
            dwarf,
            files: FxHashMap::default(),
            inlined: FxHashMap::default(),
            ranges: Vec::new(),
        }
    }

    /// Describes the body of a function. A function without any location was not written by anybody and is left out.
    pub fn describe(&mut self, body: &DescribedBody<'_>) {
        if body.lines.is_empty() {
            return;
        }
        self.rows(body);
        let function = self.dwarf.unit.add(self.dwarf.unit.root(), gimli::DW_TAG_subprogram);
        match self.locations.function_name(body.func) {
            Some(name) => self.name(function, name),
            None => self.text(function, &self.module.funcs[body.func].name),
        }
        let range = range(body.start, body.bytes);
        self.set_ranges(function, vec![range.clone()]);
        self.ranges.push(range);
        self.inlined_calls(body, function);
    }

    /// The rows of the line table, which are a sequence of their own: functions may be moved by other tools.
    fn rows(&mut self, body: &DescribedBody<'_>) {
        self.dwarf.unit.line_program.begin_sequence(Some(address(body.start)));
        // Debuggers look for a row at the start of a function, where its locals are declared.
        let start = Some((0, self.locations.function_start(body.func))).filter(|(_, location)| *location != 0);
        let lines =
            body.lines.iter().copied().skip_while(|(_, location)| start.is_some_and(|start| start.1 == *location));
        for (i, (offset, location)) in start.into_iter().chain(lines).enumerate() {
            let place = self.locations.get(location).copied();
            let file = place.map(|place| self.file(place.file));
            let row = self.dwarf.unit.line_program.row();
            row.address_offset = u64::from(offset);
            if let Some(file) = file {
                row.file = file;
            }
            // Line 0 is code that no line stands for.
            row.line = place.map_or(0, |place| u64::from(place.line));
            row.is_statement = place.is_some();
            row.prologue_end = i == usize::from(start.is_some());
            self.dwarf.unit.line_program.generate_row();
        }
        self.dwarf.unit.line_program.end_sequence(u64::from(body.bytes));
    }

    /// An entry for each call that was inlined into a function, within that of the call around it.
    fn inlined_calls(&mut self, body: &DescribedBody<'_>, function: UnitEntryId) {
        let own = self.locations.function_name(body.func);
        let mut calls: IndexMap<InlinedCall, Vec<Range>> = IndexMap::new();
        let ends = body.lines.iter().skip(1).map(|(offset, _)| *offset).chain([body.bytes]);
        for (&(start, location), end) in body.lines.iter().zip(ends) {
            let leaf = self.locations.get(location);
            let mut chain: Vec<&Location> =
                std::iter::successors(leaf, |place| self.locations.get(place.inlined_at)).collect();
            // What is outermost is the function itself, unless the compiler made that to call another.
            if chain.last().is_some_and(|place| own == Some(place.function)) {
                chain.pop();
            }
            let mut around = None;
            for place in chain.into_iter().rev() {
                let call = InlinedCall { around, function: place.function, at: place.inlined_at };
                let entry = calls.entry(call);
                around = Some(entry.index());
                append(entry.or_default(), body.start + start, end - start);
            }
        }
        let mut entries: Vec<UnitEntryId> = Vec::with_capacity(calls.len());
        for (call, ranges) in calls {
            let origin = self.origin(call.function);
            let parent = call.around.map_or(function, |around| entries[around]);
            let entry = self.dwarf.unit.add(parent, gimli::DW_TAG_inlined_subroutine);
            entries.push(entry);
            self.dwarf.unit.get_mut(entry).set(gimli::DW_AT_abstract_origin, AttributeValue::UnitRef(origin));
            self.set_ranges(entry, ranges);
            if let Some(place) = self.locations.get(call.at).copied() {
                let file = self.file(place.file);
                let entry = self.dwarf.unit.get_mut(entry);
                entry.set(gimli::DW_AT_call_file, AttributeValue::FileIndex(Some(file)));
                entry.set(gimli::DW_AT_call_line, AttributeValue::Udata(u64::from(place.line)));
            }
        }
    }

    /// The entry that stands for all inlined calls of a function.
    fn origin(&mut self, function: u32) -> UnitEntryId {
        if let Some(&entry) = self.inlined.get(&function) {
            return entry;
        }
        let entry = self.dwarf.unit.add(self.dwarf.unit.root(), gimli::DW_TAG_subprogram);
        self.dwarf.unit.get_mut(entry).set(gimli::DW_AT_inline, AttributeValue::Inline(gimli::DW_INL_inlined));
        self.name(entry, function);
        self.inlined.insert(function, entry);
        entry
    }

    /// Gives an entry the name with this number, and the place where the function begins.
    fn name(&mut self, entry: UnitEntryId, function: u32) {
        let locations = self.locations;
        self.text(entry, locations.name(function));
        if let Some(place) = locations.start(function) {
            let file = self.file(place.file);
            let entry = self.dwarf.unit.get_mut(entry);
            entry.set(gimli::DW_AT_decl_file, AttributeValue::FileIndex(Some(file)));
            entry.set(gimli::DW_AT_decl_line, AttributeValue::Udata(u64::from(place.line)));
        }
    }

    fn text(&mut self, entry: UnitEntryId, name: &str) {
        let name = self.dwarf.strings.add(terminable(name).into_owned());
        self.dwarf.unit.get_mut(entry).set(gimli::DW_AT_name, AttributeValue::StringRef(name));
    }

    fn set_ranges(&mut self, entry: UnitEntryId, ranges: Vec<Range>) {
        if let [Range::StartLength { begin, length }] = ranges[..] {
            let entry = self.dwarf.unit.get_mut(entry);
            entry.set(gimli::DW_AT_low_pc, AttributeValue::Address(begin));
            entry.set(gimli::DW_AT_high_pc, AttributeValue::Udata(length));
        } else {
            let list = self.dwarf.unit.ranges.add(RangeList(ranges));
            self.dwarf.unit.get_mut(entry).set(gimli::DW_AT_ranges, AttributeValue::RangeListRef(list));
        }
    }

    /// The line table's number of the file with this name.
    fn file(&mut self, name: u32) -> FileId {
        if let Some(&file) = self.files.get(&name) {
            return file;
        }
        let path = terminable(self.locations.name(name));
        let (directory, base) = match path.rsplit_once('/') {
            Some(("", base)) => ("/", base),
            Some((directory, base)) => (directory, base),
            None => (COMPILATION_DIRECTORY, &*path),
        };
        let base = if base.is_empty() { "?" } else { base };
        let program = &mut self.dwarf.unit.line_program;
        let directory = program.add_directory(LineString::String(directory.into()));
        let file = program.add_file(LineString::String(base.into()), directory, None);
        self.files.insert(name, file);
        file
    }

    /// The sections with their names.
    ///
    /// # Panics
    /// If the unit cannot be written, which is a bug of the compiler.
    pub fn sections(mut self) -> Vec<CustomSection<'static>> {
        let root = self.dwarf.unit.root();
        let ranges = std::mem::take(&mut self.ranges);
        if !ranges.is_empty() {
            let list = self.dwarf.unit.ranges.add(RangeList(ranges));
            let entry = self.dwarf.unit.get_mut(root);
            // What addresses in range lists are relative to.
            entry.set(gimli::DW_AT_low_pc, AttributeValue::Address(address(0)));
            entry.set(gimli::DW_AT_ranges, AttributeValue::RangeListRef(list));
        }
        let mut sections = Sections::new(EndianVec::new(LittleEndian));
        self.dwarf.write(&mut sections).unwrap_or_else(|error| panic!("DWARF cannot be written: {error}"));
        let mut all = Vec::new();
        let written: gimli::write::Result<()> = sections.for_each(|id, data| {
            if !data.slice().is_empty() {
                all.push(CustomSection { name: id.name().into(), data: data.slice().to_vec().into() });
            }
            Ok(())
        });
        written.unwrap_or_else(|error| panic!("DWARF cannot be written: {error}"));
        all
    }
}

fn address(offset: u32) -> Address {
    Address::Constant(u64::from(offset))
}

fn range(start: u32, bytes: u32) -> Range {
    Range::StartLength { begin: address(start), length: u64::from(bytes) }
}

/// Adds a range to an ascending list, to the last one if that ends where it begins.
fn append(ranges: &mut Vec<Range>, start: u32, bytes: u32) {
    if let Some(Range::StartLength { begin: Address::Constant(begin), length }) = ranges.last_mut()
        && *begin + *length == u64::from(start)
    {
        *length += u64::from(bytes);
    } else {
        ranges.push(range(start, bytes));
    }
}

/// The text without the zeros that would end it.
fn terminable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}

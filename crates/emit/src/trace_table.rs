//! What stack traces show. Owns [`TraceTable`]: the records of lines that frames and `$site` refer to (`abi::trace`).
//!
//! A record is made when code first refers to it, and once for all code of its line.

use abi::trace;
use ir::Locations;
use rustc_hash::FxHashMap;

use crate::data_segments::DataLayout;

/// Addresses of what was made so far.
#[derive(Clone, Debug, Default)]
pub struct TraceTable {
    /// By number of the name.
    names: FxHashMap<u32, u32>,
    /// By numbers of the function's and the file's name.
    functions: FxHashMap<(u32, u32), u32>,
    /// By location and whether its function has a frame.
    records: FxHashMap<(u32, bool), u32>,
    /// Whether records of functions say where they begin.
    has_starts: bool,
}

impl TraceTable {
    /// No records yet; `has_starts`: those of functions are to say where they begin.
    pub fn new(has_starts: bool) -> TraceTable {
        TraceTable { has_starts, ..TraceTable::default() }
    }

    /// Whether records of functions say where they begin.
    pub fn has_starts(&self) -> bool {
        self.has_starts
    }

    /// The address of the record of a location, in whose function there is a frame or not; 0 for nowhere.
    pub fn record(&mut self, data: &mut DataLayout, locations: &Locations, location: u32, has_frame: bool) -> u32 {
        if locations.get(location).is_none() {
            return 0;
        }
        if let Some(&address) = self.records.get(&(location, has_frame)) {
            return address;
        }
        let mut bytes = Vec::new();
        let mut next = locations.get(location);
        while let Some(level) = next {
            next = locations.get(level.inlined_at);
            let flags =
                if has_frame { trace::HAS_FRAME } else { 0 } | if next.is_some() { trace::IS_INLINED } else { 0 };
            put(&mut bytes, (level.line << trace::LINE_SHIFT) | flags);
            put(&mut bytes, self.function(data, locations, level.function, level.file));
        }
        let address = data.append(&bytes, 1);
        self.records.insert((location, has_frame), address);
        address
    }

    /// The address of the record of where a function begins that is shown under a name; 0 if that is not known.
    pub fn start(&mut self, data: &mut DataLayout, locations: &Locations, function: u32) -> u32 {
        let Some(start) = locations.start(function) else { return 0 };
        let mut bytes = Vec::new();
        put(&mut bytes, start.line << trace::LINE_SHIFT);
        put(&mut bytes, self.function(data, locations, function, start.file));
        data.append(&bytes, 1)
    }

    fn function(&mut self, data: &mut DataLayout, locations: &Locations, function: u32, file: u32) -> u32 {
        if let Some(&address) = self.functions.get(&(function, file)) {
            return address;
        }
        let file_name = *self.names.entry(file).or_insert_with(|| data.append(&terminated(locations.name(file)), 1));
        let mut bytes = Vec::new();
        put(&mut bytes, file_name);
        bytes.extend(terminated(locations.name(function)));
        if self.has_starts {
            put(&mut bytes, locations.start(function).map_or(0, |start| start.line));
        }
        let address = data.append(&bytes, 1);
        self.functions.insert((function, file), address);
        address
    }
}

/// The text with a zero behind it.
fn terminated(text: &str) -> Vec<u8> {
    text.bytes().filter(|b| *b != 0).chain([0]).collect()
}

/// Appends a number in LEB128.
fn put(bytes: &mut Vec<u8>, value: u32) {
    let mut rest = value;
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

//! The runtime image. Owns [`Image`]: parses the embedded module once, finds which of its functions are needed, and
//! re-encodes them with the emitted module's numbering.
//!
//! The image is a complete module with fixed data addresses, so linking is renumbering: no relocations. What it imports
//! from [`abi::host_functions::MACHINE_MODULE`] becomes code in place or a function emit makes.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{Instruction as W, ValType};
use wasmparser::{ExternalKind, FunctionBody, Name, Operator, Parser, Payload, TypeRef};

use crate::linker::Globals;
use crate::module::HostProfile;

/// The runtime as `cargo xtask runtime` built it for the profile.
pub fn image(profile: HostProfile) -> &'static [u8] {
    match profile {
        HostProfile::Wasip1 | HostProfile::Plain => include_bytes!("../image/runtime.wasm"),
        HostProfile::Js => include_bytes!("../image/runtime_js.wasm"),
    }
}

/// A parameter list and a result list.
pub type WasmSignature = (Vec<ValType>, Vec<ValType>);

/// An imported function of the image.
#[derive(Clone, Debug)]
pub struct ImageImport {
    /// Module and name.
    pub module: String,
    /// Name in the module.
    pub name: String,
    /// Index of its type in the image.
    pub signature: WasmSignature,
}

/// The parsed image.
#[derive(Debug)]
pub struct Image<'a> {
    /// Imported functions, first in the image's numbering.
    pub imports: Vec<ImageImport>,
    signatures: Vec<WasmSignature>,
    bodies: Vec<FunctionBody<'a>>,
    callees: Vec<Vec<u32>>,
    exports: FxHashMap<&'a str, u32>,
    /// Constant values of exported immutable globals, by name.
    addresses: FxHashMap<&'a str, u32>,
    stack_pointer: u32,
    /// Initial value of `__stack_pointer`.
    pub stack_pointer_start: u32,
    names: FxHashMap<u32, &'a str>,
    /// Initialised data: address and bytes.
    pub data: Vec<(u32, &'a [u8])>,
    /// Table entries: index and function.
    pub elements: Vec<(u32, u32)>,
}

impl<'a> Image<'a> {
    /// Parses the image.
    ///
    /// # Panics
    /// If it is not a module of the form `cargo xtask runtime` makes: the image is part of this crate.
    pub fn parse(bytes: &'a [u8]) -> Image<'a> {
        Self::try_parse(bytes).unwrap_or_else(|e| panic!("the embedded runtime image: {e}"))
    }

    fn try_parse(bytes: &'a [u8]) -> Result<Image<'a>, wasmparser::BinaryReaderError> {
        let mut types: Vec<WasmSignature> = Vec::new();
        let mut image = Image {
            imports: Vec::new(),
            signatures: Vec::new(),
            bodies: Vec::new(),
            callees: Vec::new(),
            exports: FxHashMap::default(),
            addresses: FxHashMap::default(),
            stack_pointer: 0,
            stack_pointer_start: 0,
            names: FxHashMap::default(),
            data: Vec::new(),
            elements: Vec::new(),
        };
        let mut globals: Vec<u32> = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        let ty = ty?;
                        types.push((
                            ty.params().iter().map(value_type).collect(),
                            ty.results().iter().map(value_type).collect(),
                        ));
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        if let TypeRef::Func(ty) = import.ty {
                            let signature = types[ty as usize].clone();
                            image.signatures.push(signature.clone());
                            let (module, name) = (import.module.to_owned(), import.name.to_owned());
                            image.imports.push(ImageImport { module, name, signature });
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        image.signatures.push(types[ty? as usize].clone());
                    }
                }
                Payload::GlobalSection(section) => {
                    for global in section {
                        globals.push(constant(global?.init_expr.get_operators_reader())?);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        match export.kind {
                            ExternalKind::Func => {
                                image.exports.insert(export.name, export.index);
                            }
                            ExternalKind::Global => {
                                if export.name == "__stack_pointer" {
                                    image.stack_pointer = export.index;
                                    image.stack_pointer_start = globals[export.index as usize];
                                }
                                image.addresses.insert(export.name, globals[export.index as usize]);
                            }
                            _ => {}
                        }
                    }
                }
                Payload::ElementSection(section) => {
                    for element in section {
                        let element = element?;
                        let wasmparser::ElementKind::Active { offset_expr, .. } = element.kind else { continue };
                        let start = constant(offset_expr.get_operators_reader())?;
                        if let wasmparser::ElementItems::Functions(functions) = element.items {
                            for (i, function) in functions.into_iter().enumerate() {
                                image.elements.push((start + i as u32, function?));
                            }
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let mut callees = Vec::new();
                    for operator in body.get_operators_reader()? {
                        if let Operator::Call { function_index } = operator? {
                            callees.push(function_index);
                        }
                    }
                    image.callees.push(callees);
                    image.bodies.push(body);
                }
                Payload::DataSection(section) => {
                    for data in section {
                        let data = data?;
                        if let wasmparser::DataKind::Active { offset_expr, .. } = data.kind {
                            image.data.push((constant(offset_expr.get_operators_reader())?, data.data));
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    if let wasmparser::KnownCustom::Name(names) = section.as_known() {
                        for name in names {
                            if let Name::Function(map) = name? {
                                for naming in map {
                                    let naming = naming?;
                                    image.names.insert(naming.index, naming.name);
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(image)
    }

    /// The image's number of the exported function `name`.
    pub fn function(&self, name: &str) -> Option<u32> {
        self.exports.get(name).copied()
    }

    /// The value of the exported global `name`: an address.
    ///
    /// # Panics
    /// If the image has none.
    pub fn address(&self, name: &str) -> u32 {
        *self.addresses.get(name).unwrap_or_else(|| panic!("the runtime image exports no {name}"))
    }

    /// The signature of a function.
    pub fn signature(&self, function: u32) -> &WasmSignature {
        &self.signatures[function as usize]
    }

    /// The functions that the instructions of a function call.
    pub fn callees(&self, function: u32) -> &[u32] {
        (function as usize).checked_sub(self.imports.len()).map_or(&[], |index| &self.callees[index])
    }

    /// The name of a function, for the name section.
    pub fn name(&self, function: u32) -> String {
        match self.names.get(&function) {
            Some(name) => last_segment(name).to_owned(),
            None => format!("runtime{function}"),
        }
    }

    /// The adapter of `profile` behind an import from [`abi::host_functions::HOST_MODULE`].
    fn adapter(&self, import: &ImageImport, profile: HostProfile) -> u32 {
        let name = format!("{}_{}", profile.name(), import.name);
        self.function(&name).unwrap_or_else(|| panic!("the runtime image exports no {name}"))
    }

    /// Everything the functions in `roots` call, themselves included, in order; imports of the host's adapters are
    /// replaced by the adapters of `profile`. Functions that show places are among them only in a module with places; those
    /// that switch goroutines only in a program that is not alone (see [`ir::reachability::Reachable::is_alone`]), and those
    /// that wait without switching only in one that is.
    pub fn closure(
        &self,
        roots: impl IntoIterator<Item = u32>,
        profile: HostProfile,
        has_places: bool,
        is_alone: bool,
    ) -> BTreeSet<u32> {
        let never: &[&[&str]] = &[
            if has_places { &[] } else { abi::host_functions::TRACE_FUNCTIONS },
            if is_alone { abi::host_functions::SWITCHING_FUNCTIONS } else { abi::host_functions::ALONE_FUNCTIONS },
        ];
        let mut found = BTreeSet::new();
        let mut work: Vec<u32> = roots.into_iter().collect();
        work.extend(self.elements.iter().map(|(_, f)| *f));
        loop {
            while let Some(function) = work.pop() {
                let function = match self.imports.get(function as usize) {
                    Some(import) if import.module == abi::host_functions::HOST_MODULE => self.adapter(import, profile),
                    _ => function,
                };
                if found.insert(function)
                    && let Some(index) = (function as usize).checked_sub(self.imports.len())
                {
                    work.extend_from_slice(&self.callees[index]);
                }
            }
            // A function that is called as an optional one only is linked when one of its triggers is.
            let is_found = |name: &str| self.function(name).is_some_and(|function| found.contains(&function));
            let is_called = |name: &str| {
                let import = self.imports.iter().position(|import| {
                    import.module == abi::host_functions::OPTIONAL_MODULE
                        && import.name.strip_prefix(abi::host_functions::OPTIONAL_PREFIX) == Some(name)
                });
                import.is_some_and(|index| found.contains(&(index as u32)))
            };
            for (name, triggers) in abi::host_functions::OPTIONAL_FUNCTIONS {
                if is_found(name) || never.iter().any(|names| names.contains(name)) {
                    continue;
                }
                let is_any_call = *triggers == [abi::host_functions::ANY_CALL];
                if is_any_call && is_called(name) || triggers.iter().any(|trigger| is_found(trigger)) {
                    work.extend(self.function(name));
                }
            }
            if work.is_empty() {
                return found;
            }
        }
    }

    /// The function of the image that an import from [`abi::host_functions::OPTIONAL_MODULE`] stands for.
    ///
    /// # Panics
    /// If there is none, which `cargo xtask runtime` checks.
    pub fn optional(&self, import: &ImageImport) -> u32 {
        import
            .name
            .strip_prefix(abi::host_functions::OPTIONAL_PREFIX)
            .and_then(|name| self.function(name))
            .unwrap_or_else(|| panic!("the runtime image has no {}", import.name))
    }
}

/// The last segment of a Rust path, without its generic arguments and the hash that older mangling appends.
fn last_segment(path: &str) -> &str {
    let path = match path.rsplit_once("::h") {
        Some((front, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => front,
        _ => path,
    };
    let mut depth = 0;
    let mut start = 0;
    let mut end = path.len();
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' => depth -= 1,
            b':' if depth == 0 && path[at..].starts_with("::<") => {
                end = at;
                break;
            }
            b':' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    &path[start..end]
}

fn constant(mut reader: wasmparser::OperatorsReader<'_>) -> Result<u32, wasmparser::BinaryReaderError> {
    Ok(match reader.read()? {
        Operator::I32Const { value } => value as u32,
        _ => 0,
    })
}

fn value_type(ty: &wasmparser::ValType) -> ValType {
    match ty {
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        _ => ValType::I32,
    }
}

/// What stands for a function of the image in the emitted module.
#[derive(Clone, Debug)]
pub enum Replacement {
    /// A function.
    Function(u32),
    /// Code in place of the call.
    Code(Vec<W<'static>>),
}

/// Re-encodes image functions.
pub struct Relinker<'i, 'a> {
    /// The image.
    pub image: &'i Image<'a>,
    /// For each function of the image that is needed.
    pub functions: FxHashMap<u32, Replacement>,
    /// Numbers of the globals.
    pub globals: Globals,
}

impl Reencode for Relinker<'_, '_> {
    type Error = std::convert::Infallible;

    fn global_index(&mut self, global: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        assert_eq!(global, self.image.stack_pointer, "the runtime image uses a global besides its stack pointer");
        Ok(self.globals.rust_sp)
    }
}

impl Relinker<'_, '_> {
    /// The encoding of the image's `function` in the emitted module, without the size in front.
    ///
    /// # Panics
    /// If the function is imported, or the image holds an instruction it should not.
    pub fn body(&mut self, function: u32) -> Vec<u8> {
        let body = self.image.bodies[function as usize - self.image.imports.len()].clone();
        self.try_body(&body).unwrap_or_else(|e| panic!("function {function} of the runtime image: {e}"))
    }

    fn try_body(&mut self, body: &FunctionBody<'_>) -> Result<Vec<u8>, wasm_encoder::reencode::Error> {
        let mut locals = Vec::new();
        for local in body.get_locals_reader()? {
            let (count, ty) = local?;
            locals.push((count, value_type(&ty)));
        }
        let mut function = wasm_encoder::Function::new(locals);
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            if let Operator::Call { function_index } = operator {
                match self.functions.get(&function_index) {
                    Some(Replacement::Function(index)) => {
                        function.instruction(&W::Call(*index));
                    }
                    Some(Replacement::Code(code)) => {
                        for instruction in code {
                            function.instruction(instruction);
                        }
                    }
                    None => panic!("the runtime image calls {function_index}, which is not linked"),
                }
                continue;
            }
            function.instruction(&utils::instruction(self, operator)?);
        }
        Ok(function.into_raw_body())
    }
}

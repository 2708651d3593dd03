//! Builds `crates/runtime` for wasm32 into the images that `emit` embeds, and checks that they are fresh.
//!
//! The images are committed with a stamp of their sources, so that building gowex needs no wasm32 toolchain.

use abi::runtime_functions::{RuntimeFunction, ValueType};
use abi::{host_functions, memory};
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef, ValType};

const TARGET: &str = "wasm32-unknown-unknown";

/// Wasm features that compiled programs may rely on; the image uses no others.
const FEATURES: &str = "+mutable-globals,+sign-ext,+bulk-memory,+nontrapping-fptoint,+multivalue";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// An image, in the directory of `emit`.
struct Kind {
    file: &'static str,
    /// The feature of the runtime it is built with.
    feature: Option<&'static str>,
    base: u32,
    stack_bytes: u32,
}

const IMAGES: [Kind; 2] = [
    Kind { file: "runtime.wasm", feature: None, base: memory::IMAGE_BASE, stack_bytes: memory::RUST_STACK_BYTES },
    Kind {
        file: "runtime_js.wasm",
        feature: Some(host_functions::GOJS_PROFILE),
        base: memory::GOJS_IMAGE_BASE,
        stack_bytes: memory::GOJS_RUST_STACK_BYTES,
    },
];

fn image_path(kind: &Kind) -> PathBuf {
    root().join("crates/emit/image").join(kind.file)
}

fn stamp_path() -> PathBuf {
    root().join("crates/emit/image/stamp")
}

/// Builds the images and writes them with their stamp.
pub fn build() -> Result<()> {
    let mut verified = Ok(());
    for kind in &IMAGES {
        let built = compile(kind)?;
        let image = strip(&fs::read(&built).with_context(|| format!("cannot read {}", built.display()))?)?;
        verified = verified.and(verify(&image));
        fs::create_dir_all(image_path(kind).parent().expect("the image has a directory"))?;
        fs::write(image_path(kind), &image)?;
        println!("crates/emit/image/{}: {} bytes", kind.file, image.len());
    }
    fs::write(stamp_path(), source_hash()?)?;
    verified
}

/// Fails if the images were built from other sources than the present ones.
pub fn check() -> Result<()> {
    let stamp = fs::read_to_string(stamp_path()).unwrap_or_default();
    ensure!(stamp == source_hash()?, "the runtime images are stale: run `cargo xtask runtime`");
    IMAGES.iter().try_for_each(|kind| verify(&fs::read(image_path(kind))?))
}

/// Hash over everything the images are built from.
fn source_hash() -> Result<String> {
    let mut files = BTreeSet::new();
    for name in ["runtime", "abi"] {
        let directory = root().join("crates").join(name);
        files.insert(directory.join("Cargo.toml"));
        collect(&directory.join("src"), &mut files)?;
    }
    files.insert(root().join("xtask/src/runtime_image.rs"));
    let mut hash = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(fs::read(&file)?);
        hash.update([0]);
    }
    let digest = hash.finalize();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n")
}

fn collect(directory: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

fn capture(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// Runs cargo; path of the linked module.
fn compile(kind: &Kind) -> Result<PathBuf> {
    let target_dir = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from).join("image");
    let sysroot = capture(Command::new("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let has_target = Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir();
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let mut flags = vec![
        "-Ctarget-cpu=mvp".to_owned(),
        format!("-Ctarget-feature={FEATURES}"),
        format!("-Clink-arg=--global-base={}", kind.base),
        format!("-Clink-arg=-zstack-size={}", kind.stack_bytes),
        "-Clink-arg=--export-table".to_owned(),
        "-Clink-arg=--export=__stack_pointer".to_owned(),
        "-Clink-arg=--export=__heap_base".to_owned(),
        "-Clink-arg=--no-stack-first".to_owned(),
        // rustc asks for mangled names; the name section is for people, who need no hashes at the ends of names.
        "-Csymbol-mangling-version=v0".to_owned(),
        "-Clink-arg=--demangle".to_owned(),
    ];
    let idle = memory::IDLE_SYMBOLS.iter().map(|(symbol, _)| *symbol);
    for symbol in [memory::TRANSFER_SYMBOL, memory::GC_POLL_SYMBOL, memory::GC_STRESS_SYMBOL].into_iter().chain(idle) {
        flags.push(format!("-Clink-arg=--export={symbol}"));
    }
    if !has_target {
        let debian = Path::new("/usr/bin/rustc");
        let source = capture(Command::new(debian).args(["--print", "sysroot"]))
            .map(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library/core"));
        let linker = Path::new(&sysroot).join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
        if !source.is_some_and(|path| path.exists()) || !linker.exists() {
            bail!(
                "no toolchain for {TARGET}: install it with `rustup target add {TARGET}`, or install Debian's packages \
                 `rustc-web` and `rust-web-src` beside a rustup toolchain (for its `rust-lld`)"
            );
        }
        flags.push(format!("-Clinker={}", linker.display()));
        command.env("RUSTC", debian).env("RUSTC_BOOTSTRAP", "1").arg("build").arg("-Zbuild-std=core");
    } else {
        command.arg("build");
    }
    let status = command
        .args(kind.feature.iter().flat_map(|feature| ["--features", feature]))
        .args(["--release", "--lib", "--target", TARGET, "--manifest-path"])
        .arg(root().join("crates/runtime/Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target_dir)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "building the runtime failed");
    Ok(target_dir.join(TARGET).join("release/runtime.wasm"))
}

/// Drops the custom sections but for the names.
fn strip(module: &[u8]) -> Result<Vec<u8>> {
    let mut stripped = module[..8].to_vec();
    let mut at = 8;
    while at < module.len() {
        let start = at;
        let id = module[at];
        at += 1;
        let mut size = 0usize;
        let mut shift = 0;
        loop {
            let byte = module[at];
            at += 1;
            size |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let end = at + size;
        let is_name = id == 0 && module[at..end].starts_with(b"\x04name");
        if id != 0 || is_name {
            stripped.extend_from_slice(&module[start..end]);
        }
        at = end;
    }
    Ok(stripped)
}

fn wasm_type(value: &ValueType) -> ValType {
    match value {
        ValueType::I32 | ValueType::Ptr => ValType::I32,
        ValueType::I64 => ValType::I64,
        ValueType::F32 => ValType::F32,
        ValueType::F64 => ValType::F64,
    }
}

/// Checks exports against the table of runtime functions, and imports against what emit provides.
fn verify(image: &[u8]) -> Result<()> {
    wasmparser::Validator::new().validate_all(image).context("the image does not validate")?;
    let mut types = Vec::new();
    let mut functions = Vec::new();
    let mut exports = BTreeMap::new();
    let mut optional = Vec::new();
    for payload in Parser::new(0).parse_all(image) {
        match payload? {
            Payload::TypeSection(section) => {
                for group in section.into_iter_err_on_gc_types() {
                    types.push(group?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(index) = import.ty else { bail!("the image imports {import:?}") };
                    let known = match import.module {
                        host_functions::MACHINE_MODULE => {
                            host_functions::MACHINE_FUNCTIONS.iter().any(|(name, _)| *name == import.name)
                        }
                        host_functions::HOST_MODULE => host_functions::HOST_FUNCTIONS.contains(&import.name),
                        host_functions::OPTIONAL_MODULE => {
                            optional.push(import.name);
                            true
                        }
                        "wasi_snapshot_preview1" | host_functions::GOJS_MODULE => true,
                        _ => false,
                    };
                    ensure!(known, "the image imports {}.{}", import.module, import.name);
                    functions.push(index);
                }
            }
            Payload::FunctionSection(section) => {
                for index in section {
                    functions.push(index?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        exports.insert(export.name, export.index);
                    }
                }
            }
            _ => {}
        }
    }
    let mut faults = Vec::new();
    for function in RuntimeFunction::ALL {
        let Some(index) = exports.get(function.name()) else {
            faults.push(format!("{} is not exported", function.name()));
            continue;
        };
        let ty = &types[functions[*index as usize] as usize];
        let params: Vec<_> = function.params().iter().map(wasm_type).collect();
        let results: Vec<_> = function.results().iter().take(1).map(wasm_type).collect();
        if ty.params() != params || ty.results() != results {
            faults.push(format!("{} has type {ty}", function.name()));
        }
    }
    for import in optional {
        let name = import.strip_prefix(host_functions::OPTIONAL_PREFIX).unwrap_or_default();
        if !exports.contains_key(name) || !host_functions::OPTIONAL_FUNCTIONS.iter().any(|(known, _)| *known == name) {
            faults.push(format!("{import} stands for no optional function"));
        }
    }
    for profile in host_functions::PROFILES {
        for name in host_functions::HOST_FUNCTIONS {
            if !exports.contains_key(format!("{profile}_{name}").as_str()) {
                faults.push(format!("{profile}_{name} is not exported"));
            }
        }
    }
    ensure!(faults.is_empty(), "the image differs from the table:\n{}", faults.join("\n"));
    Ok(())
}

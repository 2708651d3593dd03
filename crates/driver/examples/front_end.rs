//! Times the front end, without the command around it: `front_end [-test] DIRECTORY GOROOT PATTERN…`.
//!
//! Owns: one line for loading, one for loading and checking; with `GOWEX_LIST=1` also the packages named and their files,
//! to compare with `go list -f '{{.ImportPath}} {{.GoFiles}}'`.

use std::time::Instant;

use driver::{DirectoryEntry, FileProvider, Form, Options, ReadError};

struct Disk;

fn read_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound,
        _ => ReadError::Other(error.to_string()),
    }
}

impl FileProvider for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        std::fs::read(path).map_err(|error| read_error(&error))
    }

    fn list(&self, path: &str) -> Result<Vec<DirectoryEntry>, ReadError> {
        let entries = std::fs::read_dir(path).map_err(|error| read_error(&error))?.flatten();
        let entries = entries.map(|entry| DirectoryEntry {
            name: entry.file_name().to_string_lossy().into_owned(),
            is_directory: entry.file_type().is_ok_and(|kind| kind.is_dir()),
        });
        Ok(entries.collect())
    }
}

fn run() {
    let mut arguments = std::env::args().skip(1).peekable();
    let tests = arguments.next_if(|argument| argument == "-test").is_some();
    let mut options = Options::new(arguments.next().unwrap_or_default());
    options.goroot = arguments.next();
    options.tests = tests;
    if let Ok(system) = std::env::var("GOOS") {
        options.goos = system;
    }
    let patterns: Vec<String> = arguments.collect();
    let start = Instant::now();
    let loaded = loader::load(&options.load_options(), &Disk, &patterns);
    println!("load {:.3} s, {} packages", start.elapsed().as_secs_f64(), loaded.packages.len());
    for error in &loaded.errors {
        println!("{}", error.message);
    }
    if std::env::var_os("GOWEX_LIST").is_some() {
        for root in &loaded.roots {
            let package = &loaded.packages[*root];
            let names = package.files.iter().map(|file| loader::paths::base_name(&loaded.sources.file(file.file).name));
            println!("{} [{}]", package.label(), names.collect::<Vec<_>>().join(" "));
        }
        return;
    }
    drop(loaded);
    let start = Instant::now();
    let checked = driver::check(&options, &Disk, &patterns);
    if let Err(failure) = &checked {
        println!("{}", failure.render(Form::Concise));
    }
    let statistics = checked.map_or_else(|failure| *failure.statistics, |checked| checked.statistics);
    println!("load and check {:.3} s, {statistics:?}", start.elapsed().as_secs_f64());
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(run);
    if thread.is_ok_and(|thread| thread.join().is_err()) {
        std::process::exit(3);
    }
}

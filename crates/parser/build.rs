//! Generates the parser from `src/go.lalrpop` into the build directory.

fn main() {
    println!("cargo:rerun-if-changed=src/go.lalrpop");
    if let Err(error) = lalrpop::Configuration::new().use_cargo_dir_conventions().emit_rerun_directives(true).process()
    {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

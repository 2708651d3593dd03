//! The import graph over files in memory. Owns what loading reports; no disk is read.

use loader::{BuildContext, LoadOptions, Loaded, MemoryFiles, WorkFile, load};

fn load_files(files: &[(&str, &str)], patterns: &[&str]) -> Loaded {
    let mut memory = MemoryFiles::new();
    for (path, text) in files {
        memory.add(*path, *text);
    }
    let options = LoadOptions {
        working_directory: "/m".to_owned(),
        goroot: Some("/go".to_owned()),
        module_cache: None,
        mod_mode: None,
        work_file: WorkFile::Find,
        tests: false,
        test_main: false,
        standard_bodies: true,
        context: BuildContext::default(),
        overlay: None,
    };
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    load(&options, &memory, &patterns)
}

fn messages(loaded: &Loaded) -> Vec<&str> {
    loaded.errors.iter().map(|error| error.message.as_str()).collect()
}

const GO_MOD: (&str, &str) = ("/m/go.mod", "module example.com/m\n\ngo 1.27\n");

#[test]
fn packages_come_in_order_of_initialization() {
    let loaded = load_files(
        &[
            GO_MOD,
            ("/m/main.go", "package main\nimport (\n_ \"example.com/m/a\"\n_ \"example.com/m/z\"\n_ \"unsafe\"\n)\n"),
            ("/m/a/a.go", "package a\nimport \"example.com/m/z\"\n"),
            ("/m/z/z.go", "package z\nimport \"errors\"\n"),
            ("/m/z/z_linux.go", "package other\n"),
            ("/m/z/z_test.go", "package z_test\n"),
            ("/go/src/errors/errors.go", "package errors\n"),
        ],
        &[],
    );
    assert_eq!(messages(&loaded), [] as [&str; 0]);
    let paths: Vec<&str> = loaded.packages.iter().map(|package| package.path.as_str()).collect();
    assert_eq!(paths, ["errors", "example.com/m/z", "example.com/m/a", "example.com/m"]);
    assert_eq!(loaded.roots, [3]);
    let names: Vec<&str> = loaded.sources.files().map(|(_, file)| file.name.as_str()).collect();
    assert_eq!(names, ["./main.go", "a/a.go", "z/z.go", "/go/src/errors/errors.go"]);
}

#[test]
fn imports_that_cannot_be_are_reported() {
    let loaded = load_files(
        &[
            GO_MOD,
            (
                "/m/main.go",
                "package main\nimport (\n_ \"fmtt\"\n_ \"example.com/m/none\"\n_ \"example.org/x\"\n_ \"internal/abi\"\n\
                 _ \"example.com/m/cmd\"\n)\n",
            ),
            ("/m/cmd/main.go", "package main\n"),
            ("/go/src/internal/abi/abi.go", "package abi\n"),
        ],
        &["."],
    );
    assert_eq!(
        messages(&loaded),
        [
            "package fmtt is not in std (/go/src/fmtt)",
            "no required module provides package example.com/m/none; to add it:\n\tgo get example.com/m/none",
            "no required module provides package example.org/x; to add it:\n\tgo get example.org/x",
            "use of internal package internal/abi not allowed",
            "import \"example.com/m/cmd\" is a program, not an importable package",
        ]
    );
}

#[test]
fn cycles_and_mixed_packages_are_reported() {
    let loaded = load_files(
        &[
            GO_MOD,
            ("/m/main.go", "package main\nimport _ \"example.com/m/a\"\n"),
            ("/m/a/a.go", "package a\nimport _ \"example.com/m/b\"\n"),
            ("/m/b/b.go", "package b\nimport _ \"example.com/m/a\"\n"),
        ],
        &[],
    );
    let expected = "package example.com/m\n\timports example.com/m/a from main.go\n\t\
                    imports example.com/m/b from a.go\n\timports example.com/m/a from b.go: import cycle not allowed";
    assert_eq!(messages(&loaded), [expected]);
    let mixed = load_files(&[("/m/a.go", "package a\n"), ("/m/b.go", "package b\n")], &[]);
    assert_eq!(messages(&mixed), ["found packages a (a.go) and b (b.go) in /m"]);
    let excluded = load_files(&[GO_MOD, ("/m/s/a.go", "//go:build linux\n\npackage a\n")], &["./s"]);
    assert_eq!(messages(&excluded), ["package example.com/m/s: build constraints exclude all Go files in /m/s"]);
    assert_eq!(messages(&load_files(&[GO_MOD], &["./none"])), ["stat /m/none: directory not found"]);
}

#[test]
fn internal_packages_are_for_their_parent() {
    let files = [
        GO_MOD,
        ("/m/main.go", "package main\nimport (\n_ \"example.com/m/internal/x\"\n_ \"example.com/m/a/internal/y\"\n)\n"),
        ("/m/internal/x/x.go", "package x\n"),
        ("/m/a/internal/y/y.go", "package y\n"),
    ];
    let loaded = load_files(&files, &[]);
    assert_eq!(messages(&loaded), ["use of internal package example.com/m/a/internal/y not allowed"]);
}

#[test]
fn line_comments_move_the_places_of_messages() {
    let text = "package main\n//line gen.y:10\nvar a = 'ab'\n/*line :7:3*/var b = 'cd'\n//line x:0\n";
    let loaded = load_files(&[GO_MOD, ("/m/main.go", text)], &[]);
    let errors = loaded.packages[0].sink.clone().into_sorted();
    let concise: String = errors.iter().map(|e| diagnostics::render::concise(&loaded.sources, e)).collect();
    let expected = "./gen.y:10: more than one character in rune literal\n\
        ./gen.y:7:11: more than one character in rune literal\n\
        ./gen.y:8:10: invalid line number: 0\n";
    assert_eq!(concise, expected);
    let rich = diagnostics::render::rich(&loaded.sources, &errors[1], false);
    assert!(rich.contains("--> ./gen.y:7:9"), "{rich}");
}

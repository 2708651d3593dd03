//! The overlay's Go files repeat offsets of records of the runtime image. They must be those of `abi`.

use abi::{layout, runtime_records};

/// What the constant `name` is in a file of the overlay.
fn constant(package: &str, file: &str, name: &str) -> u32 {
    let files = overlay::find(package).map_or(&[][..], |package| package.files);
    let (_, text) = files.iter().find(|(path, _)| *path == file).unwrap_or_else(|| panic!("no {package}/{file}"));
    let value = text.lines().find_map(|line| {
        let (left, right) = line.trim().split_once('=')?;
        let left = left.trim();
        (left.strip_prefix("const ").unwrap_or(left) == name).then(|| right.trim())
    });
    let value = value.unwrap_or_else(|| panic!("{package}/{file} has no {name}"));
    value.parse().unwrap_or_else(|error| panic!("{name} = {value}: {error}"))
}

#[test]
fn offsets_are_those_of_the_image() {
    assert_eq!(constant("runtime", "timers.go", "timerOffset"), runtime_records::CHAN_TIMER);
    assert_eq!(constant("reflect", "services.go", "timerOffset"), runtime_records::CHAN_TIMER);
    let words = constant("internal/poll", "descriptors_wasip1.go", "timerWords");
    assert_eq!(words * 8, runtime_records::timer::BYTES);
    assert_eq!(constant("reflect", "services.go", "capacityOffset"), runtime_records::CHAN_CAP);
    assert_eq!(constant("reflect", "services.go", "wordsOffset"), layout::PTR_WORDS);
    assert_eq!(constant("reflect", "services.go", "bitmapOffset"), layout::BITMAP);
}

//! Bytes that were recorded from Apache's libraries; `INDEX.json` beside them says how.

use std::{collections::BTreeMap, fs, path::Path};

/// Every value that was recorded in a form, by its name.
pub(crate) fn golden(form: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let ending = format!(".{form}.hex");
    let recorded = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let file = entry.file_name().into_string().unwrap();
        let name = file.strip_suffix(&ending)?.to_owned();
        Some((
            name,
            unhex(fs::read_to_string(entry.path()).unwrap().trim()),
        ))
    };
    fs::read_dir(folder).unwrap().filter_map(recorded).collect()
}

fn unhex(digits: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

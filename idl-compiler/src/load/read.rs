//! A file's bytes → text, or the reason why there is none.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostics::codes::files as codes;
use crate::diagnostics::{Code, Diagnostic};

/// In bytes. It bounds memory, and keeps every place in a file well within 32 bits.
const MAX_SIZE: u64 = 16 << 20;

/// The text of a file, without a byte order mark.
pub(super) fn text(path: &Path) -> Result<String, Box<Diagnostic>> {
    let shown = path.display();
    if path.is_dir() {
        return Err(problem(
            codes::NOT_A_FILE,
            format!("{shown} is a directory"),
        ));
    }
    let bytes = bytes(path).map_err(|error| {
        problem(
            codes::FILE_UNREADABLE,
            format!("cannot read {shown}: {error}"),
        )
    })?;
    if bytes.len() as u64 > MAX_SIZE {
        let message = format!("{shown} is larger than {} MiB", MAX_SIZE >> 20);
        return Err(problem(codes::FILE_TOO_BIG, message));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let place = format!("byte {byte:#04x} in line {line}, at offset {at}");
        Box::new(problem(codes::NOT_UTF8, format!("{shown} is not UTF-8")).note(place))
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// (It is boxed since it is big, and rare.)
fn problem(code: Code, message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(code, message))
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed, so that a file that is too big (or has no end) is noticed.
    File::open(path)?
        .take(MAX_SIZE + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

//! What the tests share.

pub mod apache_json;
pub mod certificates;
pub mod checks;
pub mod corpus;
pub mod echo;
pub mod entropy;
pub mod every_type;
pub mod flags;
pub mod front_end;
pub mod golden;
pub mod interop;
pub mod matrix;
pub mod neutral;
pub mod peer;
pub mod serving;
pub mod target;
pub mod waiting;

use std::path::PathBuf;

use serde_json::Value;
use thriftwood::Protocol;

/// The protocols that every generated value goes through and comes back from. `binary-old` differs from `binary` in
/// message headers only.
pub const READ_PROTOCOLS: &[Protocol] = &[Protocol::Binary, Protocol::Compact];

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The bytes that hex stands for.
///
/// # Panics
/// If it is no hex.
pub fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
    (0..text.len()).step_by(2).map(digit).collect()
}

/// The first place where two JSON values differ. Numbers are compared as far as Apache prints them: 15 digits.
pub fn differs(ours: &Value, theirs: &Value) -> Option<String> {
    fn walk(path: &str, ours: &Value, theirs: &Value) -> Option<String> {
        match (ours, theirs) {
            (Value::Object(a), Value::Object(b)) => {
                let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                keys.into_iter().find_map(|key| {
                    let absent = Value::Null;
                    let (a, b) = (a.get(key).unwrap_or(&absent), b.get(key).unwrap_or(&absent));
                    walk(&format!("{path}.{key}"), a, b)
                })
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b).enumerate();
                pairs
                    .into_iter()
                    .find_map(|(index, (a, b))| walk(&format!("{path}[{index}]"), a, b))
            }
            (Value::Number(a), Value::Number(b)) if close(a, b) => None,
            _ if ours == theirs => None,
            _ => Some(format!("at {path}: ours {ours}, theirs {theirs}")),
        }
    }
    walk("", ours, theirs)
}

fn close(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
        return a == b;
    }
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-14 * a.abs().max(b.abs()),
        _ => false,
    }
}

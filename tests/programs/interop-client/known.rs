//! The faults that are known of the libraries of other languages. A peer says its name, and what its library gets wrong by
//! itself is not held against it, or against us: the reasons stand in its folder, in `tests/interop`.

use tests::checks::Session;
use tests::flags::Flags;
use tests::matrix::{Matrix, Role, Skip};

/// Other names that peers give themselves, with the folders of their languages.
const ALSO_CALLED: [(&str, &str); 8] = [
    ("c++", "cpp"),
    ("js", "node"),
    ("javascript", "node"),
    ("nodejs", "node"),
    ("py", "python"),
    ("rs", "rust-thrift"),
    ("rust", "rust-thrift"),
    ("golang", "go"),
];

/// What this server's library fails at in this protocol over this transport. Of strangers nothing is known.
pub(crate) fn faults(session: &mut Session, flags: &Flags) -> Vec<Skip> {
    let who = session.who();
    let who = who.unwrap_or_default().to_lowercase();
    let folder = ALSO_CALLED
        .iter()
        .find(|(name, _)| *name == who)
        .map_or(who.as_str(), |(_, folder)| folder);
    if !folder.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
        return vec![];
    }
    let folder = tests::workspace().join("tests/interop").join(folder);
    let matrix = Matrix::load(&folder).unwrap_or_default();
    let (protocol, transport) = (flags.protocol.name(), flags.transport.name());
    let skips = matrix.skips_of(Role::Server, protocol, transport, flags.ssl);
    skips.into_iter().cloned().collect()
}

//! Text and bytes: what needs escaping, what needs more than one byte, and the lengths where length prefixes grow.

use generated::interop::UNICODE;
use thriftwood::Bytes;

use crate::checks::{Check, Checked, Session, checks, echoes, same};

pub(super) const CHECKS: &[Check] = checks![
    echo_string,
    string_of_many_scripts,
    string_of_four_byte_characters,
    string_of_quotes_and_slashes,
    string_of_control_characters with echo_string_control,
    echo_string_nul,
    string_of_separators,
    string_lengths,
    echo_binary,
    binary_of_every_byte,
    binary_lengths,
];

echoes!(echo_string = echo_string: String::new(), "plain".to_owned(), " spaces at the ends ".to_owned());
echoes!(string_of_many_scripts = echo_string: UNICODE.to_owned(), "e\u{301} नमस्ते שלום".to_owned());
echoes!(string_of_four_byte_characters = echo_string: "😀".to_owned(), "a𝄞b\u{10ffff}\u{10000}".to_owned());
echoes!(string_of_quotes_and_slashes = echo_string: r#""'\/ \" \\ </script> {"1":[]}"#.to_owned());
echoes!(string_of_control_characters = echo_string: ('\u{1}'..='\u{1f}').collect::<String>(), "\u{7f}\u{80}\u{9f}".to_owned());
echoes!(echo_string_nul = echo_string: "a\0b".to_owned(), "\0".to_owned());
echoes!(
    /// Line ends to some readers of JSON; a byte order mark; the last character that a surrogate pair does not need.
    string_of_separators = echo_string: "\u{2028}\u{2029}".to_owned(), "\u{feff}mark".to_owned(), "\u{ffff}".to_owned()
);

fn string_lengths(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for length in [
        1, 2, 3, 4, 127, 128, 255, 256, 16_383, 16_384, 65_535, 65_536,
    ] {
        let sent = "x".repeat(length);
        same(&client.echo_string(sent.clone())?, &sent)?;
    }
    Ok(())
}

echoes!(echo_binary = echo_binary: Bytes::new(), Bytes::from_static(b"text"), Bytes::from_static(b"\0"));
echoes!(
    /// Not UTF-8 anywhere near.
    binary_of_every_byte = echo_binary: (0..=255).collect::<Bytes>(), Bytes::from_static(b"\xff\xfe\xc0\x80\xed\xa0\x80")
);

/// Base64 groups bytes by threes, so each remainder has its turn.
fn binary_lengths(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for length in [1, 2, 3, 4, 5, 127, 128, 16_383, 16_384] {
        let sent: Bytes = (0..length).map(|at| (at * 7) as u8).collect();
        same(&client.echo_binary(sent.clone())?, &sent)?;
    }
    Ok(())
}

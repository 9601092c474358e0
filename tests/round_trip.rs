//! Every generated type, from arbitrary values: what is written reads back the same, and cut anywhere it is an error.

use proptest::prelude::*;
use tests::every_type::{TYPES, in_every_protocol};
use thriftwood::Protocol;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn values_come_back(entropy in prop::collection::vec(any::<u8>(), 0..600)) {
        for (ty, protocol) in in_every_protocol() {
            let Some(sample) = (ty.sample)(protocol, &entropy) else { continue };
            if sample.is_endless() {
                continue;
            }
            if let Err(wrong) = sample.comes_back() {
                prop_assert!(false, "{} in {protocol}: {wrong}", ty.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_cut_is_an_error(entropy in prop::collection::vec(any::<u8>(), 0..200)) {
        for (ty, protocol) in in_every_protocol() {
            let Some(sample) = (ty.sample)(protocol, &entropy) else { continue };
            for cut in 0..sample.bytes.len() {
                let read = sample.read(&sample.bytes[..cut]);
                prop_assert!(read.is_err(), "{} in {protocol} cut at {cut} of {}", ty.name, sample.bytes.len());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// JSON is what other parsers read, but for maps whose keys are structs or containers, which C++ writes as they are.
    #[test]
    fn values_come_back_from_json(entropy in prop::collection::vec(any::<u8>(), 0..600)) {
        for ty in TYPES {
            let Some(sample) = (ty.sample)(Protocol::Json, &entropy) else { continue };
            if sample.is_endless() {
                continue;
            }
            if let Err(wrong) = sample.comes_back() {
                prop_assert!(false, "{}: {wrong}", ty.name);
            }
            let parsed = serde_json::from_slice::<serde_json::Value>(&sample.bytes);
            prop_assert_eq!(parsed.is_ok(), !has_keys_of_containers(&sample.bytes), "{}", ty.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn every_cut_of_a_struct_in_json_is_an_error(entropy in prop::collection::vec(any::<u8>(), 0..200)) {
        for ty in TYPES {
            let Some(sample) = (ty.sample)(Protocol::Json, &entropy) else { continue };
            if !sample.bytes.starts_with(b"{") {
                continue;
            }
            for cut in 0..sample.bytes.len() {
                let read = sample.read(&sample.bytes[..cut]);
                prop_assert!(read.is_err(), "{} cut at {cut} of {}", ty.name, sample.bytes.len());
            }
        }
    }
}

/// Does a colon stand behind a bracket or a brace, outside strings?
fn has_keys_of_containers(json: &[u8]) -> bool {
    let (mut string, mut escaped, mut last) = (false, false, b' ');
    for byte in json {
        match (string, *byte) {
            (false, b':') if matches!(last, b']' | b'}') => return true,
            (_, b'"') if !escaped => string = !string,
            _ => {}
        }
        escaped = string && *byte == b'\\' && !escaped;
        last = *byte;
    }
    false
}

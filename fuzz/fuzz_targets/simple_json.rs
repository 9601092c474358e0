//! `fuzz::simple_json` says what is looked for.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::simple_json(input));

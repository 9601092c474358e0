//! Bytes from a peer that lies: an error, never a panic, a hang, or more memory than the bytes deserve.

use std::sync::{Mutex, PoisonError};

use peak_alloc::PeakAlloc;
use tests::every_type::{Sample, in_every_protocol};
use thriftwood::Protocol;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One measurement at a time: the peak is the process's.
static MEASURING: Mutex<()> = Mutex::new(());

/// What decoding may take, for so many bytes: a field of one byte may stand for a struct of some hundred.
fn allowance(bytes: usize) -> usize {
    (64 << 10) + 2048 * bytes
}

/// The peak of memory, in bytes, that reading took.
fn peak_of_reading(sample: &Sample, bytes: &[u8]) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    drop(sample.read(bytes));
    MEMORY.peak_usage().saturating_sub(before)
}

/// The same arbitrary samples in every run: `count` of each type, out of at most `size` bytes of entropy.
fn each_sample(size: usize, count: u64, check: impl Fn(&str, &Sample)) {
    let _alone = MEASURING.lock().unwrap_or_else(PoisonError::into_inner);
    for seed in 0..count {
        let entropy: Vec<u8> = entropy(seed).take(size).collect();
        for (ty, protocol) in in_every_protocol() {
            if let Some(sample) = (ty.sample)(protocol, &entropy) {
                check(ty.name, &sample);
            }
        }
    }
}

/// Knuth's MMIX generator, by its high bytes.
fn entropy(seed: u64) -> impl Iterator<Item = u8> {
    let step = |state: &u64| {
        let (factor, term) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        Some(state.wrapping_mul(factor).wrapping_add(term))
    };
    std::iter::successors(Some(seed), step)
        .skip(8)
        .map(|state| (state >> 56) as u8)
}

/// What `bytes` become if a length stands at `at` and says 2 GiB, 16 MiB, -1 and "all that is left and one more".
fn lies(protocol: Protocol, bytes: &[u8], at: usize) -> impl Iterator<Item = Vec<u8>> {
    let left = (bytes.len() - at) as i32;
    [i32::MAX, 16 << 20, -1, left + 1]
        .into_iter()
        .filter_map(move |lie| {
            let (length, instead_of) = match protocol {
                Protocol::Compact => (varint(lie as u32), 1),
                _ => (lie.to_be_bytes().to_vec(), 4),
            };
            let behind = bytes.get(at + instead_of..)?;
            Some([&bytes[..at], &length, behind].concat())
        })
}

fn varint(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[test]
fn lying_lengths_take_no_memory() {
    each_sample(120, 2, |name, sample| {
        for at in 0..sample.bytes.len() {
            for bytes in lies(sample.protocol, &sample.bytes, at) {
                let peak = peak_of_reading(sample, &bytes);
                assert!(
                    peak <= allowance(bytes.len()),
                    "{name} in {}: a lie at {at} took {peak} bytes",
                    sample.protocol
                );
            }
        }
    });
}

/// Each byte becomes each of a few others: types, ids, lengths and values that were not meant.
#[test]
fn no_changed_byte_does_harm() {
    each_sample(120, 2, |name, sample| {
        for at in 0..sample.bytes.len() {
            for change in [0x00, 0x01, 0x0b, 0x0c, 0x0f, 0x7f, 0x80, 0xff] {
                let mut bytes = sample.bytes.clone();
                bytes[at] ^= change;
                let peak = peak_of_reading(sample, &bytes);
                assert!(
                    peak <= allowance(bytes.len()),
                    "{name} in {}: byte {at} ^ {change:#x} took {peak} bytes",
                    sample.protocol
                );
            }
        }
    });
}

/// Structs of structs without end, in a field that nobody knows and in the field of a recursive type.
#[test]
fn nesting_without_end_is_refused() {
    let _alone = MEASURING.lock().unwrap_or_else(PoisonError::into_inner);
    for (ty, protocol) in in_every_protocol() {
        let Some(sample) = (ty.sample)(protocol, &[]) else {
            continue;
        };
        // A struct in field 32512, and in field 2; a list of one struct in field 2.
        let levels: [&[u8]; 3] = match protocol {
            Protocol::Compact => [&[0x0c, 0x80, 0xfc, 0x03], &[0x2c], &[0x29, 0x1c]],
            _ => [&[12, 0x7f, 0], &[12, 0, 2], &[15, 0, 2, 12, 0, 0, 0, 1]],
        };
        for level in levels {
            let bytes = level.repeat(100_000);
            assert!(
                sample.read(&bytes).is_err(),
                "{} in {protocol}: {level:?} without end",
                ty.name
            );
        }
    }
}

/// Fields 32256 and up, of every type.
fn unknown_in_binary() -> Vec<u8> {
    [
        &[2, 0x7e, 0, 1][..],
        &[3, 0x7e, 1, 9],
        &[4, 0x7e, 2, 1, 2, 3, 4, 5, 6, 7, 8],
        &[6, 0x7e, 3, 1, 2],
        &[8, 0x7e, 4, 1, 2, 3, 4],
        &[10, 0x7e, 5, 1, 2, 3, 4, 5, 6, 7, 8],
        &[11, 0x7e, 6, 0, 0, 0, 2, b'h', b'i'],
        &[12, 0x7e, 7, 8, 0, 1, 0, 0, 0, 5, 0],
        &[13, 0x7e, 8, 11, 8, 0, 0, 0, 1, 0, 0, 0, 1, b'k', 0, 0, 0, 1],
        &[14, 0x7e, 9, 3, 0, 0, 0, 2, 1, 2],
        &[15, 0x7e, 10, 12, 0, 0, 0, 2, 0, 0],
        &[
            16, 0x7e, 11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        ],
    ]
    .concat()
}

/// Fields 32256 and up, of every type.
fn unknown_in_compact() -> Vec<u8> {
    let id = |field: u32| varint(2 * (0x7e00 + field));
    [
        [&[0x01][..], &id(0)].concat(),
        [&[0x02][..], &id(1)].concat(),
        [&[0x03][..], &id(2), &[9]].concat(),
        [&[0x07][..], &id(3), &[1; 8]].concat(),
        [&[0x04][..], &id(4), &[0x80, 1]].concat(),
        [&[0x05][..], &id(5), &[0x80, 0x80, 1]].concat(),
        [&[0x06][..], &id(6), &[0xff; 9], &[1]].concat(),
        [&[0x08][..], &id(7), b"\x02hi"].concat(),
        [&[0x0c][..], &id(8), &[0x15, 5, 0x11, 0]].concat(),
        [&[0x0b][..], &id(9), &[1, 0x85, 1, b'k', 1]].concat(),
        [&[0x0a][..], &id(10), &[0x23, 1, 2]].concat(),
        [&[0x09][..], &id(11), &[0xf1, 15], &[1; 15]].concat(),
        [&[0x0d][..], &id(12), &[7; 16]].concat(),
    ]
    .concat()
}

/// A compact struct whose first field gives its id, not the step from the field before.
fn whole_first_id(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [head @ (16..), rest @ ..] => [&[head & 15, 2 * (head >> 4)], rest].concat(),
        _ => bytes.to_vec(),
    }
}

/// Fields that nobody knows, of every type, before, between and behind: skipped.
#[test]
fn unknown_fields_are_skipped() {
    each_sample(300, 8, |name, sample| {
        // An enum is a number, a union keeps what it does not know: only structs skip.
        if !sample.is_struct() || sample.is_endless() {
            return;
        }
        let (unknown, value) = match sample.protocol {
            Protocol::Compact => (unknown_in_compact(), whole_first_id(&sample.bytes)),
            _ => (unknown_in_binary(), sample.bytes.clone()),
        };
        let without_stop = &sample.bytes[..sample.bytes.len() - 1];
        let before = [&unknown[..], &value].concat();
        let behind = [without_stop, &unknown, &[0]].concat();
        for bytes in [before, behind] {
            assert!(sample.reads_alike(&bytes), "{name} in {}", sample.protocol);
        }
    });
}

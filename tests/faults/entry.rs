//! The values that calls carry. Each tells whose it is, and whether it is still what it was.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::RangeInclusive;

use fastrand::Rng;
use generated::ledger::Entry;

use crate::chance::{chance, of_any_size, one_in};
use crate::script::Kind;

/// Everything that is chosen for one entry. The caller and the handler both know it by the number.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) number: i64,
    /// What the handler answers.
    pub(crate) answer: Answer,
    /// The handler awaits something first.
    pub(crate) pauses: bool,
    /// Its async caller does not wait for the answer for long.
    pub(crate) leaves: bool,
    /// May it be kept several times? Then it is posted again even if it may have been kept.
    pub(crate) is_repeatable: bool,
    padding: u64,
    receipt_padding: u64,
}

/// What a handler answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nothing: it is a note.
    Silence,
    Receipt,
    /// The exception that the IDL declares.
    Unwelcome,
    /// An error that it does not.
    Complaint,
}

/// Who has sealed an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Caller,
    Handler,
}

/// How an undeclared error begins.
const COMPLAINT: &str = "a complaint about ";

impl Plan {
    pub(crate) fn of(kind: Kind, seed: u64, number: i64) -> Self {
        let mut rng = chance(&[seed, number.cast_unsigned()]);
        Self {
            number,
            answer: match rng.u32(0..10) {
                0 | 1 => Answer::Silence,
                2 => Answer::Unwelcome,
                3 => Answer::Complaint,
                _ => Answer::Receipt,
            },
            pauses: one_in(&mut rng, 8),
            leaves: one_in(&mut rng, 10),
            is_repeatable: one_in(&mut rng, 3),
            padding: if kind == Kind::HalfSent {
                rng.u64(BULKY)
            } else {
                padding(&mut rng)
            },
            receipt_padding: padding(&mut rng),
        }
    }

    /// Does nobody wait for an answer?
    pub(crate) fn is_note(&self) -> bool {
        self.answer == Answer::Silence
    }

    /// What the caller sends.
    pub(crate) fn entry(&self, seed: u64) -> Entry {
        entry(seed, Party::Caller, self.number, self.padding)
    }

    /// What the handler answers with.
    pub(crate) fn receipt(&self, seed: u64) -> Entry {
        entry(seed, Party::Handler, self.number, self.receipt_padding)
    }

    /// The text of an undeclared error, sealed too.
    pub(crate) fn complaint(&self, seed: u64) -> String {
        complaint(seed, self.number)
    }
}

/// So many bytes that sockets do not take many such entries at once.
const BULKY: RangeInclusive<u64> = 2 * 1024..=24 * 1024;

/// Some bytes; some hundred now and then, and seldom more than a read brings.
fn padding(rng: &mut Rng) -> u64 {
    let bits = if one_in(rng, 24) { 16 } else { 9 };
    of_any_size(rng, bits)
}

fn entry(seed: u64, party: Party, number: i64, length: u64) -> Entry {
    let mut rng = chance(&[seed, number.cast_unsigned(), party as u64]);
    // half of it compresses well
    let alphabet = if rng.bool() { 255 } else { 3 };
    let padding: Vec<u8> = (0..length).map(|_| rng.u8(0..=alphabet)).collect();
    Entry {
        number,
        seal: seal(seed, party, number, &padding),
        padding: padding.into(),
    }
}

/// What nobody can make who does not know the seed; least of all by chance.
fn seal(seed: u64, party: Party, number: i64, padding: &[u8]) -> i64 {
    let mut hasher = DefaultHasher::new();
    (seed, party as u64, number, padding).hash(&mut hasher);
    hasher.finish().cast_signed()
}

/// Is it as this party made it?
pub(crate) fn is_sealed(seed: u64, party: Party, entry: &Entry) -> bool {
    entry.seal == seal(seed, party, entry.number, &entry.padding)
}

fn complaint(seed: u64, number: i64) -> String {
    let seal = seal(seed, Party::Handler, number, &[]);
    format!("{COMPLAINT}{number} {seal:x}")
}

/// Whom an undeclared error is for, if it is one of ours and unchanged.
pub(crate) fn complained_of(seed: u64, text: &str) -> Option<i64> {
    let number = text.strip_prefix(COMPLAINT)?.split(' ').next()?;
    let number = number.parse().ok()?;
    (complaint(seed, number) == text).then_some(number)
}

//! Clients and servers of every kind with a proxy between them that delays, splits, merges, drops, resets, half-closes and
//! changes what they send. What it does is drawn from a seed, and depends on that, on the number of the connection, the
//! direction and the number of the byte, and on nothing else. A seed also says which of the server models, dialects and
//! clients meet; as many of them in a row as there are combinations meet all.
//!
//! The rules, of which none may ever be broken:
//!
//! 1. A call ends in the answer that is due to it, or in an error. The answer is a receipt, a declared exception or an
//!    undeclared error, and each carries the call's number, which no other call has, and a seal that only the handler of
//!    that call can make.
//! 2. An error that says that the call did not run tells the truth: the handler never sees the call's number. Whoever was
//!    answered was served.
//! 3. The handler sees a number once, or as often as it was sent again by a caller who was told that it did not run, or who
//!    said beforehand that it may run several times.
//! 4. Nobody gets another caller's answer.
//! 5. Without a lost connection there is no error, and over one connection, used by one call at a time, only one call fails.
//!    Notes, which nobody answers, arrive. A server that is stopped answers what it has begun.
//! 6. No call waits for longer than its time limit, which is a net: where nothing fell silent it must not be needed. Then
//!    the server stops and has no connection left, and no descriptor and no thread is left of anybody.
//!
//! Thrift has no checksums. So where the proxy has changed a byte of a run, an answer may be changed as well: its seal is
//! broken then, or it is an error that the handler did not give, and neither counts as a wrong answer. What is sealed and
//! for somebody else does, but for two cases in which nobody could tell: the byte may have been part of a sequence id, where
//! several calls are on one connection; and it may have been a reference to earlier bytes, in a compressed stream, which can
//! repeat a whole message. Under TLS nothing of all that may be seen. Rule 2 holds whatever is changed: no byte of a call
//! that was not sent can have run.
//!
//! A seed that fails says how to see it again. `FAULT_RUNS=20000` makes so many runs of each kind, `FAULT_FROM=…` begins
//! with another seed.

mod callers;
mod case;
mod chance;
mod encrypted;
mod entry;
mod keeper;
mod log;
mod many;
mod proxy;
mod run;
mod script;
mod tally;
mod verdict;

use many::{check, is_whole};
use script::Kind;
use tally::Tally;

/// Runs that could not fail prove nothing: if it is all of them, they must show this.
fn check_and_see(kind: Kind, shows: impl FnOnce(&Tally) -> bool) {
    let tally = check(kind);
    if is_whole() {
        assert!(
            tally.faults > tally.runs && tally.answered > tally.runs,
            "{tally}"
        );
        assert!(shows(&tally), "{tally}");
    }
}

/// Connections that are lost leave every doubt that there can be.
fn shows_doubt(tally: &Tally) -> bool {
    let Tally {
        unknown,
        unsent,
        kept_all_the_same,
        ..
    } = *tally;
    unsent > 0 && kept_all_the_same > 0 && unknown > kept_all_the_same
}

#[test]
fn delays() {
    check_and_see(Kind::Delays, |tally| tally.unknown + tally.unsent == 0);
}

#[test]
fn splits() {
    check_and_see(Kind::Splits, |tally| tally.unknown + tally.unsent == 0);
}

#[test]
fn drops() {
    check_and_see(Kind::Drops, shows_doubt);
}

#[test]
fn holes() {
    check_and_see(Kind::Holes, |tally| {
        tally.unknown > 0 && tally.kept_all_the_same > 0
    });
}

#[test]
fn resets() {
    check_and_see(Kind::Resets, shows_doubt);
}

#[test]
fn half_closes() {
    check_and_see(Kind::HalfCloses, shows_doubt);
}

#[test]
fn corruption() {
    check_and_see(Kind::Corruption, |tally| {
        tally.strange > 0 && tally.unknown > 0
    });
}

#[test]
fn everything() {
    check_and_see(Kind::Everything, shows_doubt);
}

#[test]
fn stops() {
    check_and_see(Kind::Stops, |tally| tally.unknown > 0 && tally.unsent > 0);
}

#[test]
fn half_sent() {
    check_and_see(Kind::HalfSent, |tally| {
        shows_doubt(tally) && tally.half_sent > 0
    });
}

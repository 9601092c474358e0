//! Whatever is not an echo: plain methods, errors, oneway calls, callers newer than the server.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::process;
use std::thread;
use std::time::Duration;

use rust_kit::{Checked, Described, Flags, Report, blob, check, same};
use rust_thrift::interop::*;
use rust_thrift::sample;
use thrift::{ApplicationErrorKind, Error, OrderedFloat};

use crate::connect::{Interop, Second, newer};

pub fn check(report: &mut Report, c: &mut Interop) {
    check!(
        report,
        "who",
        same(c.who().map(|name| name.is_empty()), &false)
    );
    check!(report, "ping", same(c.ping(), &()));
    check!(report, "add", same(c.add(2, 40), &42));
    check!(report, "add_wraps", same(c.add(i32::MAX, 1), &i32::MIN));
    check!(report, "describe", describe(c));
    check!(report, "get_sample", same(c.get_sample(), &sample()));
    check!(
        report,
        "check_sample",
        same(c.check_sample(sample()), &true)
    );
    check!(report, "check_sample_wrong", {
        same(
            c.check_sample(Bundle {
                dflt: None,
                ..sample()
            }),
            &false,
        )
    });
    check!(report, "blob", same(c.blob(1 << 20), &blob(1 << 20)));
    errors(report, c);
    check!(report, "oneway", oneway(c));
    check!(report, "snooze", same(c.snooze(20), &20));
    check!(report, "after_errors", same(c.ping(), &()));
}

fn errors(report: &mut Report, c: &mut Interop) {
    let details = vec!["x".to_owned(), "y".to_owned()];
    check!(report, "throw_one", same(c.throw_one(0), &0));
    check!(report, "throw_one_a", {
        thrown(c.throw_one(1), &ErrA::new(11, "a: żółć".to_owned()))
    });
    check!(report, "throw_one_b", {
        thrown(
            c.throw_one(2),
            &ErrB::new("b".to_owned(), details, Point::new(1, 2)),
        )
    });
    check!(
        report,
        "throw_one_undeclared",
        refused(c.throw_one(3), None)
    );
    check!(report, "throw_void", {
        same(c.throw_void(0), &())
            .and_then(|()| thrown(c.throw_void(5), &ErrA::new(5, "void".to_owned())))
    });
    check!(report, "missing_result", {
        refused(
            c.missing_result(),
            Some(ApplicationErrorKind::MissingResult),
        )
    });
}

/// Checks of a client that knows more than the server. Each has its own connection, which a server may well close.
pub fn check_as_newer(report: &mut Report, flags: &Flags) {
    let unknown = Some(ApplicationErrorKind::UnknownMethod);
    check!(report, "evolve", evolve(flags, b"text"));
    check!(report, "evolve_not_utf8", evolve(flags, &[0, 255]));
    check!(report, "unknown_method", {
        refused(
            newer(flags).and_then(|mut future| future.not_there(1)),
            unknown,
        )
    });
    check!(report, "unknown_method_void", {
        refused(
            newer(flags).and_then(|mut future| future.not_there_void(sample())),
            unknown,
        )
    });
}

pub fn check_second(report: &mut Report, second: &mut Second) {
    check!(
        report,
        "second_who",
        same(second.who(), &"second".to_owned())
    );
    check!(report, "second_backwards", {
        same(second.backwards("aż日😀".to_owned()), &"😀日ża".to_owned())
    });
}

fn describe(c: &mut Interop) -> Checked {
    let (s, bin, nums) = ("é", vec![0, 255], vec![i32::MAX, i32::MAX, -3]);
    let wanted = Described {
        b: true,
        i8v: -1,
        i16v: -2,
        i32v: -3,
        i64v: -4,
        d: 1.5,
        s,
        bin: &bin,
        e: -5,
        nums: &nums,
    };
    let Described {
        b,
        i8v,
        i16v,
        i32v,
        i64v,
        d,
        ..
    } = wanted;
    let text = wanted.to_string();
    let d = OrderedFloat(d);
    let answer = c.describe(
        b,
        i8v,
        i16v,
        i32v,
        i64v,
        d,
        s.to_owned(),
        bin,
        Sparse::MINUS_FIVE,
        nums,
    );
    same(answer, &text)
}

/// Asks again for a while: a server may answer a later call before it is done with an earlier one.
fn oneway(c: &mut Interop) -> Checked {
    let token = format!("rust-thrift-{}", process::id());
    for n in [3, 4] {
        c.fire(token.clone(), n)
            .map_err(|error| error.to_string())?;
    }
    for _ in 0..200 {
        if let Ok(7) = c.fired(token.clone()) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(10));
    }
    same(c.fired(token), &7)
}

/// Sends fields that the server does not know (some libraries read binary over as text), and one of an unexpected type.
/// Of that one this library looks at the id only when it reads, so the answer's is not compared.
fn evolve(flags: &Flags, binary: &[u8]) -> Checked {
    let sent = wide(binary);
    let answer = newer(flags).and_then(|mut future| future.evolve(sent, 99));
    same(
        answer.map(|wide| (wide.id, wide.name)),
        &(Some(7), Some("kept".to_owned())),
    )
}

fn wide(binary: &[u8]) -> Wide {
    let sample = sample();
    let points = vec![Point::new(1, 0), Point::new(0, 2)];
    Wide {
        id: Some(7),
        w_bool: Some(true),
        retyped: Some("text".to_owned()),
        w_i8: Some(1),
        w_i16: Some(2),
        w_i32: Some(3),
        w_i64: Some(4),
        w_double: Some(OrderedFloat(5.5)),
        w_string: Some("s".to_owned()),
        w_binary: Some(binary.to_vec()),
        w_enum: Some(Color::BLUE),
        w_struct: sample.tree,
        w_list_bool: Some(vec![true, false]),
        w_list_struct: Some(points.clone()),
        w_set: Some(BTreeSet::from(["a".to_owned(), "b".to_owned()])),
        w_map: Some(BTreeMap::from([
            ("k".to_owned(), points),
            ("none".to_owned(), vec![]),
        ])),
        w_empty_map: Some(BTreeMap::new()),
        w_deep: sample.containers.and_then(|held| held.l_deep),
        w_empty: Some(Empty::new()),
        name: Some("kept".to_owned()),
        w_tail: Some(true),
    }
}

/// The call must end in that exception.
fn thrown<T: Debug, E: std::error::Error + PartialEq + 'static>(
    answer: thrift::Result<T>,
    wanted: &E,
) -> Checked {
    match answer {
        Err(Error::User(error)) if error.downcast_ref() == Some(wanted) => Ok(()),
        answer => Err(format!("{answer:?} instead of {wanted:?}")),
    }
}

/// The call must end in a TApplicationException, of that kind if one is named.
fn refused<T: Debug>(answer: thrift::Result<T>, kind: Option<ApplicationErrorKind>) -> Checked {
    match answer {
        Err(Error::Application(error)) if kind.is_none_or(|kind| kind == error.kind) => Ok(()),
        answer => Err(format!(
            "{answer:?} instead of a TApplicationException {kind:?}"
        )),
    }
}

//! Whatever is not an echo: plain methods, errors, oneway calls, callers newer than the server.

use std::fmt::Debug;
use std::process;
use std::time::Duration;

use pilota::{AHashMap, Bytes, FastStr};
use rust_kit::{Checked, Described, Flags, Report, blob, check, same};
use volo_peer::interop::*;
use volo_peer::sample;
use volo_thrift::{ApplicationExceptionKind, ClientError, ClientResult, MaybeException};

use crate::connect::newer;

pub async fn check(report: &mut Report, c: &InteropClient) {
    check!(
        report,
        "who",
        same(c.who().await.map(|name| name.is_empty()), &false)
    );
    check!(report, "ping", same(c.ping().await, &()));
    check!(report, "add", same(c.add(2, 40).await, &42));
    check!(
        report,
        "add_wraps",
        same(c.add(i32::MAX, 1).await, &i32::MIN)
    );
    check!(report, "describe", describe(c).await);
    check!(report, "get_sample", same(c.get_sample().await, &sample()));
    check!(
        report,
        "check_sample",
        same(c.check_sample(sample()).await, &true)
    );
    let other = Bundle {
        dflt: None,
        ..sample()
    };
    check!(
        report,
        "check_sample_wrong",
        same(c.check_sample(other).await, &false)
    );
    check!(
        report,
        "blob",
        same(c.blob(1 << 20).await, &Bytes::from(blob(1 << 20)))
    );
    errors(report, c).await;
    check!(report, "oneway", oneway(c).await);
    check!(report, "snooze", same(c.snooze(20).await, &20));
    check!(report, "after_errors", same(c.ping().await, &()));
}

async fn errors(report: &mut Report, c: &InteropClient) {
    use {InteropThrowOneException as One, InteropThrowVoidException as Void};
    let a = One::A(ErrA {
        code: Some(11),
        message: Some("a: żółć".into()),
    });
    let b = One::B(ErrB {
        label: Some("b".into()),
        details: Some(vec!["x".into(), "y".into()]),
        where_at: Some(Point {
            x: Some(1),
            y: Some(2),
        }),
    });
    let void = Void::A(ErrA {
        code: Some(5),
        message: Some("void".into()),
    });
    check!(
        report,
        "throw_one",
        same(plain(c.throw_one(0).await), &Ok(0))
    );
    check!(
        report,
        "throw_one_a",
        same(plain(c.throw_one(1).await), &Err(a))
    );
    check!(
        report,
        "throw_one_b",
        same(plain(c.throw_one(2).await), &Err(b))
    );
    check!(
        report,
        "throw_one_undeclared",
        refused(plain(c.throw_one(3).await), None)
    );
    check!(
        report,
        "throw_void",
        same(plain(c.throw_void(0).await), &Ok(()))
    );
    check!(
        report,
        "throw_void_a",
        same(plain(c.throw_void(5).await), &Err(void))
    );
    let missing = Some(ApplicationExceptionKind::MISSING_RESULT);
    check!(
        report,
        "missing_result",
        refused(c.missing_result().await, missing)
    );
}

/// Checks of a client that knows more than the server. Each has its own connection, which a server may well close.
pub async fn check_as_newer(report: &mut Report, flags: &Flags) {
    let unknown = Some(ApplicationExceptionKind::UNKNOWN_METHOD);
    check!(report, "evolve", evolve(&newer(flags), b"text").await);
    check!(
        report,
        "evolve_not_utf8",
        evolve(&newer(flags), &[0, 255]).await
    );
    check!(
        report,
        "unknown_method",
        refused(newer(flags).not_there(1).await, unknown)
    );
    let void = async || newer(flags).not_there_void(sample()).await;
    check!(
        report,
        "unknown_method_void",
        refused(void().await, unknown)
    );
}

async fn describe(c: &InteropClient) -> Checked {
    let (d, s, bin, nums) = (1.5, "é", &[0, 255], [i32::MAX, i32::MAX, -3]);
    let (b, i8v, i16v, i32v, i64v, e) = (true, -1, -2, -3, -4, -5);
    let wanted = Described {
        b,
        i8v,
        i16v,
        i32v,
        i64v,
        d,
        s,
        bin,
        e,
        nums: &nums,
    }
    .to_string();
    let (s, bin, e) = (s.into(), Bytes::from_static(bin), Sparse::MINUS_FIVE);
    let answer = c
        .describe(b, i8v, i16v, i32v, i64v, d, s, bin, e, nums.to_vec())
        .await;
    same(answer, &FastStr::from(wanted))
}

/// Asks again for a while: a server may answer a later call before it is done with an earlier one.
async fn oneway(c: &InteropClient) -> Checked {
    let token = FastStr::from(format!("volo-{}", process::id()));
    for n in [3, 4] {
        same(c.fire(token.clone(), n).await, &())?;
    }
    for _ in 0..200 {
        if let Ok(7) = c.fired(token.clone()).await {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    same(c.fired(token).await, &7)
}

/// Sends fields that the server does not know (some libraries read binary over as text), and one of an unexpected type.
async fn evolve(future: &FutureClient, binary: &'static [u8]) -> Checked {
    let answer = future.evolve(wide(binary), 99).await;
    let kept = answer.map(|wide| (wide.id, wide.name, wide.w_string));
    same(kept, &(Some(7), Some("kept".into()), None))
}

fn wide(binary: &'static [u8]) -> Wide {
    let sample = sample();
    let point = |x, y| Point {
        x: Some(x),
        y: Some(y),
    };
    let points = vec![point(1, 0), point(0, 2)];
    Wide {
        id: Some(7),
        w_bool: Some(true),
        retyped: Some("text".into()),
        w_i8: Some(1),
        w_i16: Some(2),
        w_i32: Some(3),
        w_i64: Some(4),
        w_double: Some(5.5),
        w_string: Some("s".into()),
        w_binary: Some(Bytes::from_static(binary)),
        w_enum: Some(Color::BLUE),
        w_struct: sample.tree,
        w_list_bool: Some(vec![true, false]),
        w_list_struct: Some(points.clone()),
        w_set: Some(["a".into(), "b".into()].into_iter().collect()),
        w_map: Some(
            [("k".into(), points), ("none".into(), vec![])]
                .into_iter()
                .collect(),
        ),
        w_empty_map: Some(AHashMap::new()),
        w_deep: sample.containers.and_then(|held| held.l_deep),
        w_empty: Some(Empty {}),
        name: Some("kept".into()),
        w_tail: Some(true),
    }
}

/// volo's result of a method that throws, as one that can be compared and shown.
fn plain<T, E>(answer: ClientResult<MaybeException<T, E>>) -> ClientResult<Result<T, E>> {
    answer.map(|answer| match answer {
        MaybeException::Ok(value) => Ok(value),
        MaybeException::Exception(error) => Err(error),
    })
}

/// The call must end in a TApplicationException, of that kind if one is named.
fn refused<T: Debug>(answer: ClientResult<T>, kind: Option<ApplicationExceptionKind>) -> Checked {
    match answer {
        Err(ClientError::Application(error)) if kind.is_none_or(|kind| kind == error.kind()) => {
            Ok(())
        }
        answer => Err(format!(
            "{answer:?} instead of a TApplicationException {kind:?}"
        )),
    }
}

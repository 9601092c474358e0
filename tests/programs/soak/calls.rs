//! Calls whose answers are known.

use std::fmt::Debug;

use fastrand::Rng;
use generated::interop::interop::{Client, ThrowOneError, ThrowVoidError};
use generated::interop::{ErrA, SAMPLE, Sparse, future};
use tests::{entropy, hex, interop};
use thriftwood::client::AsyncChannel;
use thriftwood::{ApplicationErrorKind, Bytes, Error, ErrorKind};

use crate::service::PANICS;

/// The longest payload, in bytes.
const LONGEST: u32 = 1 << 20;

/// What a call comes to that has no right answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// There is another answer. It may be another call's.
    Wrong(String),
    /// There is none.
    Failed(Error),
}

impl From<Error> for Unanswered {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::BadSequence { .. }
            | ErrorKind::WrongMethodName { .. }
            | ErrorKind::UnsolicitedReply(_)
            | ErrorKind::Application(_)
            | ErrorKind::WrongType { .. }
            | ErrorKind::Usage(_) => Self::Wrong(error.to_string()),
            _ => Self::Failed(error),
        }
    }
}

pub(crate) type Answered = Result<(), Unanswered>;

/// Any call.
pub(crate) async fn any<C: AsyncChannel + Clone>(channel: &C, draw: &mut Rng) -> Answered {
    let client = Client::new(channel.clone());
    match draw.u8(..100) {
        0..35 => small(&client, draw).await,
        35..70 => echo(&client, draw).await,
        70..77 => large(&client, draw).await,
        77..79 => sample(&client, draw.bool()).await,
        79..90 => exception(&client, draw).await,
        90..93 => unknown(channel, draw).await,
        93..95 => panicking(&client).await,
        _ => slow(&client, draw).await,
    }
}

/// Oneway calls, and then the question what became of them. Nobody else has the token.
pub(crate) async fn oneway<C: AsyncChannel + Clone>(
    channel: &C,
    token: &str,
    draw: &mut Rng,
) -> Answered {
    let client = Client::new(channel.clone());
    let mut due = client.fired(token.to_owned()).await?;
    for _ in 0..draw.u8(1..10) {
        let n = draw.i32(..);
        client.fire(token.to_owned(), n).await?;
        due = due.wrapping_add(n);
    }
    // where calls of one connection run at once, the last ones may be overtaken
    for _ in 0..10_000 {
        if client.fired(token.to_owned()).await? == due {
            return Ok(());
        }
    }
    Err(Unanswered::Wrong(format!(
        "the calls of `fire` never came to {due}"
    )))
}

async fn small<C: AsyncChannel>(client: &Client<C>, draw: &mut Rng) -> Answered {
    match draw.u8(..5) {
        0 => Ok(client.ping().await?),
        1 => {
            let (a, b) = (draw.i32(..), draw.i32(..));
            same(&client.add(a, b).await?, &a.wrapping_add(b))
        }
        2 => {
            let sent = format!("żółć-{}", draw.u64(..));
            same(&client.echo_string(sent.clone()).await?, &sent)
        }
        3 => same(&client.who().await?.as_str(), &"thriftwood"),
        _ => described(client, draw).await,
    }
}

async fn described<C: AsyncChannel>(client: &Client<C>, draw: &mut Rng) -> Answered {
    let (b, i8v, i16v, i32v, i64v) = (
        draw.bool(),
        draw.i8(..),
        draw.i16(..),
        draw.i32(..),
        draw.i64(..),
    );
    let (d, e) = (draw.f64(), Sparse(draw.i32(..)));
    let s: String = (0..draw.u8(..40)).map(|_| draw.char(..)).collect();
    let bin = random_bytes(draw, 40);
    let nums: Vec<i32> = (0..draw.u8(..20)).map(|_| draw.i32(..)).collect();
    let sum: i64 = nums.iter().map(|n| i64::from(*n)).sum();
    let due = format!(
        "b={b} i8={i8v} i16={i16v} i32={i32v} i64={i64v} d={:016x} s={} bin={} e={} sum={sum}",
        d.to_bits(),
        hex(s.as_bytes()),
        hex(&bin),
        e.0,
    );
    let said = client.describe(b, i8v, i16v, i32v, i64v, d, s, bin.into(), e, nums);
    same(&said.await?, &due)
}

/// Sends a value of any type, made of bytes as long as they are many.
macro_rules! echoes {
    ($($method:ident),+ $(,)?) => {
        const ECHOES: usize = [$(stringify!($method)),+].len();

        async fn echo<C: AsyncChannel>(client: &Client<C>, draw: &mut Rng) -> Answered {
            let bytes = random_bytes(draw, 2000);
            let (mut numbers, which) = (0.., draw.usize(..ECHOES));
            $(
                if numbers.next() == Some(which) {
                    let Some(sent) = entropy::value(&bytes) else {
                        return Ok(()); // it would have been nested too deeply
                    };
                    return same(&client.$method(Clone::clone(&sent)).await?, &sent);
                }
            )+
            Ok(())
        }
    };
}

echoes!(
    echo_bool,
    echo_i8,
    echo_i16,
    echo_i32,
    echo_i64,
    echo_double,
    echo_string,
    echo_binary,
    echo_enum,
    echo_typedef,
    echo_list,
    echo_list_bool,
    echo_list_string,
    echo_set,
    echo_map,
    echo_deep,
    echo_empty,
    echo_point,
    echo_default,
    echo_required,
    echo_optional,
    echo_defaults,
    echo_containers,
    echo_keys,
    echo_union,
    echo_tree,
    echo_chain,
    echo_big_ids,
    echo_neg_ids,
    echo_bundle,
    evolve,
);

/// From a byte to a MiB, each order of magnitude as often.
async fn large<C: AsyncChannel>(client: &Client<C>, draw: &mut Rng) -> Answered {
    let size = (LONGEST >> draw.u32(..=LONGEST.ilog2())) as usize;
    let size = draw.usize(size / 2 + 1..=size.max(1));
    match draw.u8(..4) {
        0 => {
            let sent = Bytes::from(several(draw, size));
            same(&client.echo_binary(sent.clone()).await?, &sent)
        }
        1 => {
            let sent = hex(&several(draw, size / 2));
            same(&client.echo_string(sent.clone()).await?, &sent)
        }
        2 => {
            let first = draw.i32(..);
            let sent: Vec<i32> = (0..size as i32 / 4)
                .map(|n| first.wrapping_mul(n))
                .collect();
            same(&client.echo_list(sent.clone()).await?, &sent)
        }
        _ => {
            let blob = client.blob(size as i32).await?;
            same(&blob, &interop::blob(size as i32))
        }
    }
}

async fn sample<C: AsyncChannel>(client: &Client<C>, there: bool) -> Answered {
    if there {
        same(&client.check_sample(SAMPLE.clone()).await?, &true)
    } else {
        same(&client.get_sample().await?, &*SAMPLE)
    }
}

async fn exception<C: AsyncChannel>(client: &Client<C>, draw: &mut Rng) -> Answered {
    match draw.i32(..5) {
        0 => match client.throw_one(1).await {
            Err(ThrowOneError::A(thrown)) => same(&thrown, &interop::err_a()),
            other => unexpected(&other),
        },
        1 => match client.throw_one(2).await {
            Err(ThrowOneError::B(thrown)) => same(&thrown, &interop::err_b()),
            other => unexpected(&other),
        },
        2 => match client.throw_one(3).await {
            Err(ThrowOneError::Other(error)) => says(error, ApplicationErrorKind::INTERNAL_ERROR),
            other => unexpected(&other),
        },
        3 => match client.missing_result().await {
            Err(error) if matches!(error.kind(), ErrorKind::MissingResult(_)) => Ok(()),
            Err(error) => Err(error.into()),
            other => unexpected(&other),
        },
        _ => {
            let code = draw.i32(1..);
            let message = "void".to_owned();
            match client.throw_void(code).await {
                Err(ThrowVoidError::A(thrown)) => same(&thrown, &ErrA { code, message }),
                Err(ThrowVoidError::Other(error)) => Err(error.into()),
                other => unexpected(&other),
            }
        }
    }
}

async fn unknown<C: AsyncChannel + Clone>(channel: &C, draw: &mut Rng) -> Answered {
    let client = future::Client::new(channel.clone());
    match client.not_there(draw.i32(..)).await {
        Err(error) => says(error, ApplicationErrorKind::UNKNOWN_METHOD),
        other => unexpected(&other),
    }
}

async fn panicking<C: AsyncChannel>(client: &Client<C>) -> Answered {
    match client.snooze(PANICS).await {
        Err(error) => says(error, ApplicationErrorKind::INTERNAL_ERROR),
        other => unexpected(&other),
    }
}

/// Some milliseconds: the handler awaits their end, or keeps its thread.
async fn slow<C: AsyncChannel>(client: &Client<C>, draw: &mut Rng) -> Answered {
    let ms = draw.i32(-3..=20);
    let due = if ms < 0 { ms } else { ms.min(2000) };
    same(&client.snooze(ms).await?, &due)
}

fn same<T: PartialEq + Debug>(found: &T, due: &T) -> Answered {
    if found == due {
        return Ok(());
    }
    let brief = |value: &T| format!("{value:?}").chars().take(300).collect::<String>();
    Err(Unanswered::Wrong(format!(
        "{} instead of {}",
        brief(found),
        brief(due)
    )))
}

fn says(error: Error, kind: ApplicationErrorKind) -> Answered {
    match error.kind() {
        ErrorKind::Application(exception) if exception.kind == kind => Ok(()),
        _ => Err(error.into()),
    }
}

fn unexpected(outcome: &impl Debug) -> Answered {
    Err(Unanswered::Wrong(format!("{outcome:?} is not due")))
}

/// Less than so many, and few more often than many.
fn random_bytes(draw: &mut Rng, fewer_than: usize) -> Vec<u8> {
    let fewer_than = draw.usize(1..fewer_than);
    let count = draw.usize(..fewer_than);
    several(draw, count)
}

fn several(draw: &mut Rng, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    draw.fill(&mut bytes);
    bytes
}

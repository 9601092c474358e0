//! Many calls: one after the other, on several connections, and in flight together on one.

use std::thread;

use generated::interop::interop::{Client, ThrowOneError};
use generated::interop::{Narrow, SAMPLE};
use tests::interop::{blob, err_a};
use tokio::task::{JoinSet, LocalSet};

use crate::check::{Check, Checked, brief, checks, same};
use crate::errors::application;
use crate::oneway::{comes_to, token};
use crate::session::{AsyncRoute, Session};

pub(crate) const CHECKS: &[Check] = checks![
    long_conversation,
    new_connections,
    parallel_connections,
    parallel_oneway with oneway,
    async_calls with get_sample echo_bundle,
    async_exceptions with missing_result throw_undeclared,
    pipelined,
    pipelined_mixed with snooze pipelined,
    pipelined_large,
    pipelined_oneway with oneway pipelined,
];

/// Connections side by side.
const CALLERS: i32 = 8;

/// Whatever a call leaves behind in the connection would be found by one of the next.
fn long_conversation(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for n in 0..100 {
        same(&client.add(n, 1)?, &(n + 1))?;
        let text = "x".repeat(n as usize * 7 % 300);
        same(&client.echo_string(text.clone())?, &text)?;
        same(&client.echo_tree(SAMPLE.tree.clone())?, &SAMPLE.tree)?;
        same(&client.blob(n * 100)?, &blob(n * 100))?;
        if client.throw_one(1).is_ok() {
            return Err("throw_one(1) did not throw".into());
        }
    }
    Ok(())
}

fn new_connections(session: &mut Session) -> Checked {
    for n in 0..20 {
        session.hang_up();
        same(&session.interop()?.add(n, n)?, &(2 * n))?;
    }
    Ok(())
}

fn parallel_connections(session: &mut Session) -> Checked {
    side_by_side(session, |session, number| {
        let mut client = session.interop()?;
        for n in 0..25 {
            let value = number * 1000 + n;
            same(&client.echo_i32(value)?, &value)?;
            let text = format!("{number} and {n}");
            same(&client.echo_string(text.clone())?, &text)?;
        }
        Ok(())
    })
}

/// All callers add to one counter.
fn parallel_oneway(session: &mut Session) -> Checked {
    let token = token("parallel");
    side_by_side(session, |session, number| {
        let mut client = session.interop()?;
        (0..25).try_for_each(|_| client.fire(token.clone(), number))?;
        Ok(client.ping()?)
    })?;
    comes_to(
        &mut session.interop()?,
        &token,
        25 * (0..CALLERS).sum::<i32>(),
    )
}

/// Runs `calls` on several connections. Servers of one connection at a time serve them one after the other.
fn side_by_side(
    session: &mut Session,
    calls: impl Fn(&mut Session, i32) -> Checked + Sync,
) -> Checked {
    session.hang_up();
    let (target, calls) = (session.target(), &calls);
    thread::scope(|scope| {
        let call = |number| {
            let mut session = Session::new(target.clone());
            scope.spawn(move || {
                let done = calls(&mut session, number);
                session.hang_up();
                done
            })
        };
        let callers: Vec<_> = (0..CALLERS).map(call).collect();
        let join = |caller: thread::ScopedJoinHandle<'_, Checked>| {
            caller
                .join()
                .unwrap_or_else(|_| Err("the caller panicked".into()))
        };
        callers.into_iter().try_for_each(join)
    })
}

type Async = Client<AsyncRoute>;

fn async_calls(session: &mut Session) -> Checked {
    session.asynchronously(async |client: Async| {
        client.ping().await?;
        same(&client.add(2, 40).await?, &42)?;
        same(&client.get_sample().await?, &*SAMPLE)?;
        same(&client.echo_bundle(SAMPLE.clone()).await?, &*SAMPLE)?;
        let narrow = Narrow {
            id: 1,
            ..Narrow::default()
        };
        same(&client.evolve(narrow.clone()).await?, &narrow)
    })
}

fn async_exceptions(session: &mut Session) -> Checked {
    session.asynchronously(async |client: Async| {
        for _ in 0..3 {
            match client.throw_one(1).await {
                Err(ThrowOneError::A(thrown)) => same(&thrown, &err_a())?,
                other => return Err(format!("throw_one(1) came to {}", brief(&other)).into()),
            }
            match client.throw_one(3).await {
                Err(ThrowOneError::Other(error)) if application(&error).is_some() => {}
                other => return Err(format!("throw_one(3) came to {}", brief(&other)).into()),
            }
            if client.missing_result().await.is_ok() {
                return Err("missing_result had a result".into());
            }
            same(&client.add(1, 1).await?, &2)?;
        }
        Ok(())
    })
}

/// Every task gets the answer to its own call.
fn pipelined(session: &mut Session) -> Checked {
    together(session, 200, |client: Async, n| async move {
        same(&client.add(n, 1000).await?, &(n + 1000))
    })
}

/// Replies of different sizes and kinds, exceptions among them.
fn pipelined_mixed(session: &mut Session) -> Checked {
    together(session, 100, |client: Async, n| async move {
        match n % 5 {
            0 => same(&client.echo_i32(n).await?, &n),
            1 => {
                let text = "ż".repeat(n as usize);
                same(&client.echo_string(text.clone()).await?, &text)
            }
            2 => match client.throw_void(n).await {
                Err(error) if brief(&error).contains(&n.to_string()) => Ok(()),
                other => Err(format!("throw_void({n}) came to {}", brief(&other)).into()),
            },
            3 => same(&client.blob(n * 50).await?, &blob(n * 50)),
            _ => same(&client.snooze(n % 3).await?, &(n % 3)),
        }
    })
}

/// More bytes each way than the buffers between the two hold: a client that only writes would wait for ever.
fn pipelined_large(session: &mut Session) -> Checked {
    together(session, 30, |client: Async, n| async move {
        let data = blob(100_000 + n);
        same(&client.echo_binary(data.clone()).await?, &data)
    })
}

fn pipelined_oneway(session: &mut Session) -> Checked {
    let token = token("pipelined");
    let sent = token.clone();
    together(session, 50, |client: Async, n| {
        let sent = sent.clone();
        async move {
            client.fire(sent, n).await?;
            same(&client.echo_i32(n).await?, &n)
        }
    })?;
    comes_to(&mut session.interop()?, &token, (0..50).sum())
}

/// Makes `count` calls on one connection without waiting for one before the next.
fn together<F>(session: &mut Session, count: i32, call: impl Fn(Async, i32) -> F) -> Checked
where
    F: Future<Output = Checked> + 'static,
{
    session.asynchronously(async |client: Async| {
        let mut calls = JoinSet::new();
        let local = LocalSet::new();
        for n in 0..count {
            calls.spawn_local_on(call(client.clone(), n), &local);
        }
        let all = async {
            while let Some(done) = calls.join_next().await {
                done??;
            }
            Ok(())
        };
        local.run_until(all).await
    })
}

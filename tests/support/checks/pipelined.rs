//! Many calls in flight together on one connection.

use crate::interop::blob;
use generated::interop::interop::Client;
use tokio::task::{JoinSet, LocalSet};

use crate::checks::oneway::{comes_to, token};
use crate::checks::session::AsyncRoute;
use crate::checks::{Check, Checked, Session, brief, checks, same};

pub(super) const CHECKS: &[Check] = checks![
    pipelined,
    pipelined_mixed with snooze pipelined,
    pipelined_oneway with oneway pipelined,
];

pub(super) const LARGE: &[Check] = checks![pipelined_large];

type Async = Client<AsyncRoute>;

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
    session.asynchronously("Interop", async |route| {
        let client = Client::new(route);
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

//! Many calls: one after the other, and on several connections.

use std::thread;

use crate::interop::blob;
use generated::interop::SAMPLE;

use crate::checks::oneway::{comes_to, token};
use crate::checks::{Check, Checked, Session, checks, same};

pub(super) const CHECKS: &[Check] = checks![
    long_conversation,
    new_connections,
    parallel_connections,
    parallel_oneway with oneway,
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

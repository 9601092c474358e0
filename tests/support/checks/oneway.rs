//! Calls that are never answered. When they are carried out is the server's affair, so their effect is waited for.

use std::process;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use generated::interop::interop::BlockingClient;
use thriftwood::client::Channel;

use crate::checks::{Check, Checked, Session, checks, same};

pub(super) const CHECKS: &[Check] = checks![
    fired_never,
    fire_and_fired with oneway,
    fire_many with oneway,
    fire_between_calls with oneway,
    fire_and_leave with oneway,
];

fn fired_never(session: &mut Session) -> Checked {
    same(&session.interop()?.fired(token("never"))?, &0)
}

fn fire_and_fired(session: &mut Session) -> Checked {
    let token = token("fire");
    let mut client = session.interop()?;
    client.fire(token.clone(), 3)?;
    client.fire(token.clone(), 4)?;
    comes_to(&mut client, &token, 7)
}

fn fire_many(session: &mut Session) -> Checked {
    let token = token("many");
    let mut client = session.interop()?;
    for n in 1..=100 {
        client.fire(token.clone(), n)?;
    }
    comes_to(&mut client, &token, 5050)
}

/// No reply comes that the next call could take for its own.
fn fire_between_calls(session: &mut Session) -> Checked {
    let token = token("between");
    let mut client = session.interop()?;
    for n in 0..10 {
        client.fire(token.clone(), 1)?;
        same(&client.add(n, 1)?, &(n + 1))?;
    }
    comes_to(&mut client, &token, 10)
}

/// A client that hangs up at once has still made its call.
fn fire_and_leave(session: &mut Session) -> Checked {
    let token = token("leave");
    session.hang_up();
    session.interop()?.fire(token.clone(), 5)?;
    session.hang_up();
    comes_to(&mut session.interop()?, &token, 5)
}

/// A name that no other run has used.
pub(super) fn token(of: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| now.as_nanos());
    format!("thriftwood-{of}-{}-{now}", process::id())
}

pub(super) fn comes_to<C: Channel>(
    client: &mut BlockingClient<C>,
    token: &str,
    sum: i32,
) -> Checked {
    let end = Instant::now() + Duration::from_secs(5);
    loop {
        let found = client.fired(token.to_owned())?;
        if found == sum || Instant::now() > end {
            return same(&found, &sum);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

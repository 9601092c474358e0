//! What a server of the services in `idl/interop.thrift` must do, in any language: every type, every way for a call to end,
//! and many calls at once.

mod asynchronous;
mod calls;
mod concurrency;
mod containers;
mod doubles;
mod errors;
mod evolution;
mod keys;
mod large;
mod oneway;
mod pipelined;
mod scalars;
mod services;
mod session;
mod structs;
mod target;
mod text;
mod trust;

pub use session::Session;
pub use target::Target;

use std::error::Error;
use std::fmt::Debug;

/// What a check came to.
pub type Checked = Result<(), Failure>;
/// What was found, and what was due.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Which client makes the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// The blocking one.
    Blocking,
    /// The async one.
    Async,
}

impl Style {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Blocking, Self::Async];

    /// All that a server of this kind is checked for, but for megabytes.
    pub fn checks(self, target: &Target) -> Vec<Check> {
        match self {
            Self::Blocking => blocking_checks(target),
            Self::Async => async_checks(target),
        }
    }

    /// What it is checked for by megabytes, which takes time.
    pub fn large_checks(self) -> Vec<Check> {
        match self {
            Self::Blocking => large::CHECKS.to_vec(),
            Self::Async => pipelined::LARGE.to_vec(),
        }
    }
}

fn blocking_checks(target: &Target) -> Vec<Check> {
    let mut groups = vec![
        calls::CHECKS,
        scalars::CHECKS,
        doubles::CHECKS,
        text::CHECKS,
        containers::CHECKS,
        structs::CHECKS,
        keys::CHECKS,
        evolution::CHECKS,
        errors::CHECKS,
        oneway::CHECKS,
        services::INHERITED,
        concurrency::CHECKS,
    ];
    if target.is_multiplexed() {
        groups.push(services::MULTIPLEXED);
    }
    if target.knows_an_authority() {
        groups.push(trust::CHECKS);
    }
    groups.concat()
}

fn async_checks(target: &Target) -> Vec<Check> {
    let mut groups = vec![asynchronous::CHECKS, pipelined::CHECKS];
    if target.is_multiplexed() {
        groups.push(asynchronous::MULTIPLEXED);
    }
    groups.concat()
}

/// One thing that a server must do.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// As lists of known faults name it.
    pub name: &'static str,
    /// The checks without which this one makes no sense.
    with: &'static [&'static str],
    body: fn(&mut Session) -> Checked,
}

impl Check {
    /// Is it this check that is named, or one that it cannot do without?
    pub fn is_about(self, name: &str) -> bool {
        self.name == name || self.with.contains(&name)
    }

    /// Makes its calls. After a failure the next check has a connection of its own: the server may be about to hang up on
    /// this one.
    ///
    /// # Errors
    /// What is wrong with the answers.
    pub fn run(self, session: &mut Session) -> Checked {
        let checked = (self.body)(session);
        if checked.is_err() {
            session.hang_up();
        }
        checked
    }
}

/// Checks that are called as their functions are; `a with b` makes no sense where `b` fails.
macro_rules! checks {
    ($($check:ident $(with $($other:ident)+)?),* $(,)?) => {
        &[$($crate::checks::Check {
            name: stringify!($check),
            with: &[$($(stringify!($other)),+)?],
            body: $check,
        }),*]
    };
}

/// A check that sends each value to a method that answers with its argument.
macro_rules! echoes {
    ($(#[$meta:meta])* $check:ident = $method:ident: $($value:expr),+ $(,)?) => {
        $(#[$meta])*
        fn $check(session: &mut $crate::checks::Session) -> $crate::checks::Checked {
            let mut client = session.interop()?;
            $(
                let sent = $value;
                $crate::checks::same(&client.$method(sent.clone())?, &sent)?;
            )+
            Ok(())
        }
    };
}

use {checks, echoes};

/// Is this what was due?
fn same<T: PartialEq + Debug>(found: &T, due: &T) -> Checked {
    if found == due {
        return Ok(());
    }
    let (found, due) = (brief(found), brief(due));
    Err(format!("{found} instead of {due}").into())
}

/// A value as text, but no more of it than a line can hold.
fn brief(value: &impl Debug) -> String {
    const MOST: usize = 300;
    let text = format!("{value:?}");
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
    }
}

/// A call that should not have been answered with a value was.
fn answered<T: Debug>(value: &T) -> Failure {
    format!("it was answered with {}", brief(value)).into()
}

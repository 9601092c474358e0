//! A check, and what checks say.

use std::error::Error;
use std::fmt::Debug;

use crate::session::Session;

/// What a check came to. An error says what was found and what was due.
pub(crate) type Checked = Result<(), Failure>;
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// One thing that a server must do.
#[derive(Clone, Copy)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    /// The checks without which this one makes no sense.
    pub(crate) with: &'static [&'static str],
    pub(crate) body: fn(&mut Session) -> Checked,
}

impl Check {
    /// Is it this check that is named, or one that it cannot do without?
    pub(crate) fn is_about(self, name: &str) -> bool {
        self.name == name || self.with.contains(&name)
    }

    pub(crate) fn run(self, session: &mut Session) -> Checked {
        (self.body)(session)
    }
}

/// Checks that are called as their functions are; `a with b` makes no sense where `b` fails.
macro_rules! checks {
    ($($check:ident $(with $($other:ident)+)?),* $(,)?) => {
        &[$($crate::check::Check {
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
        fn $check(session: &mut $crate::session::Session) -> $crate::check::Checked {
            let mut client = session.interop()?;
            $(
                let sent = $value;
                $crate::check::same(&client.$method(sent.clone())?, &sent)?;
            )+
            Ok(())
        }
    };
}

pub(crate) use {checks, echoes};

/// Is this what was due?
pub(crate) fn same<T: PartialEq + Debug>(found: &T, due: &T) -> Checked {
    if found == due {
        return Ok(());
    }
    let (found, due) = (brief(found), brief(due));
    Err(format!("{found} instead of {due}").into())
}

/// A value as text, but no more of it than a line can hold.
pub(crate) fn brief(value: &impl Debug) -> String {
    const MOST: usize = 300;
    let text = format!("{value:?}");
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
    }
}

/// A call that should not have been answered with a value was.
pub(crate) fn answered<T: Debug>(value: &T) -> Failure {
    format!("it was answered with {}", brief(value)).into()
}

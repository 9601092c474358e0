//! More than one service: a parent's methods, and several services behind one connection.

use crate::checks::{Check, Checked, Session, checks, same};

pub(super) const INHERITED: &[Check] = checks![call_as_the_parent, parent_and_child];

/// For servers that know their services by name.
pub(super) const MULTIPLEXED: &[Check] =
    checks![second_who, second_backwards, both_services_in_turn];

fn call_as_the_parent(session: &mut Session) -> Checked {
    let mut client = session.base()?;
    client.ping()?;
    same(&client.add(20, 22)?, &42)?;
    same(&client.who()?.is_empty(), &false)
}

fn parent_and_child(session: &mut Session) -> Checked {
    let child = session.interop()?.who()?;
    same(&session.base()?.who()?, &child)?;
    same(&session.interop()?.echo_i32(1)?, &1)
}

fn second_who(session: &mut Session) -> Checked {
    same(&session.second()?.who()?.as_str(), &"second")
}

fn second_backwards(session: &mut Session) -> Checked {
    let mut client = session.second()?;
    for (text, due) in [("", ""), ("abc", "cba"), ("żółć 😀!", "!😀 ćłóż")] {
        same(&client.backwards(text.to_owned())?.as_str(), &due)?;
    }
    Ok(())
}

fn both_services_in_turn(session: &mut Session) -> Checked {
    for n in 0..10 {
        same(&session.interop()?.add(n, n)?, &(2 * n))?;
        let digits = format!("{}", 100 + n);
        let due: String = digits.chars().rev().collect();
        same(&session.second()?.backwards(digits)?, &due)?;
        same(&session.second()?.who()?.as_str(), &"second")?;
    }
    Ok(())
}

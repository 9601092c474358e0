//! TLS: whom this client believes.

use crate::checks::{Check, Checked, Session, checks};

pub(super) const CHECKS: &[Check] = checks![tls_other_name_is_refused];

fn tls_other_name_is_refused(session: &mut Session) -> Checked {
    session.hang_up();
    let other = session.target().under_another_name("bank.example")?;
    match other.connect() {
        Ok(_) => Err("the server passed for `bank.example`".into()),
        Err(error) if error.to_string().contains("not valid for name") => Ok(()),
        Err(error) => Err(error.into()),
    }
}

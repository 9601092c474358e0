//! The ways for a call to end other than with a result.

use crate::interop::{err_a, err_b};
use generated::interop::ErrA;
use generated::interop::interop::{ThrowOneError, ThrowVoidError};
use thriftwood::{ApplicationErrorKind, Error, ErrorKind};

use crate::checks::{Check, Checked, Session, answered, checks, same};

pub(super) const CHECKS: &[Check] = checks![
    throw_nothing,
    throw_first,
    throw_second,
    throw_undeclared with throw_one_undeclared,
    throw_void,
    throw_void_nothing,
    missing_result,
    after_exceptions with missing_result throw_undeclared throw_one_undeclared,
];

fn throw_nothing(session: &mut Session) -> Checked {
    same(&session.interop()?.throw_one(0)?, &0)
}

fn throw_first(session: &mut Session) -> Checked {
    match session.interop()?.throw_one(1) {
        Err(ThrowOneError::A(thrown)) => same(&thrown, &err_a()),
        other => unexpected(other),
    }
}

fn throw_second(session: &mut Session) -> Checked {
    match session.interop()?.throw_one(2) {
        Err(ThrowOneError::B(thrown)) => same(&thrown, &err_b()),
        other => unexpected(other),
    }
}

/// Some libraries call it an internal error, some an unknown one: no kind is due.
fn throw_undeclared(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for which in [3, -1] {
        match client.throw_one(which) {
            Err(ThrowOneError::Other(error)) if application(&error).is_some() => {}
            other => return unexpected(other),
        }
    }
    Ok(())
}

fn throw_void(session: &mut Session) -> Checked {
    let due = ErrA {
        code: 5,
        message: "void".to_owned(),
    };
    match session.interop()?.throw_void(5) {
        Err(ThrowVoidError::A(thrown)) => same(&thrown, &due),
        other => unexpected(other),
    }
}

fn throw_void_nothing(session: &mut Session) -> Checked {
    Ok(session.interop()?.throw_void(0)?)
}

/// A server whose library refuses to write a reply without a result says so itself.
fn missing_result(session: &mut Session) -> Checked {
    match session.interop()?.missing_result() {
        Ok(value) => Err(answered(&value)),
        Err(error) if matches!(error.kind(), ErrorKind::MissingResult(_)) => Ok(()),
        Err(error) => is_application(&error, ApplicationErrorKind::MISSING_RESULT),
    }
}

/// None of them costs the connection.
fn after_exceptions(session: &mut Session) -> Checked {
    for n in 0..3 {
        throw_first(session)?;
        throw_second(session)?;
        throw_undeclared(session)?;
        throw_void(session)?;
        missing_result(session)?;
        same(&session.interop()?.add(n, n)?, &(2 * n))?;
    }
    Ok(())
}

/// Is it the server's own exception, of this kind?
pub(super) fn is_application(error: &Error, kind: ApplicationErrorKind) -> Checked {
    match application(error) {
        Some(found) => same(&found, &kind),
        None => Err(format!("no exception of the server's, but: {error}").into()),
    }
}

pub(super) fn application(error: &Error) -> Option<ApplicationErrorKind> {
    match error.kind() {
        ErrorKind::Application(exception) => Some(exception.kind),
        _ => None,
    }
}

fn unexpected<T: std::fmt::Debug, E: std::error::Error + Send + Sync + 'static>(
    result: Result<T, E>,
) -> Checked {
    Err(match result {
        Ok(value) => answered(&value),
        Err(error) => error.into(),
    })
}

//! Of errors, what a call has come to, and nothing of where it happened.

use std::sync::Arc;

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Why a call came to nothing, or a connection has to end.
#[derive(Debug)]
pub(crate) struct Error {
    #[expect(dead_code, reason = "it is printed")]
    kind: ErrorKind,
    unsent: bool,
}

#[derive(Debug)]
pub(crate) enum ErrorKind {
    Closed,
    Lost(#[expect(dead_code, reason = "it is printed")] Arc<Error>),
    InvalidMessageType(#[expect(dead_code, reason = "it is printed")] u8),
    UnsolicitedReply(#[expect(dead_code, reason = "it is printed")] i32),
    Other(#[expect(dead_code, reason = "it is printed")] &'static str),
}

impl Error {
    pub(crate) fn other(what: &'static str) -> Self {
        ErrorKind::Other(what).into()
    }

    pub(crate) fn unsent(self) -> Self {
        Self {
            unsent: true,
            ..self
        }
    }

    pub(crate) fn may_have_run(&self) -> bool {
        !self.unsent
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self {
            kind,
            unsent: false,
        }
    }
}

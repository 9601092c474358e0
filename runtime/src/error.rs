//! What can go wrong, who is at fault, and where in the value it happened.
//!
//! An [`Error`] is one pointer wide, so that `Result<()>` is returned in a register; everything it says is built on
//! cold paths only.

mod kind;
mod path;

use std::fmt;

pub use kind::{ErrorKind, Fault, Limit};
pub use path::{Path, Step};

use crate::application::{ApplicationErrorKind, TApplicationException};
use crate::ttype::TType;

/// What every fallible operation of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of decoding, encoding, transport or a handler: its [kind](Self::kind), whose [fault](Self::fault) it is,
/// and the [path](Self::path) of the value that was being read.
///
/// ```
/// use thriftwood::{Bytes, ErrorKind, Limits, Protocol};
///
/// let error = Protocol::Binary.deserialize::<i32>(&Bytes::from_static(&[0, 1]), &Limits::default()).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Short));
/// assert_eq!(error.to_string(), "the bytes end inside a value (sent by the peer)");
/// ```
pub struct Error(Box<Detail>);

struct Detail {
    kind: ErrorKind,
    path: Path,
    /// See [`Error::may_have_run`].
    unsent: bool,
}

impl Error {
    /// An error of this kind, at no place in particular.
    #[cold]
    #[inline(never)]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Detail {
            kind,
            path: Path::default(),
            unsent: false,
        }))
    }

    /// Any error of a program's own, such as a handler's; the peer is told an internal error with its text.
    ///
    /// ```
    /// let error = thriftwood::Error::other("the database is away");
    /// assert_eq!(error.to_string(), "the database is away");
    /// ```
    #[cold]
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Other(error.into()))
    }

    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What happened, owned.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// Who has to change something so that it does not happen again.
    pub fn fault(&self) -> Fault {
        self.0.kind.fault()
    }

    /// Where in the value that was being read; empty when the failure has no such place.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Were the bytes too few? More of them may make the same message readable.
    pub fn is_short(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Short)
    }

    /// Of a call that failed: may the server have carried it out? `false` is certain, since no byte of the call went
    /// out: to make it again cannot run it twice. `true` is all that an error knows which is not about a call.
    pub fn may_have_run(&self) -> bool {
        !self.0.unsent
    }

    /// What a peer is told of this error: an application error as it is, a defect of what the peer sent as
    /// `PROTOCOL_ERROR`, anything else as `INTERNAL_ERROR`.
    pub fn into_application(self) -> TApplicationException {
        let kind = match self.fault() {
            Fault::Peer => ApplicationErrorKind::PROTOCOL_ERROR,
            Fault::Caller | Fault::Us | Fault::Network => ApplicationErrorKind::INTERNAL_ERROR,
        };
        let message = self.to_string();
        match self.0.kind {
            ErrorKind::Application(exception) => exception,
            _ => TApplicationException { message, kind },
        }
    }

    /// The same, of a call of which no byte went out.
    #[cold]
    #[inline(never)]
    pub(crate) fn unsent(mut self) -> Self {
        self.0.unsent = true;
        self
    }

    /// One step further out: called on the way up from where it happened.
    #[cold]
    #[inline(never)]
    pub(crate) fn within(mut self, step: Step) -> Self {
        self.0.path.push(step);
        self
    }

    /// Inside the field `name`.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_field(self, name: &'static str) -> Self {
        self.within(Step::Field(name))
    }

    /// Inside the outermost value, which is a struct of this name (or has none).
    #[cold]
    #[inline(never)]
    pub(crate) fn in_root(self, name: &'static str) -> Self {
        if name.is_empty() {
            self
        } else {
            self.within(Step::Root(name))
        }
    }

    /// The bytes end inside a value.
    #[cold]
    #[inline(never)]
    pub(crate) fn short() -> Self {
        Self::new(ErrorKind::Short)
    }

    /// A type byte, or a nibble, which no Thrift type has.
    #[cold]
    #[inline(never)]
    pub(crate) fn unknown_type(found: u8) -> Self {
        Self::new(ErrorKind::UnknownType(found))
    }

    /// Elements of a type that the reader does not hold.
    #[cold]
    #[inline(never)]
    pub(crate) fn wrong_type(expected: TType, found: u8) -> Self {
        TType::from_byte(found).map_or_else(
            || Self::unknown_type(found),
            |found| Self::new(ErrorKind::WrongType { expected, found }),
        )
    }

    /// Nested deeper than [`Limits::depth`](crate::Limits::depth).
    #[cold]
    #[inline(never)]
    pub(crate) fn too_deep() -> Self {
        Self::new(ErrorKind::TooDeep)
    }

    /// More than a limit allows.
    #[cold]
    #[inline(never)]
    pub(crate) fn too_long(limit: Limit, allowed: usize, found: usize) -> Self {
        Self::new(ErrorKind::TooLong {
            limit,
            allowed,
            found,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { kind, path, .. } = &*self.0;
        if !path.is_empty() {
            write!(f, "at {path}: ")?;
        }
        write!(f, "{kind}")?;
        match kind {
            ErrorKind::Application(_) | ErrorKind::Lost(_) => Ok(()),
            kind if kind.fault() == Fault::Peer => f.write_str(" (sent by the peer)"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("path", &format_args!("{}", self.0.path))
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Io(error) => error.source(),
            ErrorKind::Other(error) => error.source(),
            ErrorKind::Lost(error) => error.source(),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl From<TApplicationException> for Error {
    fn from(exception: TApplicationException) -> Self {
        Self::new(ErrorKind::Application(exception))
    }
}

impl From<std::io::Error> for Error {
    /// A time-out and an orderly end have kinds of their own; everything else is [`ErrorKind::Io`].
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        Self::new(match error.kind() {
            Io::TimedOut | Io::WouldBlock => ErrorKind::Timeout,
            Io::UnexpectedEof => ErrorKind::Closed,
            _ => ErrorKind::Io(error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }

    #[test]
    fn renders_root_first() {
        let error = Error::new(ErrorKind::NotUtf8)
            .in_field("name")
            .within(Step::Index(3))
            .in_field("items")
            .in_root("Medium");
        assert_eq!(
            error.to_string(),
            "at Medium.items[3].name: text is not UTF-8 (sent by the peer)"
        );
        assert_eq!(error.fault(), Fault::Peer);
    }

    #[test]
    fn a_lost_connection_is_the_fault_of_what_broke_it() {
        let lost = |why: ErrorKind| Error::from(ErrorKind::Lost(Error::from(why).into()));
        assert_eq!(lost(ErrorKind::Closed).fault(), Fault::Network);
        let error = lost(ErrorKind::NegativeLength);
        assert_eq!(error.fault(), Fault::Peer);
        let text = "the connection is lost: a length is negative (sent by the peer)";
        assert_eq!(error.to_string(), text);
        assert!(error.may_have_run());
        assert!(!error.unsent().may_have_run());
    }

    #[test]
    fn tells_the_peer_what_it_may_know() {
        let exception = TApplicationException::new(ApplicationErrorKind::BAD_SEQUENCE_ID, "x");
        let told = Error::from(exception.clone()).into_application();
        assert_eq!(told, exception);
        let told = Error::short().into_application();
        assert_eq!(told.kind, ApplicationErrorKind::PROTOCOL_ERROR);
        let told = Error::other("away").into_application();
        assert_eq!(told.kind, ApplicationErrorKind::INTERNAL_ERROR);
        assert_eq!(told.message, "away");
    }

    #[test]
    fn io_errors_that_have_a_kind_of_their_own() {
        use std::io;
        let kind = |kind: io::ErrorKind| Error::from(io::Error::from(kind)).into_kind();
        assert!(matches!(
            kind(io::ErrorKind::WouldBlock),
            ErrorKind::Timeout
        ));
        assert!(matches!(kind(io::ErrorKind::TimedOut), ErrorKind::Timeout));
        assert!(matches!(
            kind(io::ErrorKind::UnexpectedEof),
            ErrorKind::Closed
        ));
        assert!(matches!(
            kind(io::ErrorKind::ConnectionReset),
            ErrorKind::Io(_)
        ));
        assert_eq!(kind(io::ErrorKind::ConnectionReset).fault(), Fault::Network);
    }
}

//! The exception that every service may answer with, declared or not.

use std::fmt;

use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::wire::{Field as _, Wire, read_struct, write_struct};
use crate::{Result, TType};

/// An error of the call itself rather than one that the method declares: an unknown method, malformed arguments, a
/// handler that failed. On the wire: `struct { 1: string message, 2: i32 type }` (`doc/specs/thrift-rpc.md`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TApplicationException {
    /// For people.
    pub message: String,
    /// For programs.
    pub kind: ApplicationErrorKind,
}

impl TApplicationException {
    /// An exception of this kind with this message.
    pub fn new(kind: ApplicationErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message, kind }
    }

    /// The service has no method of this name.
    pub fn unknown_method(name: &str) -> Self {
        let message = format!("unknown method `{name}`");
        Self::new(ApplicationErrorKind::UNKNOWN_METHOD, message)
    }
}

impl fmt::Display for TApplicationException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            write!(f, "{}", self.kind)
        } else {
            write!(f, "{}: {}", self.kind, self.message)
        }
    }
}

impl std::error::Error for TApplicationException {}

impl Wire for TApplicationException {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "TApplicationException";
    crate::codegen::struct_reading!();

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |input, place| {
            self.message.read_field(input, place, 1, "message")?;
            self.kind.read_field(input, place, 2, "type")?;
            Ok(())
        })
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 2, |output, place| {
            self.message.write_field(output, place, 1, "message");
            self.kind.write_field(output, place, 2, "type");
        });
    }
}

/// What sort of [`TApplicationException`] it is. Codes that Thrift does not name are kept.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationErrorKind(pub i32);

/// One line a code: the constant, its value and what it means.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        impl ApplicationErrorKind {
            $($(#[$doc])* pub const $name: Self = Self($value);)*
        }
        impl crate::TEnum for ApplicationErrorKind {
            const NAME: &'static str = "ApplicationErrorKind";
            const VARIANTS: &'static [(&'static str, Self)] = &[$((stringify!($name), Self::$name)),*];
            fn from_value(value: i32) -> Self {
                Self(value)
            }
            fn value(self) -> i32 {
                self.0
            }
        }
    };
}

kinds! {
    /// Nothing more is known.
    UNKNOWN = 0;
    /// The service has no such method.
    UNKNOWN_METHOD = 1;
    /// The message is neither a call nor a oneway call.
    INVALID_MESSAGE_TYPE = 2;
    /// The reply names another method.
    WRONG_METHOD_NAME = 3;
    /// The reply belongs to another call.
    BAD_SEQUENCE_ID = 4;
    /// The reply holds neither a result nor an exception.
    MISSING_RESULT = 5;
    /// The handler failed in a way that the IDL does not declare.
    INTERNAL_ERROR = 6;
    /// The arguments could not be read.
    PROTOCOL_ERROR = 7;
    /// A header asked for a transform that the server does not have.
    INVALID_TRANSFORM = 8;
    /// A header asked for a protocol that the server does not have.
    INVALID_PROTOCOL = 9;
    /// The server does not serve this type of client.
    UNSUPPORTED_CLIENT_TYPE = 10;
}
crate::enumeration!(ApplicationErrorKind);

//! The envelope of a call or a reply.

use smol_str::SmolStr;

use crate::error::ErrorKind;
use crate::protocol::TOutputProtocol;
use crate::wire::Wire;
use crate::{Error, Protocols, Result};

/// What a message is for, with the code of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TMessageType {
    /// A call that is answered.
    Call = 1,
    /// A result or a declared exception.
    Reply = 2,
    /// A [`TApplicationException`](crate::TApplicationException).
    Exception = 3,
    /// A call that is never answered.
    Oneway = 4,
}

impl TMessageType {
    /// The message type with this code.
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Call,
            2 => Self::Reply,
            3 => Self::Exception,
            4 => Self::Oneway,
            _ => return None,
        })
    }

    /// The message type with this code.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn known(byte: u8) -> Result<Self> {
        Self::from_byte(byte).ok_or_else(|| Error::new(ErrorKind::InvalidMessageType(byte)))
    }
}

/// What stands before the arguments of a call and before a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageHeader {
    /// The method, with `Service:` before it where the caller multiplexes. A reply repeats the bare method.
    /// Names of up to 23 bytes are held without an allocation.
    pub name: SmolStr,
    /// What the message is for.
    pub kind: TMessageType,
    /// Chosen by the caller, repeated by the reply.
    pub sequence: i32,
}

impl MessageHeader {
    /// The header of a message.
    pub fn new(name: impl Into<SmolStr>, kind: TMessageType, sequence: i32) -> Self {
        let name = name.into();
        Self {
            name,
            kind,
            sequence,
        }
    }
}

/// What can be the body of a message: every [`Wire`] type, and the replies of a service.
pub trait TReply {
    /// The protocols that it can be written in. For the others, [`write`](Self::write) is not compiled.
    const PROTOCOLS: Protocols = Protocols::ALL;

    /// Writes the body, which is one struct.
    fn write<P: TOutputProtocol>(&self, output: &mut P);
}

impl<T: Wire> TReply for T {
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        Wire::write(self, output);
    }
}

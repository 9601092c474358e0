//! Reading messages whose protocol is chosen at run time.

use super::Protocols;
use crate::{Error, MessageHeader, Result, protocol::TInputProtocol};

/// What to do with a message once its protocol is known: the generic closure that Rust does not have.
pub trait MessageReader {
    /// What it makes of the message.
    type Output;
    /// The protocols whose messages it can read. For the others, [`read`](Self::read) is not compiled.
    const PROTOCOLS: Protocols = Protocols::ALL;

    /// Reads the body behind `header`.
    ///
    /// # Errors
    /// The reader's own.
    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<Self::Output>;

    /// Takes the header of a message in a protocol that is none of [`PROTOCOLS`](Self::PROTOCOLS); its body cannot be
    /// read. `why` is a [`Usage`](crate::ErrorKind::Usage) error.
    ///
    /// # Errors
    /// Unless the reader has its own way, `why`.
    fn read_left_out(self, header: MessageHeader, why: Error) -> Result<Self::Output>
    where
        Self: Sized,
    {
        let _ = header;
        Err(why)
    }
}

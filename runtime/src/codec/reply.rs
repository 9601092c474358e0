//! Reading replies.

use super::{MessageReader, Protocols};
use crate::{
    Error, ErrorKind, MessageHeader, Result, TApplicationException, TMessageType,
    protocol::TInputProtocol, wire::Wire,
};
use std::marker::PhantomData;

/// A reply to a call: its header, and the result or the exception that came instead.
pub type Reply<T> = (MessageHeader, Result<T, TApplicationException>);

pub(super) struct ReplyReader<T>(PhantomData<T>);

impl<T> ReplyReader<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Wire> MessageReader for ReplyReader<T> {
    type Output = Reply<T>;
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<Reply<T>> {
        let result = match header.kind {
            TMessageType::Reply => Ok(T::read(input)?),
            TMessageType::Exception => Err(TApplicationException::read(input)?),
            kind @ (TMessageType::Call | TMessageType::Oneway) => {
                return Err(Error::new(ErrorKind::InvalidMessageType(kind as u8)));
            }
        };
        Ok((header, result))
    }
}

//! A message becomes a call, or there is a reason why not.

use crate::{
    ApplicationErrorKind, Error, ErrorKind, Framing, MessageHeader, MessageReader, Protocols,
    Result, TApplicationException, TMessageType, TProcessor, TType, context::Caller, framing::Ends,
    observe::Reading, protocol::TInputProtocol,
};

/// What a message turned out to be: a call, unless it is refused.
pub(crate) struct Incoming {
    pub(super) header: MessageHeader,
    pub(super) reading: Option<Box<Reading>>,
    pub(super) refused: Option<Box<Refused>>,
}

/// Why there is no call.
pub(super) struct Refused {
    pub(super) why: TApplicationException,
    pub(super) hang_up: bool,
}

/// Reads a message as a call. What it finds is put where it is to stand: a call may be large, and what is returned is moved
/// by everybody who returns it.
pub(super) struct CallReader<'s, S: TProcessor> {
    pub(super) service: &'s S,
    pub(super) framing: Framing,
    pub(super) ends: Ends,
    pub(super) caller: &'s Caller,
    pub(super) incoming: &'s mut Option<Incoming>,
    pub(super) call: &'s mut Option<S::Call>,
    pub(super) reading: &'s mut Option<Box<Reading>>,
}

impl<S: TProcessor> MessageReader for CallReader<'_, S> {
    type Output = ();
    const PROTOCOLS: Protocols = S::PROTOCOLS;

    fn read<P: TInputProtocol>(
        mut self,
        header: MessageHeader,
        input: &mut P,
    ) -> Result<Self::Output> {
        let refused = match self.read_body(&header, input) {
            Ok(None) => None,
            // the body was skipped, so the connection stays in step
            Ok(Some(why)) => Some(Refused {
                why,
                hang_up: false,
            }),
            Err(error) if error.is_short() && self.ends == Ends::Somewhere => return Err(error),
            Err(error) => {
                input.give_up();
                let turned_away = matches!(error.kind(), ErrorKind::Application(_));
                Some(Refused {
                    hang_up: turned_away || self.framing == Framing::Unframed,
                    why: error.into_application(),
                })
            }
        };
        *self.incoming = Some(Incoming {
            header,
            reading: self.reading.take(),
            refused: refused.map(Box::new),
        });
        Ok(())
    }

    /// Says so and hangs up: whoever speaks so will go on to.
    fn read_left_out(self, header: MessageHeader, why: Error) -> Result<Self::Output> {
        let why = TApplicationException::new(
            ApplicationErrorKind::UNSUPPORTED_CLIENT_TYPE,
            why.to_string(),
        );
        let refused = Refused { why, hang_up: true };
        *self.incoming = Some(Incoming {
            header,
            reading: None,
            refused: Some(Box::new(refused)),
        });
        Ok(())
    }
}

impl<S: TProcessor> CallReader<'_, S> {
    /// Reads the call, or says why there is none; then the body was skipped.
    fn read_body<P: TInputProtocol>(
        &mut self,
        header: &MessageHeader,
        input: &mut P,
    ) -> Result<Option<TApplicationException>> {
        let why = match header.kind {
            TMessageType::Call | TMessageType::Oneway => {
                if let Some(observer) = &self.caller.observer {
                    observer.begin(self.reading, S::SERVICE, &header.name, self.caller);
                }
                *self.call = self.service.read(&header.name, input)?;
                if self.call.is_some() {
                    return Ok(None);
                }
                TApplicationException::unknown_method(&header.name)
            }
            TMessageType::Reply | TMessageType::Exception => {
                let why = "a server takes calls and oneway calls only";
                TApplicationException::new(ApplicationErrorKind::INVALID_MESSAGE_TYPE, why)
            }
        };
        input.skip(TType::Struct)?;
        Ok(Some(why))
    }
}

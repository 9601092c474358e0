//! A service whose handlers end when the simulation says so, and as it says.

use super::{
    ledger::{Shared, Verdict},
    support::calculator::calculator::{Call, EchoResult, Reply},
};
use std::{
    any::Any,
    future::poll_fn,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use thriftwood::{
    Bytes, Context, Error, Identity, Peer, Result, TProcessor,
    observe::{ConnectionData, TServerEventHandler},
    protocol::TInputProtocol,
};

/// Answers `echo`, and takes `poke`.
pub(crate) struct Service(pub(crate) Shared);

/// A call's number, the first bytes of its payload.
pub(crate) fn number(payload: &Bytes) -> u32 {
    let number = payload.first_chunk().expect("a payload of this test");
    u32::from_be_bytes(*number)
}

impl TProcessor for Service {
    type Call = Call;
    type Reply = Reply;
    const SERVICE: &'static str = "Calculator";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Call>> {
        Call::read(method, input)
    }

    fn is_oneway(&self, method: &str) -> bool {
        Call::is_oneway(method)
    }

    async fn run(&self, call: Call) -> Result<Option<Reply>> {
        let (id, payload) = match call {
            Call::Echo(arguments) => (number(&arguments.payload), Some(arguments.payload)),
            Call::Poke(arguments) => (arguments.number.cast_unsigned(), None),
            _ => return Err(Error::other("nobody calls this")),
        };
        let context = Context::current().ok_or_else(|| Error::other("no context"))?;
        let connection = context.connection_data::<u64>().copied().unwrap_or(0);
        let running = Running(&self.0, id);
        self.0
            .with(|ledger| ledger.begin(id, connection, context.sequence()));
        let verdict = poll_fn(|task| self.0.with(|ledger| ledger.poll_verdict(id, task))).await;
        drop(running);
        match verdict {
            Verdict::Answer => {
                let result = |success| {
                    Reply::Echo(EchoResult {
                        success: Some(success),
                    })
                };
                Ok(payload.map(result))
            }
            Verdict::Fail => Err(Error::other(format!("the failure of {id}"))),
            // without the words on standard error that a panic of its own accord has
            Verdict::Panic => resume_unwind(Box::new("a handler's panic") as Box<dyn Any + Send>),
        }
    }
}

/// A handler that runs, until it ends or is dropped.
struct Running<'s>(&'s Shared, u32);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.with(|ledger| ledger.end(self.1));
    }
}

/// Numbers connections as the server gets them.
#[derive(Debug, Default)]
pub(crate) struct Doors(AtomicU64);

impl Doors {
    /// How many connections the server has got.
    pub(crate) fn opened(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl TServerEventHandler for Doors {
    fn create_context(&self, _: &Peer, _: Option<&Identity>) -> Option<ConnectionData> {
        Some(Arc::new(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

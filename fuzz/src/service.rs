//! The tests' Interop service, with nothing in it that waits or that a caller can make as large as it likes.

use crate::interop::{Service, blob};
use generated::interop::interop::{BlobResult, Call, Reply, SnoozeResult};
use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};
use thriftwood::{Result, TProcessor, protocol::TInputProtocol};

/// The longest answer of `blob`, in bytes.
const LONGEST: i32 = 10_000;

/// Answers at once.
#[derive(Debug, Default)]
pub struct Prompt(Service);

impl TProcessor for Prompt {
    type Call = Call;
    type Reply = Reply;
    const SERVICE: &'static str = Service::SERVICE;

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Call>> {
        self.0.read(method, input)
    }

    fn is_oneway(&self, method: &str) -> bool {
        self.0.is_oneway(method)
    }

    async fn run(&self, call: Call) -> Result<Option<Reply>> {
        match call {
            Call::Snooze(arguments) => {
                let result = SnoozeResult {
                    success: Some(arguments.ms),
                };
                Ok(Some(Reply::Snooze(result)))
            }
            Call::Blob(arguments) => {
                let result = BlobResult {
                    success: Some(blob(arguments.size.min(LONGEST))),
                };
                Ok(Some(Reply::Blob(result)))
            }
            call => self.0.run(call).await,
        }
    }
}

impl Prompt {
    /// What a call comes to.
    ///
    /// # Errors
    /// The handler's.
    pub fn answer(&self, call: Call) -> Result<Option<Reply>> {
        let future = pin!(self.run(call));
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => unreachable!("no method waits"),
        }
    }
}

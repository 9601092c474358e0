//! Interop with handlers that misbehave when they are asked to.

use std::time::Duration;
use std::{panic, thread};

use generated::interop::interop as calls;
use tests::interop;
use thriftwood::protocol::TInputProtocol;
use thriftwood::{Result, TProcessor};

/// `snooze` of so much panics.
pub(crate) const PANICS: i32 = i32::MIN;

/// Interop; but `snooze` of less than nothing keeps its thread for so many milliseconds, or [panics](PANICS).
#[derive(Debug, Default)]
pub(crate) struct Service(interop::Service);

impl TProcessor for Service {
    type Call = calls::Call;
    type Reply = calls::Reply;
    const SERVICE: &'static str = "Interop";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<calls::Call>> {
        self.0.read(method, input)
    }

    fn is_oneway(&self, method: &str) -> bool {
        self.0.is_oneway(method)
    }

    async fn run(&self, call: calls::Call) -> Result<Option<calls::Reply>> {
        if let calls::Call::Snooze(calls::SnoozeArgs { ms }) = call
            && ms < 0
        {
            if ms == PANICS {
                panic::panic_any("asked to");
            }
            thread::sleep(Duration::from_millis(ms.unsigned_abs().into()));
        }
        self.0.run(call).await
    }
}

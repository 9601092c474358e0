//! Who waits for what a call comes to.

use super::support::calculator::calculator::{EchoArgs, EchoResult, PokeArgs};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};
use thriftwood::{
    Bytes, Result,
    client::{AsyncChannel as _, TokioChannel},
};

/// A caller, who looks only when the simulation says so.
pub(crate) struct Caller {
    pub(crate) id: u32,
    woken: Arc<Woken>,
    call: Pin<Box<dyn Future<Output = Result<Option<Bytes>>>>>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Caller {
    /// Who wants its payload back, of so many bytes that begin with the number.
    pub(crate) fn of_call(channel: TokioChannel, id: u32, length: usize) -> Self {
        let mut payload = vec![id as u8; length];
        payload[..4].copy_from_slice(&id.to_be_bytes());
        let payload = payload.into();
        Self::new(id, async move {
            let result: EchoResult = channel.call("echo", EchoArgs { payload }).await?;
            result.into_result().map(Some)
        })
    }

    /// Who wants no answer.
    pub(crate) fn of_poke(channel: TokioChannel, id: u32) -> Self {
        let number = id.cast_signed();
        Self::new(id, async move {
            channel.call_oneway("poke", PokeArgs { number }).await?;
            Ok(None)
        })
    }

    fn new(id: u32, call: impl Future<Output = Result<Option<Bytes>>> + 'static) -> Self {
        Self {
            id,
            woken: Arc::new(Woken(AtomicBool::new(true))),
            call: Box::pin(call),
        }
    }

    /// Is there something to look at?
    pub(crate) fn is_woken(&self) -> bool {
        self.woken.0.load(Ordering::SeqCst)
    }

    pub(crate) fn look(&mut self) -> Poll<Result<Option<Bytes>>> {
        self.woken.0.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&self.woken));
        self.call.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

//! How a call gets among those under way, and how its caller leaves it.

use super::{
    link::{Link, Phase, State, wake},
    pending::Key,
    reply::{Reply, lost},
};
use crate::{
    MessageHeader, Result, TMessageType,
    client::exchange::{closed, refusal},
    wire::Wire,
};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

impl Link {
    /// Appends a call to what is to be sent, once there is a place for it and a connection.
    ///
    /// # Errors
    /// There will be none, or the arguments are longer than Thrift can say. No byte of the call goes out then.
    pub(super) async fn admit<A: Wire>(
        self: &Arc<Self>,
        method: &str,
        kind: TMessageType,
        arguments: &A,
    ) -> Result<Ticket> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let mut permit = Some(permit.map_err(|_| refusal(self.options()))?);
        loop {
            if let Some((key, reply)) = self.push(method, kind, arguments)? {
                return Ok(Ticket {
                    link: Arc::clone(self),
                    key,
                    reply,
                    permit: permit.take(),
                });
            }
            self.connected().await?;
        }
    }

    /// Appends a call, if there is a connection.
    fn push<A: Wire>(
        &self,
        method: &str,
        kind: TMessageType,
        arguments: &A,
    ) -> Result<Option<(Key, oneshot::Receiver<Result<Reply>>)>> {
        let mut guard = self.lock();
        let state = &mut *guard;
        match state.phase {
            Phase::Up if !state.closing => {}
            Phase::Down { .. } => return Ok(None),
            Phase::Up | Phase::Ended(_) => return Err(closed()),
        }
        let header = MessageHeader::new(method, kind, state.pending.next_sequence());
        let position = |state: &State| state.taken + state.outbound.waiting() as u64;
        let begin = position(state);
        if self.links {
            state
                .outbound
                .push_linked(&self.heading, &header, arguments)?;
        } else {
            state.outbound.push(&self.heading, &header, arguments)?;
        }
        let end = position(state);
        let (caller, reply) = oneshot::channel();
        let key = state.pending.add(header, begin, end, caller);
        let driver = state.driver.take();
        drop(guard);
        wake(driver);
        Ok(Some((key, reply)))
    }

    /// Waits for a connection, or for the next attempt to fail.
    async fn connected(&self) -> Result<()> {
        let mut seen = None;
        loop {
            let changed = self.changed.notified();
            let driver = {
                let mut state = self.lock();
                match &mut state.phase {
                    Phase::Up => return Ok(()),
                    Phase::Ended(_) => return Err(closed()),
                    Phase::Down {
                        failures,
                        why: Some(why),
                        ..
                    } if seen.is_some_and(|seen| seen != *failures) => {
                        return Err(lost(why));
                    }
                    Phase::Down {
                        wanted, failures, ..
                    } => {
                        seen = Some(*failures);
                        *wanted = true;
                        state.driver.take()
                    }
                }
            };
            wake(driver);
            changed.await;
        }
    }
}

/// A call under way, in its caller's hands. Whoever drops it leaves this call, and no other.
#[derive(Debug)]
pub(super) struct Ticket {
    link: Arc<Link>,
    key: Key,
    reply: oneshot::Receiver<Result<Reply>>,
    /// `None` once the call is over.
    permit: Option<OwnedSemaphorePermit>,
}

impl Ticket {
    /// Waits for what the call comes to.
    ///
    /// # Errors
    /// The connection broke.
    pub(super) async fn reply(mut self) -> Result<Reply> {
        let outcome = (&mut self.reply).await;
        self.permit = None;
        outcome.unwrap_or_else(|_| Err(closed()))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let Some(permit) = self.permit.take() else {
            return;
        };
        let mut state = self.link.lock();
        state.pending.leave(self.key, permit);
        // it may be what a close was waiting for
        let driver = state.closing.then(|| state.driver.take()).flatten();
        drop(state);
        wake(driver);
    }
}

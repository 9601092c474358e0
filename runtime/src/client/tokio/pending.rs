//! The calls of one connection that are under way.

use super::reply::{Reply, lost};
use crate::{Error, ErrorKind, MessageHeader, Result, SmolStr, TMessageType, client::exchange};
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Where a caller learns what its call came to.
type Caller = oneshot::Sender<Result<Reply>>;

/// All that is remembered of the calls. Of a call that nobody waits for any more and that is sent, nothing is.
#[derive(Debug, Default)]
pub(super) struct Pending {
    calls: HashMap<i32, Call>,
    /// What is not wholly sent, in the order of the stream.
    unsent: VecDeque<Unsent>,
    sequence: i32,
    /// How many sequence ids were used, up to all that there are.
    used: u32,
    /// Are oneway calls answered too, with nothing?
    acknowledged: bool,
    /// The answers to oneway calls that their callers have left.
    owed: usize,
}

#[derive(Debug)]
struct Call {
    caller: Caller,
    method: SmolStr,
    kind: TMessageType,
    /// Where its bytes begin, counted from the beginning of the connection.
    begin: u64,
}

#[derive(Debug)]
struct Unsent {
    sequence: i32,
    /// Where its bytes end.
    end: u64,
    /// Of a call that its caller has left: its bytes still take up room.
    permit: Option<OwnedSemaphorePermit>,
}

/// A call, as its caller knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    sequence: i32,
    end: u64,
}

impl Pending {
    /// No call is under way yet.
    pub(super) fn new(acknowledged: bool) -> Self {
        Self {
            acknowledged,
            ..Self::default()
        }
    }

    /// A sequence id that no call under way has. They begin at 1.
    pub(super) fn next_sequence(&mut self) -> i32 {
        loop {
            self.sequence = self.sequence.wrapping_add(1);
            self.used = self.used.saturating_add(1);
            // invariant: permits are far fewer than ids, so one is free
            if !self.calls.contains_key(&self.sequence) {
                return self.sequence;
            }
        }
    }

    /// A call was appended to what is to be sent, from `begin` to `end`.
    pub(super) fn add(
        &mut self,
        header: MessageHeader,
        begin: u64,
        end: u64,
        caller: Caller,
    ) -> Key {
        let sequence = header.sequence;
        let call = Call {
            caller,
            method: header.name,
            kind: header.kind,
            begin,
        };
        self.calls.insert(sequence, call);
        self.unsent.push_back(Unsent {
            sequence,
            end,
            permit: None,
        });
        Key { sequence, end }
    }

    /// Everything before `end` was sent, which is all there is to a oneway call that is not answered.
    pub(super) fn sent(&mut self, end: u64) {
        while let Some(first) = self.unsent.pop_front_if(|unsent| unsent.end <= end) {
            let is_oneway = |call: &Call| call.kind == TMessageType::Oneway && !self.acknowledged;
            let left = first.permit.is_some();
            if left && self.is_acknowledged(first.sequence) {
                self.owed += 1;
            }
            if left || self.calls.get(&first.sequence).is_some_and(is_oneway) {
                self.finish(first.sequence, Ok(Reply::None));
            }
        }
    }

    /// A oneway call was answered, with nothing: the one that was made first, if its caller still waits.
    pub(super) fn acknowledge(&mut self) {
        if self.owed > 0 {
            self.owed -= 1;
            return;
        }
        let oneway = |(_, call): &(&i32, &Call)| call.kind == TMessageType::Oneway;
        let calls = self.calls.iter().filter(oneway);
        let first = calls.min_by_key(|(_, call)| call.begin);
        if let Some(&sequence) = first.map(|(sequence, _)| sequence) {
            self.finish(sequence, Ok(Reply::None));
        }
    }

    /// A reply is here.
    ///
    /// # Errors
    /// It is none, or nobody's: the connection is out of step.
    pub(super) fn settle(&mut self, header: &MessageHeader, reply: Reply) -> Result<()> {
        if !matches!(header.kind, TMessageType::Reply | TMessageType::Exception) {
            return Err(ErrorKind::InvalidMessageType(header.kind as u8).into());
        }
        if let Some(call) = self.calls.get(&header.sequence) {
            exchange::check(header, &call.method, header.sequence)?;
            self.finish(header.sequence, Ok(reply));
            return Ok(());
        }
        let used = header.sequence.wrapping_sub(1).cast_unsigned() < self.used;
        if used {
            tracing::debug!(method = %header.name, sequence = header.sequence, "nobody waits for this reply any more");
            return Ok(());
        }
        Err(ErrorKind::UnsolicitedReply(header.sequence).into())
    }

    /// Its caller waits no more. What is still to be sent keeps its permit until then.
    pub(super) fn leave(&mut self, key: Key, permit: OwnedSemaphorePermit) {
        let at = self
            .unsent
            .binary_search_by_key(&key.end, |unsent| unsent.end);
        // the key may be of a connection that is no more
        let of_it = |unsent: &&mut Unsent| unsent.sequence == key.sequence;
        let unsent = at.ok().and_then(|at| self.unsent.get_mut(at));
        if let Some(unsent) = unsent.filter(of_it) {
            unsent.permit = Some(permit);
            return;
        }
        self.owed += usize::from(self.is_acknowledged(key.sequence));
        self.calls.remove(&key.sequence);
    }

    /// Is it a oneway call that will be answered with nothing?
    fn is_acknowledged(&self, sequence: i32) -> bool {
        let is_oneway = |call: &Call| call.kind == TMessageType::Oneway;
        self.acknowledged && self.calls.get(&sequence).is_some_and(is_oneway)
    }

    /// The connection is no more; of what was to be sent, the first `begun` bytes may have gone out.
    pub(super) fn lose(&mut self, why: &Arc<Error>, begun: u64) {
        self.unsent.clear();
        self.owed = 0;
        for (_, call) in self.calls.drain() {
            let error = lost(why);
            let error = if call.begin < begun {
                error
            } else {
                error.unsent()
            };
            // whoever has left needs not know
            let _ = call.caller.send(Err(error));
        }
    }

    /// How many calls are under way.
    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    fn finish(&mut self, sequence: i32, outcome: Result<Reply>) {
        if let Some(call) = self.calls.remove(&sequence) {
            // whoever has left needs not know
            let _ = call.caller.send(outcome);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::Semaphore;

    type Outcome = oneshot::Receiver<Result<Reply>>;

    fn permits() -> (Arc<Semaphore>, impl Fn() -> OwnedSemaphorePermit) {
        let permits = Arc::new(Semaphore::new(10));
        let taken = Arc::clone(&permits);
        (permits, move || {
            Arc::clone(&taken).try_acquire_owned().unwrap()
        })
    }

    /// A call of ten bytes.
    fn add(pending: &mut Pending, kind: TMessageType, begin: u64) -> (Key, Outcome) {
        let header = MessageHeader::new("method", kind, pending.next_sequence());
        let (caller, outcome) = oneshot::channel();
        (pending.add(header, begin, begin + 10, caller), outcome)
    }

    fn settle(pending: &mut Pending, sequence: i32) -> Result<()> {
        let header = MessageHeader::new("method", TMessageType::Reply, sequence);
        pending.settle(&header, Reply::None)
    }

    fn nothing_is_left(pending: &Pending) -> bool {
        pending.calls.is_empty() && pending.unsent.is_empty()
    }

    #[test]
    fn nothing_is_left_of_calls_however_they_end() {
        let (permits, permit) = permits();
        let mut pending = Pending::default();
        let (_, mut answered) = add(&mut pending, TMessageType::Call, 0);
        let (left, _) = add(&mut pending, TMessageType::Call, 10);
        let (_, mut oneway) = add(&mut pending, TMessageType::Oneway, 20);
        let (early, _) = add(&mut pending, TMessageType::Call, 30);
        pending.leave(early, permit());
        assert_eq!(permits.available_permits(), 9, "it is still to be sent");
        pending.sent(29);
        assert!(oneway.try_recv().is_err());
        pending.sent(40);
        assert!(oneway.try_recv().unwrap().is_ok());
        pending.leave(left, permit());
        assert_eq!((pending.len(), permits.available_permits()), (1, 10));
        settle(&mut pending, 1).unwrap();
        assert!(answered.try_recv().unwrap().is_ok());
        assert!(nothing_is_left(&pending));
        // late, and never
        for sequence in 1..=4 {
            settle(&mut pending, sequence).unwrap();
        }
        for sequence in [0, 5, -1] {
            assert!(settle(&mut pending, sequence).is_err());
        }
    }

    #[test]
    fn a_call_of_an_earlier_connection_is_not_taken_for_one_of_this() {
        let (_, permit) = permits();
        let mut pending = Pending::default();
        let (old, _) = add(&mut pending, TMessageType::Call, 0);
        pending.lose(&Arc::new(ErrorKind::Closed.into()), 0);
        assert!(nothing_is_left(&pending));
        let (_, mut new) = add(&mut pending, TMessageType::Call, 0);
        pending.leave(old, permit());
        pending.sent(10);
        assert!(new.try_recv().is_err());
        assert_eq!(pending.len(), 1);
    }

    #[test]
    fn an_answer_to_a_oneway_call_that_was_left_is_not_the_next_ones() {
        let (_, permit) = permits();
        let mut pending = Pending::new(true);
        let (sent, _) = add(&mut pending, TMessageType::Oneway, 0);
        pending.sent(10);
        pending.leave(sent, permit());
        let (unsent, _) = add(&mut pending, TMessageType::Oneway, 10);
        pending.leave(unsent, permit());
        pending.sent(20);
        let (_, mut waiting) = add(&mut pending, TMessageType::Oneway, 20);
        pending.sent(30);
        pending.acknowledge();
        pending.acknowledge();
        assert!(waiting.try_recv().is_err());
        pending.acknowledge();
        assert!(waiting.try_recv().unwrap().is_ok());
        assert!(nothing_is_left(&pending));
    }

    #[test]
    fn ids_go_round_and_pass_over_those_in_use() {
        let mut pending = Pending::default();
        let _old = add(&mut pending, TMessageType::Call, 0);
        pending.sequence = -2;
        pending.used = u32::MAX;
        let ids: Vec<_> = (0..3).map(|_| pending.next_sequence()).collect();
        assert_eq!(ids, [-1, 0, 2]);
        settle(&mut pending, -5).unwrap();
    }

    #[test]
    fn what_was_not_begun_was_not_sent() {
        let mut pending = Pending::default();
        let mut outcomes: Vec<_> = (0..3)
            .map(|n| add(&mut pending, TMessageType::Call, n * 10).1)
            .collect();
        pending.lose(&Arc::new(ErrorKind::Closed.into()), 11);
        let may_have_run = |outcome: &mut Outcome| {
            let error = outcome.try_recv().unwrap().unwrap_err();
            error.may_have_run()
        };
        let all: Vec<_> = outcomes.iter_mut().map(may_have_run).collect();
        assert_eq!(all, [true, true, false]);
    }
}

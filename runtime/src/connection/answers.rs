//! The answering half of a connection: messages become calls, and what calls come to becomes bytes.

use super::busy::Busy;
use super::incoming::{CallReader, Incoming, Refused};
use crate::{
    ApplicationErrorKind, Context, Error, ErrorKind, Framing, MessageHeader, Result, ServerDialect,
    TApplicationException, TMessageType, TProcessor, TReply, ZlibLevel,
    context::{Caller, Peer},
    framing::{Arrived, Heading, Metadata},
    observe::{Opened, Outcome, Reading, Tally, Watch},
    processor::{SEPARATOR, bare_name},
    stream::{Pieces, Sender},
};
use std::{borrow::Cow, sync::Arc};

/// Makes calls of messages, and bytes of what they come to. It never waits, and does not care which thread it is on.
#[derive(Debug)]
pub(crate) struct Answers {
    outbound: Sender,
    caller: Arc<Caller>,
    /// Does a header field say who calls?
    forwarded: bool,
    zlib_level: ZlibLevel,
    closing: bool,
    /// Calls that were handed out and wait for their answers.
    unanswered: u32,
    /// Lent by the thread while there are calls.
    busy: Option<Box<Busy>>,
    /// Dropped with the connection: it tells the event handler of the end.
    opened: Option<Box<Opened>>,
}

/// What proxies tell of the peers that they stand before.
const FORWARDED_FOR: &str = "x-forwarded-for";

impl Answers {
    pub(super) fn new(dialect: ServerDialect, caller: Caller) -> Self {
        Self {
            outbound: Sender::new(dialect.stream_compression(), dialect.zlib_level),
            caller: Arc::new(caller),
            forwarded: dialect.forwarded,
            zlib_level: dialect.zlib_level,
            closing: false,
            unanswered: 0,
            busy: None,
            opened: None,
        }
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    pub(super) fn caller_mut(&mut self) -> &mut Caller {
        Arc::make_mut(&mut self.caller)
    }

    pub(super) fn open_connection(&mut self) {
        if let Some(observer) = self.caller.observer.clone() {
            self.opened = observer.open(self.caller_mut());
        }
    }

    /// What a message turns out to be is put into `incoming`, and into `call` if it is one; returns how many bytes it takes.
    /// This has no effect; the event handler is told of a call when it is read for the first time.
    pub(crate) fn read<S: TProcessor>(
        service: &S,
        message: &Arrived<'_>,
        caller: &Caller,
        incoming: &mut Option<Incoming>,
        call: &mut Option<S::Call>,
        reading: &mut Option<Box<Reading>>,
    ) -> Result<usize> {
        let reader = CallReader {
            service,
            incoming: &mut *incoming,
            call,
            framing: message.framing,
            ends: message.ends,
            caller,
            reading,
        };
        let ((), bytes) = message.protocol.read_message_within(
            message.bytes,
            message.whole,
            message.limits,
            reader,
        )?;
        if let Some(Incoming {
            reading: Some(reading),
            ..
        }) = incoming
        {
            reading.bytes = bytes;
        }
        Ok(bytes)
    }

    /// The context of the call that a message is; `None` if it was answered here: it can be nobody's call. The message was
    /// [read](Self::read).
    ///
    /// # Errors
    /// The answer cannot be written.
    pub(crate) fn settle<S: TProcessor>(
        &mut self,
        service: &S,
        incoming: Option<Incoming>,
        heading: Heading,
    ) -> Result<Option<Context>> {
        let Some(Incoming {
            header,
            reading,
            refused,
        }) = incoming
        else {
            return Ok(None);
        };
        let oneway = header.kind == TMessageType::Oneway || service.is_oneway(&header.name);
        let Some(refused) = refused else {
            let forwarded = self.forwarded(&heading);
            let caller = forwarded.as_ref().unwrap_or(&self.caller);
            let watch = Watch::new(S::SERVICE, &header, caller, reading);
            let is_timed = watch.is_some() || caller.observer.is_some();
            self.unanswered += 1;
            let busy = self.busy.get_or_insert_with(Busy::lend);
            let begun = is_timed.then(|| busy.tally.begun());
            let spare = busy.spare.take();
            let context = Context::new(spare, caller, header, heading, oneway, begun, watch);
            return Ok(Some(context));
        };
        let Refused { why, hang_up } = *refused;
        tracing::debug!(method = %header.name, peer = %self.caller.peer, %why, "refused a call");
        Watch::refuse(S::SERVICE, &header, &self.caller, reading, oneway, &why);
        let mut heading = self.reply_heading(&heading, Metadata::default());
        if hang_up {
            heading.end();
        }
        self.closing |= hang_up || heading.is_last();
        if oneway {
            self.outbound.push_nothing(&heading)?;
        } else {
            self.outbound
                .push(&heading, &exception_header(&header), &why)?;
        }
        Ok(None)
    }

    /// Whoever a proxy has forwarded a call for.
    #[inline]
    fn forwarded(&self, heading: &Heading) -> Option<Arc<Caller>> {
        if !self.forwarded || heading.framing != Framing::Http {
            return None;
        }
        let list = heading.metadata.get(FORWARDED_FOR)?;
        let peer = Peer::forwarded(list)?;
        Some(Arc::new(self.caller.on_behalf_of(peer)))
    }

    /// How many calls were handed out and wait for their answers.
    pub(super) fn unanswered(&self) -> u32 {
        self.unanswered
    }

    /// Appends bytes that are no reply: what the receiver has for the peer, in between or as its last words.
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) {
        self.outbound.push_bytes(bytes);
    }

    /// Appends what a call came to: a result, nothing (it was oneway), or an error that its method does not declare.
    ///
    /// # Errors
    /// The reply, and even the exception in its place, cannot be written.
    pub(crate) fn push<R: TReply>(
        &mut self,
        call: &Context,
        result: Result<Option<R>>,
    ) -> Result<()> {
        self.unanswered = self.unanswered.saturating_sub(1);
        if let Err(error) = &result {
            call.fail(error);
        }
        if !call.is_oneway() {
            call.watched(|watch| watch.pre_write(call));
        }
        let before = self.outbound.waiting();
        let written = self.write(call, result);
        let bytes = self.outbound.waiting() - before;
        call.watched(|watch| watch.end(call, bytes, call.took()));
        self.count(call);
        written
    }

    /// Counts a call that is over: together with others if there was nothing to it, and it did not wait.
    #[inline]
    fn count(&mut self, call: &Context) {
        let (outcome, oneway) = (call.outcome(), call.is_oneway());
        if outcome == Outcome::Answered
            && let Some(busy) = &mut self.busy
            && busy.tally.takes(call.begun(), oneway)
        {
            return;
        }
        if let Some(observer) = &self.caller.observer {
            let took = call.took().filter(|_| outcome.has_run());
            observer.counters.ended(outcome, oneway, took);
        }
    }

    /// Counts the calls that were answered. To be done before their answers are sent, and when no more have arrived.
    #[inline]
    pub(crate) fn settle_counts(&mut self) {
        let Some(busy) = &mut self.busy else { return };
        if busy.tally.is_settled() {
            return;
        }
        match &self.caller.observer {
            Some(observer) => busy.tally.settle(&observer.counters),
            None => busy.tally = Tally::default(),
        }
    }

    /// Takes back the context of a call that is answered, for the next one.
    pub(crate) fn reuse(&mut self, context: Context) {
        if let Some(busy) = &mut self.busy {
            busy.spare = Some(context);
        }
    }

    fn write<R: TReply>(&mut self, call: &Context, result: Result<Option<R>>) -> Result<()> {
        let mut heading = self.reply_heading(call.heading(), call.take_reply_metadata());
        self.closing |= heading.is_last();
        if call.is_oneway() {
            if let Err(error) = result {
                tracing::warn!(method = %call.method(), peer = %self.caller.peer, %error, "a oneway call failed");
            }
            heading.metadata = Metadata::default();
            return self.outbound.push_nothing(&heading);
        }
        let written = match result {
            Ok(None) => return self.outbound.push_nothing(&heading),
            Ok(Some(reply)) => {
                let header = reply_header(call.header());
                self.outbound.push_linked(&heading, &header, &reply)
            }
            Err(error) => Err(error),
        };
        let Err(error) = written else { return Ok(()) };
        call.fail(&error);
        tracing::warn!(method = %call.method(), peer = %self.caller.peer, %error, "a call failed");
        let header = exception_header(call.header());
        let exception = internal_error(error);
        self.outbound
            .push(&heading, &header, &exception)
            .or_else(|_| {
                // what the handler lets travel beside may be what cannot be written
                heading.metadata = Metadata::default();
                self.outbound.push(&heading, &header, &exception)
            })
    }

    /// A reply goes out as its call came, but for what travels beside it; how hard it is compressed is our choice.
    #[inline]
    fn reply_heading(&self, call: &Heading, metadata: Metadata) -> Heading {
        Heading {
            protocol: call.protocol,
            framing: call.framing,
            zlib: call.zlib.map(|_| self.zlib_level),
            metadata,
            http: call.http.clone(),
        }
    }

    /// What is to be sent next. Replies that were pushed since the last time are compressed together, if they are
    /// compressed.
    pub(crate) fn outbound(&mut self) -> Pieces<'_> {
        self.outbound.pieces()
    }

    /// How much waits to be sent, in bytes; of what is yet to be compressed, before it is.
    pub(crate) fn waiting(&self) -> usize {
        self.outbound.waiting()
    }

    /// The first `count` bytes of [`outbound`](Self::outbound) were sent.
    pub(crate) fn written(&mut self, count: usize) {
        self.outbound.written(count);
        if let Some(observer) = &self.caller.observer {
            observer.counters.sent(count);
        }
    }

    /// Ends the compressed stream, if there is one: its checksum is to be sent too.
    pub(crate) fn finish(&mut self) {
        self.outbound.finish();
    }

    /// Is the conversation over? Send what is [outbound](Self::outbound), and close.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing
    }

    /// Gives the memory back that holds nothing.
    pub(crate) fn release(&mut self) {
        self.outbound.release();
        self.settle_counts();
        if let Some(busy) = self.busy.take() {
            Busy::keep(busy);
        }
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        self.settle_counts();
    }
}

/// A reply repeats the sequence id, and the method without its service; most callers name none.
#[inline]
fn reply_header(call: &MessageHeader) -> Cow<'_, MessageHeader> {
    if call.name.as_bytes().contains(&(SEPARATOR as u8)) {
        let bare = bare_name(&call.name);
        return Cow::Owned(MessageHeader::new(bare, call.kind, call.sequence));
    }
    Cow::Borrowed(call)
}

fn exception_header(call: &MessageHeader) -> MessageHeader {
    let bare = bare_name(&call.name);
    MessageHeader::new(bare, TMessageType::Exception, call.sequence)
}

/// What the peer is told of an error that the method does not declare. Whoever made it, it is ours here.
fn internal_error(error: Error) -> TApplicationException {
    let text = error.to_string();
    match error.into_kind() {
        ErrorKind::Application(exception) => exception,
        _ => TApplicationException::new(ApplicationErrorKind::INTERNAL_ERROR, text),
    }
}

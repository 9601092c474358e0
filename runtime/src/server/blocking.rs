//! The blocking driver: the one loop that every server with a thread to spare for a connection runs.

use super::{
    Desk, Timeouts,
    budget::Lease,
    hub::Hub,
    shutdown::{Admission, Waiting},
};
use crate::{
    Connection, Error, ErrorKind, Result, TProcessor,
    transport::{Accepted, TTransport},
};
use std::{
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

/// Replies are sent when this many bytes of them wait, though more calls have arrived.
pub(super) const ENOUGH: usize = 64 * 1024;

/// How long a peer that is hung up on may still send, before the connection is reset under its last reply.
pub(super) const LAST_WORDS: Duration = Duration::from_millis(50);
/// How many reads of what it sends are made at most, and how many bytes each of them may bring. They go to the stack:
/// whoever is hung up on costs no memory.
pub(super) const MOST_LAST_WORDS: usize = 32;
pub(super) const LAST_READ: usize = 16 * 1024;
/// How long a peer that is turned away may take for its handshake and to send its first call.
const REFUSAL: Duration = Duration::from_millis(400);

/// Serves one peer on this thread, from hello to good-bye.
pub(super) fn serve_connection<S: TProcessor>(
    hub: &Hub<S>,
    admission: Admission,
    accepted: Accepted,
) {
    greet(
        hub,
        admission,
        accepted,
        None,
        |stream, connection, waiting| serve(stream, connection.opened(), &hub.desk(), waiting),
    );
}

/// Tells one peer that the server has no thread for it.
pub(super) fn refuse_connection<S: TProcessor>(
    hub: &Hub<S>,
    admission: Admission,
    accepted: Accepted,
) {
    let end = Instant::now() + REFUSAL;
    greet(
        hub,
        admission,
        accepted,
        Some(REFUSAL),
        |stream, connection, _| refuse(stream, connection, hub, end),
    );
}

fn greet<S: TProcessor>(
    hub: &Hub<S>,
    admission: Admission,
    accepted: Accepted,
    most: Option<Duration>,
    serve: impl FnOnce(&mut crate::transport::Stream, Connection, &Waiting) -> Result<()>,
) {
    let peer = accepted.peer();
    let _span = tracing::debug_span!("connection", service = S::SERVICE, %peer).entered();
    let served = accepted
        .blocking(most)
        .map_err(Error::from)
        .and_then(|stream| {
            let live = admission.enter(&stream);
            // closed before it is counted out
            let mut stream = stream;
            stream.greet()?;
            let connection = hub.connection(peer, stream.identity());
            serve(&mut stream, connection, live.waiting())
        });
    match served {
        Ok(()) => tracing::debug!("the connection is over"),
        Err(error) => tracing::warn!(%error, "the connection failed"),
    }
}

/// Answers the calls of one peer until it leaves, is idle for too long, or is idle when the server is `stopping`.
///
/// # Errors
/// The peer sent what is no message, left in the middle of one, or did not take its replies; or the transport's own.
pub fn serve_blocking<S: TProcessor>(
    stream: &mut impl TTransport,
    connection: Connection,
    service: &S,
    timeouts: &Timeouts,
    stopping: &AtomicBool,
) -> Result<()> {
    serve(
        stream,
        connection,
        &Desk {
            service,
            timeouts,
            stopping,
            observer: None,
            budget: None,
        },
        &Waiting::new(),
    )
}

fn serve<S: TProcessor>(
    stream: &mut impl TTransport,
    mut connection: Connection,
    desk: &Desk<'_, S>,
    waiting: &Waiting,
) -> Result<()> {
    let mut patience = Patience::new(desk.timeouts);
    let mut lease = Lease::new(desk.budget);
    loop {
        let before = connection.messages();
        let answered = answer_arrived(stream, &mut connection, desk);
        if connection.messages() > before {
            patience.restart();
        }
        let ends = answered.is_err() || connection.is_closing();
        if ends {
            connection.finish();
        }
        flush(stream, &mut connection)?;
        if ends {
            hang_up(stream);
            return answered;
        }
        connection.release();
        let idle = connection.is_idle();
        waiting.begin();
        if desk.is_stopping() {
            if idle {
                return part(stream, &mut connection);
            }
            // of a message that has begun, what has arrived is all there will be
            stream.closer().finish();
        }
        // that it is not read from is not the peer's fault
        if lease.hold_blocking(connection.expected())? {
            patience.restart();
        }
        stream.set_timeouts(patience.left(idle)?, desk.timeouts.write)?;
        match stream.read(connection.room()).map_err(Error::from) {
            Ok(0) if idle && desk.is_stopping() => return part(stream, &mut connection),
            Ok(0) if idle => return Ok(()),
            Ok(0) => return Err(ErrorKind::Closed.into()),
            Err(error) if idle && matches!(error.kind(), ErrorKind::Timeout) => return Ok(()),
            read => connection.received(read?),
        }
        waiting.end();
    }
}

/// The server has nothing more to say, and takes nothing more.
fn part(stream: &mut impl TTransport, connection: &mut Connection) -> Result<()> {
    connection.finish();
    flush(stream, connection)?;
    hang_up(stream);
    Ok(())
}

/// Runs every call that is here; their replies wait for one write.
fn answer_arrived<S: TProcessor>(
    stream: &mut impl TTransport,
    connection: &mut Connection,
    desk: &Desk<'_, S>,
) -> Result<()> {
    let mut running = None;
    while let Some((context, call)) = connection.next_call(desk.service)? {
        running = running.or_else(|| desk.run());
        let (mut context, mut flushed) = (Some(context), Ok(()));
        // what is answered already does not wait for a handler that waits
        let before_it_waits = || flushed = flush(stream, connection);
        let result = desk.answer_blocking(call, &mut context, before_it_waits);
        flushed?;
        if let Some(context) = context {
            connection.answer(context, result)?;
        }
        if connection.waiting() >= ENOUGH {
            flush(stream, connection)?;
        }
    }
    connection.settle_counts();
    Ok(())
}

/// Answers the first call with a refusal, if it comes before the `end`: others wait to be turned away.
fn refuse<S: TProcessor>(
    stream: &mut impl TTransport,
    mut connection: Connection,
    hub: &Hub<S>,
    end: Instant,
) -> Result<()> {
    loop {
        if let Some((context, _)) = connection.next_call(&hub.service)? {
            let refusal = Err::<Option<S::Reply>, _>(ErrorKind::Overloaded.into());
            connection.push_reply(&context, refusal)?;
            break;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::Timeout.into());
        }
        stream.set_timeouts(Some(left), Some(LAST_WORDS))?;
        match stream.read(connection.room())? {
            0 => return Ok(()),
            count => connection.received(count),
        }
    }
    part(stream, &mut connection)
}

fn flush(stream: &mut impl TTransport, connection: &mut Connection) -> Result<()> {
    connection.settle_counts();
    loop {
        let pieces = connection.outbound();
        if pieces.is_empty() {
            break;
        }
        match stream.write_vectored(&pieces)? {
            0 => return Err(ErrorKind::Closed.into()),
            count => connection.written(count),
        }
    }
    stream.flush()?;
    Ok(())
}

/// How long the next read may wait.
struct Patience<'t> {
    timeouts: &'t Timeouts,
    /// When the message that has begun must be here.
    due: Option<Instant>,
}

impl<'t> Patience<'t> {
    fn new(timeouts: &'t Timeouts) -> Self {
        Self {
            timeouts,
            due: None,
        }
    }

    /// The message is here: the next one has a time-out of its own.
    fn restart(&mut self) {
        self.due = None;
    }

    fn left(&mut self, idle: bool) -> Result<Option<Duration>> {
        let Some(read) = self.timeouts.read.filter(|_| !idle) else {
            return Ok(if idle { self.timeouts.idle } else { None });
        };
        let now = Instant::now();
        let Some(due) = self.due.or_else(|| now.checked_add(read)) else {
            return Ok(None);
        };
        self.due = Some(due);
        match due.checked_duration_since(now) {
            None | Some(Duration::ZERO) => Err(ErrorKind::Timeout.into()),
            left => Ok(left),
        }
    }
}

/// Ends a conversation that the peer believes to go on. A socket that is closed over unread bytes is reset, and the
/// peer then never sees its last reply: so what it still sends is read, within bounds, and dropped.
fn hang_up(stream: &mut impl TTransport) {
    stream.closer().end_writing();
    let (end, mut dropped) = (Instant::now() + LAST_WORDS, [0; LAST_READ]);
    for _ in 0..MOST_LAST_WORDS {
        let left = end.saturating_duration_since(Instant::now());
        let waits = !left.is_zero() && stream.set_timeouts(Some(left), None).is_ok();
        if !waits || !matches!(stream.read(&mut dropped), Ok(1..)) {
            break;
        }
    }
}

//! Calls that come from no connection, in pieces that hold whole messages each: the events of a log
//! (and, in [`crate::datagram`], datagrams).

mod file;

pub use file::{Replayed, TFileProcessor};

use crate::{
    ApplicationErrorKind, Connection, ErrorKind, Result, TApplicationException, TProcessor,
    processor::answer, server::block_on,
};

/// Runs the calls that are all of `bytes`, one after the other on this thread; what is to be answered is appended to
/// `replies`. Counts each call into `calls`, also those in front of an error.
pub(crate) fn answer_all<S: TProcessor>(
    service: &S,
    mut connection: Connection,
    bytes: &[u8],
    calls: &mut u64,
    replies: &mut Vec<u8>,
) -> Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() && !connection.is_closing() {
        let room = connection.room();
        let (now, later) = rest.split_at(room.len().min(rest.len()));
        room[..now.len()].copy_from_slice(now);
        connection.received(now.len());
        rest = later;
        let answered = answer_arrived(service, &mut connection, calls);
        while connection.waiting() > 0 {
            let sent = connection.outbound().to_vec();
            connection.written(sent.len());
            replies.extend(sent);
        }
        answered?;
    }
    if connection.is_closing() {
        let why = "a call cannot be read, nor what stands behind it";
        return Err(TApplicationException::new(ApplicationErrorKind::PROTOCOL_ERROR, why).into());
    }
    if connection.is_idle() {
        Ok(())
    } else {
        Err(ErrorKind::Short.into())
    }
}

fn answer_arrived<S: TProcessor>(
    service: &S,
    connection: &mut Connection,
    calls: &mut u64,
) -> Result<()> {
    while let Some((context, call)) = connection.next_call(service)? {
        *calls += 1;
        let mut context = Some(context);
        let result = block_on(answer(service, call, &mut context), None, || ()).flatten();
        if let Some(context) = context {
            connection.answer(context, result)?;
        }
        connection.settle_counts();
    }
    Ok(())
}

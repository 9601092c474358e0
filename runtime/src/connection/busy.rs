//! What the answering half of a connection needs only while there are calls.

use crate::{Context, observe::Tally};
use std::cell::RefCell;

/// Connections of a thread take turns with these, as they do with buffers: one that waits holds none.
#[derive(Debug, Default)]
pub(super) struct Busy {
    /// The calls that were answered, and are not counted yet.
    pub(super) tally: Tally,
    /// Of the last call, for the next one.
    pub(super) spare: Option<Context>,
}

/// More than this are not kept by a thread.
const MOST_KEPT: usize = 4;

thread_local! {
    #[expect(clippy::vec_box, reason = "they are handed on as boxes")]
    static KEPT: RefCell<Vec<Box<Busy>>> = const { RefCell::new(Vec::new()) };
}

impl Busy {
    /// One without calls.
    #[expect(
        clippy::unnecessary_box_returns,
        reason = "they are handed on as boxes"
    )]
    pub(super) fn lend() -> Box<Self> {
        let kept = KEPT.try_with(|kept| kept.borrow_mut().pop());
        kept.ok().flatten().unwrap_or_default()
    }

    /// Takes one back whose calls are all counted.
    pub(super) fn keep(mut busy: Box<Self>) {
        busy.tally = Tally::default();
        busy.spare = busy.spare.take().and_then(Context::forget);
        // a thread that is about to end keeps nothing
        let _ = KEPT.try_with(|kept| {
            let mut kept = kept.borrow_mut();
            if kept.len() < MOST_KEPT {
                kept.push(busy);
            }
        });
    }
}

//! Buffers that a thread's connections take turns with.
//!
//! A connection that waits holds no buffer: it gives its own back to the thread, and takes one again when there is
//! something to do. So the memory of a thousand idle connections is that of one busy one, and it is zeroed once. What lies
//! in a room goes the same way, as a shelf; while nobody shares a room, both go together.
//!
//! Where one thread reads and others answer, the rooms that the one has lent are given back by the others. What is too
//! much for a thread is therefore for all of them.

use super::{inbound::Shelf, outbound::Blank};
use std::{
    cell::RefCell,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// More buffers than this are not kept, of each kind: a connection that is served holds one of each.
const MOST_KEPT: usize = 4;
/// More rooms than this are not kept for all threads together: 576 KiB at most.
const MOST_SPARE: usize = 8;
/// Shorter rooms and longer buffers are not kept.
const SHORTEST_ROOM: usize = 4 * 1024;
pub(super) const LONGEST_KEPT: usize = 72 * 1024;

#[derive(Default)]
struct Kept {
    /// For reading: all of their bytes are initialised.
    rooms: Vec<Vec<u8>>,
    /// Does this thread read? One that only answers keeps no rooms: they are for those that do.
    reads: bool,
    /// What is known of what lies in a room: nothing lies in those that are on them.
    #[expect(clippy::vec_box, reason = "they are handed on as boxes")]
    shelves: Vec<Box<Shelf>>,
    /// For writing: empty.
    #[expect(clippy::vec_box, reason = "they are handed on as boxes")]
    blanks: Vec<Box<Blank>>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Rooms that no thread keeps.
static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Does something with what the thread keeps; `None` where the thread is about to end.
fn with_kept<T>(f: impl FnOnce(&mut Kept) -> T) -> Option<T> {
    KEPT.try_with(|kept| f(&mut kept.borrow_mut())).ok()
}

/// A buffer of at least `least` bytes, to read into. What is in them is anybody's.
pub(super) fn lend_room(least: usize) -> Vec<u8> {
    let own = |kept: &mut Kept| {
        kept.reads = true;
        fitting(&mut kept.rooms, least)
    };
    with_kept(own)
        .flatten()
        .or_else(|| fitting(&mut spare(), least))
        .unwrap_or_else(|| vec![0; least])
}

/// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
fn spare() -> MutexGuard<'static, Vec<Vec<u8>>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fitting(kept: &mut Vec<Vec<u8>>, least: usize) -> Option<Vec<u8>> {
    let place = kept.iter().rposition(|room| room.len() >= least)?;
    Some(kept.swap_remove(place))
}

/// Takes back what was [lent](lend_room), or any other buffer that may be read into.
pub(super) fn keep_room(room: Vec<u8>) {
    if !(SHORTEST_ROOM..=LONGEST_KEPT).contains(&room.len()) {
        return;
    }
    let own = |kept: &mut Kept| {
        let most = if kept.reads { MOST_KEPT } else { 0 };
        keep(&mut kept.rooms, most, room)
    };
    if let Some(Err(room)) = with_kept(own) {
        drop(keep(&mut spare(), MOST_SPARE, room));
    }
}

/// A room whose bytes others point into. It is given back by whoever is the last of them.
#[derive(Debug)]
pub(super) struct SharedRoom(pub(super) Vec<u8>);

impl AsRef<[u8]> for SharedRoom {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for SharedRoom {
    fn drop(&mut self) {
        keep_room(std::mem::take(&mut self.0));
    }
}

/// An empty shelf, perhaps with a room.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "they are handed on as boxes"
)]
pub(super) fn lend_shelf() -> Box<Shelf> {
    with_kept(|kept| kept.shelves.pop())
        .flatten()
        .unwrap_or_default()
}

/// Takes back what was [lent](lend_shelf), and the room that is on it.
pub(super) fn keep_shelf(mut shelf: Box<Shelf>) {
    shelf.clear();
    if shelf.room_len() > LONGEST_KEPT {
        drop(shelf.take_room());
    }
    let kept = with_kept(|kept| keep(&mut kept.shelves, MOST_KEPT, shelf));
    if let Some(Err(mut shelf)) = kept {
        keep_room(shelf.take_room());
    }
}

/// An empty buffer to write to.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "they are handed on as boxes"
)]
pub(super) fn lend_blank() -> Box<Blank> {
    with_kept(|kept| kept.blanks.pop())
        .flatten()
        .unwrap_or_default()
}

/// Takes back what was [lent](lend_blank).
pub(super) fn keep_blank(mut blank: Box<Blank>) {
    if (1..=LONGEST_KEPT).contains(&blank.bytes.capacity()) {
        blank.clear();
        with_kept(|kept| drop(keep(&mut kept.blanks, MOST_KEPT, blank)));
    }
}

/// Keeps a buffer, or gives it back: there are as many as may be.
fn keep<T>(kept: &mut Vec<T>, most: usize, buffer: T) -> Result<(), T> {
    if kept.len() >= most {
        return Err(buffer);
    }
    kept.push(buffer);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bytes;

    #[test]
    fn what_is_given_back_is_lent_again_if_it_is_long_enough() {
        let room = lend_room(10_000);
        // it may be a longer one that another thread has given back
        let lent = (room.as_ptr(), room.len());
        keep_room(room);
        let again = lend_room(5_000);
        assert_eq!((again.as_ptr(), again.len()), lent);
        keep_room(again);
        assert!(lend_room(20_000).len() >= 20_000);
        let mut blank = lend_blank();
        blank.bytes.extend(b"secret");
        keep_blank(blank);
        let again = lend_blank();
        assert!(again.bytes.is_empty() && again.bytes.capacity() >= 6);
    }

    #[test]
    fn a_thread_keeps_few_buffers_and_no_long_ones() {
        drop(lend_room(1));
        keep_room(vec![0; 100]);
        keep_room(vec![0; LONGEST_KEPT + 1]);
        with_kept(|kept| assert_eq!(kept.rooms.len(), 0));
        (0..100).for_each(|_| keep_room(vec![0; 5_000]));
        with_kept(|kept| assert_eq!(kept.rooms.len(), MOST_KEPT));
        assert!(spare().len() <= MOST_SPARE);
    }

    #[test]
    fn a_room_that_is_shared_comes_back_when_nobody_points_into_it() {
        let room = lend_room(70_000);
        let address = room.as_ptr();
        let whole = Bytes::from_owner(SharedRoom(room));
        let part = whole.slice(10..20);
        drop(whole);
        with_kept(|kept| assert_eq!(kept.rooms.len(), 0));
        drop(part);
        let again = lend_room(60_000);
        assert_eq!(again.as_ptr(), address);
    }
}

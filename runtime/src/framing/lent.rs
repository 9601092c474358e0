//! Buffers that a thread's connections take turns with.
//!
//! A connection that waits holds no buffer: it gives its own back to the thread, and takes one again when there is
//! something to do. So the memory of a thousand idle connections is that of one busy one, and it is zeroed once.

use std::cell::RefCell;

/// More buffers than this are not kept, of either kind: a connection that is served holds one of each.
const MOST_KEPT: usize = 4;
/// Longer ones are not kept.
const LONGEST_KEPT: usize = 128 * 1024;

#[derive(Default)]
struct Kept {
    /// For reading: all of their bytes are initialised.
    rooms: Vec<Vec<u8>>,
    /// For writing: empty.
    blanks: Vec<Vec<u8>>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Does something with what the thread keeps; `None` where the thread is about to end.
fn with_kept<T>(f: impl FnOnce(&mut Kept) -> T) -> Option<T> {
    KEPT.try_with(|kept| f(&mut kept.borrow_mut())).ok()
}

/// A buffer of at least `least` bytes, to read into. What is in them is anybody's.
pub(super) fn lend_room(least: usize) -> Vec<u8> {
    let kept = with_kept(|kept| kept.rooms.pop()).flatten();
    kept.filter(|room| room.len() >= least)
        .unwrap_or_else(|| vec![0; least])
}

/// Takes back what was [lent](lend_room), or any other buffer that may be read into.
pub(super) fn keep_room(room: Vec<u8>) {
    if (1..=LONGEST_KEPT).contains(&room.len()) {
        with_kept(|kept| keep(&mut kept.rooms, room));
    }
}

/// An empty buffer to write to.
pub(super) fn lend_blank() -> Vec<u8> {
    with_kept(|kept| kept.blanks.pop())
        .flatten()
        .unwrap_or_default()
}

/// Takes back what was [lent](lend_blank).
pub(super) fn keep_blank(mut blank: Vec<u8>) {
    if (1..=LONGEST_KEPT).contains(&blank.capacity()) {
        blank.clear();
        with_kept(|kept| keep(&mut kept.blanks, blank));
    }
}

fn keep(kept: &mut Vec<Vec<u8>>, buffer: Vec<u8>) {
    if kept.len() < MOST_KEPT {
        kept.push(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_is_lent_again_if_it_is_long_enough() {
        let room = lend_room(100);
        let address = room.as_ptr();
        keep_room(room);
        let again = lend_room(50);
        assert_eq!((again.as_ptr(), again.len()), (address, 100));
        keep_room(again);
        assert_eq!(lend_room(200).len(), 200);
        let mut blank = lend_blank();
        blank.extend(b"secret");
        keep_blank(blank);
        let again = lend_blank();
        assert!(again.is_empty() && again.capacity() >= 6);
    }

    #[test]
    fn a_thread_keeps_few_buffers_and_no_long_ones() {
        (0..10).for_each(|_| keep_room(vec![0; 10]));
        keep_room(vec![0; LONGEST_KEPT + 1]);
        with_kept(|kept| {
            assert_eq!(kept.rooms.len(), MOST_KEPT);
            assert!(kept.rooms.iter().all(|room| room.len() == 10));
        });
    }
}

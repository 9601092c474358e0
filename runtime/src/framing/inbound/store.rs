//! Where bytes lie from when they arrive until they are handed out.

use super::super::lent::{LONGEST_KEPT, SharedRoom, keep_room, keep_shelf, lend_room, lend_shelf};
use crate::Bytes;
use std::ops::Range;

/// A message of fewer bytes than this holds nothing that would share its memory, so it is read where it lies.
const SHARE: usize = 1024;
/// A buffer is kept for a message that has begun if this much of it is used: one part in so many.
const WORTH_KEEPING: usize = 4;

/// What has arrived and was not handed out. An empty one holds no buffer, once that was [released](Self::release).
#[derive(Default)]
pub(super) struct Store(Option<Box<Shelf>>);

/// A place, and what of it is waiting. It is lent by the thread, as is the buffer.
#[derive(Default)]
pub(in super::super) struct Shelf {
    place: Place,
    /// What waits, within the place.
    start: usize,
    end: usize,
}

/// All bytes of a place are initialised; what is behind those that wait is room.
enum Place {
    /// Nobody else sees these.
    Own(Vec<u8>),
    /// Values that were decoded may point into these.
    Shared(Bytes),
}

impl Default for Place {
    fn default() -> Self {
        Self::Own(Vec::new())
    }
}

impl Place {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

/// The whole of a message that shares nothing.
static UNSHARED: Bytes = Bytes::new();

impl Store {
    /// What waits.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_deref().map_or(&[], Shelf::bytes)
    }

    /// How much waits, in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.as_deref().map_or(0, Shelf::len)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Room for at least `least` bytes behind those that wait; where there is less, for `wanted`.
    pub(super) fn room(&mut self, least: usize, wanted: usize) -> &mut [u8] {
        self.shelf().room(least, wanted)
    }

    /// So many bytes were put into the room.
    pub(super) fn received(&mut self, count: usize) {
        let shelf = self.shelf();
        shelf.end = shelf.place.bytes().len().min(shelf.end + count);
    }

    /// Takes `range` of what waits, and all before it, as bytes of its own or in the memory that they share.
    pub(super) fn take(&mut self, range: Range<usize>) -> Bytes {
        let shelf = self.shelf();
        let bytes = if shelf.is_worth_sharing(range.len()) {
            let (start, whole) = (shelf.start, shelf.share());
            whole.slice(start + range.start..start + range.end)
        } else {
            Bytes::copy_from_slice(&shelf.bytes()[range.clone()])
        };
        shelf.start += range.end;
        bytes
    }

    /// The same, as bytes that are read at once, and what long payloads among them are to share.
    pub(super) fn read(&mut self, range: Range<usize>, in_place: bool) -> (&[u8], &Bytes) {
        let shelf = self.shelf();
        let start = shelf.start;
        shelf.start += range.end;
        shelf.look(start + range.start..start + range.end, in_place)
    }

    /// All that waits, to be read without being taken; as [`Self::read`].
    pub(super) fn look(&mut self, in_place: bool) -> (&[u8], &Bytes) {
        let shelf = self.shelf();
        shelf.look(shelf.start..shelf.end, in_place)
    }

    /// The first `count` bytes are used up.
    pub(super) fn pass(&mut self, count: usize) {
        self.shelf().start += count; // invariant: they were found among those that wait
    }

    /// Gives the buffer back, if little is in it.
    pub(super) fn release(&mut self) {
        if !self.is_empty() {
            self.shelf().release();
        } else if let Some(shelf) = self.0.take() {
            keep_shelf(shelf);
        }
    }

    fn shelf(&mut self) -> &mut Shelf {
        self.0.get_or_insert_with(lend_shelf)
    }

    /// How much memory it holds, in bytes.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        let held = |shelf: &Shelf| size_of::<Shelf>() + shelf.place.bytes().len();
        self.0.as_deref().map_or(0, held)
    }
}

impl Shelf {
    fn bytes(&self) -> &[u8] {
        &self.place.bytes()[self.start..self.end]
    }

    fn len(&self) -> usize {
        self.end - self.start
    }

    /// Forgets what was in it, and where, and keeps its own room.
    pub(in super::super) fn clear(&mut self) {
        (self.start, self.end) = (0, 0);
        if let Place::Shared(_) = &self.place {
            self.place = Place::default();
        }
    }

    /// How long its own room is, in bytes.
    pub(in super::super) fn room_len(&self) -> usize {
        self.place.bytes().len()
    }

    /// Its own room, which is no longer its own.
    pub(in super::super) fn take_room(&mut self) -> Vec<u8> {
        match std::mem::take(&mut self.place) {
            Place::Own(room) => room,
            Place::Shared(_) => Vec::new(),
        }
    }

    /// See [`Store::room`].
    fn room(&mut self, mut least: usize, wanted: usize) -> &mut [u8] {
        if self.len() == 0 {
            (self.start, self.end) = (0, 0);
            // nothing has to move
            least = wanted;
        }
        match &mut self.place {
            Place::Own(own) if own.len() - self.end >= least => {}
            Place::Own(own) if self.start == 0 && own.len() > LONGEST_KEPT => {
                lengthen(own, self.end + wanted);
            }
            Place::Own(_) | Place::Shared(_) => {
                let mut room = lend_room(self.len() + wanted);
                room[..self.len()].copy_from_slice(self.bytes());
                (self.start, self.end) = (0, self.len());
                self.replace(room);
            }
        }
        match &mut self.place {
            Place::Own(own) => &mut own[self.end..],
            // invariant: `room` was put in its place
            Place::Shared(_) => &mut [],
        }
    }

    /// What is in `range` of the place, and what it may share.
    fn look(&mut self, range: Range<usize>, in_place: bool) -> (&[u8], &Bytes) {
        if range.len() >= SHARE || !in_place {
            self.share();
        }
        match &self.place {
            Place::Own(own) => (&own[range], &UNSHARED),
            Place::Shared(shared) => (&shared[range], shared),
        }
    }

    /// Is a part of this length to share the place? If others do, or if it takes most of it: what is copied leaves the place
    /// for the next read, and holds no memory that it does not need.
    fn is_worth_sharing(&self, length: usize) -> bool {
        length >= SHARE
            && match &self.place {
                Place::Own(own) => length > own.len() / 4 * 3,
                Place::Shared(_) => true,
            }
    }

    /// Makes the place one that decoded values may point into.
    fn share(&mut self) -> &Bytes {
        if let Place::Own(own) = &mut self.place {
            let room = SharedRoom(std::mem::take(own));
            self.place = Place::Shared(Bytes::from_owner(room));
        }
        match &self.place {
            Place::Shared(shared) => shared,
            // invariant: it is shared now
            Place::Own(_) => &UNSHARED,
        }
    }

    /// Puts another buffer in place, and gives the old one back, now or when nobody points into it any more.
    fn replace(&mut self, with: Vec<u8>) {
        if let Place::Own(own) = std::mem::replace(&mut self.place, Place::Own(with)) {
            keep_room(own);
        }
    }

    /// See [`Store::release`].
    fn release(&mut self) {
        let (waiting, size) = (self.len(), self.place.bytes().len());
        if size > 0 && waiting <= size / WORTH_KEEPING {
            let rest = self.bytes().to_vec();
            (self.start, self.end) = (0, waiting);
            self.replace(rest);
        }
    }
}

/// Makes a long room longer, where it lies if the allocator can. With a row of rooms, each longer than the one before, a
/// message of 4 MiB costs three times as much: the system takes their memory back at the end, and has to give it out again
/// for the next message.
fn lengthen(room: &mut Vec<u8>, length: usize) {
    room.reserve_exact(length - room.len());
    room.resize(length, 0);
}

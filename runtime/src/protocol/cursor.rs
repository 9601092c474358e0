//! Where bytes are appended: a pointer and the room behind it, which live in registers.

// Stores through the pointer are the point of this file: `Vec`'s own appends check, and write its length, once a value,
// and make encoding 1.5 to 2 times slower. Each block below says why it stays inside the room.
#![allow(unsafe_code)]

use std::fmt;
use std::hint::assert_unchecked;
use std::mem::MaybeUninit;
use std::ptr::copy_nonoverlapping;
use std::slice;

use bytes::Bytes;

use super::Links;
use super::numbers::{self, Number};
use crate::error::ErrorKind;
use crate::{Error, Result};

/// Appends to a vector.
///
/// Invariant: while `buffer` is here, `at .. at + room` is exactly its spare capacity, and everything before `at` is
/// initialised. The empty cursor, which is left behind while the real one is lent, has no room and no buffer.
//
// In this order: words that seldom change, side by side, are copied two at once, and a processor waits to load two that
// were last stored one by one.
#[repr(C)]
pub(super) struct Cursor<'b> {
    buffer: Option<&'b mut Vec<u8>>,
    at: *mut u8,
    room: usize,
    /// For long payloads, if anybody minds links.
    links: Option<&'b mut Links>,
}

impl Default for Cursor<'_> {
    #[inline(always)]
    fn default() -> Self {
        Self {
            buffer: None,
            at: std::ptr::dangling_mut(),
            room: 0,
            links: None,
        }
    }
}

impl fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("room", &self.room)
            .finish_non_exhaustive()
    }
}

impl<'b> Cursor<'b> {
    pub(super) fn new(buffer: &'b mut Vec<u8>) -> Self {
        Self::over(buffer, None)
    }

    /// One that links long payloads.
    pub(super) fn linking(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> Self {
        Self::over(buffer, Some(links))
    }

    #[inline(always)]
    fn over(buffer: &'b mut Vec<u8>, links: Option<&'b mut Links>) -> Self {
        let spare = buffer.spare_capacity_mut();
        Self {
            at: spare.as_mut_ptr().cast(),
            room: spare.len(),
            buffer: Some(buffer),
            links,
        }
    }

    /// Tells the vector how much was written.
    pub(super) fn finish(self) -> Result<()> {
        let Some(buffer) = self.buffer else {
            return Ok(());
        };
        settle(buffer, self.room);
        let written = buffer.len() + self.links.map_or(0, |links| links.bytes());
        if written > i32::MAX as usize {
            return Err(Error::new(ErrorKind::Unwritable(written)));
        }
        Ok(())
    }

    /// Makes room for `n` more bytes. The checks of the stores that follow then fold away.
    #[inline(always)]
    pub(super) fn reserve(&mut self, n: usize) {
        if self.room < n {
            let buffer = self.buffer.as_deref_mut();
            (self.at, self.room) = grow(buffer, self.room, n);
            // SAFETY: `grow` returns with at least `n` bytes of room.
            unsafe { assert_unchecked(self.room >= n) };
        }
    }

    #[inline(always)]
    pub(super) fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        self.put_first(bytes, N);
    }

    /// Stores N bytes and keeps the first `keep` of them: one wide store; what follows overwrites the rest.
    #[inline(always)]
    pub(super) fn put_first<const N: usize>(&mut self, bytes: [u8; N], keep: usize) {
        assert!(keep <= N);
        self.reserve(N);
        // SAFETY: `room >= N >= keep` after `reserve` and the assertion.
        unsafe {
            self.at.cast::<[u8; N]>().write_unaligned(bytes);
            self.at = self.at.add(keep);
        }
        self.room -= keep;
    }

    /// Appends bytes, and leaves room for the fixed-width values that are likely to follow.
    #[inline(always)]
    pub(super) fn put_slice(&mut self, bytes: &[u8]) {
        let n = bytes.len();
        self.reserve(n.saturating_add(64));
        // SAFETY: `room >= n` after `reserve`, and the room is not part of any slice.
        unsafe {
            copy(bytes.as_ptr(), self.at, n);
            self.at = self.at.add(n);
        }
        self.room -= n;
    }

    /// Appends what `write` makes of the room for `n` bytes, which it is lent: a part of that, from its beginning.
    pub(super) fn put_with(
        &mut self,
        n: usize,
        write: impl FnOnce(&mut [MaybeUninit<u8>]) -> &mut [u8],
    ) {
        self.reserve(n.saturating_add(64));
        // SAFETY: `room >= n` after `reserve`, and nothing else refers to it meanwhile.
        let room = unsafe { slice::from_raw_parts_mut(self.at.cast(), n) };
        let written = write(room);
        assert!(written.as_ptr() == self.at && written.len() <= n);
        let written = written.len();
        // SAFETY: the first `written` bytes of the room were returned as initialised, and are at most `n`.
        self.at = unsafe { self.at.add(written) };
        self.room -= written;
    }

    /// Appends a payload, or links it if it is long.
    #[inline(always)]
    pub(super) fn put_payload(&mut self, payload: &Bytes) {
        if payload.len() >= Links::LEAST
            && let (Some(buffer), Some(links)) = (&self.buffer, &mut self.links)
        {
            link(links, buffer.capacity() - self.room, payload);
        } else {
            self.put_slice(payload);
        }
    }

    /// Appends what `byte` makes of each value, with as wide vectors as the build is for.
    pub(super) fn put_each<T: Copy>(&mut self, values: &[T], byte: impl Fn(T) -> u8) {
        let n = values.len();
        self.reserve(n.saturating_add(64));
        // SAFETY: `room >= n` after `reserve`, and the loop initialises all of the slice.
        unsafe {
            let to = slice::from_raw_parts_mut(self.at.cast::<MaybeUninit<u8>>(), n);
            for (value, to) in values.iter().zip(to) {
                to.write(byte(*value));
            }
            self.at = self.at.add(n);
        }
        self.room -= n;
    }

    /// Appends numbers, big-endian.
    pub(super) fn put_numbers<T: Number>(&mut self, values: &[T]) {
        let n = size_of_val(values);
        self.reserve(n.saturating_add(64));
        // SAFETY: `room >= n` after `reserve`, and `write_big_endian` initialises all of the slice.
        unsafe {
            let to = slice::from_raw_parts_mut(self.at.cast::<MaybeUninit<u8>>(), n);
            numbers::write_big_endian(values, to);
            self.at = self.at.add(n);
        }
        self.room -= n;
    }
}

/// Copies `n` bytes. Short ones by two words which overlap, from both ends: no call, no loop.
///
/// # Safety
/// `from` is readable and `to` is writable for `n` bytes, and they do not overlap.
#[inline(always)]
unsafe fn copy(from: *const u8, to: *mut u8, n: usize) {
    /// The first and the last word.
    ///
    /// # Safety
    /// As `copy`, and `n` is at least the size of a `W` and at most twice that.
    #[inline(always)]
    unsafe fn ends<W: Copy>(from: *const u8, to: *mut u8, n: usize) {
        let tail = n - size_of::<W>();
        // SAFETY: both words lie within the n bytes, on both sides.
        unsafe {
            let first = from.cast::<W>().read_unaligned();
            let last = from.add(tail).cast::<W>().read_unaligned();
            to.cast::<W>().write_unaligned(first);
            to.add(tail).cast::<W>().write_unaligned(last);
        }
    }
    // SAFETY: each arm stays within the n bytes, and covers them.
    unsafe {
        match n {
            33.. => copy_nonoverlapping(from, to, n),
            16.. => ends::<[u64; 2]>(from, to, n),
            8.. => ends::<u64>(from, to, n),
            4.. => ends::<u32>(from, to, n),
            1.. => {
                *to = *from;
                *to.add(n / 2) = *from.add(n / 2);
                *to.add(n - 1) = *from.add(n - 1);
            }
            0 => {}
        }
    }
}

/// Links the payload at this offset.
#[cold]
#[inline(never)]
fn link(links: &mut Links, at: usize, payload: &Bytes) {
    links.push(at, payload.clone());
}

/// Makes the vector's length cover what was written: all but the room that is left.
fn settle(buffer: &mut Vec<u8>, room: usize) {
    let written = buffer.capacity() - room;
    // SAFETY: by the cursor's invariant everything before its room is initialised and within the capacity.
    unsafe { buffer.set_len(written) };
}

/// A larger buffer: where to go on and how much room there is now, two words, so that both come back in registers.
#[cold]
#[inline(never)]
fn grow(buffer: Option<&mut Vec<u8>>, room: usize, n: usize) -> (*mut u8, usize) {
    // invariant: a cursor is empty only while it is lent, and a lender writes nothing meanwhile.
    let buffer = buffer.expect("a cursor that is lent is not written to");
    settle(buffer, room);
    buffer.reserve(n.max(256));
    let spare = buffer.spare_capacity_mut();
    (spare.as_mut_ptr().cast(), spare.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_of_all_short_lengths() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut buffer = vec![0xee];
        let mut cursor = Cursor::new(&mut buffer);
        let mut expected = vec![0xee];
        for n in (0..80).chain([200, 256]) {
            cursor.put_slice(&bytes[..n]);
            expected.extend_from_slice(&bytes[..n]);
        }
        cursor.finish().unwrap();
        assert_eq!(buffer, expected);
    }

    #[test]
    fn a_wide_store_is_overwritten() {
        let mut buffer = Vec::new();
        let mut cursor = Cursor::new(&mut buffer);
        for n in 0..1000u32 {
            cursor.put_first(n.to_le_bytes(), 2);
        }
        cursor.put_numbers(&[0x0102i16; 40]);
        cursor.put([9]);
        cursor.finish().unwrap();
        assert_eq!(buffer.len(), 2000 + 80 + 1);
        assert_eq!(buffer[..6], [0, 0, 1, 0, 2, 0]);
        assert_eq!(buffer[2000..2004], [1, 2, 1, 2]);
        assert_eq!(buffer[2080], 9);
    }

    #[test]
    fn a_part_of_the_room_that_is_lent_is_written() {
        let mut buffer = vec![1];
        let mut cursor = Cursor::new(&mut buffer);
        for n in 0..300 {
            cursor.put_with(n, |room| room[..n / 2].write_copy_of_slice(&vec![7; n / 2]));
        }
        cursor.put([2]);
        cursor.finish().unwrap();
        let count = (0..300).map(|n| n / 2).sum();
        assert_eq!(buffer, [vec![1], vec![7; count], vec![2]].concat());
    }

    #[test]
    #[should_panic(expected = "as_ptr")]
    fn nothing_but_the_room_is_taken_for_it() {
        let mut buffer = Vec::new();
        Cursor::new(&mut buffer).put_with(4, |_| &mut []);
    }

    #[test]
    fn each_value_becomes_a_byte() {
        let mut buffer = Vec::new();
        let mut cursor = Cursor::new(&mut buffer);
        let values: Vec<u16> = (0..300).collect();
        cursor.put_each(&values, |value| value as u8);
        cursor.put([7]);
        cursor.finish().unwrap();
        let expected: Vec<u8> = (0..300u16).map(|value| value as u8).chain([7]).collect();
        assert_eq!(buffer, expected);
    }

    #[test]
    fn without_finish_nothing_was_written() {
        let mut buffer = vec![1, 2];
        Cursor::new(&mut buffer).put([3; 100]);
        assert_eq!(buffer, [1, 2]);
    }

    #[test]
    #[should_panic(expected = "lent")]
    fn an_empty_cursor_has_no_room() {
        Cursor::default().put([1]);
    }
}

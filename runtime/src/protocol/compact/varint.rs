//! Variable-length numbers: seven bits a byte, the lowest first; a high bit says that another byte follows.
//!
//! They are read and written by word: three shifts and masks stand for a loop over bytes, and nothing branches on the
//! length. Ten bytes are read whatever the width of the number is, and bits beyond it are dropped, as Apache's C++ does:
//! a 32-bit number that some peer extended to 64 bits is still itself.

use crate::error::ErrorKind;
use crate::protocol::Number;
use crate::{Error, Result, TType};

/// The high bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Small numbers of either sign become small numbers without one.
#[inline(always)]
pub(super) const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[inline(always)]
pub(super) const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Of 32 bits, whatever stands above them.
#[inline(always)]
pub(super) const fn unzigzag_32(value: u64) -> i32 {
    let value = value as u32;
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

/// 56 bits to eight groups of seven.
#[inline(always)]
const fn spread(v: u64) -> u64 {
    let v = (v & 0x0fff_ffff) | (v & 0x00ff_ffff_f000_0000) << 4;
    let v = (v & 0x0000_3fff_0000_3fff) | (v & 0x0fff_c000_0fff_c000) << 2;
    (v & 0x007f_007f_007f_007f) | (v & 0x3f80_3f80_3f80_3f80) << 1
}

/// Eight groups of seven bits to 56; the high bit of each byte is ignored.
#[inline(always)]
const fn gather(v: u64) -> u64 {
    let v = (v & 0x007f_007f_007f_007f) | (v & 0x7f00_7f00_7f00_7f00) >> 1;
    let v = (v & 0x0000_3fff_0000_3fff) | (v & 0x3fff_0000_3fff_0000) >> 2;
    (v & 0x0fff_ffff) | (v & 0x0fff_ffff_0000_0000) >> 4
}

/// A number as it is written: `word` and then `tail`, of each as many bytes as it says.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) word: [u8; 8],
    pub(super) word_bytes: usize,
    pub(super) tail: [u8; 2],
    pub(super) tail_bytes: usize,
}

#[inline(always)]
pub(super) fn write(value: u64) -> Written {
    if value >> 56 != 0 {
        let last = value >> 63;
        return Written {
            word: (spread(value) | HIGH).to_le_bytes(),
            word_bytes: 8,
            tail: [((value >> 56) & 0x7f | last << 7) as u8, 1],
            tail_bytes: 1 + last as usize,
        };
    }
    // A seventh of the highest bit's number, exact up to 63: all groups but the last go on.
    let more = ((value | 1).ilog2() * 37) >> 8;
    Written {
        word: (spread(value) | HIGH & ((1 << (8 * more)) - 1)).to_le_bytes(),
        word_bytes: more as usize + 1,
        tail: [0; 2],
        tail_bytes: 0,
    }
}

/// A number, and what follows it. By word while eight bytes are left; the last few of a message, and numbers of nine
/// or ten bytes, byte by byte.
#[inline(always)]
pub(crate) fn split_varint(rest: &[u8]) -> Result<(u64, &[u8])> {
    if let Some(word) = rest.first_chunk() {
        let word = u64::from_le_bytes(*word);
        let ends = !word & HIGH;
        if ends != 0 {
            let bits = ends.trailing_zeros() + 1; // 8, 16 … 64
            let value = gather(word & (u64::MAX >> (64 - bits)));
            return Ok((value, &rest[bits as usize / 8..]));
        }
    }
    slow(rest)
}

/// A length or a count, mostly of one byte, and what follows it.
#[inline(always)]
pub(super) fn split_length(rest: &[u8]) -> Result<(u32, &[u8])> {
    match rest.split_first() {
        Some((&length @ ..0x80, rest)) => Ok((u32::from(length), rest)),
        _ => slow(rest).map(|(length, rest)| (length as u32, rest)),
    }
}

/// Numbers with a sign, appended to `into`, and what follows them. There are no more of them than bytes, so that room
/// for all is not too much.
pub(super) fn split_integers<'m, T: Number>(
    mut rest: &'m [u8],
    count: usize,
    into: &mut Vec<T>,
) -> Result<&'m [u8]> {
    into.reserve(count);
    let mut left = count;
    while left >= MANY
        && let Some(block) = rest.first_chunk()
    {
        let (numbers, bytes) = split_block(block, left, into)?;
        left -= numbers;
        rest = &rest[bytes..];
    }
    for _ in 0..left {
        let (value, after) = split_varint(rest)?;
        into.push(number(value));
        rest = after;
    }
    Ok(rest)
}

/// The bytes of a block.
const BLOCK: usize = 64;
/// How far a number that begins in a block may be read.
const REACH: usize = BLOCK + 16;
/// Fewer numbers than this are not worth a block.
const MANY: usize = 8;

/// The numbers that end within the block, and at most `most` of them: how many they are and how many bytes they take.
///
/// One by one, a number's length has to be known before the next can be looked at. Here the ends of all are found first,
/// a bit for each byte, and the numbers then are taken apart beside each other.
#[inline(always)]
fn split_block<T: Number>(
    block: &[u8; REACH],
    most: usize,
    into: &mut Vec<T>,
) -> Result<(usize, usize)> {
    let mut ends = ends(block);
    let mut values = [T::from_bits(0); BLOCK];
    let mut found = 0;
    let mut start = 0;
    while ends != 0 && found < most {
        let end = ends.trailing_zeros() as usize;
        ends &= ends - 1;
        let Some(masks) = MASKS.get(end.wrapping_sub(start)) else {
            return Err(Error::new(ErrorKind::LongVarint));
        };
        // invariant: both are below 64; said so, the compiler checks neither
        values[found % BLOCK] = number(one(block, start % BLOCK, *masks));
        found += 1;
        start = end + 1;
    }
    if found == 0 {
        return Err(Error::new(ErrorKind::LongVarint));
    }
    into.extend_from_slice(&values[..found]);
    Ok((found, start))
}

/// Which of the block's bytes end a number.
#[inline(always)]
fn ends(block: &[u8; REACH]) -> u64 {
    let mut ends = 0;
    for (index, word) in block[..BLOCK].as_chunks().0.iter().enumerate() {
        let high = !u64::from_le_bytes(*word) & HIGH;
        // The product's highest byte holds the eight bits, in order, and nothing is carried into it.
        let bits = (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        ends |= bits << (8 * index);
    }
    ends
}

/// What of a word and of the word behind it belongs to a number of as many bytes as the index, and one.
const MASKS: [[u64; 2]; 10] = {
    let mut masks = [[u64::MAX, 0]; 10];
    let mut last = 0;
    while last < 8 {
        masks[last][0] = u64::MAX >> (56 - 8 * last);
        last += 1;
    }
    // Of the tenth byte one bit counts.
    masks[8][1] = 0x7f;
    masks[9][1] = 0x17f;
    masks
};

/// The number that starts here.
#[inline(always)]
fn one(block: &[u8; REACH], start: usize, [low, high]: [u64; 2]) -> u64 {
    let word = |at: usize| u64::from_le_bytes(block[at..at + 8].try_into().unwrap_or_default());
    let high = word(start + 8) & high;
    gather(word(start) & low) | high << 56 | (high & 0x100) << 55
}

/// From the sign-folded value.
#[inline(always)]
fn number<T: Number>(value: u64) -> T {
    T::from_bits(match T::TYPE {
        TType::I64 => unzigzag(value),
        _ => unzigzag_32(value).into(),
    })
}

/// What [`split_varint`] leaves over: nine and ten bytes while there are as many, all else byte by byte.
#[inline(never)]
fn slow(rest: &[u8]) -> Result<(u64, &[u8])> {
    if let Some(([word @ .., ninth, tenth], after)) = rest.split_first_chunk::<10>()
        && let Some(word) = word.first_chunk()
        && !u64::from_le_bytes(*word) & HIGH == 0
    {
        let value = gather(u64::from_le_bytes(*word)) | u64::from(ninth & 0x7f) << 56;
        if *ninth < 0x80 {
            return Ok((value, &rest[9..]));
        }
        if *tenth < 0x80 {
            return Ok((value | u64::from(*tenth) << 63, after));
        }
        return Err(Error::new(ErrorKind::LongVarint));
    }
    let mut value = 0;
    for (index, byte) in rest.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if *byte < 0x80 {
            return Ok((value, &rest[index + 1..]));
        }
    }
    Err(if rest.len() < 10 {
        Error::short()
    } else {
        Error::new(ErrorKind::LongVarint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(value: u64) -> Vec<u8> {
        let written = write(value);
        [
            &written.word[..written.word_bytes],
            &written.tail[..written.tail_bytes],
        ]
        .concat()
    }

    /// As the specification says it: byte by byte.
    fn plain(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    }

    #[test]
    fn numbers_around_every_power_of_two() {
        let near = |n: u64| {
            [
                n.wrapping_sub(1),
                n,
                n.wrapping_add(1),
                n | 0x5555_5555 & (n - 1),
            ]
        };
        for value in (0..64).flat_map(|bit| near(1 << bit)).chain([u64::MAX]) {
            let written = bytes(value);
            assert_eq!(written, plain(value), "{value:#x}");
            for behind in [0, 1, 20] {
                let followed = [&written[..], &vec![0xff; behind]].concat();
                let (read, rest) = split_varint(&followed).unwrap();
                assert_eq!((read, rest.len()), (value, behind), "{value:#x}");
                let (length, rest) = split_length(&followed).unwrap();
                assert_eq!((length, rest.len()), (value as u32, behind), "{value:#x}");
            }
            for cut in 0..written.len() {
                assert!(split_varint(&written[..cut]).unwrap_err().is_short());
                assert!(split_length(&written[..cut]).unwrap_err().is_short());
            }
        }
    }

    #[test]
    fn more_bytes_than_needed_are_read_but_never_more_than_ten() {
        for padding in 0..10 {
            let long = [&vec![0x80; padding][..], &[0, 0xaa]].concat();
            let (value, rest) = split_varint(&long).unwrap();
            assert_eq!((value, rest), (0, &[0xaa][..]), "{padding}");
        }
        let endless = split_varint(&[0x80; 11]).unwrap_err();
        assert!(matches!(endless.kind(), ErrorKind::LongVarint));
        assert!(split_varint(&[0x80; 9]).unwrap_err().is_short());
        // The tenth byte has one bit that counts.
        let overlong = [&[0xff; 9][..], &[0x7f]].concat();
        assert_eq!(split_varint(&overlong).unwrap().0, u64::MAX);
    }

    #[test]
    fn signs_are_folded() {
        for (value, folded) in [
            (0, 0),
            (-1, 1),
            (1, 2),
            (i64::MAX, u64::MAX - 1),
            (i64::MIN, u64::MAX),
        ] {
            assert_eq!(zigzag(value), folded);
            assert_eq!(unzigzag(folded), value);
        }
    }

    #[test]
    fn blocks_are_numbers_one_by_one() {
        // All lengths beside each other, and runs of each, so that numbers end at every place of a block and across it.
        let mixed = (0..640).map(|n: i64| (n * n * n) << (n % 64));
        let runs = (0..64).flat_map(|bit| [i64::MIN >> bit; 70]);
        // under Miri, which is a thousand times slower, some of them
        let all = mixed.chain(runs);
        let numbers: Vec<i64> = all.step_by(if cfg!(miri) { 7 } else { 1 }).collect();
        let written: Vec<u8> = numbers.iter().flat_map(|n| plain(zigzag(*n))).collect();
        for count in [0, 1, 7, 8, 9, 63, 64, 65, numbers.len()] {
            let mut read = vec![5];
            let rest = split_integers(&written, count, &mut read).unwrap();
            assert_eq!(read[1..], numbers[..count]);
            let length: usize = numbers[..count]
                .iter()
                .map(|n| plain(zigzag(*n)).len())
                .sum();
            assert_eq!(written.len() - rest.len(), length);
            let mut narrow: Vec<i32> = Vec::new();
            split_integers(&written, count, &mut narrow).unwrap();
            let expected = numbers[..count].iter().map(|n| unzigzag_32(zigzag(*n)));
            assert!(narrow.iter().copied().eq(expected));
        }
        for cut in [1, 79, 80, 81, written.len() - 1] {
            let read = split_integers(&written[..cut], numbers.len(), &mut Vec::<i64>::new());
            assert!(read.unwrap_err().is_short());
        }
    }

    #[test]
    fn an_endless_number_in_a_block_is_an_error() {
        let mut bytes = vec![1; 20];
        bytes.extend([0x80; 11]);
        bytes.extend([1; 200]);
        let read = split_integers(&bytes, 100, &mut Vec::<i64>::new());
        assert!(matches!(read.unwrap_err().kind(), ErrorKind::LongVarint));
        let read = split_integers(&[0x80; 200], 100, &mut Vec::<i64>::new());
        assert!(matches!(read.unwrap_err().kind(), ErrorKind::LongVarint));
    }
}

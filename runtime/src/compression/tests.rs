use super::*;
use crate::golden::golden;
use crate::{ErrorKind, Result};

fn deflated(pieces: &[&[u8]], finish: bool) -> Vec<u8> {
    let (mut deflate, mut compressed) = (Deflate::new(), Vec::new());
    for piece in pieces {
        deflate.write(piece, &mut compressed);
    }
    if finish {
        deflate.finish(&mut compressed);
    }
    compressed
}

/// Everything that `compressed` stands for, inflated `room` bytes at a time.
fn inflated(mut compressed: &[u8], room: usize) -> Result<(Vec<u8>, bool)> {
    let (mut inflate, mut plain, mut buffer) = (Inflate::new(), Vec::new(), vec![0; room]);
    loop {
        let step = inflate.step(compressed, &mut buffer)?;
        compressed = &compressed[step.taken..];
        plain.extend(&buffer[..step.made]);
        if step.made == 0 {
            assert!(compressed.is_empty(), "bytes are left over");
            return Ok((plain, inflate.is_at_end()));
        }
    }
}

fn noise(count: usize) -> Vec<u8> {
    let step = |n: &u32| Some(n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(1_u32), step)
        .map(|n| (n >> 24) as u8)
        .take(count)
        .collect()
}

#[test]
fn what_was_written_can_be_read_though_the_stream_goes_on() {
    let (hello, noise) = (b"hello, hello, hello".repeat(100), noise(100_000));
    for piece in [&b"x"[..], &hello, &noise] {
        for room in [1, 7, 64 * 1024] {
            let (plain, ended) = inflated(&deflated(&[piece, b"again"], false), room).unwrap();
            assert_eq!((plain, ended), ([piece, b"again"].concat(), false));
        }
    }
}

#[test]
fn a_finished_stream_says_so_and_another_may_follow() {
    let two = [
        deflated(&[b"one"], true),
        deflated(&[b"two", b"three"], true),
    ]
    .concat();
    assert_eq!(inflated(&two, 64).unwrap(), (b"onetwothree".to_vec(), true));

    let (mut deflate, mut compressed) = (Deflate::new(), Vec::new());
    deflate.finish(&mut compressed);
    assert!(compressed.is_empty(), "nothing was begun, so nothing ends");
    for word in ["one", "two"] {
        deflate.write(word.as_bytes(), &mut compressed);
        deflate.finish(&mut compressed);
    }
    assert_eq!(
        inflated(&compressed, 64).unwrap(),
        (b"onetwo".to_vec(), true)
    );
}

#[test]
fn damage_is_found_at_the_latest_by_the_checksum() {
    let text = b"some text, some more text";
    let whole = deflated(&[text], true);
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        match inflated(&damaged, 1024) {
            Err(error) => assert!(matches!(error.kind(), ErrorKind::Damaged)),
            // the damage made the stream longer, and its end is still to come; or it is in bits that nobody reads
            Ok((plain, ended)) => assert!(!ended || plain == text, "byte {at}"),
        }
    }
    let last = whole.len() - 1;
    let mut damaged = whole;
    damaged[last] ^= 1;
    assert!(inflated(&damaged, 1024).is_err());
}

/// It makes no difference to what came before whether the damage came with it.
#[test]
fn what_stands_before_the_damage_is_handed_out() {
    let whole = deflated(&[b"hello"], false);
    let mut damaged = [&whole[..], &[0xff; 9]].concat();
    let (mut inflate, mut room) = (Inflate::new(), [0; 64]);
    let step = inflate.step(&damaged, &mut room).unwrap();
    assert_eq!(&room[..step.made], b"hello");
    damaged.drain(..step.taken);
    for _ in 0..2 {
        let error = inflate.step(&damaged, &mut room).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Damaged));
    }
}

#[test]
fn a_bomb_fills_no_more_than_the_room() {
    let bomb = deflated(&[&vec![0; 10 << 20]], false);
    assert!(bomb.len() < 20_000);
    let (mut inflate, mut room) = (Inflate::new(), [0; 4096]);
    let step = inflate.step(&bomb, &mut room).unwrap();
    assert_eq!(step.made, 4096);
    assert!(step.taken < bomb.len());
}

#[test]
fn names_are_read_and_written_alike() {
    for each in Compression::ALL {
        assert_eq!(each.to_string().parse::<Compression>().unwrap(), *each);
    }
    let error = "gzip".parse::<Compression>().unwrap_err().to_string();
    assert!(error.contains("`gzip`"), "{error}");
}

#[test]
fn what_apaches_cpp_compressed_is_the_binary_message() {
    let plain = golden("binary");
    let streams = golden("zlib");
    assert_eq!(streams.len(), 13);
    for (name, stream) in streams {
        let (inflated, ended) = inflated(&stream, 64).unwrap();
        assert_eq!((&inflated, ended), (&plain[&name], false), "{name}");
    }
}

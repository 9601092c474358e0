use super::*;
use crate::golden::golden;
use crate::{ErrorKind, Result};

fn deflated(pieces: &[&[u8]], finish: bool) -> Vec<u8> {
    deflated_at(ZlibLevel::default(), pieces, finish)
}

fn deflated_at(level: ZlibLevel, pieces: &[&[u8]], finish: bool) -> Vec<u8> {
    let (mut deflate, mut compressed) = (Deflate::new(level), Vec::new());
    for piece in pieces {
        deflate.write(piece, &mut compressed);
    }
    if finish {
        deflate.finish(&mut compressed);
    }
    compressed
}

/// By a deflater that nobody had before.
fn deflated_alone(level: ZlibLevel, plain: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    Deflate::new(level).write_last(plain, &mut compressed);
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

/// Made of few words, some of which come again far behind.
fn text() -> Vec<u8> {
    let words: Vec<_> = noise(400).chunks(4).map(<[u8]>::to_vec).collect();
    let pick = |n: u8| &*words[usize::from(n) % words.len()];
    noise(40_000)
        .into_iter()
        .map(pick)
        .collect::<Vec<_>>()
        .concat()
}

fn levels() -> impl Iterator<Item = ZlibLevel> {
    (0..10).map(|level| ZlibLevel::try_from(level).unwrap())
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
fn what_was_written_at_any_level_can_be_read() {
    let (text, noise) = (text(), noise(100_000));
    for level in levels() {
        for piece in [&[][..], b"x", &text, &noise] {
            for (end, finish) in [(&b""[..], true), (b"again", false)] {
                let stream = deflated_at(level, &[piece, end], finish);
                let (plain, ended) = inflated(&stream, 1000).unwrap();
                assert_eq!((plain, ended), ([piece, end].concat(), finish), "{level}");
            }
        }
    }
}

#[test]
fn a_stored_text_is_longer_and_the_smallest_one_shortest() {
    let text = text();
    let lengths: Vec<_> = levels()
        .map(|level| deflated_at(level, &[&text], true).len())
        .collect();
    assert!((text.len()..text.len() + 100).contains(&lengths[0]));
    assert!(lengths[1] < text.len() * 2 / 3, "{lengths:?}");
    assert!(
        lengths[9] < lengths[6] && lengths[6] < lengths[1],
        "{lengths:?}"
    );
}

/// Whoever had the deflater before, at whichever level.
#[test]
fn a_stream_of_its_own_does_not_depend_on_the_ones_before() {
    let text = text();
    for _ in 0..3 {
        for level in levels() {
            for plain in [&text[..], b"", b"hello"] {
                let mut compressed = b"before".to_vec();
                deflate_alone(plain, level, &mut compressed);
                assert_eq!(compressed[6..], deflated_alone(level, plain), "{level}");
            }
        }
    }
}

#[test]
fn there_are_ten_levels() {
    for level in levels() {
        assert_eq!(level.to_string().parse::<ZlibLevel>().unwrap(), level);
    }
    assert_eq!(u8::from(ZlibLevel::default()), 6);
    for text in ["10", "-1", "256", "6.5", "fast", ""] {
        let error = text.parse::<ZlibLevel>().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Usage(_)));
        let said = format!("there is no zlib level `{text}`: 0 to 9");
        assert_eq!(error.to_string(), said);
    }
    assert!(ZlibLevel::try_from(10).is_err());
}

#[test]
fn a_finished_stream_says_so_and_another_may_follow() {
    let two = [
        deflated(&[b"one"], true),
        deflated(&[b"two", b"three"], true),
    ]
    .concat();
    assert_eq!(inflated(&two, 64).unwrap(), (b"onetwothree".to_vec(), true));

    let (mut deflate, mut compressed) = (Deflate::new(ZlibLevel::default()), Vec::new());
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

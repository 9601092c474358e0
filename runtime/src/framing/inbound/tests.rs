use super::*;
use crate::{
    ApplicationErrorKind, MessageHeader, Reply, TApplicationException, TMessageType,
    framing::{Outbound, Side},
};

/// Every way to cut a stream into messages.
fn ways() -> impl Iterator<Item = (Protocol, Framing)> {
    let with_each = |protocol: &Protocol| {
        let protocol = *protocol;
        Framing::ALL.iter().map(move |framing| (protocol, *framing))
    };
    let ways = Protocol::READABLE.iter().flat_map(with_each);
    ways.filter(|(protocol, framing)| framing.carries(*protocol).is_ok())
}

/// Exceptions with these texts, as one stream.
fn stream(way: (Protocol, Framing), texts: &[&str]) -> Vec<u8> {
    let (mut outbound, heading) = (Outbound::default(), Heading::plain(way.0, way.1));
    let header = MessageHeader::new("method", TMessageType::Exception, 1);
    for text in texts {
        let exception = TApplicationException::new(ApplicationErrorKind::UNKNOWN, *text);
        outbound.push(&heading, &header, &exception).unwrap();
    }
    outbound.bytes().to_vec()
}

/// An inbound half whose decoder counts its runs.
struct Counted {
    protocol: Protocol,
    inbound: Inbound,
    runs: usize,
}

impl Counted {
    fn new((protocol, framing): (Protocol, Framing)) -> Self {
        let inbound = Inbound::new(
            Accepts::only(Side::Client, protocol, framing),
            Limits::default().into(),
        );
        Self {
            protocol,
            inbound,
            runs: 0,
        }
    }

    fn receive(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = self.inbound.room();
            let count = room.len().min(bytes.len());
            room[..count].copy_from_slice(&bytes[..count]);
            self.inbound.received(count);
            bytes = &bytes[count..];
        }
    }

    fn next(&mut self) -> Result<Option<String>> {
        let next = self.inbound.next(|message| {
            self.runs += 1;
            read_reply(self.protocol, &message)
        })?;
        Ok(next.map(|((_, result), _)| result.unwrap_err().message))
    }
}

fn read_reply(protocol: Protocol, message: &Arrived<'_>) -> Result<(Reply<i32>, usize)> {
    protocol.read_reply_within(message.bytes, message.whole, message.limits)
}

#[test]
fn single_bytes_make_messages_with_at_most_two_decodings_each() {
    for way in ways() {
        let texts = ["first", &"long".repeat(5000), "third"];
        let mut counted = Counted::new(way);
        let mut got = Vec::new();
        for byte in stream(way, &texts) {
            counted.receive(&[byte]);
            got.extend(counted.next().unwrap());
        }
        assert_eq!(got, texts, "{way:?}");
        assert!(counted.runs <= 6, "{way:?}: {} decodings", counted.runs);
        assert!(counted.inbound.is_empty());
    }
}

#[test]
fn what_arrives_together_is_decoded_once() {
    for way in ways() {
        let texts = ["a", "b", "c", "d"];
        let mut counted = Counted::new(way);
        counted.receive(&stream(way, &texts));
        for text in texts {
            assert_eq!(counted.next().unwrap().as_deref(), Some(text), "{way:?}");
        }
        assert_eq!(
            (counted.next().unwrap(), counted.runs),
            (None, 4),
            "{way:?}"
        );
    }
}

#[test]
fn every_cut_between_two_reads_gives_the_same_messages() {
    for way in ways() {
        let texts = ["one", "two", "three"];
        let bytes = stream(way, &texts);
        for cut in 0..=bytes.len() {
            let mut counted = Counted::new(way);
            let mut got = Vec::new();
            for part in [&bytes[..cut], &bytes[cut..]] {
                counted.receive(part);
                got.extend(std::iter::from_fn(|| counted.next().unwrap()));
            }
            assert_eq!(got, texts, "{way:?}, cut at {cut}");
        }
    }
}

#[test]
fn memory_follows_what_arrived_and_goes_when_nothing_is_left() {
    let mut counted = Counted::new((Protocol::Binary, Framing::Framed));
    counted.receive(&16_000_000_u32.to_be_bytes());
    assert_eq!(counted.next().unwrap(), None);
    assert!(counted.inbound.room().len() <= 2 * READS[READS.len() - 1]);

    for way in ways() {
        let mut counted = Counted::new(way);
        counted.receive(&stream(way, &["x"]));
        assert_eq!(counted.next().unwrap().as_deref(), Some("x"));
        counted.inbound.release();
        assert_eq!(counted.inbound.store.held(), 0, "{way:?}");
    }
}

#[test]
fn what_a_long_message_takes_is_at_most_twice_what_has_arrived() {
    let length = 3 << 20;
    let text = "x".repeat(length);
    for way in ways() {
        let (mut counted, bytes) = (Counted::new(way), stream(way, &[&text]));
        let mut got = None;
        for piece in bytes.chunks(50_000) {
            counted.receive(piece);
            let store = &counted.inbound.store;
            let most = 2 * (store.len() + READS[READS.len() - 1]);
            assert!(store.held() <= most, "{way:?}: {} bytes", store.held());
            got = counted.next().unwrap();
        }
        assert_eq!(got.map(|text| text.len()), Some(length), "{way:?}");
    }
}

/// A message that is handed out keeps little more memory than it needs, and does not move if it takes most of a buffer.
#[test]
fn a_message_shares_its_buffer_only_if_it_takes_most_of_it() {
    let way = (Protocol::Binary, Framing::Framed);
    for (length, shares) in [(100, false), (2500, false), (3500, true)] {
        let mut counted = Counted::new(way);
        counted.receive(&stream(way, &[&"x".repeat(length)]));
        let place = counted.inbound.store.bytes().as_ptr_range();
        let whole = counted.inbound.next_whole().unwrap().unwrap();
        assert_eq!(place.contains(&whole.bytes.as_ptr()), shares, "{length}");
    }
}

#[test]
fn what_has_arrived_moves_seldom_however_small_the_pieces_are() {
    let text = "x".repeat(1 << 20);
    for way in ways() {
        let (mut inbound, bytes) = (Counted::new(way), stream(way, &[&text]));
        let (mut place, mut moved) = (0, 0);
        for piece in bytes.chunks(48) {
            let waiting = inbound.inbound.store.len();
            let now = (inbound.inbound.room().as_ptr() as usize).wrapping_sub(waiting);
            moved += if place == now { 0 } else { waiting };
            place = now;
            inbound.receive(piece);
            drop(inbound.next());
        }
        assert!(moved <= 8 * bytes.len(), "{way:?}: {moved} bytes moved");
    }
}

#[test]
fn a_message_beyond_the_limit_is_refused_whether_it_is_all_here_or_not() {
    for way in ways() {
        let limits = Limits::default().with_message(100).with_frame(100);
        let bytes = stream(way, &[&"x".repeat(100)]);
        // text does not say how long it will be: as much as the limit has to come first
        let is_text = matches!(way.0, Protocol::Json | Protocol::SimpleJson);
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let early = match head {
            Some(head) => head + 4, // it says how long the body is
            None if is_text => 105,
            None => 40,
        };
        for arrived in [early, bytes.len()] {
            let mut inbound =
                Inbound::new(Accepts::only(Side::Client, way.0, way.1), limits.into());
            inbound.room()[..arrived].copy_from_slice(&bytes[..arrived]);
            inbound.received(arrived);
            let next = inbound.next(|message| read_reply(way.0, &message));
            let error = next.unwrap_err().to_string();
            assert!(error.contains("limit of 100"), "{way:?}: {error}");
        }
    }
}

/// Who sends text may end each message with a new line, which may come behind it or before the next one.
#[test]
fn white_space_between_messages_of_text_begins_none() {
    for protocol in [Protocol::Json, Protocol::SimpleJson] {
        let way = (protocol, Framing::Unframed);
        for pieces in [["", "\r\n \t"], ["\r\n", "\n"], ["\n\n", ""]] {
            let mut counted = Counted::new(way);
            for text in ["first", "second"] {
                counted.receive(&stream(way, &[text]));
                counted.receive(pieces[0].as_bytes());
                assert_eq!(counted.next().unwrap().as_deref(), Some(text));
                counted.receive(pieces[1].as_bytes());
                assert_eq!(counted.next().unwrap(), None);
                assert!(counted.inbound.is_empty(), "{protocol}, {pieces:?}");
            }
        }
    }
}

//! What a server answers to which bytes, seen from the wire.

use crate::support::{
    BOTH, Handler, Served,
    calculator::calculator::{AddArgs, AddResult, EchoArgs, PokeArgs, Processor},
    call, frame, message, processor, serve,
};
use thriftwood::{ApplicationErrorKind, ErrorKind, Framing, Limits, TMessageType};

fn add(framing: Framing, sequence: i32, left: i32, right: i32) -> Vec<u8> {
    call(framing, "add", sequence, &AddArgs { left, right })
}

/// The sums and error kinds that were answered, by sequence id.
fn outcomes(framing: Framing, served: &Served) -> Vec<(i32, Result<i32, ApplicationErrorKind>)> {
    let outcome = |(header, result): thriftwood::Reply<AddResult>| {
        let result = result
            .map(|result| result.success.unwrap())
            .map_err(|exception| exception.kind);
        (header.sequence, result)
    };
    served
        .replies::<AddResult>(framing)
        .into_iter()
        .map(outcome)
        .collect()
}

fn serve_whole(framing: Framing, bytes: &[u8]) -> Served {
    serve(framing, Limits::default(), &processor(), &[bytes])
}

#[test]
fn single_bytes_are_put_together() {
    for framing in BOTH {
        let bytes: Vec<u8> = (1..=3).flat_map(|n| add(framing, n, n, 10)).collect();
        let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
        let served = serve(framing, Limits::default(), &processor(), &pieces);
        served.result.as_ref().unwrap();
        assert_eq!(
            outcomes(framing, &served),
            [(1, Ok(11)), (2, Ok(12)), (3, Ok(13))],
            "{framing}"
        );
    }
}

#[test]
fn calls_that_arrive_together_are_answered_with_one_write() {
    for framing in BOTH {
        let bytes: Vec<u8> = (1..=50).flat_map(|n| add(framing, n, n, n)).collect();
        let served = serve_whole(framing, &bytes);
        assert_eq!(served.written.len(), 1, "{framing}");
        let expected: Vec<_> = (1..=50).map(|n| (n, Ok(2 * n))).collect();
        assert_eq!(outcomes(framing, &served), expected, "{framing}");
    }
}

#[test]
fn both_binary_headers_are_read() {
    for framing in BOTH {
        let strict = add(Framing::Unframed, 7, 1, 2);
        let old = [b"\0\0\0\x03add\x01\0\0\0\x08".as_slice(), &strict[15..]].concat();
        let bytes = [frame(framing, &strict), frame(framing, &old)].concat();
        assert_eq!(
            outcomes(framing, &serve_whole(framing, &bytes)),
            [(7, Ok(3)), (8, Ok(3))],
            "{framing}"
        );
    }
}

#[test]
fn an_unknown_method_is_refused_and_the_connection_stays_in_step() {
    for framing in BOTH {
        let unknown = call(framing, "subtract", 1, &AddArgs { left: 1, right: 2 });
        let bytes = [unknown, add(framing, 2, 3, 4)].concat();
        let served = serve_whole(framing, &bytes);
        served.result.as_ref().unwrap();
        assert_eq!(
            outcomes(framing, &served),
            [(1, Err(ApplicationErrorKind::UNKNOWN_METHOD)), (2, Ok(7))]
        );
        let (header, _) = &served.replies::<AddResult>(framing)[0];
        assert_eq!(
            (&*header.name, header.kind),
            ("subtract", TMessageType::Exception)
        );
    }
}

#[test]
fn malformed_arguments_are_told_and_only_a_frame_can_be_passed_over() {
    for framing in BOTH {
        // a struct with a field of a type that Thrift does not have
        let mut malformed = add(Framing::Unframed, 1, 1, 2);
        malformed[15] = 0x09;
        let bytes = [frame(framing, &malformed), add(framing, 2, 3, 4)].concat();
        let served = serve_whole(framing, &bytes);
        served.result.as_ref().unwrap();
        let refused = (1, Err(ApplicationErrorKind::PROTOCOL_ERROR));
        match framing {
            Framing::Framed => assert_eq!(outcomes(framing, &served), [refused, (2, Ok(7))]),
            _ => assert_eq!(outcomes(framing, &served), [refused]),
        }
    }
}

#[test]
fn a_frame_that_ends_too_soon_is_a_malformed_call() {
    let whole = add(Framing::Unframed, 1, 1, 2);
    let bytes = [
        frame(Framing::Framed, &whole[..whole.len() - 1]),
        add(Framing::Framed, 2, 3, 4),
    ]
    .concat();
    let served = serve_whole(Framing::Framed, &bytes);
    let refused = (1, Err(ApplicationErrorKind::PROTOCOL_ERROR));
    assert_eq!(outcomes(Framing::Framed, &served), [refused, (2, Ok(7))]);
}

#[test]
fn a_handler_may_fail_or_panic_and_the_connection_goes_on() {
    for framing in BOTH {
        let bytes = [
            add(framing, 1, 0, 0),
            add(framing, 2, -1, 0),
            add(framing, 3, 1, 1),
        ]
        .concat();
        let served = serve_whole(framing, &bytes);
        served.result.as_ref().unwrap();
        let failed = Err(ApplicationErrorKind::INTERNAL_ERROR);
        assert_eq!(
            outcomes(framing, &served),
            [(1, failed), (2, failed), (3, Ok(2))]
        );
        let told: Vec<_> = served
            .replies::<AddResult>(framing)
            .into_iter()
            .filter_map(|(_, result)| result.err())
            .collect();
        assert_eq!(told[0].message, "the abacus is empty");
        assert!(
            !told[1].message.contains("negative"),
            "a panic's text is not for the peer"
        );
    }
}

#[test]
fn nothing_oneway_is_answered_whatever_becomes_of_it() {
    for framing in BOTH {
        let handler = Handler::default();
        let poke = |kind, number| message(framing, "poke", kind, 1, &PokeArgs { number });
        let malformed = {
            let mut bytes = message(
                Framing::Unframed,
                "poke",
                TMessageType::Oneway,
                1,
                &PokeArgs { number: 9 },
            );
            bytes.truncate(bytes.len() - 1);
            bytes
        };
        let mut bytes = [
            poke(TMessageType::Oneway, 1),
            poke(TMessageType::Oneway, -1),
            poke(TMessageType::Call, 2),
            poke(TMessageType::Call, -2),
            poke(TMessageType::Call, -100),
            message(
                framing,
                "add",
                TMessageType::Oneway,
                1,
                &AddArgs { left: 1, right: 1 },
            ),
            message(
                framing,
                "add",
                TMessageType::Oneway,
                1,
                &AddArgs { left: -1, right: 1 },
            ),
            message(
                framing,
                "subtract",
                TMessageType::Oneway,
                1,
                &AddArgs { left: -1, right: 1 },
            ),
        ]
        .concat();
        if framing == Framing::Framed {
            bytes.extend(frame(framing, &malformed));
            let mut call = malformed;
            call[3] = TMessageType::Call as u8;
            bytes.extend(frame(framing, &call));
        }
        bytes.extend(add(framing, 5, 2, 2));
        let served = serve(
            framing,
            Limits::default(),
            &Processor::new(handler.clone()),
            &[&bytes],
        );
        served.result.as_ref().unwrap();
        assert_eq!(outcomes(framing, &served), [(5, Ok(4))], "{framing}");
        assert_eq!(*handler.pokes.lock().unwrap(), [1, -1, 2, -2, -100]);
    }
}

#[test]
fn a_reply_is_no_call() {
    for framing in BOTH {
        let reply = message(
            framing,
            "add",
            TMessageType::Reply,
            1,
            &AddArgs { left: 1, right: 2 },
        );
        let served = serve_whole(framing, &[reply, add(framing, 2, 1, 1)].concat());
        let refused = (1, Err(ApplicationErrorKind::INVALID_MESSAGE_TYPE));
        assert_eq!(outcomes(framing, &served), [refused, (2, Ok(2))]);
    }
}

#[test]
fn what_is_beyond_the_limits_ends_the_connection_after_the_replies() {
    let limits = Limits::default().with_frame(100).with_message(90);
    let first = |framing| add(framing, 1, 1, 1);
    let long = |length: usize| {
        call(
            Framing::Unframed,
            "echo",
            2,
            &EchoArgs {
                payload: vec![0; length].into(),
            },
        )
    };
    for (framing, bytes, limit) in [
        (
            Framing::Framed,
            b"\0\0\0\x65".to_vec(),
            "frame limit of 100",
        ),
        (
            Framing::Framed,
            frame(Framing::Framed, &long(70)),
            "message limit of 90",
        ),
        (Framing::Unframed, long(70), "message limit of 90"),
    ] {
        let served = serve(
            framing,
            limits,
            &processor(),
            &[&[first(framing), bytes].concat()],
        );
        assert_eq!(outcomes(framing, &served), [(1, Ok(2))], "{framing}");
        let error = served.result.unwrap_err();
        assert!(error.to_string().contains(limit), "{error}");
    }
}

#[test]
fn lying_lengths_are_refused_before_the_bytes_come() {
    let start = b"\x80\x01\0\x01\0\0\0\x04echo\0\0\0\x01".as_slice();
    for (what, argument) in [
        ("a string", b"\x0b\0\x01\x7f\xff\xff\xff".as_slice()),
        ("a list", b"\x0f\0\x02\x0c\x7f\xff\xff\xff"),
        ("a map", b"\x0d\0\x02\x0b\x0b\x7f\xff\xff\xff"),
        ("a negative length", b"\x0b\0\x01\xff\xff\xff\xff"),
    ] {
        let message = [start, argument].concat();
        let framed = serve_whole(Framing::Framed, &frame(Framing::Framed, &message));
        let told = framed
            .replies::<AddResult>(Framing::Framed)
            .remove(0)
            .1
            .unwrap_err();
        assert_eq!(told.kind, ApplicationErrorKind::PROTOCOL_ERROR, "{what}");
        // the peer stays connected and silent, which must not be waited for: the script's end would be `Closed`
        let unframed = serve_whole(Framing::Unframed, &message);
        assert!(
            !matches!(unframed.result, Err(ref error) if matches!(error.kind(), ErrorKind::Closed)),
            "{what}"
        );
    }
    let negative = serve_whole(Framing::Framed, b"\x80\x01\0\x01");
    assert!(matches!(
        negative.result.unwrap_err().kind(),
        ErrorKind::NegativeLength
    ));
}

#[test]
fn leaving_between_messages_is_good_bye_and_within_one_is_not() {
    for framing in BOTH {
        let bytes = add(framing, 1, 1, 1);
        assert!(serve_whole(framing, &bytes).result.is_ok());
        assert!(serve_whole(framing, b"").result.is_ok());
        for cut in 1..bytes.len() {
            let error = serve_whole(framing, &bytes[..cut]).result.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Closed),
                "{framing}, cut at {cut}: {error}"
            );
        }
    }
}

#[test]
fn unknown_fields_of_every_kind_are_passed_over_wherever_the_bytes_are_cut() {
    let plain = add(Framing::Unframed, 1, 1, 2);
    let unknown = [
        b"\x02\0\x09\x01".as_slice(),                                // bool
        b"\x0f\0\x0a\x0b\0\0\0\x02\0\0\0\x01a\0\0\0\0",              // list<string>
        b"\x0d\0\x0b\x06\x0c\0\0\0\x01\0\x07\x08\0\x01\0\0\0\x05\0", // map<i16, struct>
        b"\x0e\0\x0c\x10\0\0\0\x010123456789abcdef",                 // set<uuid>
    ]
    .concat();
    for framing in BOTH {
        let bytes = frame(framing, &[&plain[..15], &unknown, &plain[15..]].concat());
        for cut in 1..bytes.len() {
            let (before, after) = bytes.split_at(cut);
            let served = serve(framing, Limits::default(), &processor(), &[before, after]);
            assert_eq!(
                outcomes(framing, &served),
                [(1, Ok(3))],
                "{framing}, cut at {cut}"
            );
        }
    }
}

//! Unions, of which pilota read a known member without looking at its type, and lost those that it did not know where it read
//! while it waited.

use thriftwood::{Bytes, Limits, Protocol};

use crate::idl::{Any, Every};

/// The members of `Any` by id: their types in binary, and in compact.
const TYPES: [(u8, u8); 15] = [
    (2, 1),
    (3, 3),
    (6, 4),
    (8, 5),
    (10, 6),
    (4, 7),
    (11, 8),
    (11, 8),
    (16, 13),
    (8, 5),
    (12, 12),
    (12, 12),
    (15, 9),
    (14, 10),
    (13, 11),
];

/// Every type with the shortest value that it has, in both.
const VALUES: [(u8, &[u8], u8, &[u8]); 12] = [
    (2, &[1], 1, &[]),
    (3, &[5], 3, &[5]),
    (6, &[0, 5], 4, &[10]),
    (8, &[0, 0, 0, 5], 5, &[10]),
    (10, &[0, 0, 0, 0, 0, 0, 0, 5], 6, &[10]),
    (4, &[0; 8], 7, &[0; 8]),
    (11, &[0, 0, 0, 0], 8, &[0]),
    (16, &[5; 16], 13, &[5; 16]),
    (12, &[0], 12, &[0]),
    (15, &[3, 0, 0, 0, 0], 9, &[0x03]),
    (14, &[3, 0, 0, 0, 0], 10, &[0x03]),
    (13, &[3, 3, 0, 0, 0, 0], 11, &[0]),
];

fn read(protocol: Protocol, bytes: &[u8]) -> thriftwood::Result<Any> {
    protocol.deserialize(&Bytes::copy_from_slice(bytes), &Limits::default())
}

/// A member of another type is one that is not known: it is kept as it came, and goes on as it came.
#[test]
fn a_member_of_another_type_is_kept_as_it_came() {
    for (at, (binary, compact)) in TYPES.into_iter().enumerate() {
        let id = at as u8 + 1;
        for (kind, value, compact_kind, compact_value) in VALUES {
            if kind == binary {
                continue;
            }
            assert_ne!(compact_kind, compact);
            let in_binary = [&[kind, 0, id][..], value, &[0]].concat();
            let in_compact = [&[id << 4 | compact_kind][..], compact_value, &[0]].concat();
            for (protocol, bytes) in [
                (Protocol::Binary, in_binary),
                (Protocol::Compact, in_compact),
            ] {
                let any = read(protocol, &bytes).unwrap();
                let Any::Unknown(unknown) = &any else {
                    panic!("{protocol}: {any:?} of {bytes:?}");
                };
                assert_eq!(unknown.id, i16::from(id));
                assert_eq!(protocol.serialize(&any).unwrap(), bytes, "{protocol}");
            }
        }
    }
}

/// What follows a member that is refused is read where it stands, and not a byte beside.
#[test]
fn elements_of_another_type_are_no_elements() {
    // a list of i32 that holds strings, a set of strings that holds i32, a map with both wrong
    for bytes in [
        &[15, 0, 13, 11, 0, 0, 0, 1, 0, 0, 0, 1, b'x', 0][..],
        &[14, 0, 14, 8, 0, 0, 0, 1, 0, 0, 0, 5, 0],
        &[13, 0, 15, 8, 11, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0],
    ] {
        let every = Protocol::Binary
            .deserialize::<Every>(&Bytes::copy_from_slice(bytes), &Limits::default());
        assert!(
            every.is_err() || every.is_ok_and(|every| every == Every::default()),
            "{bytes:?}"
        );
        assert!(!matches!(
            read(Protocol::Binary, bytes),
            Ok(Any::Numbers(_) | Any::Words(_) | Any::Counts(_))
        ));
    }
}

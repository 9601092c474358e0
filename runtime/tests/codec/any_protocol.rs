//! What holds in every protocol with binary values: structs are built from fields at will, and read as another type.

use thriftwood::codegen::{TInputProtocol, TOutputProtocol, TType, Wire};
use thriftwood::{Bytes, ErrorKind, Limits, OrderedFloat, Protocol, Result, UnknownVariant, Value};

use crate::sample::{Choice, Color, Empty, Medium, Shared, Small, medium};
use crate::{PROTOCOLS, read_in, written_in};

/// Any fields, in any order.
#[derive(Debug, Default, PartialEq)]
struct Fields(Vec<UnknownVariant>);

impl Wire for Fields {
    const TYPE: TType = TType::Struct;

    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        if let Value::Struct(fields) = Value::read(TType::Struct, input)? {
            self.0 = fields;
        }
        Ok(())
    }

    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        Value::Struct(self.0.clone()).write(output);
    }
}

fn text(text: &'static str) -> Value {
    Value::Binary(Bytes::from_static(text.as_bytes()))
}

fn structure(fields: Vec<(i16, Value)>) -> Value {
    let field = |(id, value)| UnknownVariant { id, value };
    Value::Struct(fields.into_iter().map(field).collect())
}

fn bytes_of(protocol: Protocol, fields: &[(i16, Value)]) -> Vec<u8> {
    let field = |(id, value): &(i16, Value)| UnknownVariant {
        id: *id,
        value: value.clone(),
    };
    written_in(protocol, &Fields(fields.iter().map(field).collect()))
}

/// Reads these fields as a `T`, in each protocol: all say the same.
fn read_as<T: Wire + PartialEq + std::fmt::Debug>(fields: &[(i16, Value)]) -> T {
    let read = |protocol| read_in::<T>(protocol, &bytes_of(protocol, fields)).unwrap();
    let first = read(PROTOCOLS[0]);
    for &protocol in PROTOCOLS.iter().chain(&[Protocol::Json]) {
        assert_eq!(read(protocol), first, "{protocol}");
    }
    first
}

fn small_fields() -> Vec<(i16, Value)> {
    vec![
        (1, Value::Bool(true)),
        (2, Value::I8(2)),
        (3, Value::I16(3)),
        (4, Value::I32(4)),
        (5, Value::I64(5)),
        (6, Value::Double(OrderedFloat(1.5))),
        (7, text("hi")),
        (8, Value::I32(2)),
    ]
}

#[test]
fn any_order_is_read_with_repeated_and_unknown_fields_and_other_types_between() {
    let mut fields = small_fields();
    fields.reverse();
    fields.insert(2, (3, text("of another type, so not shorty")));
    fields.insert(4, (1, Value::I8(1)));
    let list = Value::List(vec![Value::Map(vec![(Value::I8(1), Value::Bool(true))])]);
    fields.insert(5, (99, Value::Map(vec![(text("k"), list)])));
    fields.insert(0, (-300, Value::Bool(false)));
    fields.push((7, text("again")));
    let expected = Small {
        flag: true,
        tiny: 2,
        shorty: 3,
        number: 4,
        big: 5,
        ratio: 1.5,
        name: "again".into(),
        color: Color::GREEN,
    };
    assert_eq!(read_as::<Small>(&fields), expected);
}

#[test]
fn a_repeated_struct_starts_afresh() {
    let whole = structure(small_fields());
    let sparse = structure(vec![(1, Value::Bool(true))]);
    for &protocol in PROTOCOLS {
        let bytes = bytes_of(protocol, &[(1, whole.clone()), (1, sparse.clone())]);
        let error = read_in::<Medium>(protocol, &bytes).unwrap_err();
        assert_eq!(error.path().to_string(), "Medium.head.tiny", "{protocol}");
        assert!(matches!(error.kind(), ErrorKind::MissingField));
    }
    let counted = structure(vec![(6, Value::I32(9))]);
    let shared: Shared = read_as(&[(2, counted), (2, structure(vec![]))]);
    assert_eq!(*shared.plain, Medium::default());
}

#[test]
fn of_several_members_the_last_counts() {
    let (num, flag) = ((1, Value::I32(5)), (3, Value::Bool(false)));
    let unknown = (77, Value::Bool(true));
    let kept = || {
        Choice::Unknown(UnknownVariant {
            id: 77,
            value: Value::Bool(true),
        })
    };
    for (members, expected) in [
        (vec![&num, &flag], Choice::Flag(false)),
        (vec![&flag, &num], Choice::Num(5)),
        (vec![&num, &unknown], kept()),
        (vec![&unknown, &num, &unknown], kept()),
        (vec![&unknown, &flag, &num], Choice::Num(5)),
        (vec![&num, &num], Choice::Num(5)),
    ] {
        let members: Vec<(i16, Value)> = members.into_iter().cloned().collect();
        assert_eq!(read_as::<Choice>(&members), expected);
    }
}

/// A struct in field 50, which nobody knows: the bytes before its fields.
fn unknown_member(protocol: Protocol) -> &'static [u8] {
    match protocol {
        Protocol::Compact => &[0x0c, 100],
        _ => &[12, 0, 50],
    }
}

#[test]
fn every_cut_is_short() {
    for &protocol in PROTOCOLS {
        let bytes = written_in(protocol, &medium());
        for cut in (0..bytes.len()).step_by(crate::hostile::STRIDE) {
            let bytes = &bytes[..cut];
            let member = [unknown_member(protocol), bytes].concat();
            for error in [
                read_in::<Medium>(protocol, bytes).unwrap_err(),
                read_in::<Empty>(protocol, bytes).unwrap_err(),
                read_in::<Choice>(protocol, &member).unwrap_err(),
            ] {
                assert!(error.is_short(), "{protocol} cut at {cut}: {error}");
            }
        }
        assert_eq!(read_in::<Empty>(protocol, &bytes).unwrap(), Empty {});
    }
}

/// Whatever still reads is a value like any other: it is written and read again without a change.
#[test]
fn no_flipped_bit_breaks_anything() {
    for &protocol in PROTOCOLS {
        let bytes = written_in(protocol, &medium());
        let mut bad = bytes.clone();
        for at in (0..bytes.len()).step_by(crate::hostile::STRIDE) {
            for bit in (0..8).step_by(if cfg!(miri) { 3 } else { 1 }) {
                bad[at] ^= 1 << bit;
                if let Ok(value) = read_in::<Medium>(protocol, &bad) {
                    let written = written_in(protocol, &value);
                    let again: Medium = read_in(protocol, &written).unwrap();
                    assert_eq!(
                        written_in(protocol, &again),
                        written,
                        "{protocol} {at}.{bit}"
                    );
                }
                let skipped = read_in::<Empty>(protocol, &bad);
                let member = [unknown_member(protocol), &bad, &[0]].concat();
                let kept = read_in::<Choice>(protocol, &member);
                assert_eq!(skipped.is_ok(), kept.is_ok(), "{protocol} {at}.{bit}");
                bad[at] = bytes[at];
            }
        }
    }
}

/// The outermost Medium is the first level, and the Small in the innermost the last.
#[test]
fn the_depth_is_the_limits() {
    let nested = |mediums: u32| {
        (1..mediums).fold(Medium::default(), |next, _| Medium {
            next: Some(Box::new(next)),
            ..Medium::default()
        })
    };
    for &protocol in PROTOCOLS {
        for depth in [2, 10, Limits::default().depth] {
            let limits = Limits::default().with_depth(depth);
            let reads = |mediums| {
                let bytes = Bytes::from(written_in(protocol, &nested(mediums)));
                let known = protocol.deserialize::<Medium>(&bytes, &limits).is_ok();
                assert_eq!(
                    known,
                    protocol.deserialize::<Empty>(&bytes, &limits).is_ok()
                );
                known
            };
            assert!(reads(depth - 1) && !reads(depth), "{protocol} {depth}");
        }
    }
}

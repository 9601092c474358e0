//! What generated code says of the kitchen sink: constants, defaults, names of enum members, errors' texts.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use generated::r#enum as names;
use generated::kitchen::sink::{self, Level};
use generated::kitchen::{Point, Shape, Tree};
use thriftwood::{Bytes, OrderedFloat, TEnum, Uuid};

#[test]
fn constants_have_their_values() {
    assert_eq!(
        (sink::TINY, sink::LEAST, sink::ELSEWHERE),
        (-128, i64::MIN, 100)
    );
    assert_eq!(sink::TEXT, "a \"quoted\" text,\twith \\ and 'more'\n");
    assert_eq!(sink::RAW, "raw\n\\ bytes żółw".as_bytes());
    assert_eq!(
        sink::ID,
        Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)
    );
    assert!(sink::NEGATIVE_ZERO.is_sign_negative());
    assert_eq!(*sink::PRIMES, BTreeSet::from([2, 3, 5, 7]));
    assert_eq!(sink::AGES["bob"], 42);
    assert_eq!(sink::BY_RATIO[&OrderedFloat(0.5)], "half");
    let inner = BTreeMap::from([
        (Level::MIDDLE, "world".to_owned()),
        (Level(0), "moon".to_owned()),
    ]);
    assert_eq!(sink::NESTED[&inner], "hello");
    assert_eq!(sink::TEXTS[0], *sink::NAMES);
    assert_eq!(
        sink::CORNERS[2],
        Point {
            y: OrderedFloat(-1.0),
            ..Point::default()
        }
    );
    assert_eq!(*sink::ROUND, Shape::Circle(OrderedFloat(2.5)));
    assert_eq!(*sink::HASHED_AGAIN, HashSet::from([1, 2]));
    let left = Tree {
        value: 2,
        ..Tree::default()
    };
    assert_eq!(
        *sink::TREE,
        Tree {
            value: 1,
            left: Some(Box::new(left)),
            right: None
        }
    );
}

#[test]
fn declared_defaults_are_where_decoding_starts() {
    let it = sink::Defaulted::default();
    assert_eq!(
        (it.a_bool, it.an_i64, it.an_enum),
        (true, i64::MIN, Level::MIDDLE)
    );
    assert_eq!((it.opt, it.zero, it.must.as_str()), (Some(0), 0, "x"));
    assert_eq!(
        it.a_struct,
        Point {
            x: OrderedFloat(3.0),
            y: OrderedFloat(0.5),
            ..Point::default()
        }
    );
    assert_eq!(it.a_typedef["best"], [1.0, 2.5, 0.5]);
    assert_eq!(sink::WithDefault::default(), sink::WithDefault::Number(7));
    assert_eq!(sink::Predicate::default(), sink::Predicate::NotSet);
    let there = sink::There::default();
    assert_eq!(
        there.back.map(|back| (back.label, back.there)),
        Some(("x".to_owned(), None))
    );
    assert_eq!(sink::kitchen::ManyArgs::default().must, 3);
    let annotated = sink::Annotated::default();
    assert_eq!(annotated.text, Bytes::from_static(b"text"));
    assert_eq!(
        annotated.shared_default.as_deref().map(String::as_str),
        Some("x")
    );
}

#[test]
fn enums_keep_their_idl_names_and_unknown_numbers() {
    assert_eq!("LOW".parse(), Ok(Level::LOW));
    assert_eq!(Level::DEFAULT.to_string(), "NONE");
    assert_eq!(
        (Level(99).to_string(), Level(99).name()),
        ("99".to_owned(), None)
    );
    assert_eq!(sink::NewName::THE_FIRST.to_string(), "one");
    assert_eq!(names::Some::SELF.to_string(), "Self");
    assert_eq!(<names::Some as TEnum>::VARIANTS.len(), 8);
}

#[test]
fn exceptions_show_their_message() {
    let failure = sink::Failure {
        code: 1,
        reason: "too hot".to_owned(),
    };
    assert_eq!(failure.to_string(), "too hot");
    assert_eq!(sink::Missing::default().to_string(), "Missing");
    assert_eq!(sink::Odd { numbers: vec![1] }.to_string(), "[1]");
    assert_eq!(sink::Blank {}.to_string(), "Blank");
    let error = sink::kitchen::FailsError::from(failure);
    assert_eq!(error.to_string(), "too hot");
}

#[test]
fn results_go_there_and_back() {
    use sink::kitchen::{TwiceError, TwiceResult};
    let second = TwiceError::Second(sink::Failure {
        code: 2,
        reason: String::new(),
    });
    let result = TwiceResult::from_result(Err(second)).expect("a declared exception is a reply");
    assert_eq!(result.second.as_ref().map(|failure| failure.code), Some(2));
    assert!(matches!(result.into_result(), Err(TwiceError::Second(_))));
    assert!(matches!(
        TwiceResult::default().into_result(),
        Err(TwiceError::Other(_))
    ));
    let undeclared = thriftwood::codegen::missing_result("other");
    assert!(TwiceResult::from_result(Err(undeclared.into())).is_err());
}

//! Checks of every type with the values at its edges.

use std::collections::{BTreeMap, BTreeSet};

use rust_kit::{Report, blob, check, same};
use rust_thrift::interop::*;
use rust_thrift::sample;
use thrift::OrderedFloat;

use crate::connect::Interop;

/// A method that must answer each of some values as it was.
macro_rules! echo {
    ($report:ident, $name:literal, $client:ident.$method:ident($($value:expr),+ $(,)?)) => {
        check!($report, $name, {
            [$($value),+].into_iter().try_for_each(|value| same($client.$method(value.clone()), &value))
        });
    };
}

pub fn check(report: &mut Report, c: &mut Interop) {
    scalars(report, c);
    containers(report, c);
    structs(report, c);
}

fn scalars(report: &mut Report, c: &mut Interop) {
    let texts = [
        "",
        "plain",
        "żółć 日本語 😀",
        "a\0b",
        "\"quoted\" \\ \n\t/\x01\x7f",
    ]
    .map(str::to_owned);
    let [empty, plain, unicode, null, escapes] = texts;
    echo!(report, "echo_bool", c.echo_bool(true, false));
    echo!(report, "echo_i8", c.echo_i8(0, -1, i8::MAX, i8::MIN));
    echo!(report, "echo_i16", c.echo_i16(0, -1, i16::MAX, i16::MIN));
    echo!(
        report,
        "echo_i32",
        c.echo_i32(0, -1, 63, 64, -65, i32::MAX, i32::MIN)
    );
    echo!(
        report,
        "echo_i64",
        c.echo_i64(0, -1, (1 << 53) + 1, i64::MAX, i64::MIN)
    );
    check!(
        report,
        "echo_double",
        doubles(c, &[0.0, -0.1, 1e300, f64::MAX, f64::from_bits(1)])
    );
    check!(report, "echo_double_special", {
        doubles(c, &[f64::INFINITY, f64::NEG_INFINITY, f64::NAN])
    });
    check!(report, "echo_double_minus_zero", doubles(c, &[-0.0]));
    echo!(
        report,
        "echo_string",
        c.echo_string(empty, plain, unicode, null, escapes)
    );
    echo!(
        report,
        "echo_binary",
        c.echo_binary(vec![], vec![0], vec![0, 255], blob(256))
    );
    echo!(
        report,
        "echo_enum",
        c.echo_enum(Sparse::LOWEST, Sparse::ZEROTH, Sparse::HIGHEST)
    );
    echo!(report, "echo_enum_unknown", c.echo_enum(Sparse(12345)));
    echo!(report, "echo_typedef", c.echo_typedef(1_700_000_000_000));
}

/// Doubles are the same if they look the same, which tells -0 from 0 and takes NaN for NaN.
fn doubles(c: &mut Interop, values: &[f64]) -> rust_kit::Checked {
    values.iter().try_for_each(|value| {
        let answer = c.echo_double(OrderedFloat(*value));
        same(
            answer.map(|answer| format!("{answer:?}")),
            &format!("{:?}", OrderedFloat(*value)),
        )
    })
}

fn containers(report: &mut Report, c: &mut Interop) {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let texts = |n: i32, text: &str| BTreeMap::from([(n, text.to_owned())]);
    let deep = vec![
        vec![texts(1, "one"), BTreeMap::new()],
        vec![],
        vec![texts(-1, "minus")],
    ];
    let numbers = BTreeMap::from([("k".to_owned(), -1), (String::new(), 1 << 40)]);
    let set: BTreeSet<_> = words(&["a", "b", ""]).into_iter().collect();
    let list = |n: i32| (0..n).collect::<Vec<_>>();
    echo!(
        report,
        "echo_list",
        c.echo_list(vec![], list(14), list(15), list(1000))
    );
    echo!(
        report,
        "echo_list_bool",
        c.echo_list_bool(vec![true, false, true])
    );
    echo!(
        report,
        "echo_list_string",
        c.echo_list_string(words(&["", "ż"]))
    );
    echo!(report, "echo_set", c.echo_set(BTreeSet::new(), set));
    echo!(report, "echo_map", c.echo_map(BTreeMap::new(), numbers));
    echo!(report, "echo_deep", c.echo_deep(vec![], deep));
}

fn structs(report: &mut Report, c: &mut Interop) {
    let sample = sample();
    let (default, required) = (sample.dflt.clone(), sample.reqd.clone());
    let (optional, defaults) = (sample.opt.clone(), sample.defaults.clone());
    let choices = sample.choices.clone().unwrap_or_default();
    let chain = Chain::new(1, Box::new(Chain::new(2, None)));
    let nothing = AllOptional::new(
        None, None, None, None, None, None, None, None, None, None, None, None, None, None,
    );
    echo!(report, "echo_empty", c.echo_empty(Empty::new()));
    echo!(report, "echo_point", c.echo_point(Point::new(1, -1)));
    echo!(
        report,
        "echo_default",
        c.echo_default(default.expect("dflt"))
    );
    echo!(
        report,
        "echo_required",
        c.echo_required(required.expect("reqd"))
    );
    echo!(
        report,
        "echo_optional",
        c.echo_optional(optional.expect("opt"), nothing)
    );
    echo!(
        report,
        "echo_defaults",
        c.echo_defaults(defaults.expect("defaults"))
    );
    echo!(
        report,
        "echo_containers",
        c.echo_containers(sample.containers.clone().expect("containers"))
    );
    echo!(report, "echo_keys", c.echo_keys(key_zoo()));
    check!(report, "echo_union", {
        choices
            .iter()
            .try_for_each(|choice| same(c.echo_union(choice.clone()), choice))
    });
    echo!(
        report,
        "echo_tree",
        c.echo_tree(sample.tree.clone().expect("tree"))
    );
    echo!(report, "echo_chain", c.echo_chain(chain));
    echo!(
        report,
        "echo_big_ids",
        c.echo_big_ids(sample.big_ids.clone().expect("big_ids"))
    );
    echo!(
        report,
        "echo_neg_ids",
        c.echo_neg_ids(NegIds::new("two".to_owned(), 1, true))
    );
    echo!(report, "echo_bundle", c.echo_bundle(sample.clone()));
}

fn key_zoo() -> KeyZoo {
    let double = |value: f64| OrderedFloat(value);
    KeyZoo::new(
        BTreeMap::from([
            (Point::new(1, 2), "p".to_owned()),
            (Point::new(2, 1), "q".to_owned()),
        ]),
        BTreeSet::from([Point::new(3, 4), Point::new(4, 3)]),
        BTreeMap::from([(Point::new(0, 0), BTreeMap::from([(Point::new(5, 6), 7)]))]),
        BTreeMap::from([(true, 1), (false, 0)]),
        BTreeMap::from([(1 << 40, 1), (-1, i64::MIN)]),
        BTreeMap::from([
            (double(-0.5), "d".to_owned()),
            (double(1e300), "e".to_owned()),
        ]),
        BTreeSet::from([1 << 50, -1]),
        BTreeSet::from([double(1.5), double(-2.5)]),
        BTreeSet::from([false, true]),
        BTreeMap::from([(vec![0, 255], 1), (vec![], 2)]),
        BTreeSet::from([vec![], b"x".to_vec(), vec![0, 255]]),
    )
}

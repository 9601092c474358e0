//! Checks of every type with the values at its edges.

use pilota::{AHashMap, AHashSet, Bytes, FastStr, OrderedFloat};
use rust_kit::{Checked, Report, blob, check, same};
use volo_peer::interop::*;
use volo_peer::sample;

/// A method that must answer each of some values as it was.
macro_rules! echo {
    ($report:ident, $name:literal, $client:ident.$method:ident($($value:expr),+ $(,)?)) => {
        check!($report, $name, async {
            for value in [$($value),+] {
                same($client.$method(value.clone()).await, &value)?;
            }
            Ok(())
        }.await);
    };
}

pub async fn check(report: &mut Report, c: &InteropClient) {
    scalars(report, c).await;
    containers(report, c).await;
    structs(report, c).await;
}

async fn scalars(report: &mut Report, c: &InteropClient) {
    let texts = [
        "",
        "plain",
        "żółć 日本語 😀",
        "a\0b",
        "\"quoted\" \\ \n\t/\x01\x7f",
    ];
    let [empty, plain, unicode, null, escapes] = texts.map(FastStr::from_static_str);
    let bytes = |bytes: &'static [u8]| Bytes::from_static(bytes);
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
    let numbers = [0.0, -0.1, 1e300, f64::MAX, f64::from_bits(1)];
    check!(report, "echo_double", doubles(c, &numbers).await);
    let special = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    check!(report, "echo_double_special", doubles(c, &special).await);
    check!(report, "echo_double_minus_zero", doubles(c, &[-0.0]).await);
    echo!(
        report,
        "echo_string",
        c.echo_string(empty, plain, unicode, null, escapes)
    );
    echo!(
        report,
        "echo_binary",
        c.echo_binary(bytes(&[]), bytes(&[0, 255]), blob(256).into())
    );
    echo!(
        report,
        "echo_enum",
        c.echo_enum(Sparse::LOWEST, Sparse::ZEROTH, Sparse::HIGHEST)
    );
    echo!(
        report,
        "echo_enum_unknown",
        c.echo_enum(Sparse::from(12345))
    );
    echo!(
        report,
        "echo_typedef",
        c.echo_typedef(Timestamp(1_700_000_000_000))
    );
}

/// Doubles are the same if they look the same, which tells -0 from 0 and takes NaN for NaN.
async fn doubles(c: &InteropClient, values: &[f64]) -> Checked {
    for value in values {
        let answer = c.echo_double(*value).await;
        same(
            answer.map(|answer| format!("{answer:?}")),
            &format!("{value:?}"),
        )?;
    }
    Ok(())
}

async fn containers(report: &mut Report, c: &InteropClient) {
    let words =
        |words: &[&'static str]| words.iter().map(|word| (*word).into()).collect::<Vec<_>>();
    let texts = |n: i32, text: &'static str| AHashMap::from_iter([(n, text.into())]);
    let deep = vec![
        vec![texts(1, "one"), AHashMap::new()],
        vec![],
        vec![texts(-1, "minus")],
    ];
    let numbers = AHashMap::from_iter([("k".into(), -1), (FastStr::empty(), 1 << 40)]);
    let set: AHashSet<FastStr> = words(&["a", "b", ""]).into_iter().collect();
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
    echo!(report, "echo_set", c.echo_set(AHashSet::new(), set));
    echo!(report, "echo_map", c.echo_map(AHashMap::new(), numbers));
    echo!(report, "echo_deep", c.echo_deep(Deep(vec![]), Deep(deep)));
}

async fn structs(report: &mut Report, c: &InteropClient) {
    let sample = sample();
    let chain = Chain {
        value: Some(1),
        after: Some(Box::new(Chain {
            value: Some(2),
            after: None,
        })),
    };
    echo!(report, "echo_empty", c.echo_empty(Empty {}));
    echo!(
        report,
        "echo_point",
        c.echo_point(Point {
            x: Some(1),
            y: Some(-1)
        })
    );
    echo!(
        report,
        "echo_default",
        c.echo_default(sample.dflt.clone().expect("dflt"))
    );
    echo!(
        report,
        "echo_required",
        c.echo_required(sample.reqd.clone().expect("reqd"))
    );
    let optional = sample.opt.clone().expect("opt");
    echo!(
        report,
        "echo_optional",
        c.echo_optional(optional, AllOptional::default())
    );
    let defaults = sample.defaults.clone().expect("defaults");
    echo!(
        report,
        "echo_defaults",
        c.echo_defaults(defaults, WithDefaults::default())
    );
    let containers = sample.containers.clone().expect("containers");
    echo!(report, "echo_containers", c.echo_containers(containers));
    echo!(report, "echo_keys", c.echo_keys(key_zoo()));
    check!(report, "echo_union", unions(c, &sample).await);
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
    echo!(report, "echo_bundle", c.echo_bundle(sample.clone()));
}

async fn unions(c: &InteropClient, sample: &Bundle) -> Checked {
    for choice in sample.choices.iter().flatten() {
        same(c.echo_union(choice.clone()).await, choice)?;
    }
    Ok(())
}

fn key_zoo() -> KeyZoo {
    let point = |x, y| Point {
        x: Some(x),
        y: Some(y),
    };
    let bytes = |bytes: &'static [u8]| Bytes::from_static(bytes);
    let inner = AHashMap::from_iter([(point(5, 6), 7)]);
    KeyZoo {
        by_struct: Some(
            [(point(1, 2), "p".into()), (point(2, 1), "q".into())]
                .into_iter()
                .collect(),
        ),
        s_struct: Some([point(3, 4), point(4, 3)].into_iter().collect()),
        by_struct2: Some(AHashMap::from_iter([(point(0, 0), inner)])),
        by_bool: Some([(true, 1), (false, 0)].into_iter().collect()),
        by_i64: Some([(1 << 40, 1), (-1, i64::MIN)].into_iter().collect()),
        by_double: Some([(OrderedFloat(-0.5), "d".into())].into_iter().collect()),
        s_i64: Some([1 << 50, -1].into_iter().collect()),
        s_double: Some(
            [OrderedFloat(1.5), OrderedFloat(-2.5)]
                .into_iter()
                .collect(),
        ),
        s_bool: Some([false, true].into_iter().collect()),
        by_binary: Some(
            [(bytes(&[0, 255]), 1), (bytes(&[]), 2)]
                .into_iter()
                .collect(),
        ),
        s_binary: Some(
            [bytes(&[]), bytes(b"x"), bytes(&[0, 255])]
                .into_iter()
                .collect(),
        ),
    }
}

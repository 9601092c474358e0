//! Structs and unions: every requiredness, defaults, recursion, and ids of every kind.

use generated::interop::{
    AllDefault, AllOptional, AllRequired, BigIds, Bundle, Chain, Choice, Color, Empty, NegIds,
    Point, SAMPLE, Tree, WithDefaults,
};
use thriftwood::Bytes;

use crate::checks::{Check, checks, echoes};

pub(super) const CHECKS: &[Check] = checks![
    echo_empty,
    echo_point,
    echo_default,
    default_of_zeros,
    echo_required,
    required_zeros,
    echo_optional,
    optional_none,
    optional_all,
    optional_zeros,
    echo_defaults,
    defaults_as_declared,
    union_num,
    union_text,
    union_struct,
    union_list,
    union_flag,
    union_raw,
    echo_tree,
    tree_of_twenty_levels,
    echo_chain,
    chain_of_thirty,
    echo_big_ids,
    echo_neg_ids,
    echo_bundle,
];

echoes!(echo_empty = echo_empty: Empty {});
echoes!(echo_point = echo_point: Point { x: 1, y: -1 }, Point { x: i32::MAX, y: i32::MIN });
echoes!(echo_default = echo_default: SAMPLE.dflt.clone());
echoes!(default_of_zeros = echo_default: AllDefault { f_enum: Color::RED, ..AllDefault::default() });
echoes!(echo_required = echo_required: SAMPLE.reqd.clone());
echoes!(required_zeros = echo_required: AllRequired { f_enum: Color::GREEN, ..AllRequired::default() });
echoes!(echo_optional = echo_optional: SAMPLE.opt.clone());
echoes!(optional_none = echo_optional: AllOptional::default());
echoes!(optional_all = echo_optional: all_optional());
echoes!(
    /// What is there stays there, though it looks like nothing.
    optional_zeros = echo_optional: AllOptional {
        f_bool: Some(false),
        f_i8: Some(0),
        f_i16: Some(0),
        f_i32: Some(0),
        f_i64: Some(0),
        f_double: Some(0.0),
        f_string: Some(String::new()),
        f_struct: Some(Point::default()),
        f_list: Some(vec![]),
        ..AllOptional::default()
    }
);
echoes!(echo_defaults = echo_defaults: SAMPLE.defaults.clone());
echoes!(defaults_as_declared = echo_defaults: WithDefaults::default());

echoes!(union_num = echo_union: Choice::Num(-7), Choice::Num(0));
echoes!(union_text = echo_union: Choice::Text("picked".to_owned()), Choice::Text(String::new()));
echoes!(union_struct = echo_union: Choice::Pt(Point { x: 9, y: 8 }));
echoes!(union_list = echo_union: Choice::Many(vec![1, 2, 3]), Choice::Many(vec![]));
echoes!(union_flag = echo_union: Choice::Flag(true), Choice::Flag(false));
echoes!(
    /// Its id is 300: a long form in compact.
    union_raw = echo_union: Choice::Raw(Bytes::from_static(b"\0\xff")), Choice::Raw(Bytes::new())
);

echoes!(echo_tree = echo_tree: SAMPLE.tree.clone(), Tree::default());
echoes!(tree_of_twenty_levels = echo_tree: tree(20));
echoes!(echo_chain = echo_chain: chain(1), chain(2));
echoes!(chain_of_thirty = echo_chain: chain(30));
echoes!(echo_big_ids = echo_big_ids: SAMPLE.big_ids.clone(), BigIds::default());
echoes!(echo_neg_ids = echo_neg_ids: NegIds {
    minus_one: 1,
    minus_two: "two".to_owned(),
    five: true,
});
echoes!(echo_bundle = echo_bundle: SAMPLE.clone(), bundle_of_optionals());

fn all_optional() -> AllOptional {
    let from = SAMPLE.dflt.clone();
    AllOptional {
        f_bool: Some(from.f_bool),
        f_i8: Some(from.f_i8),
        f_i16: Some(from.f_i16),
        f_i32: Some(from.f_i32),
        f_i64: Some(from.f_i64),
        f_double: Some(from.f_double),
        f_string: Some(from.f_string),
        f_binary: Some(from.f_binary),
        f_enum: Some(from.f_enum),
        f_struct: Some(from.f_struct),
        f_list: Some(from.f_list),
        f_set: Some(from.f_set),
        f_map: Some(from.f_map),
        f_typedef: Some(from.f_typedef),
    }
}

fn bundle_of_optionals() -> Bundle {
    Bundle {
        opt: all_optional(),
        chain: chain(3),
        ..SAMPLE.clone()
    }
}

fn tree(levels: i32) -> Tree {
    let children = match levels {
        1 => vec![],
        _ => vec![
            tree(levels - 1),
            Tree {
                value: -levels,
                children: vec![],
            },
        ],
    };
    Tree {
        value: levels,
        children,
    }
}

fn chain(length: i32) -> Chain {
    let after = (length > 1).then(|| Box::new(chain(length - 1)));
    Chain {
        value: length,
        after,
    }
}

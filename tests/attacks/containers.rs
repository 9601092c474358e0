//! Few bytes that say that they are many values, or values within values without end.

use thriftwood::Protocol;

use crate::attack::{Attack, KIB, MIB, Siege, until_the_end};
use crate::bytes::{framed, head, varint};

const PROTOCOLS: [Protocol; 3] = [Protocol::Binary, Protocol::Compact, Protocol::Json];
/// Levels of a value that has too many.
const DEEP: usize = 100_000;
/// Elements of a byte each.
const MANY: usize = 256 * KIB;
/// What such an element may become, in bytes: the value in a list that grows, and in the reply.
const AS_A_VALUE: usize = 128;

/// 2 147 483 647 values, none of which comes.
#[test]
fn a_count_that_lies_costs_nothing() {
    Attack::with(&[]).on_each(|siege| {
        for protocol in PROTOCOLS {
            for lie in lies(protocol) {
                is_borne(siege, &lie);
            }
        }
        siege.has_cost(2 * MIB);
    });
}

#[test]
fn values_within_values_without_end_are_left_unread() {
    Attack::with(&[]).on_each(|siege| {
        for protocol in PROTOCOLS {
            for nest in nests(protocol) {
                is_borne(siege, &nest);
            }
        }
        // the bytes themselves, in a buffer that has grown; JSON's are a dozen a level
        siege.has_cost(2 * MIB + 3 * 16 * DEEP);
    });
}

#[test]
fn small_elements_cost_what_the_documentation_says() {
    Attack::with(&[]).on_each(|siege| {
        for crowd in crowds() {
            is_borne(siege, &crowd);
        }
        siege.has_cost(2 * MIB + MANY * AS_A_VALUE);
    });
}

#[test]
fn a_limit_to_the_elements_is_a_limit_to_their_cost() {
    Attack::with(&["--container", "1000"]).on_each(|siege| {
        for crowd in crowds() {
            is_borne(siege, &crowd);
        }
        siege.has_cost(2 * MIB + 4 * MANY);
    });
}

/// A peer sends it in a frame and nothing more, and is answered or sent home.
fn is_borne(siege: &Siege<'_>, message: &[u8]) {
    let mut peer = siege.peer();
    peer.send(&framed(message)).unwrap();
    peer.end_writing();
    until_the_end(&mut peer);
}

fn message(protocol: Protocol, method: &str, arguments: &[u8]) -> Vec<u8> {
    [&head(protocol, method), arguments].concat()
}

fn lies(protocol: Protocol) -> Vec<Vec<u8>> {
    let arguments: &[(&str, &[u8])] = match protocol {
        Protocol::Json => &[
            ("echo_list_bool", br#"{"1":{"lst":["tf",2147483647"#),
            ("echo_list_bool", br#"{"1":{"lst":["tf",2147483647]}}]"#),
            ("echo_list", br#"{"1":{"lst":["i32",2147483647,1]}}]"#),
            ("echo_set", br#"{"1":{"set":["str",2147483647]}}]"#),
            ("echo_map", br#"{"1":{"map":["str","i64",2147483647,{}]}}]"#),
            ("echo_deep", br#"{"1":{"lst":["lst",2147483647,[]]}}]"#),
            ("ping", br#"{"300":{"lst":["tf",2147483647]}}]"#),
            ("ping", br#"{"300":{"map":["tf","tf",2147483647,{}]}}]"#),
        ],
        Protocol::Compact => &[
            ("echo_string", &[0x18, 0xff, 0xff, 0xff, 0xff, 7]),
            ("echo_list_bool", &[0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 7]),
            ("echo_list", &[0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 7, 1]),
            ("echo_set", &[0x1a, 0xf8, 0xff, 0xff, 0xff, 0xff, 7]),
            ("echo_map", &[0x1b, 0xff, 0xff, 0xff, 0xff, 7, 0x86]),
            ("echo_deep", &[0x19, 0xf9, 0xff, 0xff, 0xff, 0xff, 7]),
            // skipped: elements of type 0, which would take no bytes, and of others
            ("ping", &[0x19, 0xf0, 0xff, 0xff, 0xff, 0xff, 7, 0]),
            ("ping", &[0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 7, 0]),
            ("ping", &[0x1b, 0xff, 0xff, 0xff, 0xff, 7, 0, 0]),
            ("ping", &[0x1b, 0xff, 0xff, 0xff, 0xff, 7, 0x11, 0]),
        ],
        _ => &[
            ("echo_string", &[11, 0, 1, 0x7f, 0xff, 0xff, 0xff]),
            ("echo_list_bool", &[15, 0, 1, 2, 0x7f, 0xff, 0xff, 0xff]),
            ("echo_list", &[15, 0, 1, 8, 0x7f, 0xff, 0xff, 0xff, 1]),
            ("echo_set", &[14, 0, 1, 11, 0x7f, 0xff, 0xff, 0xff]),
            ("echo_map", &[13, 0, 1, 11, 10, 0x7f, 0xff, 0xff, 0xff]),
            ("echo_deep", &[15, 0, 1, 15, 0x7f, 0xff, 0xff, 0xff]),
            // skipped: elements of types 0 and 1, which would take no bytes, and of another
            ("ping", &[15, 0, 1, 0, 0x7f, 0xff, 0xff, 0xff, 0]),
            ("ping", &[15, 0, 1, 1, 0x7f, 0xff, 0xff, 0xff, 0]),
            ("ping", &[15, 0, 1, 2, 0x7f, 0xff, 0xff, 0xff, 0]),
            ("ping", &[13, 0, 1, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0]),
            ("ping", &[13, 0, 1, 1, 1, 0x7f, 0xff, 0xff, 0xff, 0]),
        ],
    };
    let lies = arguments.iter();
    lies.map(|(method, arguments)| message(protocol, method, arguments))
        .collect()
}

/// A start, and a level that is repeated: fields that the service knows, and fields that it skips.
fn nests(protocol: Protocol) -> Vec<Vec<u8>> {
    let levels: &[(&str, &[u8], &[u8])] = match protocol {
        Protocol::Json => &[
            ("echo_chain", br#"{"1":{"rec":"#, br#"{"2":{"rec":"#),
            ("echo_tree", br#"{"1":{"rec":"#, br#"{"2":{"lst":["rec",1,"#),
            ("ping", br#"{"300":{"rec":"#, br#"{"2":{"rec":"#),
            ("ping", br#"{"300":{"lst":"#, br#"["lst",1,"#),
            ("ping", b"", b"["),
            ("ping", b"", br#"{"a":"#),
        ],
        Protocol::Compact => &[
            ("echo_chain", &[0x1c], &[0x2c]),
            ("echo_tree", &[0x1c], &[0x29, 0x1c]),
            ("ping", &[], &[0x1c]),
            ("ping", &[0x19], &[0x19]),
            ("ping", &[0x1b], &[1, 0x3b, 0]),
        ],
        _ => &[
            ("echo_chain", &[12, 0, 1], &[12, 0, 2]),
            ("echo_tree", &[12, 0, 1], &[15, 0, 2, 12, 0, 0, 0, 1]),
            ("ping", &[], &[12, 0, 1]),
            ("ping", &[15, 0, 1], &[15, 0, 0, 0, 1]),
            ("ping", &[13, 0, 1], &[3, 13, 0, 0, 0, 1, 0]),
        ],
    };
    let nests = levels.iter().map(|(method, start, level)| {
        let arguments = [start, &level.repeat(DEEP)[..]].concat();
        message(protocol, method, &arguments)
    });
    nests.collect()
}

/// Containers whose elements take a byte on the wire, and their whole size in memory.
fn crowds() -> Vec<Vec<u8>> {
    let many = (MANY as u32).to_be_bytes();
    let in_compact = |method, start: &[u8], element: u8| {
        let arguments = [start, &varint(MANY as u64), &vec![element; MANY], &[0; 3]].concat();
        message(Protocol::Compact, method, &arguments)
    };
    let in_binary = |method, start: &[u8], element: u8| {
        let arguments = [start, &many, &vec![element; MANY], &[0; 3]].concat();
        message(Protocol::Binary, method, &arguments)
    };
    vec![
        in_compact("echo_list_bool", &[0x19, 0xf1], 1),
        in_compact("echo_deep", &[0x19, 0xf9], 0x0b),
        in_compact("echo_tree", &[0x1c, 0x29, 0xfc], 0),
        in_compact("echo_bundle", &[0x1c, 0x69, 0xfc], 0),
        // a union keeps what it does not know
        in_compact("echo_union", &[0x1c, 0x99, 0xfc], 0),
        in_compact("ping", &[0x19, 0xfc], 0),
        in_binary("echo_list_bool", &[15, 0, 1, 2], 1),
        in_binary("echo_tree", &[12, 0, 1, 15, 0, 2, 12], 0),
        in_binary("echo_bundle", &[12, 0, 1, 15, 0, 6, 12], 0),
        in_binary("echo_union", &[12, 0, 1, 15, 0, 9, 12], 0),
        in_binary("ping", &[15, 0, 1, 12], 0),
    ]
}

//! Values that no buffer holds at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::interop::blob;
use generated::interop::Tree;
use thriftwood::Bytes;

use crate::checks::{Check, Checked, Session, checks, echoes, same};

pub(super) const CHECKS: &[Check] = checks![
    blob_of_a_megabyte,
    binary_of_a_megabyte,
    string_of_a_hundred_kilobytes,
    list_of_twenty_thousand,
    strings_by_the_thousand,
    set_of_two_thousand,
    map_of_two_thousand,
    tree_of_a_thousand,
];

const MEGABYTE: usize = 1 << 20;

fn blob_of_a_megabyte(session: &mut Session) -> Checked {
    let size = MEGABYTE as i32;
    same(&session.interop()?.blob(size)?, &blob(size))
}

echoes!(
    /// As good as random, so that compression does not make it small.
    binary_of_a_megabyte = echo_binary: noise(MEGABYTE)
);
echoes!(string_of_a_hundred_kilobytes = echo_string: "żółć 😀 \"\\ ".repeat(MEGABYTE / 170));
echoes!(list_of_twenty_thousand = echo_list: (0..20_000).map(|n| n * 107_374).collect::<Vec<i32>>());
echoes!(strings_by_the_thousand = echo_list_string: (0..5000).map(|n| format!("text {n}")).collect::<Vec<_>>());
echoes!(set_of_two_thousand = echo_set: (0..2000).map(|n| n.to_string()).collect::<BTreeSet<_>>());
echoes!(map_of_two_thousand = echo_map: (0..2000).map(|n| (n.to_string(), n)).collect::<BTreeMap<_, i64>>());
echoes!(tree_of_a_thousand = echo_tree: Tree {
    value: 0,
    children: (1..1000).map(|value| Tree { value, children: vec![] }).collect(),
});

/// Marsaglia's xorshift.
fn noise(length: usize) -> Bytes {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}

//! Lists, sets and maps: empty, at the sizes where compact headers grow, and within each other.

use std::collections::{BTreeMap, BTreeSet};

use generated::interop::{Containers, SAMPLE};

use crate::checks::{Check, Checked, Session, checks, echoes, same};

pub(super) const CHECKS: &[Check] = checks![
    echo_list,
    list_sizes,
    echo_list_bool,
    list_bool_sizes,
    echo_list_string,
    echo_set,
    echo_map,
    map_sizes,
    echo_deep,
    echo_containers,
    containers_empty with echo_containers,
];

echoes!(echo_list = echo_list: vec![], vec![0], vec![i32::MIN, -1, 0, 1, i32::MAX]);

/// Compact's one-byte header ends at 14 elements.
fn list_sizes(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for size in [1, 14, 15, 16, 127, 128, 1000] {
        let sent: Vec<i32> = (0..size).collect();
        same(&client.echo_list(sent.clone())?, &sent)?;
    }
    Ok(())
}

echoes!(echo_list_bool = echo_list_bool: vec![], vec![true], vec![false], vec![true, false, true]);

fn list_bool_sizes(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for size in [14, 15, 200] {
        let sent: Vec<bool> = (0..size).map(|at| at % 3 == 0).collect();
        same(&client.echo_list_bool(sent.clone())?, &sent)?;
    }
    Ok(())
}

echoes!(echo_list_string = echo_list_string: vec![], vec![String::new()], texts(&["", "ż", "a\nb", "😀"]));
echoes!(echo_set = echo_set: BTreeSet::new(), BTreeSet::from_iter(texts(&["", "a", "b", "ż"])));
echoes!(echo_map = echo_map:
    BTreeMap::new(),
    BTreeMap::from([("k".to_owned(), -1), (String::new(), 1 << 40), ("ż \"q\"".to_owned(), 0)]),
);

fn map_sizes(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for size in [1, 15, 16, 127, 128, 500] {
        let sent: BTreeMap<_, _> = (0..size)
            .map(|at| (format!("key {at}"), at << 20))
            .collect();
        same(&client.echo_map(sent.clone())?, &sent)?;
    }
    Ok(())
}

echoes!(echo_deep = echo_deep:
    vec![],
    vec![vec![]],
    vec![vec![BTreeMap::from([(1, "one".to_owned()), (-2, String::new())]), BTreeMap::new()], vec![]],
);
echoes!(echo_containers = echo_containers: SAMPLE.containers.clone());
echoes!(containers_empty = echo_containers: Containers::default());

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

//! Files that are reached under several names, in circles, or not at all.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use super::{codes, directory, load_in, stems};

const NAMES: [&str; 3] = ["a", "b", "c"];
/// Of includes, each among the three files: one bit says whether this file includes that one.
const GRAPHS: u32 = 1 << 9;
/// How an includer may name a file beside it; the last is a link to the folder itself.
const WAYS: [&str; 3] = ["", "./", "here/"];

fn includes(graph: u32, from: usize, to: usize) -> bool {
    graph >> (from * 3 + to) & 1 == 1
}

/// What can be reached from a file by one include or more.
fn reached(graph: u32, from: usize) -> [bool; 3] {
    let mut reached = [0, 1, 2].map(|to| includes(graph, from, to));
    for _ in NAMES {
        for (by, to) in (0..3).flat_map(|by| (0..3).map(move |to| (by, to))) {
            reached[to] |= reached[by] && includes(graph, by, to);
        }
    }
    reached
}

fn write(folder: &Path, graph: u32) {
    for (from, name) in NAMES.iter().enumerate() {
        let lines = (0..3).filter(|to| includes(graph, from, *to)).map(|to| {
            let way = WAYS[(graph as usize + from + to) % 3];
            format!("include '{way}{}.thrift'\n", NAMES[to])
        });
        let text: String = lines.collect();
        fs::write(folder.join(name).with_extension("thrift"), text).unwrap();
    }
}

#[test]
fn every_way_in_which_three_files_include_each_other() {
    let folder = directory(&[]);
    symlink(".", folder.path().join("here")).unwrap();
    for graph in 0..GRAPHS {
        write(folder.path(), graph);
        let (loaded, diagnostics, _) = load_in(folder.path(), &["a.thrift"]);
        let mut expected = reached(graph, 0);
        let has_circle = (0..3).any(|at| (at == 0 || expected[at]) && reached(graph, at)[at]);
        expected[0] = true;
        let mut found = stems(&loaded);
        found.sort_unstable();
        let expected = (0..3).filter(|at| expected[*at]).map(|at| NAMES[at]);
        assert_eq!(found, expected.collect::<Vec<_>>(), "{graph:#b}");
        for (index, file) in loaded.files.iter().enumerate() {
            let before = file.includes.iter().all(|(_, included)| *included < index);
            assert!(before, "{graph:#b}: {} comes too early", file.stem);
        }
        let codes = codes(&diagnostics);
        assert_eq!(!codes.is_empty(), has_circle, "{graph:#b}");
        assert!(codes.iter().all(|code| *code == "E0004"), "{graph:#b}");
    }
}

#[test]
fn a_file_behind_a_link_is_the_file_itself() {
    let folder = directory(&[
        ("a.thrift", b"include 'link.thrift' include 'real.thrift'"),
        ("real.thrift", b""),
    ]);
    symlink("real.thrift", folder.path().join("link.thrift")).unwrap();
    let (loaded, diagnostics, _) = load_in(folder.path(), &["a.thrift"]);
    assert!(diagnostics.all().is_empty());
    assert_eq!(stems(&loaded), ["link", "a"]);
}

/// What is no file is neither read nor waited for.
#[test]
fn links_to_nowhere_and_sockets_are_no_files() {
    let folder = directory(&[(
        "a.thrift",
        b"include 'gone.thrift' include 'round.thrift' include 'socket.thrift'",
    )]);
    let at = |name: &str| folder.path().join(name);
    symlink("nowhere", at("gone.thrift")).unwrap();
    symlink("round.thrift", at("round.thrift")).unwrap();
    let _listener = UnixListener::bind(at("socket.thrift")).unwrap();
    let (loaded, diagnostics, _) = load_in(folder.path(), &["a.thrift"]);
    assert_eq!(codes(&diagnostics), ["W0005"; 3]);
    assert_eq!(stems(&loaded), ["a"]);
    let named = ["gone.thrift", "round.thrift", "socket.thrift"];
    let (loaded, diagnostics, _) = load_in(folder.path(), &named);
    assert_eq!(codes(&diagnostics), ["E0001"; 3]);
    assert!(loaded.files.is_empty());
}

#[test]
fn names_that_no_file_can_have_are_not_found() {
    let long = format!("include '{}.thrift'", "x".repeat(100_000));
    let folder = directory(&[
        ("long.thrift", long.as_bytes()),
        ("zero.thrift", b"include 'a\0b.thrift'"),
        ("empty.thrift", b"include ''"),
    ]);
    for name in ["long.thrift", "zero.thrift", "empty.thrift"] {
        let (loaded, diagnostics, _) = load_in(folder.path(), &[name]);
        assert_eq!(codes(&diagnostics), ["W0005"], "{name}");
        assert_eq!(loaded.files.len(), 1, "{name}");
    }
}

/// Two files of the greatest size that is read; one byte more is too much.
#[test]
fn a_file_may_be_just_so_big() {
    let most = vec![b' '; 16 << 20];
    let more = vec![b' '; (16 << 20) + 1];
    let folder = directory(&[("most.thrift", &most), ("more.thrift", &more)]);
    let (loaded, diagnostics, _) = load_in(folder.path(), &["most.thrift", "more.thrift"]);
    assert_eq!(codes(&diagnostics), ["E0006"]);
    assert_eq!(stems(&loaded), ["most"]);
}

//! IDL to compile: of any length, and real files of others.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use benches::{Result, peers};

/// Lines that [`part`] has.
const PART: usize = 52;

/// About so many lines of everything that both compilers read.
pub(crate) fn generated(lines: usize) -> String {
    (1..=lines.div_ceil(PART)).fold(String::new(), |mut text, number| {
        let _ = write!(text, "{}", part(number)); // writing to a string does not fail
        text
    })
}

/// An enum, typedefs, constants, a struct, a union, an exception and a service, with their comments.
fn part(number: usize) -> String {
    PATTERN.replace('@', &number.to_string())
}

const PATTERN: &str = r#"/** The kinds of thing number @. */
enum Kind@ {
  NONE,
  SMALL = 1,
  LARGE = 5,
  HUGE,
}

typedef i64 Moment@
typedef map<string, list<i32>> Index@

const i32 LIMIT@ = 10
const list<string> NAMES@ = ["one", "two", "three"]

/** A thing with a field of every type. */
struct Thing@ {
  1: required bool flag,
  2: i8 tiny,
  3: i16 small = 7,
  4: i32 number,
  5: Moment@ at,
  6: double ratio,
  7: string name,
  8: binary payload,
  9: optional Kind@ kind,
  10: list<string> words,
  11: set<i32> numbers,
  12: Index@ index,
  13: optional string comment,
}

/** One of several. */
union Choice@ {
  1: string text,
  2: i32 number,
  3: Thing@ thing,
}

exception Trouble@ {
  1: string why,
  2: optional Kind@ kind,
}

/** Keeps things. */
service Store@ {
  void ping(),
  /** The thing under a key. */
  Thing@ get(1: string key) throws (1: Trouble@ trouble),
  list<Thing@> find(1: Choice@ by, 2: i32 limit = 10),
  map<string, i64> count(1: set<string> keys),
  oneway void forget(1: string key),
}
"#;

/// Real files that `tests/corpus/fetch` has brought, each with a name for it: as many of them as are here.
pub(crate) fn real() -> Result<Vec<(String, PathBuf)>> {
    let corpus = peers::root().join("target/corpus");
    let mut found = Vec::new();
    for (name, package, file) in REAL {
        if let Some(path) = below(&corpus.join(package), file)? {
            found.push((name.to_owned(), path));
        }
    }
    Ok(found)
}

/// The one of them that `rustc` is measured on, too: the longest.
pub(crate) const HIVE: &str = "Hive's metastore";

/// What it is called, its package with the version, and the file.
const REAL: [(&str, &str, &str); 3] = [
    (HIVE, "hive_metastore-0.2.0", "hms.thrift"),
    ("Parquet's format", "parquet-format-4.0.0", "parquet.thrift"),
    (
        "Cassandra (Apache's test)",
        "thrift-0.17.0-2",
        "CassandraTest.thrift",
    ),
];

/// The file of this name in a folder or one below it.
fn below(folder: &Path, name: &str) -> Result<Option<PathBuf>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if let Some(found) = below(&path, name)? {
                return Ok(Some(found));
            }
        } else if path.file_name().is_some_and(|it| it == name) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

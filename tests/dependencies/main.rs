//! What is built into Thriftwood, and what is not: the rules of `deny.toml` without the program that reads it, and the exact list
//! of the crates that whoever uses the runtime builds. (`tests/dependencies/yanked` asks the registry for versions that were
//! taken back; known weaknesses are for `cargo deny check advisories`, which needs GitHub.)

mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use rules::Rules;
use serde_json::Value;

const TARGET: &str = "x86_64-unknown-linux-gnu";
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn cargo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(tests::workspace())
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    output.stdout
}

/// The packages of others that anything of this workspace is built with, tests and benchmarks too.
fn packages() -> Vec<Value> {
    let metadata = cargo(&[
        "metadata",
        "--locked",
        "--all-features",
        "--format-version=1",
        "--filter-platform",
        TARGET,
    ]);
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let foreign = |package: &&Value| !package["source"].is_null();
    packages.iter().filter(foreign).cloned().collect()
}

fn text<'v>(package: &'v Value, key: &str) -> &'v str {
    package[key].as_str().unwrap_or_default()
}

#[test]
fn licences_are_those_that_are_allowed() {
    let rules = Rules::read();
    let packages = packages();
    assert!(packages.len() > 100);
    for package in &packages {
        let (name, licence) = (text(package, "name"), text(package, "license"));
        assert!(rules.allows(licence), "{name} is under `{licence}`");
    }
}

#[test]
fn everything_comes_from_the_registry() {
    for package in packages() {
        assert_eq!(
            text(&package, "source"),
            CRATES_IO,
            "{}",
            text(&package, "name")
        );
    }
    let lock = std::fs::read_to_string(tests::workspace().join("Cargo.lock")).unwrap();
    let sources = lock.lines().filter(|line| line.starts_with("source = "));
    let others: Vec<_> = sources.filter(|line| !line.contains(CRATES_IO)).collect();
    assert!(others.is_empty(), "{others:?}");
    let locked = lock.matches("source = ").count();
    assert_eq!(
        locked,
        lock.matches("checksum = ").count(),
        "each with what its bytes add up to"
    );
}

#[test]
fn nothing_is_there_twice_but_what_cannot_be_helped() {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--workspace",
        "--all-features",
        "--edges=normal,build,dev",
        "--prefix=none",
        "--target",
        TARGET,
    ]);
    let tree = String::from_utf8(tree).unwrap();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in tree.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            versions.entry(name).or_default().insert(version);
        }
    }
    let several = versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1);
    let twice: BTreeSet<_> = several.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(
        twice,
        Rules::read().skipped,
        "`skip` in deny.toml lists just these"
    );
}

/// The one thing that is not Rust is ring's cryptography, and only TLS has it.
#[test]
fn only_the_cryptography_of_tls_is_compiled_from_another_language() {
    let native: Vec<_> = packages()
        .iter()
        .filter(|package| !package["links"].is_null())
        .map(|package| text(package, "name").to_owned())
        .collect();
    assert_eq!(native, ["ring"]);
    assert!(!built_with("thriftwood", &[]).contains("ring"));
    assert!(!built_with("idlc", &[]).contains("ring"));
}

/// The names of the crates that one is built with, for its users.
fn built_with(package: &str, features: &[&str]) -> BTreeSet<String> {
    let features = features.join(",");
    let tree = cargo(&[
        "tree",
        "--locked",
        "--edges=normal,build",
        "--prefix=none",
        "--target",
        TARGET,
        "-p",
        package,
        "--features",
        &features,
    ]);
    let tree = String::from_utf8(tree).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| *name != package && !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Without features: bytes, text, numbers, compression, sockets.
const RUNTIME: &str = "autocfg base64-simd byteorder bytes flate2 histogram httparse itoa libc listenfd memchr mio num-traits once_cell \
    ordered-float outref percent-encoding pin-project-lite proc-macro2 quote simdutf8 smol_str socket2 syn thiserror thiserror-impl \
    tracing tracing-core unicode-ident uuid vsimd zlib-rs";
const TOKIO: &str = "fastrand futures-core futures-task futures-util slab tokio tokio-macros";
const TLS: &str = "asn1-rs asn1-rs-derive asn1-rs-impl cc cfg-if data-encoding der-parser deranged displaydoc find-msvc-tools getrandom \
    lazy_static minimal-lexical nom num-bigint num-conv num-integer oid-registry openssl-probe powerfmt ring rusticata-macros rustls \
    rustls-native-certs rustls-pki-types rustls-webpki shlex subtle synstructure time time-core time-macros tokio tokio-rustls untrusted \
    x509-parser zeroize";
const SERDE: &str = "serde serde_core serde_derive";

fn names(lists: &[&str]) -> BTreeSet<String> {
    lists
        .iter()
        .flat_map(|list| list.split(' '))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_runtime_is_built_with_these_crates_and_no_others() {
    for (features, expected) in [
        (&[][..], names(&[RUNTIME])),
        (&["tokio"], names(&[RUNTIME, TOKIO])),
        (&["tls"], names(&[RUNTIME, TLS])),
        (&["serde"], names(&[RUNTIME, SERDE])),
    ] {
        let built = built_with("thriftwood", features);
        let (new, gone): (Vec<_>, Vec<_>) = (
            built.difference(&expected).collect(),
            expected.difference(&built).collect(),
        );
        assert!(
            new.is_empty() && gone.is_empty(),
            "{features:?}: {new:?} came, {gone:?} went: say so here"
        );
    }
}

//! Lists every type of the crate `generated` that has a wire form, so that the tests leave none out. And compiles the IDL of
//! the test programs `defects` and `chosen`, as users do.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), idlc::Error> {
    let manifest = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by Cargo"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by Cargo"));
    let sources = manifest.join("../generated/src");
    println!("cargo:rerun-if-changed={}", sources.display());
    let mut types = Vec::new();
    collect(&sources, "", &mut types);
    types.sort();
    assert!(types.len() > 100, "generated/src is there");
    let mut list = String::from("types! {\n");
    for ty in types {
        writeln!(list, "    {ty:?}: generated::{ty},").expect("memory");
    }
    list.push_str("}\n");
    std::fs::write(out.join("every_type.rs"), list).expect("OUT_DIR can be written");
    idlc::Builder::new().file("defects/defects.idl").compile()?;
    let chosen = idlc::Builder::new().file("chosen/chosen.idl");
    chosen.clone().name("chosen-by-nobody").compile()?;
    chosen.protocols([idlc::Protocol::Binary]).compile()
}

/// A module is a file, `mod.rs` its folder's.
fn collect(folder: &Path, module: &str, types: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("generated/src").flatten() {
        let path = entry.path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let inner = match stem {
            "enum" => format!("{module}::r#{stem}"),
            "mod" => module.to_owned(),
            _ => format!("{module}::{stem}"),
        };
        if path.is_dir() {
            collect(&path, &inner, types);
        } else if stem != "lib" {
            let text = std::fs::read_to_string(&path).expect("a generated file");
            types.extend(declared(&text).map(|name| {
                format!("{inner}::{name}")
                    .trim_start_matches("::")
                    .to_owned()
            }));
        }
    }
}

/// What a file implements `Wire` for, behind the module of a service if it stands in one.
fn declared(text: &str) -> impl Iterator<Item = String> {
    let mut within = String::new();
    text.lines().filter_map(move |line| {
        if let Some(name) = line
            .strip_prefix("pub mod ")
            .and_then(|rest| rest.strip_suffix(" {"))
        {
            within = format!("{name}::");
        } else if line == "}" {
            within.clear();
        }
        let line = line.trim_start();
        let named = line
            .strip_prefix("impl tw::Wire for ")
            .and_then(|rest| rest.strip_suffix(" {"));
        let empty = line
            .strip_prefix("tw::empty_struct!(")
            .and_then(|rest| rest.split_once(','))
            .map(|(name, _)| name);
        let enumeration = line
            .strip_prefix("::thriftwood::enumeration!(")
            .and_then(|rest| rest.strip_suffix(");"));
        named
            .or(empty)
            .or(enumeration)
            .map(|name| format!("{within}{name}"))
    })
}

//! Runs Apache's compiler. What it writes begins with inner attributes, so each file becomes a module of its own.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const IDL: [&str; 2] = ["bench", "shapes"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::var("OUT_DIR")?;
    let mut modules = String::new();
    for name in IDL {
        let file = format!("../../../idl/{name}.idl");
        println!("cargo::rerun-if-changed={file}");
        let status = Command::new("thrift")
            .args(["--gen", "rs", "-out", &out, &file])
            .status();
        let status =
            status.map_err(|error| format!("thrift: {error}; apt-get install thrift-compiler"))?;
        if !status.success() {
            return Err(format!("thrift refuses {file}").into());
        }
        writeln!(modules, "#[path = \"{out}/{name}.rs\"]\npub mod {name};")?;
    }
    std::fs::write(Path::new(&out).join("modules.rs"), modules)?;
    Ok(())
}

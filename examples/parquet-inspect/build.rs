//! Compiles the `parquet.thrift` of the published package `parquet-format` into `OUT_DIR`.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    idlc::Builder::new().file(published_idl()?).compile()?;
    Ok(())
}

/// Where Cargo keeps the package's source: asked of Cargo itself, so that a vendored registry will do as well. Cargo
/// has fetched it already, since it is a build dependency.
fn published_idl() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let output = Command::new(std::env::var_os("CARGO").ok_or("CARGO is not set")?)
        .args(["metadata", "--format-version=1", "--offline"])
        .args(["--filter-platform", &std::env::var("HOST")?])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let package = packages
        .iter()
        .find(|package| package["name"] == "parquet-format")
        .ok_or("parquet-format is a build dependency")?;
    let manifest = package["manifest_path"].as_str().ok_or("no manifest")?;
    Ok(PathBuf::from(manifest).with_file_name("parquet.thrift"))
}

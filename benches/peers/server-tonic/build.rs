//! Has tonic make Rust of `echo.proto`; protox stands in for protoc, which need not be installed then.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=echo.proto");
    let files = protox::compile(["echo.proto"], ["."])?;
    Ok(tonic_prost_build::configure()
        .bytes(".")
        .compile_fds(files)?)
}

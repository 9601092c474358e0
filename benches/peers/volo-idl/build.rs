//! Runs volo's compiler.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut compiler = volo_build::Builder::thrift().ignore_unused(false);
    for name in ["bench", "shapes"] {
        let file = format!("../../../idl/{name}.idl");
        println!("cargo::rerun-if-changed={file}");
        compiler = compiler.add_service(file);
    }
    compiler.write()?;
    Ok(())
}

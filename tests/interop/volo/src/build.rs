//! Lets volo's compiler write the code of interop.thrift.

use std::env;
use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-env-changed=INTEROP_GENERATED");
    let folder =
        env::var_os("INTEROP_GENERATED").expect("INTEROP_GENERATED, which the script `build` sets");
    volo_build::Builder::thrift()
        .ignore_unused(false)
        .add_service(PathBuf::from(folder).join("interop.thrift"))
        .write()
        .expect("code of interop.thrift");
}

//! Compiles `greeter.idl` into `OUT_DIR`.

fn main() -> Result<(), idlc::Error> {
    idlc::Builder::new().file("greeter.idl").compile()
}

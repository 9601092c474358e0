//! What has gone wrong in other Thrift libraries (every CVE of Apache Thrift up to October 2026, the defects of its Rust
//! crate, those of volo and pilota) cannot happen here. `README.md` beside this file says for each of them which test shows
//! it; many stand elsewhere, and `table.rs` sees to it that all of them exist.

mod allocation;
mod alone;
mod compression;
mod endless;
mod generated_code;
mod generated_unions;
mod http;
mod overflow;
mod peer;
mod recursion;
mod servers;
mod sources;
mod table;
mod text;

/// What `idlc` made of `defects.idl`, as it is.
mod included {
    thriftwood::include_idl!("defects");
}
use included::defects as idl;

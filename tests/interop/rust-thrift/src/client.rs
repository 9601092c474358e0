//! Calls every method of an Interop server by Apache's Rust library and says for each check how it went.

mod connect;
mod echoes;
mod others;

use std::process::ExitCode;

use connect::Clients;
use rust_kit::{Flags, Report};

fn main() -> thrift::Result<ExitCode> {
    let flags = Flags::parse();
    let mut report = Report::new(include_str!("../matrix"), &flags.protocol);
    let mut clients = Clients::open(&flags)?;
    echoes::check(&mut report, &mut clients.interop);
    others::check(&mut report, &mut clients.interop);
    others::check_as_newer(&mut report, &flags);
    if let Some(second) = &mut clients.second {
        others::check_second(&mut report, second);
    }
    Ok(report.finish())
}

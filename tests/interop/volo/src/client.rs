//! Calls every method of an Interop server by volo and says for each check how it went.

mod connect;
mod echoes;
mod others;

use std::process::ExitCode;

use rust_kit::{Flags, Report};
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let flags = Flags::parse();
    let runtime = Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut report = Report::new(include_str!("../matrix"), &flags.protocol);
        let interop = connect::interop(&flags);
        echoes::check(&mut report, &interop).await;
        others::check(&mut report, &interop).await;
        others::check_as_newer(&mut report, &flags).await;
        report.finish()
    })
}

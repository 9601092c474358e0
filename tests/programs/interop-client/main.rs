//! Checks a server of the services in `idl/interop.thrift`, in any language: every type, every way for a call to end, and
//! many calls at once. A line for each check, then their numbers; the exit code is 1 if any failed.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

mod known;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use tests::checks::{Failure, Session, Style, Target};
use tests::flags::Flags;

/// Checks a server of interop.thrift.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    common: Flags,
    /// Where the server runs
    #[arg(long, default_value = "localhost")]
    host: String,
    /// Checks to leave out, by name
    #[arg(long, value_delimiter = ',', value_name = "NAME,NAME")]
    skip: Vec<String>,
    /// How long all checks together may take, in seconds; what has not begun by then fails
    #[arg(long, default_value_t = 120)]
    seconds: u64,
}

fn main() -> Result<ExitCode, Failure> {
    let arguments = Arguments::parse();
    let target = Target::of_flags(&arguments.common, &arguments.host)?;
    let all = |style: &Style| [style.checks(&target), style.large_checks()].concat();
    let checks: Vec<_> = Style::ALL.iter().flat_map(all).collect();
    let mut session = Session::new(target);
    let faults = known::faults(&mut session, &arguments.common);
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let (mut passed, mut failed) = (0, 0);
    for check in checks {
        let fault = faults.iter().find(|fault| check.is_about(&fault.check));
        if let Some(fault) = fault {
            println!("skip {}: {}", check.name, fault.reason);
            continue;
        }
        if arguments.skip.iter().any(|name| check.is_about(name)) {
            println!("skip {}: left out by a flag", check.name);
            continue;
        }
        let done = if Instant::now() < end {
            check.run(&mut session)
        } else {
            Err("no time is left for it".into())
        };
        match done {
            Ok(()) => {
                passed += 1;
                println!("ok {}", check.name);
            }
            Err(why) => {
                failed += 1;
                println!("FAIL {}: {why}", check.name);
                session.hang_up(); // whatever is left over in the connection is not the next check's fault
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(ExitCode::from(u8::from(failed > 0)))
}

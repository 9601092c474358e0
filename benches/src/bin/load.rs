//! Puts a load on a server, as its only argument says in JSON, and prints what came of it, in JSON too.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use benches::{Result, load::Task};

fn main() -> Result<()> {
    let task = std::env::args()
        .nth(1)
        .ok_or("say what to do: a `load::Task` in JSON")?;
    let outcome = match serde_json::from_str(&task)? {
        Task::Calls(calls) => serde_json::to_string(&calls.run()?)?,
        Task::Idle(idle) => serde_json::to_string(&idle.run()?)?,
    };
    println!("{outcome}");
    Ok(())
}

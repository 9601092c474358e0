//! Worlds in processes of their own, by their seeds.

use std::{env, process::Command};

/// Asks for one world.
pub(crate) const SEED: &str = "SIMULATION_SEED";
/// Asks for so many steps in all.
pub(crate) const STEPS: &str = "SIMULATION_STEPS";

/// What a world says before what came to pass in it.
const REPORT: &str = "came to pass: ";

/// What a variable of the environment asks for.
pub(crate) fn asked(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// The worlds of one simulation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Worlds {
    /// The test of this program that plays the world of the seed that is asked for, or any.
    pub(crate) test: &'static str,
    /// How cargo names the program.
    pub(crate) target: &'static str,
}

impl Worlds {
    /// The command that plays one, but for its seed.
    pub(crate) fn command(self) -> String {
        let Self { test, target } = self;
        format!("cargo test -p thriftwood --features tokio {target} {test}")
    }

    /// Plays a world in another process. Returns what that says of it.
    pub(crate) fn play(self, seed: u64) -> String {
        let program = env::current_exe().expect("this program");
        let played = Command::new(program)
            .args([self.test, "--exact", "--nocapture"])
            .env(SEED, seed.to_string())
            .output()
            .expect("another process");
        let output = String::from_utf8_lossy(&played.stdout);
        let errors = String::from_utf8_lossy(&played.stderr);
        let report = output.lines().find_map(|line| line.strip_prefix(REPORT));
        let report = report.filter(|_| played.status.success());
        report
            .unwrap_or_else(|| panic!("{output}\n{errors}"))
            .to_owned()
    }
}

/// Says what came to pass, to whoever has asked for this world.
#[expect(clippy::print_stdout, reason = "another process reads it")]
pub(crate) fn report(came_to_pass: &impl std::fmt::Display) {
    println!("\n{REPORT}{came_to_pass}");
}

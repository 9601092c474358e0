//! Deterministic simulation: real clients and a real server's event loop, over a network and a clock that are ours.
//!
//! Everything runs on one thread. A seed decides what happens next: some bytes of one direction arrive, a write is taken
//! in part, a handler ends, a caller leaves, time passes, a connection is cut. After every step the rules are checked: no
//! answer for another's call, each call run at most once and answered once, in order where that is promised, within
//! the bounds; and in the end nothing is left. A world without time-outs shows a wake-up that is lost as a call that is
//! never answered.
//!
//! Each world has a process of its own: what one leaves behind (buffers that are lent again) changes no other, so a
//! failure happens again wherever its world is played. It prints the line that does that.
//! `SIMULATION_STEPS` asks for another number of steps in all.

#[path = "../support/mod.rs"]
#[allow(dead_code)] // the service's types are used, and little else
mod support;

mod blocking;
mod callers;
mod ends;
mod ledger;
mod network;
mod plan;
mod service;
mod steps;
mod tap;
mod trace;
mod world;

use ends::Ends;
use std::{env, process::Command};
use world::World;

/// Steps of one world; then everything that has begun is brought to its end.
const STEPS_OF_A_WORLD: u64 = 10_000;
/// Steps of one test: there are two, so that two processors have something to do.
const STEPS: u64 = 500_000;
/// What a world prints before what came to pass in it.
const REPORT: &str = "came to pass: ";

/// What a variable of the environment asks for.
fn asked(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[test]
#[expect(clippy::print_stdout, reason = "another process reads it")]
fn one_world() {
    let seed = asked(trace::SEED).unwrap_or(0);
    let (ends, fingerprint) = World::run(seed, STEPS_OF_A_WORLD);
    println!("\n{REPORT}{ends}, {fingerprint}");
}

/// Plays a world in another process. Returns what that says of it.
fn play(seed: u64) -> String {
    let program = env::current_exe().expect("this program");
    let played = Command::new(program)
        .args(["one_world", "--exact", "--nocapture"])
        .env(trace::SEED, seed.to_string())
        .output()
        .expect("another process");
    let output = String::from_utf8_lossy(&played.stdout);
    let report = output.lines().find_map(|line| line.strip_prefix(REPORT));
    let errors = String::from_utf8_lossy(&played.stderr);
    report
        .unwrap_or_else(|| panic!("{output}\n{errors}"))
        .to_owned()
}

/// Plays worlds, a seed each, until so many steps are made.
fn play_many(first_seed: u64) {
    let worlds = asked("SIMULATION_STEPS")
        .unwrap_or(STEPS)
        .div_ceil(STEPS_OF_A_WORLD);
    let mut ends = Ends::default();
    for seed in first_seed..first_seed + worlds {
        let report = play(seed);
        let counts = report.split_once(',').map_or("", |(counts, _)| counts);
        ends.add(counts.parse().expect("counts"));
    }
    ends.show_that_all_came_to_pass();
}

#[test]
fn every_call_comes_to_its_one_end() {
    play_many(1);
}

#[test]
fn every_call_comes_to_its_one_end_with_other_seeds() {
    play_many(1_000_001);
}

#[test]
fn a_world_is_the_same_whenever_it_is_played() {
    for seed in 7..11 {
        assert_eq!(play(seed), play(seed), "seed {seed}");
    }
}

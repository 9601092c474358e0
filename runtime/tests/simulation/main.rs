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
mod worlds;

use ends::Ends;
use world::World;
use worlds::{Worlds, asked, report};

const WORLDS: Worlds = Worlds {
    test: "one_world",
    target: "--test simulation",
};

/// Steps of one world; then everything that has begun is brought to its end.
const STEPS_OF_A_WORLD: u64 = 10_000;
/// Steps of one test: there are two, so that two processors have something to do.
const STEPS: u64 = 500_000;
#[test]
fn one_world() {
    let seed = asked(worlds::SEED).unwrap_or(0);
    let (ends, fingerprint) = World::run(seed, STEPS_OF_A_WORLD);
    report(&format_args!("{ends}, {fingerprint}"));
}

/// Plays worlds, a seed each, until so many steps are made.
fn play_many(first_seed: u64) {
    let worlds = asked(worlds::STEPS)
        .unwrap_or(STEPS)
        .div_ceil(STEPS_OF_A_WORLD);
    let mut ends = Ends::default();
    for seed in first_seed..first_seed + worlds {
        let report = WORLDS.play(seed);
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
        assert_eq!(WORLDS.play(seed), WORLDS.play(seed), "seed {seed}");
    }
}

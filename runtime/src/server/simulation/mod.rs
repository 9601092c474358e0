//! Deterministic simulation of the hand-over: event-loop tasks, workers and the queue between them, from seeds.
//!
//! The tasks run in a runtime of one thread, the workers on threads of their own of which one runs at a time: a worker
//! stops in each handler until the simulation lets it go on. Peers have real Unix sockets, which hand bytes over at once,
//! and small buffers, so that answers get stuck. There are no time-outs: a wake-up that is lost is a call that is never
//! answered.
//!
//! `tests/simulation` does the same for clients and the servers without workers, and says more of how it is done.

mod peer;
mod service;
mod stage;
#[path = "../../../tests/simulation/trace.rs"]
mod trace;
mod world;
#[path = "../../../tests/simulation/worlds.rs"]
mod worlds;

use world::World;
use worlds::{Worlds, asked, report};

const WORLDS: Worlds = Worlds {
    test: "server::simulation::one_world",
    target: "--lib",
};

/// Steps of one world; then everything that has begun is brought to its end.
const STEPS_OF_A_WORLD: u64 = 4_000;
/// Steps in all.
const STEPS: u64 = 80_000;

#[test]
fn one_world() {
    let seed = asked(worlds::SEED).unwrap_or(0);
    let (came_to_pass, fingerprint) = World::run(seed, STEPS_OF_A_WORLD);
    report(&format_args!("{came_to_pass}, {fingerprint}"));
}

#[test]
fn whatever_is_handed_over_is_answered() {
    let worlds = asked(worlds::STEPS)
        .unwrap_or(STEPS)
        .div_ceil(STEPS_OF_A_WORLD);
    let mut sums = [0; 4];
    for seed in 1..=worlds {
        let report = WORLDS.play(seed);
        let counts = report.split_once(',').map_or("", |(counts, _)| counts);
        let counts = counts
            .split_whitespace()
            .map(|count| count.parse::<u64>().expect("a count"));
        sums.iter_mut()
            .zip(counts)
            .for_each(|(sum, count)| *sum += count);
    }
    assert!(sums.iter().all(|count| *count > 0), "{sums:?}");
}

#[test]
fn a_world_is_the_same_whenever_it_is_played() {
    for seed in 7..10 {
        assert_eq!(WORLDS.play(seed), WORLDS.play(seed), "seed {seed}");
    }
}

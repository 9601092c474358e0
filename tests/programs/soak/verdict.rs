//! Is it flat? What was held after the first turn is compared with what was held after each other.

use thriftwood::server::ServerModel;

use crate::lines::{Phase, Sample};
use crate::measure::Resources;

/// What may come to be allocated for good between the end of the first turn and that of another, in bytes: so much in all,
/// and so much a thread. Each keeps some room for its next messages, and not every one has met long ones in its first turn.
const HEAP: (u64, u64) = (2 << 20, 64 << 10);
/// The same of resident memory: so much in all, and half of what there was. The allocator keeps what is free, in pieces.
const RESIDENT: u64 = 32 << 20;

/// What one process came to.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// The model, or the clients.
    pub(crate) who: &'static str,
    /// After each of its turns, of which there is one at least; of the clients, after each round.
    pub(crate) rests: Vec<Held>,
    /// The most resident memory under load, in bytes.
    pub(crate) peak: u64,
    /// How fast resident memory grew in the second half of its last turn, in bytes for a million calls; of the clients, in
    /// that of the last round.
    pub(crate) growth: Option<f64>,
    /// What is not as it should be.
    pub(crate) faults: Vec<String>,
}

/// What a process held after so many calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) calls: u64,
    pub(crate) held: Resources,
}

impl Verdict {
    /// On every server, and on the clients.
    pub(crate) fn of_all(samples: &[Sample]) -> Vec<Self> {
        let mut models: Vec<ServerModel> = Vec::new();
        for sample in samples {
            if !models.contains(&sample.model) {
                models.push(sample.model);
            }
        }
        let mut verdicts: Vec<_> = models
            .iter()
            .filter_map(|model| {
                let of_it: Vec<_> = samples.iter().filter(|it| it.model == *model).collect();
                Self::of(model.name(), &of_it, server)
            })
            .collect();
        // they have met every model when a round is over
        let ends = |it: &&Sample| it.phase != Phase::Rest || Some(&it.model) == models.last();
        let rounds: Vec<_> = samples.iter().filter(ends).collect();
        verdicts.extend(Self::of("clients", &rounds, clients));
        verdicts
    }

    fn of(who: &'static str, samples: &[&Sample], held: fn(&Sample) -> Held) -> Option<Self> {
        let is = |phase| move |it: &&&Sample| it.phase == phase;
        let rests: Vec<_> = samples.iter().filter(is(Phase::Rest)).collect();
        let load: Vec<_> = samples.iter().filter(is(Phase::Load)).collect();
        let before_the_last = rests.iter().rev().nth(1).map_or(0.0, |rest| rest.minutes);
        let last_turn: Vec<_> = load
            .iter()
            .filter(|it| it.minutes > before_the_last)
            .map(|it| held(it))
            .collect();
        let peak = load.iter().map(|it| held(it).held.resident).max();
        let rests: Vec<_> = rests.iter().map(|it| held(it)).collect();
        (!rests.is_empty()).then(|| Self {
            who,
            peak: peak.unwrap_or_default(),
            growth: growth(&last_turn),
            faults: faults(&rests.iter().map(|it| it.held).collect::<Vec<_>>()),
            rests,
        })
    }

    pub(crate) fn is_flat(&self) -> bool {
        self.faults.is_empty()
    }
}

fn faults(rests: &[Resources]) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(first) = rests.first() else {
        return faults;
    };
    for (rest, number) in rests.iter().zip(1..).skip(1) {
        let mut compare = |what: &str, was: u64, is: u64, most: u64| {
            if is > most {
                faults.push(format!(
                    "{is} {what} after turn {number}, {was} after turn 1"
                ));
            }
        };
        compare(
            "descriptors",
            first.descriptors,
            rest.descriptors,
            first.descriptors,
        );
        compare("threads", first.threads, rest.threads, first.threads);
        let most = first.heap + HEAP.0 + HEAP.1 * first.threads;
        compare("bytes allocated", first.heap, rest.heap, most);
        let most = first.resident + first.resident / 2 + RESIDENT;
        compare("bytes resident", first.resident, rest.resident, most);
    }
    faults
}

fn server(sample: &Sample) -> Held {
    Held {
        calls: sample.state.calls,
        held: sample.server,
    }
}

fn clients(sample: &Sample) -> Held {
    Held {
        calls: sample.counts.first().copied().unwrap_or_default(), // answers that were right
        held: sample.clients,
    }
}

/// The slope of the line that lies best through resident memory over calls, in the second half of these samples.
fn growth(load: &[Held]) -> Option<f64> {
    let half = load.get(load.len() / 2..)?;
    let points: Vec<_> = half
        .iter()
        .map(|it| (it.calls as f64 / 1e6, it.held.resident as f64))
        .collect();
    slope(&points)
}

/// By least squares; none through less than two different places.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let both: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    let square: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    (square > 0.0).then(|| both / square)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Resources = Resources {
        resident: 16 << 20,
        heap: 1 << 20,
        descriptors: 12,
        threads: 5,
    };

    fn fault(rest: Resources) -> String {
        faults(&[REST, rest, REST]).join("; ")
    }

    #[test]
    fn what_grows_is_named() {
        assert_eq!(faults(&[REST, REST]), Vec::<String>::new());
        assert_eq!(faults(&[]), Vec::<String>::new());
        let (descriptors, threads) = (13, 6);
        assert_eq!(
            fault(Resources {
                descriptors,
                ..REST
            }),
            "13 descriptors after turn 2, 12 after turn 1"
        );
        assert!(fault(Resources { threads, ..REST }).contains("6 threads"));
        let heap = REST.heap + HEAP.0 + 5 * HEAP.1;
        assert_eq!(fault(Resources { heap, ..REST }), "");
        let heap = heap + 1;
        assert!(fault(Resources { heap, ..REST }).contains("bytes allocated"));
        let resident = 57 << 20;
        assert!(fault(Resources { resident, ..REST }).contains("bytes resident"));
    }

    #[test]
    fn a_line_has_its_slope() {
        let line = [(1.0, 5.0), (2.0, 7.0), (4.0, 11.0)];
        assert!((slope(&line).unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(slope(&line[..1]), None);
        assert_eq!(slope(&[]), None);
    }
}

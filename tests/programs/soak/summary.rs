//! What all turns came to, as Markdown.

use crate::lines::{Phase, Sample};
use crate::tally::Tally;
use crate::verdict::{Held, Verdict};

const HEAD: &str = "\
| process | calls | descriptors after each turn | threads | allocated, KiB | resident, MiB | most resident under load, MiB | growth in the end, KiB a million calls |
|---|---:|---:|---:|---:|---:|---:|---:|
";

/// A table, what was counted, and what is not flat.
pub(crate) fn of(verdicts: &[Verdict], samples: &[Sample]) -> String {
    let mut text = HEAD.to_owned();
    for verdict in verdicts {
        text += &row(verdict);
    }
    let mut items = Vec::new();
    if let Some(last) = samples.last() {
        let turns = samples.iter().filter(|it| it.phase == Phase::Rest).count();
        items.push(format!("{:.1} minutes, {turns} turns", last.minutes));
        for (name, count) in Tally::NAMES.iter().zip(&last.counts) {
            items.push(format!("{name}: {count}"));
        }
    }
    for verdict in verdicts {
        for fault in &verdict.faults {
            items.push(format!("NOT FLAT: {}: {fault}", verdict.who));
        }
    }
    text + "\n- " + &items.join("\n- ") + "\n"
}

fn row(verdict: &Verdict) -> String {
    let each = |of: fn(&Held) -> String| {
        let turns: Vec<_> = verdict.rests.iter().map(of).collect();
        turns.join(" → ")
    };
    let calls = verdict.rests.last();
    let cells = [
        verdict.who.to_owned(),
        calls.map_or(0, |last| last.calls).to_string(),
        each(|it| it.held.descriptors.to_string()),
        each(|it| it.held.threads.to_string()),
        each(|it| (it.held.heap / 1024).to_string()),
        each(|it| mebibytes(it.held.resident)),
        mebibytes(verdict.peak),
        verdict
            .growth
            .map_or_else(String::new, |growth| format!("{:.0}", growth / 1024.0)),
    ];
    format!("| {} |\n", cells.join(" | "))
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / f64::from(1 << 20))
}

/// A sample, for whoever looks on.
pub(crate) fn line(sample: &Sample) -> String {
    let Sample { server, state, .. } = sample;
    format!(
        "{:6.2} min {:<11} {:>9} calls so far; {} MiB resident, {} KiB allocated, {} descriptors, {} threads",
        sample.minutes,
        sample.model.name(),
        state.calls,
        mebibytes(server.resident),
        server.heap / 1024,
        server.descriptors,
        server.threads,
    )
}

//! What idle connections take of a server's memory.

use benches::{
    Result,
    chart::{self, Labels},
    load::Memory,
    results::Results,
    table::{Table, number},
};

use crate::{contestants::CHARTED, run::Session};

const CONNECTIONS: usize = 10_000;
/// Bytes that each echoes once, so that the server's buffers have been used.
const PAYLOAD: usize = 1024;

/// Measures everybody who can hold so many.
pub(crate) fn idle(session: &Session) -> Result<String> {
    let command = "cargo run --release -p benches --bin rpc idle";
    let mut results = Results::new("rpc-idle", "10 000 idle connections", command);
    results.paragraph(
        "Resident memory of the server's process for each of 10 000 connections, in bytes: when they are open, and when \
         each has had one call of 1 KiB answered. The kernel's memory for sockets and threads is not among it. Pools \
         start their threads before the first connection: what those take is in the last column, in KiB. \
         `-`: it could not hold so many (Apache's Rust takes two descriptors for each).",
    );
    let mut measured = Vec::new();
    for (place, (contestant, _)) in session.contestants.iter().enumerate() {
        if contestant.many {
            eprintln!("{}", contestant.name);
            measured.push((contestant.name, session.idle(place, CONNECTIONS, PAYLOAD)));
        }
    }
    results.table(&table(&measured));
    results.chart(
        "",
        "Resident bytes for an idle connection",
        bars(&measured)?,
    );
    let report = results.text().to_owned();
    results.write(&measured)?;
    Ok(report)
}

fn table(measured: &[(&str, Option<Memory>)]) -> Table {
    let mut table = Table::new(["server", "open", "after a call", "before all, KiB"]);
    for (name, memory) in measured {
        let figures = memory.map_or(
            ["-"; 3].map(str::to_owned),
            |Memory { fresh, used, base }| [fresh, used, base / 1024.0].map(number),
        );
        table.row(std::iter::once((*name).to_owned()).chain(figures));
    }
    table
}

fn bars(measured: &[(&str, Option<Memory>)]) -> Result<String> {
    let labels = Labels {
        title: "Resident bytes for an idle connection",
        x: "",
        y: "bytes",
    };
    let shown = measured.iter().filter(|(name, _)| CHARTED.contains(name));
    let (names, memories): (Vec<String>, Vec<Option<Memory>>) = shown
        .map(|(name, memory)| ((*name).to_owned(), *memory))
        .unzip();
    let of = |figure: fn(Memory) -> f64| memories.iter().map(|memory| memory.map(figure)).collect();
    let groups = [
        ("open".to_owned(), of(|it| it.fresh)),
        ("after a call".to_owned(), of(|it| it.used)),
    ];
    chart::bars(labels, &names, &groups)
}

//! What idle connections take of a server's memory.

use benches::{
    Result,
    chart::{self, Labels},
    load::Memory,
    results::Results,
    table::{Table, number},
};

use crate::run::Session;

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
         start their threads before the first connection: what those take is in the last column, in KiB.",
    );
    let mut measured = Vec::new();
    for (place, (contestant, _)) in session
        .contestants
        .iter()
        .enumerate()
        .filter(|(_, (one, _))| one.many)
    {
        eprintln!("{}", contestant.name);
        if let Some(memory) = session.idle(place, CONNECTIONS, PAYLOAD) {
            measured.push((contestant.name, memory));
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

fn table(measured: &[(&str, Memory)]) -> Table {
    let mut table = Table::new(["server", "open", "after a call", "before all, KiB"]);
    for (name, memory) in measured {
        let Memory { fresh, used, base } = memory;
        table.row([
            (*name).to_owned(),
            number(*fresh),
            number(*used),
            number(base / 1024.0),
        ]);
    }
    table
}

fn bars(measured: &[(&str, Memory)]) -> Result<String> {
    let labels = Labels {
        title: "Resident bytes for an idle connection, after one call",
        x: "",
        y: "bytes",
    };
    let group =
        |(name, memory): &(&str, Memory)| ((*name).to_owned(), vec![Some(memory.used.max(1.0))]);
    let groups: Vec<_> = measured.iter().map(group).collect();
    chart::bars(labels, &["after a call".to_owned()], &groups)
}

//! Everybody under loads of several shapes.

use benches::{
    Result,
    chart::{self, Labels},
    load::Shape,
    results::Results,
};

use crate::{
    contestants::CHARTED,
    namesakes,
    report::{cpu, latency, preface, rate},
    run::{Cell, Session},
    shapes,
};

/// The echo: payloads, connections, calls under way.
pub(crate) fn matrix(session: &Session) -> Result<String> {
    let results = Results::new(
        "rpc",
        "A call to each server",
        "cargo run --release -p benches --bin rpc",
    );
    measure(session, results, shapes::MATRIX)
}

/// The echo with 16 calls under way on every connection.
pub(crate) fn pipelined(session: &Session) -> Result<String> {
    let command = "cargo run --release -p benches --bin rpc pipelined";
    let title = "16 calls under way on every connection";
    measure(
        session,
        Results::new("rpc-pipelined", title, command),
        shapes::PIPELINED,
    )
}

/// The other methods.
pub(crate) fn methods(session: &Session) -> Result<String> {
    let command = "cargo run --release -p benches --bin rpc methods";
    let title = "Nothing, a record of 1 KB, 1 024 numbers";
    measure(
        session,
        Results::new("rpc-methods", title, command),
        shapes::METHODS,
    )
}

fn measure(session: &Session, mut results: Results, shapes: &[Shape]) -> Result<String> {
    let cells = session.cells(shapes);
    preface(&mut results, session);
    results.section("CPU of the server for a call, in µs (and as a multiple of the floor's)");
    results.table(&cpu(session, &cells));
    results.chart(
        "",
        "CPU of the server for a call, as a multiple of the floor's",
        bars(session, &cells)?,
    );
    namesakes::add(&mut results, session, &cells);
    results.section("How long a call takes, in ms: median / 99th percentile");
    results.table(&latency(session, &cells));
    results.section("Calls in a second, in thousands");
    results.paragraph("Where server and client are not busy all the time, these are bound by wake-ups between two processors.");
    results.table(&rate(session, &cells));
    let report = results.text().to_owned();
    let names: Vec<&str> = session
        .contestants
        .iter()
        .map(|(one, _)| one.name)
        .collect();
    results.write(&serde_json::json!({ "servers": names, "cells": cells }))?;
    Ok(report)
}

fn bars(session: &Session, cells: &[Cell]) -> Result<String> {
    let floor: Vec<usize> = session.floor().into_iter().collect();
    let shown = session
        .contestants
        .iter()
        .enumerate()
        .filter(|(_, (one, _))| CHARTED.contains(&one.name));
    let shown: Vec<(usize, String)> = shown
        .map(|(place, (one, _))| (place, one.name.to_owned()))
        .collect();
    let group = |cell: &Cell| {
        let rounds = cell.rounds(|outcome| outcome.cpu);
        let ratios = shown
            .iter()
            .map(|(place, _)| rounds.ratio(*place, &floor))
            .collect();
        (cell.shape.to_string().replace(" outstanding", ""), ratios)
    };
    let labels = Labels {
        title: "CPU of the server for a call, as a multiple of the floor's",
        x: "payload × connections, calls under way on each",
        y: "× the floor",
    };
    let names: Vec<String> = shown.iter().map(|(_, name)| name.clone()).collect();
    chart::bars(labels, &names, &cells.iter().map(group).collect::<Vec<_>>())
}

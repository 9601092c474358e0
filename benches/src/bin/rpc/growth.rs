//! How our models' cost grows: with connections, with the payload, with the calls under way.
#![allow(clippy::cast_precision_loss)] // a chart has not as many pixels

use benches::{
    Result,
    chart::{self, Labels, Named},
    load::{Outcome, Shape},
    results::Results,
};

use crate::{
    report::{cpu, latency, preface, rate},
    run::{Cell, Session},
    shapes::echo,
};

/// What grows, and how.
struct Sweep {
    /// The charts' names.
    part: &'static str,
    title: &'static str,
    /// What grows, below the charts.
    x: &'static str,
    shapes: Vec<Shape>,
    size: fn(&Shape) -> usize,
}

/// All of them. One connection where that is all that `simple` serves; what others do with 16 is in the matrix.
fn sweeps() -> [Sweep; 3] {
    let to = |sizes: &[usize], shape: fn(usize) -> Shape| {
        sizes.iter().map(|&size| shape(size)).collect()
    };
    [
        Sweep {
            part: "connections",
            title: "More connections: 64 bytes, one call under way on each",
            x: "connections",
            shapes: to(&[1, 4, 16, 64, 256, 1024, 4096], |connections| {
                echo(64, connections, 1)
            }),
            size: |shape| shape.connections,
        },
        Sweep {
            part: "payload",
            title: "Longer payloads: one connection, one call under way",
            x: "bytes of payload",
            shapes: to(
                &[
                    16,
                    256,
                    4 << 10,
                    64 << 10,
                    256 << 10,
                    1 << 20,
                    4 << 20,
                    16 << 20,
                ],
                |payload| echo(payload, 1, 1),
            ),
            size: |shape| shape.payload,
        },
        Sweep {
            part: "window",
            title: "More calls under way: 64 bytes, one connection",
            x: "calls under way",
            shapes: to(&[1, 2, 4, 8, 16, 32, 64, 128, 256], |window| {
                echo(64, 1, window)
            }),
            size: |shape| shape.window,
        },
    ]
}

/// Measures our models and the floor.
pub(crate) fn growth(session: &Session) -> Result<String> {
    let command = "cargo run --release -p benches --bin rpc growth";
    let mut results = Results::new("rpc-growth", "How the cost of a call grows", command);
    preface(&mut results, session);
    let mut figures = Vec::new();
    for sweep in sweeps() {
        let cells = session.cells(&sweep.shapes);
        add(&mut results, session, &sweep, &cells)?;
        figures.push(serde_json::json!({ "sweep": sweep.part, "cells": cells }));
    }
    let report = results.text().to_owned();
    let names: Vec<&str> = session
        .contestants
        .iter()
        .map(|(one, _)| one.name)
        .collect();
    results.write(&serde_json::json!({ "servers": names, "sweeps": figures }))?;
    Ok(report)
}

fn add(results: &mut Results, session: &Session, sweep: &Sweep, cells: &[Cell]) -> Result<()> {
    let draw = |y, figure: fn(&Outcome) -> f64| {
        let line = |place| {
            let point = |cell: &Cell| {
                let median = cell.rounds(figure).summary(place, &[])?.median;
                Some(((sweep.size)(&cell.shape) as f64, median))
            };
            cells.iter().filter_map(point).collect()
        };
        let names = session
            .contestants
            .iter()
            .map(|(one, _)| one.name.to_owned());
        let lines: Vec<Named<Vec<(f64, f64)>>> = names
            .enumerate()
            .map(|(place, name)| (name, line(place)))
            .collect();
        chart::lines(
            Labels {
                title: sweep.title,
                x: sweep.x,
                y,
            },
            &lines,
        )
    };
    results.section(sweep.title);
    results.paragraph("CPU of the server for a call, in µs (and as a multiple of the floor's):");
    results.table(&cpu(session, cells));
    results.chart(
        &format!("{}-cpu", sweep.part),
        sweep.title,
        draw("CPU for a call, µs", |outcome| outcome.cpu)?,
    );
    results.paragraph("Calls in a second, in thousands:");
    results.table(&rate(session, cells));
    results.chart(
        &format!("{}-rate", sweep.part),
        sweep.title,
        draw("calls in a second", |outcome| outcome.rate)?,
    );
    results.paragraph("How long a call takes, in ms: median / 99th percentile:");
    results.table(&latency(session, cells));
    Ok(())
}

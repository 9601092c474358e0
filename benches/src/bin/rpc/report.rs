//! Tables of cells.

use benches::{
    load::Outcome,
    results::Results,
    table::{Table, number},
};

use crate::run::{Cell, Session};

/// What every report says of how it came about.
pub(crate) fn preface(results: &mut Results, session: &Session) {
    results.paragraph(&format!(
        "The server has processor 0, the client processor 1, and they meet on the loopback interface. Each figure is the \
         median of {} passes, in each of which everybody has a turn of its own process. The floor gives bytes back from an \
         event loop, and does nothing else. \"CPU\" is the server's processor time for a call, the kernel's included. It \
         depends on the machine and on its other work, so go by the ratios: each is the median over the passes of this \
         server's figure by the floor's of the same pass. `-` is for what a server cannot do.",
        session.passes
    ));
}

/// The server's processor time for a call, and its ratio to the floor's.
pub(crate) fn cpu(session: &Session, cells: &[Cell]) -> Table {
    let floor: Vec<usize> = session.floor().into_iter().collect();
    table(session, cells, |cell, place| {
        let rounds = cell.rounds(|outcome| outcome.cpu);
        let summary = rounds.summary(place, &floor)?;
        let ratio = summary.ratio.filter(|_| !floor.contains(&place));
        let ratio = ratio
            .map(|ratio| format!(" (**{ratio:.2}** ×)"))
            .unwrap_or_default();
        Some(number(summary.median) + &ratio)
    })
}

/// Calls in a second, in thousands.
pub(crate) fn rate(session: &Session, cells: &[Cell]) -> Table {
    table(session, cells, |cell, place| {
        Some(number(
            cell.rounds(|outcome| outcome.rate / 1000.0)
                .summary(place, &[])?
                .median,
        ))
    })
}

/// How long a call takes, in ms: in the middle case, and all but one in a hundred.
pub(crate) fn latency(session: &Session, cells: &[Cell]) -> Table {
    table(session, cells, |cell, place| {
        let of = |figure: fn(&Outcome) -> f64| {
            cell.rounds(figure)
                .summary(place, &[])
                .map(|it| number(it.median / 1000.0))
        };
        let most = cell.outcomes[place]
            .iter()
            .flatten()
            .map(|outcome| outcome.starved)
            .max()?;
        let starved = if most > 0 {
            format!(", {most} starved")
        } else {
            String::new()
        };
        Some(format!(
            "{} / {}{starved}",
            of(|it| it.p50)?,
            of(|it| it.p99)?
        ))
    })
}

/// A row for every contestant and a column for every cell.
fn table(
    session: &Session,
    cells: &[Cell],
    figure: impl Fn(&Cell, usize) -> Option<String>,
) -> Table {
    let head =
        std::iter::once("server".to_owned()).chain(cells.iter().map(|cell| cell.shape.to_string()));
    let mut table = Table::new(head);
    for (place, (contestant, _)) in session.contestants.iter().enumerate() {
        let figures = cells
            .iter()
            .map(|cell| figure(cell, place).unwrap_or_else(|| "-".to_owned()));
        table.row(std::iter::once(contestant.name.to_owned()).chain(figures));
    }
    table
}

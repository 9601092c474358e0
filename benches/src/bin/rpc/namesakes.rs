//! Each of our server models beside the peer that is made alike.

use benches::{results::Results, table::Table};

use crate::run::{Cell, Session};

/// Who is compared with whom. Apache's C++ has no half-sync server or threaded selector of that name: its nonblocking
/// server with workers is what they are.
const PAIRS: &[(&str, &str)] = &[
    ("thriftwood simple", "C++ TSimple"),
    ("thriftwood threaded", "C++ TThreaded"),
    ("thriftwood pool", "C++ TThreadPool"),
    ("thriftwood nonblocking", "C++ TNonblocking"),
    ("thriftwood hsha", "C++ TNonblocking, 4 workers"),
    (
        "thriftwood selector",
        "C++ TNonblocking, 2 loops, 4 workers",
    ),
    ("thriftwood tokio", "volo"),
];

/// Adds the table of those pairs that were measured.
pub(crate) fn add(results: &mut Results, session: &Session, cells: &[Cell]) {
    let place = |name| {
        session
            .contestants
            .iter()
            .position(|(one, _)| one.name == name)
    };
    let head = ["server", "beside"].map(str::to_owned).into_iter();
    let mut table = Table::new(head.chain(cells.iter().map(|cell| cell.shape.to_string())));
    let mut any = false;
    for &(ours, theirs) in PAIRS {
        let (Some(one), Some(other)) = (place(ours), place(theirs)) else {
            continue;
        };
        let ratio = |cell: &Cell| cell.rounds(|outcome| outcome.cpu).ratio(one, &[other]);
        let ratios = cells
            .iter()
            .map(|cell| ratio(cell).map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")));
        table.row([ours, theirs].map(str::to_owned).into_iter().chain(ratios));
        any = true;
    }
    if any {
        results.section("Each model beside its namesake: our CPU by theirs");
        results.table(&table);
    }
}

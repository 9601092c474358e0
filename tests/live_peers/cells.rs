//! Which conversations are had.

use tests::matrix::{Line, Role};
use thriftwood::server::ServerModel;

use crate::languages::{Language, OURS};

/// In the order of the table.
pub(crate) const PROTOCOLS: [&str; 9] = [
    "binary",
    "binary-old",
    "compact",
    "json",
    "header",
    "header-compact",
    "header-zlib",
    "multi-binary",
    "multi-compact",
];
pub(crate) const TRANSPORTS: [&str; 5] = ["buffered", "framed", "zlib", "framed-zlib", "http"];

/// One conversation: our program at one end, a peer's at the other.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) language: String,
    /// The peer's.
    pub(crate) role: Role,
    pub(crate) protocol: String,
    pub(crate) transport: String,
    /// The server's.
    pub(crate) model: String,
    pub(crate) over: Over,
}

/// What lies below the transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// TCP.
    Tcp,
    /// A Unix socket.
    Unix,
    /// TLS, with a certificate at each end.
    Tls,
    /// TLS with a client that shows no certificate at a server that insists on one: nothing may come of it.
    Nameless,
}

impl Cell {
    /// Is it one of our server of this model?
    pub(crate) fn serves(&self, model: ServerModel) -> bool {
        let ours = self.role == Role::Client || self.language == OURS;
        ours && self.model == model.name()
    }

    pub(crate) fn name(&self) -> String {
        let Self {
            language,
            protocol,
            transport,
            model,
            ..
        } = self;
        let ends = match self.role {
            Role::Client => format!("{language}'s client at our {model} server"),
            Role::Server => format!("our client at {language}'s {model} server"),
        };
        let over = self.over.name();
        format!("{ends}: {protocol} {transport}{over}")
    }
}

impl Over {
    /// What is to be said of it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "",
            Self::Unix => " unix",
            Self::Tls => " tls",
            Self::Nameless => " tls without a certificate",
        }
    }
}

/// All conversations with these peers.
pub(crate) fn all(languages: &[Language]) -> Vec<Cell> {
    let of_one = |(turn, language): (usize, &Language)| -> Vec<Cell> {
        let lines = language.matrix.lines.iter().enumerate();
        let cells = lines.flat_map(|(number, line)| match line.role {
            Role::Client => at_our_servers(&language.name, turn, line),
            Role::Server if language.name == OURS => at_each_other(number, line),
            Role::Server => at_their_servers(&language.name, number, line),
        });
        let mut cells: Vec<Cell> = cells.collect();
        let tls = |cell: &&Cell| cell.over == Over::Tls && cell.role == Role::Client;
        if let Some(nameless) = cells.iter().find(tls).cloned() {
            cells.push(Cell {
                over: Over::Nameless,
                ..nameless
            });
        }
        cells
    };
    languages.iter().enumerate().flat_map(of_one).collect()
}

/// Each transport, at one of our models: the next for the next protocol, transport or language.
fn at_our_servers(language: &str, turn: usize, line: &Line) -> Vec<Cell> {
    let ours: Vec<&str> = ServerModel::ALL.iter().map(|model| model.name()).collect();
    let fit: Vec<&str> = ours
        .iter()
        .copied()
        .filter(|name| line.models.is_empty() || line.models.iter().any(|model| model == name))
        .collect();
    let cell = |transport: &String, over| {
        let number = turn + place(&PROTOCOLS, &line.protocol) + place(&TRANSPORTS, transport);
        Cell {
            language: language.to_owned(),
            role: Role::Client,
            protocol: line.protocol.clone(),
            transport: transport.clone(),
            model: fit[number % fit.len()].to_owned(),
            over,
        }
    };
    let plain = line.transports.iter().map(|it| cell(it, Over::Tcp));
    plain
        .chain(secured(line).map(|it| cell(it, Over::Tls)))
        .collect()
}

/// Each transport and each model, but not each with each.
fn at_their_servers(language: &str, number: usize, line: &Line) -> Vec<Cell> {
    let cell = |turn: usize, transport: &String, over| Cell {
        language: language.to_owned(),
        role: Role::Server,
        protocol: line.protocol.clone(),
        transport: transport.clone(),
        model: in_turn(&line.models, number + turn).clone(),
        over,
    };
    let turns = line.transports.len().max(line.models.len());
    let plain = (0..turns).map(|turn| cell(turn, in_turn(&line.transports, turn), Over::Tcp));
    plain
        .chain(secured(line).map(|it| cell(0, it, Over::Tls)))
        .collect()
}

/// Our client at our server: each transport and each model; what lies below takes turns.
fn at_each_other(number: usize, line: &Line) -> Vec<Cell> {
    let models: Vec<String> = ServerModel::ALL.iter().map(ToString::to_string).collect();
    let turns = line.transports.len().max(models.len());
    let cell = |turn: usize| Cell {
        language: OURS.to_owned(),
        role: Role::Server,
        protocol: line.protocol.clone(),
        transport: in_turn(&line.transports, turn).clone(),
        model: in_turn(&models, number + turn).clone(),
        over: *in_turn(&[Over::Tcp, Over::Unix, Over::Tls], turn),
    };
    (0..turns).map(cell).collect()
}

/// The transport that goes over TLS too.
fn secured(line: &Line) -> impl Iterator<Item = &String> {
    let framed = line.transports.iter().find(|name| *name == "framed");
    framed
        .or(line.transports.first())
        .filter(|_| line.tls)
        .into_iter()
}

fn in_turn<T>(values: &[T], turn: usize) -> &T {
    &values[turn % values.len()]
}

/// A place among names; whatever is not among them comes last.
fn place(names: &[&str], name: &str) -> usize {
    let place = names.iter().position(|it| *it == name);
    place.unwrap_or(names.len())
}

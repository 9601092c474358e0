//! The tables, the chart and the list of figures.

use std::collections::BTreeMap;

use benches::Result;
use benches::chart::{self, Labels, Named, Panel};
use benches::payloads::{self, KINDS, SHAPES};
use benches::results::Results;
use benches::table::{Table, number};
use serde_json::{Value, json};

use crate::contest::{Cell, Mismatch, Standing};
use crate::contestants::{Contestant, JUDGE, Role};

/// All that came out of a contest.
pub(crate) struct Outcome<'a> {
    pub(crate) contestants: &'a [Contestant],
    pub(crate) cells: &'a [Cell],
    pub(crate) mismatches: &'a [Mismatch],
}

const READING: &str = "Nanoseconds of the thread's CPU time: the median of the rounds and, in brackets, the least. Encoding writes into \
a buffer that is used again; decoding makes a fresh value and drops it. *ratio*: the median, over the rounds, of \
thriftwood's figure to that of the fastest of Apache Rust, pilota and C++ in the same round; *÷ memcpy* in the same way. \
Contestants beside these check or do less: pilota unchecked does not look where a message ends, C++ reusing decodes into \
one object again and again, linked ones put large binaries into a list by reference, prost speaks another format. C++ and pilota do not look whether \
text is UTF-8.";

const NOISE: &str = "How much to believe: the machine's threads are shared with other work, and a figure moves by 10 % to 30 % with what \
the neighbour does, but it does so for everybody in the same round: ratios repeat within about 5 %, and so do the least figures.";

const ZLIB: &str = "Framed messages of so many bytes of the payload, one after the other, through a connection's zlib stream of \
level 6, by the server's end of a connection here and by `TFramedTransport` over `TZlibTransport` there, as it comes. \
Milliseconds of CPU time for each megabyte before compression. After each message we let zlib remember (a sync flush) what \
C++ lets it forget (a full flush), so later messages get shorter here; the bytes are those of the first.";

impl Outcome<'_> {
    /// Adds everything to a report.
    pub(crate) fn report(&self, results: &mut Results) -> Result<()> {
        results.paragraph(READING);
        results.paragraph(NOISE);
        results.chart(
            "",
            "Megabytes a second, by payload, protocol and library",
            self.chart()?,
        );
        for operation in ["encode", "decode"] {
            for protocol in ["binary", "compact", "json", "protobuf"] {
                let cells: Vec<&Cell> = self.cells_of(operation, protocol).collect();
                if !cells.is_empty() {
                    results.section(&format!("{operation}, {}", title(protocol)));
                    results.table(&self.table(&cells));
                }
            }
        }
        self.report_linked(results);
        self.report_zlib(results)?;
        self.report_mismatches(results);
        Ok(())
    }

    fn cells_of(&self, operation: &str, protocol: &str) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |cell| {
            let anybody = cell.standing.contains(&Standing::Sound);
            cell.operation == operation && cell.protocol == protocol && anybody
        })
    }

    /// One row a payload, one column a contestant that has any of the cells.
    fn table(&self, cells: &[&Cell]) -> Table {
        let takes_part = |place: usize| {
            let any = cells
                .iter()
                .any(|cell| cell.standing[place] != Standing::Absent);
            any && ![Role::OursLinked, Role::PeerLinked].contains(&self.contestants[place].role)
        };
        let shown: Vec<usize> = (0..self.contestants.len())
            .filter(|place| takes_part(*place))
            .collect();
        let names = shown.iter().map(|place| self.contestants[*place].name);
        let mut table = Table::new(
            ["payload", "bytes"]
                .into_iter()
                .chain(names)
                .chain(["ratio", "÷ memcpy"]),
        );
        for cell in cells {
            let figures = shown.iter().map(|place| self.figure(cell, *place));
            let ratios = [Role::Peer, Role::Floor].map(|base| self.ratio(cell, base));
            let row = [cell.payload.clone(), number(cell.size() as f64)]
                .into_iter()
                .chain(figures);
            table.row(row.chain(ratios));
        }
        table
    }

    fn figure(&self, cell: &Cell, place: usize) -> String {
        match (
            cell.standing[place],
            cell.summary(self.contestants, place, Role::Peer),
        ) {
            (Standing::Sound, Some(it)) => {
                format!("{} ({})", number(it.median), number(it.minimum))
            }
            (Standing::Broken, _) => "broken".to_owned(),
            _ => String::new(),
        }
    }

    fn place_of(&self, role: Role) -> Option<usize> {
        self.contestants.iter().position(|it| it.role == role)
    }

    /// Our ratio to the best of a role.
    fn ratio(&self, cell: &Cell, base: Role) -> String {
        let ours = if base == Role::PeerLinked {
            Role::OursLinked
        } else {
            Role::Ours
        };
        let summary = self
            .place_of(ours)
            .and_then(|place| cell.summary(self.contestants, place, base));
        let ratio = summary.and_then(|summary| summary.ratio);
        ratio.map_or_else(String::new, |ratio| format!("{ratio:.3}"))
    }

    /// The blob by reference.
    fn report_linked(&self, results: &mut Results) {
        let places = (
            self.place_of(Role::OursLinked),
            self.place_of(Role::PeerLinked),
        );
        let (Some(ours), Some(peer)) = places else {
            return;
        };
        let mut table = Table::new(["64 KiB by reference", "thriftwood", "pilota", "ratio"]);
        for cell in self
            .cells
            .iter()
            .filter(|cell| cell.standing[ours] == Standing::Sound)
        {
            table.row([
                format!("{}, {}", cell.operation, title(&cell.protocol)),
                self.figure(cell, ours),
                self.figure(cell, peer),
                self.ratio(cell, Role::PeerLinked),
            ]);
        }
        results.section("By reference");
        results.table(&table);
    }

    /// Messages through zlib streams, as CPU time for each megabyte of plain bytes.
    fn report_zlib(&self, results: &mut Results) -> Result<()> {
        let (Some(ours), Some(peer)) = (self.place_of(Role::Ours), self.judge()) else {
            return Ok(());
        };
        let head = [
            "",
            "plain bytes",
            "thriftwood: bytes",
            "ms/MB",
            "C++: bytes",
            "ms/MB",
            "ratio",
        ];
        let mut table = Table::new(head);
        for (operation, protocol) in ["encode", "decode"]
            .into_iter()
            .flat_map(|it| [(it, "zlib"), (it, "zlib-1k")])
        {
            for cell in self.cells_of(operation, protocol) {
                let whole = payloads::in_binary(&cell.payload)?.len();
                let plain = if protocol == "zlib" { whole } else { 1024 } as f64;
                let size = |place| {
                    cell.size_of(place)
                        .map(|size| number(size as f64))
                        .unwrap_or_default()
                };
                let speed = |place| {
                    let summary = cell.summary(self.contestants, place, Role::Peer);
                    summary
                        .map(|it| number(it.median / plain))
                        .unwrap_or_default()
                };
                let name = format!("{operation} {}", cell.payload);
                let ratio = self.ratio(cell, Role::Peer);
                table.row([
                    name,
                    number(plain),
                    size(ours),
                    speed(ours),
                    size(peer),
                    speed(peer),
                    ratio,
                ]);
            }
        }
        results.section("Through a zlib stream");
        results.paragraph(ZLIB);
        results.table(&table);
        Ok(())
    }

    fn judge(&self) -> Option<usize> {
        self.contestants.iter().position(|it| it.name == JUDGE)
    }

    fn report_mismatches(&self, results: &mut Results) {
        results.section("Who reads whom");
        results.paragraph(
            "Before anything is measured, everybody reads what everybody has written and compares the value. *broken*: what \
             a library writes is another value to Apache's C++, or it does not read what that has written.",
        );
        if self.mismatches.is_empty() {
            results.paragraph("Everybody reads everybody.");
            return;
        }
        let mut groups: BTreeMap<_, (Vec<&str>, &str)> = BTreeMap::new();
        for Mismatch {
            payload,
            protocol,
            writer,
            reader,
            why,
        } in self.mismatches
        {
            let group = groups
                .entry((protocol, writer, reader))
                .or_insert((Vec::new(), why));
            group.0.push(payload);
        }
        let mut table = Table::new([
            "protocol",
            "written by",
            "read by",
            "payloads",
            "what happened to the first",
        ]);
        for ((protocol, writer, reader), (names, why)) in groups {
            let why: String = why.chars().take(60).collect();
            table.row([
                protocol.as_str(),
                writer,
                reader,
                &names.join(" "),
                &why.replace('|', "\\|"),
            ]);
        }
        results.table(&table);
    }

    /// Megabytes a second of the libraries, encoding above and decoding below.
    fn chart(&self) -> Result<String> {
        let shown: Vec<usize> = (0..self.contestants.len())
            .filter(|place| {
                [Role::Ours, Role::Peer, Role::Floor].contains(&self.contestants[*place].role)
            })
            .collect();
        let names: Vec<String> = shown
            .iter()
            .map(|place| self.contestants[*place].name.to_owned())
            .collect();
        let panel = |operation, title| Panel {
            labels: Labels {
                title,
                x: "",
                y: "MB/s",
            },
            groups: ["binary", "compact", "json"]
                .into_iter()
                .flat_map(|protocol| self.cells_of(operation, protocol))
                .filter(|cell| KINDS[..4].contains(&cell.payload.as_str()))
                .map(|cell| self.speeds(cell, &shown))
                .collect(),
        };
        let panels = [
            panel("encode", "Encoding: megabytes a second, more is better"),
            panel("decode", "Decoding: megabytes a second, more is better"),
        ];
        chart::stacked_bars(&panels, &names)
    }

    fn speeds(&self, cell: &Cell, shown: &[usize]) -> Named<Vec<Option<f64>>> {
        let speed = |place: &usize| {
            let summary = cell.summary(self.contestants, *place, Role::Peer)?;
            Some(cell.size() as f64 * 1e3 / summary.median)
        };
        (
            format!("{} {}", cell.payload, cell.protocol),
            shown.iter().map(speed).collect(),
        )
    }

    /// Every figure, for whoever wants to compute with them.
    pub(crate) fn figures(&self) -> Vec<Value> {
        let places = 0..self.contestants.len();
        let all = self
            .cells
            .iter()
            .flat_map(|cell| places.clone().map(move |place| (cell, place)));
        let present = all.filter(|(cell, place)| cell.standing[*place] != Standing::Absent);
        present
            .map(|(cell, place)| {
                let sound = cell.standing[place] == Standing::Sound;
                json!({
                    "payload": cell.payload,
                    "shape": if SHAPES.contains(&cell.payload.as_str()) { "other" } else { "usual" },
                    "protocol": cell.protocol,
                    "operation": cell.operation,
                    "contestant": self.contestants[place].name,
                    "bytes": cell.size(),
                    "broken": !sound,
                    "nanoseconds": cell.summary(self.contestants, place, Role::Peer),
                })
            })
            .collect()
    }
}

fn title(protocol: &str) -> &str {
    match protocol {
        "json" => "JSON",
        "protobuf" => "Protocol Buffers",
        other => other,
    }
}

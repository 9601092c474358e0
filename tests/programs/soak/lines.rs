//! All that was seen, a line a sample: written as it is seen, and read for the summary and the chart.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use thriftwood::server::ServerModel;

use crate::Failure;
use crate::child::State;
use crate::measure::Resources;
use crate::tally::Tally;

/// What was seen at a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    /// From the beginning.
    pub(crate) minutes: f64,
    pub(crate) model: ServerModel,
    pub(crate) phase: Phase,
    pub(crate) server: Resources,
    pub(crate) state: State,
    pub(crate) clients: Resources,
    /// In the order of their [names](Tally::NAMES).
    pub(crate) counts: Vec<u64>,
}

/// What the server does at the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It has its turn.
    Load,
    /// Its turn is over, and all that would go has gone.
    Rest,
    /// Another had its turn.
    Idle,
}

impl Phase {
    const ALL: [Self; 3] = [Self::Load, Self::Rest, Self::Idle];

    fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Rest => "rest",
            Self::Idle => "idle",
        }
    }
}

const HEAD: &str = "minutes,model,phase,resident,heap,descriptors,threads,connections,calls,\
    client_resident,client_heap,client_descriptors,client_threads";

/// A file of comma-separated values, and the time since it was begun.
pub(crate) struct Csv {
    file: BufWriter<File>,
    begun: Instant,
}

impl Csv {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let mut file = BufWriter::new(File::create(path)?);
        writeln!(file, "{HEAD},{}", Tally::NAMES.join(","))?;
        let begun = Instant::now();
        Ok(Self { file, begun })
    }

    /// Since the beginning.
    pub(crate) fn minutes(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() / 60.0
    }

    pub(crate) fn write(&mut self, sample: &Sample) -> io::Result<()> {
        writeln!(self.file, "{}", line(sample))?;
        self.file.flush()
    }
}

fn line(sample: &Sample) -> String {
    let Sample {
        minutes,
        model,
        phase,
        server,
        state,
        clients,
        counts,
    } = sample;
    let what = [
        format!("{minutes:.3}"),
        model.to_string(),
        phase.name().to_owned(),
    ];
    let numbers = parts(server)
        .into_iter()
        .chain([state.connections, state.calls])
        .chain(parts(clients))
        .chain(counts.iter().copied())
        .map(|number| number.to_string());
    what.into_iter()
        .chain(numbers)
        .collect::<Vec<_>>()
        .join(",")
}

fn parts(held: &Resources) -> [u64; 4] {
    [held.resident, held.heap, held.descriptors, held.threads]
}

/// What a run has written.
pub(crate) fn read(path: &Path) -> Result<Vec<Sample>, Failure> {
    let text = fs::read_to_string(path)?;
    let samples = text.lines().skip(1).map(|line| {
        sample(line).ok_or_else(|| format!("{}: `{line}` is no sample", path.display()).into())
    });
    samples.collect()
}

fn sample(line: &str) -> Option<Sample> {
    let mut words = line.split(',');
    let (minutes, model, phase) = (words.next()?, words.next()?, words.next()?);
    let numbers: Vec<u64> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
    let (server, numbers) = numbers.split_first_chunk()?;
    let ([connections, calls], numbers) = numbers.split_first_chunk()?;
    let (clients, counts) = numbers.split_first_chunk()?;
    Some(Sample {
        minutes: minutes.parse().ok()?,
        model: model.parse().ok()?,
        phase: Phase::ALL.into_iter().find(|it| it.name() == phase)?,
        server: whole(*server),
        state: State {
            heap: server[1],
            connections: *connections,
            calls: *calls,
        },
        clients: whole(*clients),
        counts: counts.to_vec(),
    })
}

fn whole([resident, heap, descriptors, threads]: [u64; 4]) -> Resources {
    Resources {
        resident,
        heap,
        descriptors,
        threads,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_can_be_read() {
        let written = "1.500,hsha,rest,1,2,3,4,5,6,7,8,9,10,11,12";
        let read = sample(written).unwrap();
        assert_eq!(read.phase, Phase::Rest);
        assert_eq!((read.server.heap, read.state.calls), (2, 6));
        assert_eq!(
            (read.clients.threads, &read.counts[..]),
            (10, &[11, 12][..])
        );
        assert_eq!(line(&read), written);
        for wrong in ["", "1,hsha,rest,1,2", "1,nobody,rest,1,2,3,4,5,6,7,8,9,10"] {
            assert_eq!(sample(wrong), None, "{wrong}");
        }
    }
}

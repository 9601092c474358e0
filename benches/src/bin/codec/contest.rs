//! The contest: first everybody reads what everybody has written, then all cells are measured in rounds.

use std::path::Path;

use benches::Result;
use benches::rounds::{Rounds, Summary};

use crate::contestants::{Answer, Contestant, JUDGE, Role};

/// One payload in one protocol, and one direction.
pub(crate) struct Cell {
    pub(crate) payload: String,
    pub(crate) protocol: String,
    pub(crate) operation: &'static str,
    /// Who can do it, by contestant.
    pub(crate) standing: Vec<Standing>,
    rounds: Rounds,
    /// How many bytes each writes.
    sizes: Vec<Option<usize>>,
    /// Whose bytes are right.
    judge: usize,
}

/// Can a contestant do it?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// There is no such cell.
    Absent,
    /// Its bytes are not the value, or it does not read the value from the right ones.
    Broken,
    /// It can.
    Sound,
}

/// Bytes that somebody did not read as what they should be.
pub(crate) struct Mismatch {
    pub(crate) payload: String,
    pub(crate) protocol: String,
    pub(crate) writer: &'static str,
    pub(crate) reader: &'static str,
    pub(crate) why: String,
}

/// Lets everybody read what everybody has written. What Apache's C++ library writes and reads is right; where it has no
/// such cell, what the first one does that has it.
pub(crate) fn judge(
    contestants: &mut [Contestant],
    payload: &str,
    protocol: &str,
    folder: &Path,
) -> Result<([Cell; 2], Vec<Mismatch>)> {
    let count = contestants.len();
    let file = |writer: usize| folder.join(format!("{payload}.{protocol}.{writer}"));
    let mut sizes = vec![None; count];
    for (place, contestant) in contestants.iter_mut().enumerate() {
        let command = format!("dump {payload} {protocol} {}", file(place).display());
        if contestant.role != Role::Floor
            && let Answer::Done(words) = contestant.ask(&command)?
        {
            sizes[place] = words.first().and_then(|size| size.parse().ok());
        }
    }
    let present: Vec<usize> = (0..count).filter(|place| sizes[*place].is_some()).collect();
    let mut mismatches = Vec::new();
    let mut reads = vec![vec![false; count]; count]; // by reader, then by writer
    for &reader in &present {
        for &writer in &present {
            let command = format!("verify {payload} {protocol} {}", file(writer).display());
            match contestants[reader].ask(&command)? {
                Answer::Done(_) => reads[reader][writer] = true,
                Answer::None => {}
                Answer::Failed(why) => mismatches.push(Mismatch {
                    payload: payload.to_owned(),
                    protocol: protocol.to_owned(),
                    writer: contestants[writer].name,
                    reader: contestants[reader].name,
                    why,
                }),
            }
        }
    }
    let judge = present
        .iter()
        .copied()
        .find(|place| contestants[*place].name == JUDGE);
    let judge = judge.or(present.first().copied()).unwrap_or(0);
    if sizes[judge].is_some() {
        std::fs::copy(file(judge), folder.join(format!("{payload}.{protocol}")))?;
    }
    let is_written = sizes[judge].is_some();
    let cell = |operation, is_sound: &dyn Fn(usize) -> bool| Cell {
        payload: payload.to_owned(),
        protocol: protocol.to_owned(),
        operation,
        standing: (0..count)
            .map(|place| match sizes[place] {
                Some(_) if is_sound(place) => Standing::Sound,
                Some(_) => Standing::Broken,
                None if contestants[place].role == Role::Floor && is_written => Standing::Sound,
                None => Standing::Absent,
            })
            .collect(),
        rounds: Rounds::new(count),
        sizes: sizes.clone(),
        judge,
    };
    let cells = [
        cell("encode", &|writer| reads[judge][writer]),
        cell("decode", &|reader| reads[reader][judge]),
    ];
    Ok((cells, mismatches))
}

impl Cell {
    /// Gives everybody a turn of about so many milliseconds. A round that only warms up and calibrates is not counted.
    pub(crate) fn measure(
        &mut self,
        contestants: &mut [Contestant],
        round: Option<usize>,
        milliseconds: u32,
    ) -> Result<()> {
        for place in Rounds::order(contestants.len(), round.unwrap_or(0)) {
            if self.standing[place] != Standing::Sound {
                continue;
            }
            let Self {
                payload,
                protocol,
                operation,
                ..
            } = self;
            let command = format!("run {payload} {protocol} {operation} {milliseconds}");
            match (contestants[place].ask(&command)?, round) {
                (Answer::Done(words), Some(round)) => {
                    let figure = words.first().ok_or("an answer without a figure")?;
                    self.rounds.record(place, round, figure.parse()?);
                }
                (Answer::Done(_), None) => {}
                (Answer::None | Answer::Failed(_), _) => self.standing[place] = Standing::Broken,
            }
        }
        Ok(())
    }

    /// The bytes of the encoded value.
    pub(crate) fn size(&self) -> usize {
        self.size_of(self.judge).unwrap_or(0)
    }

    /// How many bytes a contestant writes.
    pub(crate) fn size_of(&self, place: usize) -> Option<usize> {
        self.sizes[place]
    }

    /// What the rounds say of a contestant; its ratio is to the best of those who have this role.
    pub(crate) fn summary(
        &self,
        contestants: &[Contestant],
        place: usize,
        base: Role,
    ) -> Option<Summary> {
        let base = (0..contestants.len()).filter(|other| {
            contestants[*other].role == base && self.standing[*other] == Standing::Sound
        });
        self.rounds.summary(place, &base.collect::<Vec<_>>())
    }
}

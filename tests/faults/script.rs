//! What the proxy does to one direction of one connection, and where.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use fastrand::Rng;

use crate::chance::{chance, of_any_size, one_in};

/// What may happen to connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Bytes come late.
    Delays,
    /// Bytes that were sent together come apart, and others come together.
    Splits,
    /// Connections end; what was under way is lost.
    Drops,
    /// Nothing comes any more, and nobody says so.
    Holes,
    /// Connections are reset, from one side or from both.
    Resets,
    /// One direction ends, and the other goes on.
    HalfCloses,
    /// Bytes are changed.
    Corruption,
    /// Any of it.
    Everything,
    /// The server is stopped in the middle of it.
    Stops,
    /// Much is sent at once, nothing is read from somewhere within it on, and then the connection ends.
    HalfSent,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Delays,
        Self::Splits,
        Self::Drops,
        Self::Holes,
        Self::Resets,
        Self::HalfCloses,
        Self::Corruption,
        Self::Everything,
        Self::Stops,
        Self::HalfSent,
    ];

    /// The name of its test.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Delays => "delays",
            Self::Splits => "splits",
            Self::Drops => "drops",
            Self::Holes => "holes",
            Self::Resets => "resets",
            Self::HalfCloses => "half_closes",
            Self::Corruption => "corruption",
            Self::Everything => "everything",
            Self::Stops => "stops",
            Self::HalfSent => "half_sent",
        }
    }

    /// May an answer never come, though nobody hangs up? A changed length has a peer wait for bytes that nobody sends.
    pub(crate) fn may_silence(self) -> bool {
        matches!(self, Self::Holes | Self::Corruption | Self::Everything)
    }
}

/// From whom to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// Calls.
    ToServer,
    /// Answers.
    ToClient,
}

/// The end of a direction, or of the whole connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Both sides are hung up on.
    Close,
    /// The same, but so many bytes later, which are lost.
    Swallow(usize),
    /// Nothing goes on in this direction, until somebody hangs up.
    Hole,
    /// Both sides are reset, or one of them is, and the other is hung up on.
    Reset {
        /// The one that sends in this direction.
        sender: bool,
        /// The other one.
        receiver: bool,
    },
    /// The receiver is told that this was all, and the other direction goes on.
    HalfClose,
}

/// What is done before a certain byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It waits.
    Pause(Duration),
    /// It is not sent together with what is before it.
    Split,
    /// It is held back until so many bytes can go together, or no more come for a moment.
    Merge(usize),
    /// It is never sent.
    Cut(Cut),
}

/// The faults of one direction of one connection, by the number of bytes before them.
#[derive(Debug)]
pub(crate) struct Script {
    faults: VecDeque<(u64, Fault)>,
    /// Which bytes are changed, and which of their bits.
    changes: Vec<(u64, u8)>,
}

/// While a script is drawn.
#[derive(Debug, Default)]
struct Draft {
    faults: Vec<(u64, Fault)>,
    changes: Vec<(u64, u8)>,
}

/// Most faults are within the first 2 to the power of so many bytes.
const REACH: u32 = 13;

/// What several callers send at once is about so long, in bytes, if it is bulky.
const BATCH: u64 = 64 * 1024;

impl Script {
    /// The only one for this seed, this connection, counted from 0 as they come, and this direction.
    pub(crate) fn draw(kind: Kind, seed: u64, connection: u64, direction: Direction) -> Self {
        let mut rng = chance(&[seed, connection, direction as u64]);
        let rng = &mut rng;
        let mut draft = Draft::default();
        // whatever else happens, it happens to bytes that come in pieces, too
        if !matches!(kind, Kind::Delays | Kind::HalfSent) && one_in(rng, 4) {
            draft.splits(rng);
        }
        match kind {
            Kind::Delays => draft.pauses(rng),
            Kind::Splits => draft.splits(rng),
            Kind::Stops => {}
            Kind::HalfSent => draft.half(connection, direction, rng),
            Kind::Corruption => draft.changes(rng),
            Kind::Drops | Kind::Holes | Kind::Resets | Kind::HalfCloses => {
                draft.cut(kind, connection, rng);
            }
            Kind::Everything => {
                draft.pauses(rng);
                draft.changes(rng);
                let kinds = [Kind::Drops, Kind::Holes, Kind::Resets, Kind::HalfCloses];
                draft.cut(kinds[rng.usize(0..kinds.len())], connection, rng);
            }
        }
        let Draft {
            mut faults,
            changes,
        } = draft;
        faults.sort_by_key(|(at, _)| *at);
        Self {
            faults: faults.into(),
            changes,
        }
    }

    /// The next fault, if it is due before the byte with this number.
    pub(crate) fn due(&mut self, at: u64) -> Option<Fault> {
        let due = self.faults.pop_front_if(|(due, _)| *due <= at);
        due.map(|(_, fault)| fault)
    }

    /// How many bytes pass before the next fault.
    pub(crate) fn undisturbed(&self, at: u64) -> u64 {
        let next = self.faults.front();
        next.map_or(u64::MAX, |(next, _)| next - at)
    }

    /// Changes what is to be changed in the bytes from this one on; which those are.
    pub(crate) fn change(&mut self, at: u64, bytes: &mut [u8]) -> Vec<(u64, u8)> {
        let here = at..at + bytes.len() as u64;
        let due = self
            .changes
            .extract_if(.., |(place, _)| here.contains(place));
        due.inspect(|(place, bits)| bytes[(place - at) as usize] ^= bits)
            .collect()
    }
}

impl Draft {
    fn pauses(&mut self, rng: &mut Rng) {
        for _ in 0..rng.u32(1..=6) {
            let pause = Duration::from_millis(rng.u64(1..=6));
            self.add(of_any_size(rng, REACH), Fault::Pause(pause));
        }
    }

    fn splits(&mut self, rng: &mut Rng) {
        for _ in 0..rng.u32(1..=4) {
            let mut at = of_any_size(rng, REACH);
            // a run of small pieces, a moment apart if they are few
            let pieces = rng.u64(1..=24);
            for _ in 0..pieces {
                self.add(at, Fault::Split);
                if pieces < 5 {
                    self.add(at, Fault::Pause(Duration::from_millis(1)));
                }
                at += rng.u64(1..=8);
            }
        }
        for _ in 0..rng.u32(0..=2) {
            let bytes = 2 + of_any_size(rng, REACH) as usize;
            self.add(of_any_size(rng, REACH), Fault::Merge(bytes));
        }
    }

    fn changes(&mut self, rng: &mut Rng) {
        if one_in(rng, 2) {
            return;
        }
        for _ in 0..rng.u32(1..=3) {
            let bits = match rng.u32(0..3) {
                0 => rng.u8(1..),
                _ => 1 << rng.u32(0..8),
            };
            self.changes.push((of_any_size(rng, REACH), bits));
        }
    }

    /// At most one. The first connection is cut more often than those that are made in its place.
    fn cut(&mut self, kind: Kind, connection: u64, rng: &mut Rng) {
        if !one_in(rng, if connection == 0 { 2 } else { 4 }) {
            return;
        }
        let cut = match kind {
            Kind::Holes => Cut::Hole,
            Kind::HalfCloses => Cut::HalfClose,
            Kind::Resets => {
                let who = rng.u32(0..3);
                Cut::Reset {
                    sender: who != 1,
                    receiver: who != 2,
                }
            }
            _ if one_in(rng, 2) => Cut::Close,
            _ => Cut::Swallow(1 + of_any_size(rng, REACH) as usize),
        };
        self.add(of_any_size(rng, REACH), Fault::Cut(cut));
    }

    /// Calls come to a halt within what is sent at once, and the connection ends before the answers to those that have
    /// arrived are out.
    fn half(&mut self, connection: u64, direction: Direction, rng: &mut Rng) {
        let pause = |ms| Fault::Pause(Duration::from_millis(ms));
        if direction == Direction::ToClient {
            // under TLS the first bytes are the handshake's
            for at in [0, of_any_size(rng, 11), of_any_size(rng, 11)] {
                self.add(at, pause(rng.u64(8..=24)));
            }
        } else if connection == 0 || one_in(rng, 2) {
            let at = rng.u64(0..BATCH);
            // who waits to send is reset in any case: not all that it has sent was read
            let (sender, receiver) = (rng.bool(), rng.bool());
            self.add(at, pause(rng.u64(4..=12)));
            self.add(at, Fault::Cut(Cut::Reset { sender, receiver }));
        }
    }

    fn add(&mut self, at: u64, fault: Fault) {
        self.faults.push((at, fault));
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ToServer => "to the server",
            Self::ToClient => "to the client",
        })
    }
}

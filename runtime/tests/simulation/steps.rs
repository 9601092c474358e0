//! What may happen next.

use super::ledger::Verdict;

/// One thing that happens. Places are those of lists, taken round.
#[derive(Clone, Copy, Debug, Hash)]
pub(crate) enum Step {
    /// Somebody makes a call, with so many bytes of arguments beside its number.
    Call {
        channel: usize,
        id: u32,
        length: usize,
    },
    /// Somebody makes a oneway call.
    Poke { channel: usize, id: u32 },
    /// A caller that was woken looks what its call came to.
    Look { id: u32 },
    /// A caller waits no more.
    Abandon { id: u32 },
    /// The client's end takes so many bytes more.
    Take { link: u64, count: usize },
    /// So many bytes reach the server.
    Up { link: u64, count: usize },
    /// So many bytes reach the client.
    Down { link: u64, count: usize },
    /// A handler ends.
    Finish { id: u32, verdict: Verdict },
    /// Time passes, in milliseconds.
    Pass { time: u64 },
    /// A connection is cut: both ends see it, and what was under way is lost.
    Cut { link: u64 },
    /// The client's end says good-bye to the server, which sees the end behind what was sent; the client sees nothing.
    EndUp { link: u64 },
    /// Somebody lets a channel go, whatever is under way, and makes another.
    Renew { channel: usize },
    /// From now on the server can be reached, or not.
    Reachable(bool),
}

/// Kinds of steps, each as often as it is to be tried among all the others.
pub(crate) const WEIGHTS: [(Kind, u32); 13] = [
    (Kind::Call, 14),
    (Kind::Poke, 3),
    (Kind::Look, 16),
    (Kind::Abandon, 2),
    (Kind::Take, 18),
    (Kind::Up, 18),
    (Kind::Down, 18),
    (Kind::Finish, 12),
    (Kind::Pass, 3),
    (Kind::Cut, 1),
    (Kind::EndUp, 1),
    (Kind::Renew, 1),
    (Kind::Reachable, 1),
];

/// A [`Step`], before it is known whose.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Call,
    Poke,
    Look,
    Abandon,
    Take,
    Up,
    Down,
    Finish,
    Pass,
    Cut,
    EndUp,
    Renew,
    Reachable,
}

impl Kind {
    pub(crate) fn draw(random: &mut fastrand::Rng) -> Self {
        let mut left = random.u32(..WEIGHTS.iter().map(|(_, weight)| weight).sum::<u32>());
        for (kind, weight) in WEIGHTS {
            if left < weight {
                return kind;
            }
            left -= weight;
        }
        unreachable!("it is less than the sum")
    }
}

//! A server with workers, its peers and what happens among them, from the first step to the last.

use super::{
    WORLDS,
    peer::Peer,
    service::{Doors, Service},
    stage::{Standing, Worker},
    trace::Trace,
};
use crate::{
    Framing, Protocol,
    server::{
        Overload, ServerOptions, WorkerOptions,
        event_loop::{Job, hand_over},
        hub::Hub,
        workers::Queue,
    },
    transport::{Endpoint, ListenOptions, Listener, SocketOptions},
};
use std::{
    fmt,
    num::NonZeroUsize,
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{
    runtime::Builder,
    task::{JoinSet, yield_now},
};

const MOST_PEERS: usize = 4;
/// In so many turns of the runtime, whatever has something to do has done it.
const UNTIL_QUIET: usize = 16;
/// In so many rounds, whatever can end has ended.
const ROUNDS: usize = 2_000;
/// Nothing more is taken in than an inbox and a run of messages beyond it hold, one read, and the peer's own socket.
const MOST_TAKEN_IN: usize = (256 + 72 + 72 + 208) * 1024;

/// One thing that happens.
#[derive(Clone, Copy, Debug, Hash)]
enum Step {
    Arrive,
    Call {
        peer: usize,
        waits: bool,
        wanted: i32,
        padding: usize,
    },
    Send {
        peer: usize,
        count: usize,
    },
    Receive {
        peer: usize,
        count: usize,
    },
    HalfClose {
        peer: usize,
    },
    Leave {
        peer: usize,
    },
    /// A worker takes the next job.
    Take {
        worker: usize,
    },
    /// A worker's handler ends.
    GoOn {
        worker: usize,
    },
}

/// How often what came to pass.
#[derive(Debug, Default)]
pub(super) struct CameToPass {
    answered: u64,
    refused: u64,
    closed: u64,
    overtaken: u64,
}

impl fmt::Display for CameToPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} {}",
            self.answered, self.refused, self.closed, self.overtaken
        )
    }
}

/// One world.
pub(super) struct World {
    random: fastrand::Rng,
    hub: Arc<Hub<Service>>,
    queue: Arc<Queue<Job<Service>>>,
    depth: Arc<AtomicUsize>,
    listener: Listener,
    folder: TempDir,
    tasks: JoinSet<()>,
    workers: Vec<Worker>,
    /// With their numbers.
    peers: Vec<(u64, Peer)>,
    arrived: u64,
    came_to_pass: CameToPass,
    trace: Trace<Step>,
}

impl World {
    /// Plays the world of a seed: so many steps, and then everything to its end. Returns what came to pass, and a number
    /// that two runs have in common if all their steps are the same.
    pub(super) fn run(seed: u64, steps: u64) -> (CameToPass, u64) {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = Self::new(seed);
            while world.trace.made() < steps {
                world.step().await;
            }
            world.end().await
        })
    }

    fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let folder = TempDir::new().unwrap();
        let path = format!("unix:{}", folder.path().join("socket").display());
        let endpoint: Endpoint = path.parse().unwrap();
        let small = SocketOptions::default().with_send_buffer(Some(4096));
        let listener = Listener::bind(&endpoint, &ListenOptions::default().with_socket(small));
        let listener = listener.unwrap();
        let at_once = if random.bool() { 1 } else { 3 };
        let overload = Overload::ALL[random.usize(..Overload::ALL.len())];
        let workers = WorkerOptions::default()
            .with_threads(random.usize(1..4))
            .with_queue(random.usize(1..4))
            .with_overload(overload);
        let options = ServerOptions::default()
            .with_protocol(Protocol::Binary)
            .with_framing(Framing::Framed)
            .with_in_flight(NonZeroUsize::new(at_once).unwrap())
            .with_message_memory(NonZeroUsize::new(50_000).filter(|_| random.bool()))
            .with_workers(workers)
            .with_server_events(Arc::<Doors>::default());
        let depth = Arc::<AtomicUsize>::default();
        let queue = Queue::counted(workers.queue, Arc::clone(&depth));
        Self {
            random,
            hub: Hub::new(&[], Service::new(at_once), options),
            queue: Arc::new(queue),
            depth,
            listener,
            folder,
            tasks: JoinSet::new(),
            workers: (0..workers.threads).map(|_| Worker::start()).collect(),
            peers: Vec::new(),
            arrived: 0,
            came_to_pass: CameToPass::default(),
            trace: Trace::new(seed, WORLDS.command()),
        }
    }

    /// Something happens; then the tasks run for a while, and the rules are checked.
    async fn step(&mut self) {
        let Some(step) = self.draw() else {
            return;
        };
        self.trace.push(step);
        self.apply(step);
        for _ in 0..self.random.usize(..4) {
            yield_now().await;
        }
        self.check();
    }

    /// What happens next. `None`: there is nobody for it.
    fn draw(&mut self) -> Option<Step> {
        let random = &mut self.random;
        let kind = random.u8(..64);
        if self.peers.is_empty() || (kind == 0 && self.peers.len() < MOST_PEERS) {
            return Some(Step::Arrive);
        }
        let peer = random.usize(..self.peers.len());
        let of_it = &self.peers[peer].1;
        let count = if random.bool() { 300 } else { 60_000 };
        let count = random.usize(1..count);
        let worker = random.usize(..self.workers.len());
        let standing = self.workers[worker].standing;
        Some(match kind {
            1 if random.bool() => Step::Leave { peer },
            2 => Step::HalfClose { peer },
            3..15 if !of_it.half_closed && of_it.backlog() < 1_000_000 => {
                let wanted = [50, 50, 50, 60_000][random.usize(..4)];
                let padding = [50, 50, 50, 50, 50, 50, 30_000, 200_000][random.usize(..8)];
                Step::Call {
                    peer,
                    waits: random.bool(),
                    wanted: random.i32(0..wanted),
                    padding: random.usize(..padding),
                }
            }
            15..28 => Step::Send { peer, count },
            28..40 => Step::Receive { peer, count },
            40..52 if standing == Standing::Idle && self.depth.load(Ordering::Relaxed) > 0 => {
                Step::Take { worker }
            }
            52.. if standing == Standing::InHandler => Step::GoOn { worker },
            _ => return None,
        })
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Arrive => self.arrive(),
            Step::Call {
                peer,
                waits,
                wanted,
                padding,
            } => {
                self.peers[peer].1.call(waits, wanted, padding);
            }
            Step::Send { peer, count } => self.peers[peer].1.send(count),
            Step::Receive { peer, count } => drop(self.peers[peer].1.receive(count)),
            Step::HalfClose { peer } => self.peers[peer].1.half_close(),
            Step::Leave { peer } => {
                let (_, gone) = self.peers.swap_remove(peer);
                self.count(&gone);
            }
            Step::Take { worker } => self.take(worker),
            Step::GoOn { worker } => self.workers[worker].go_on(),
        }
    }

    fn arrive(&mut self) {
        let stream = UnixStream::connect(self.folder.path().join("socket")).unwrap();
        let accepted = self.listener.accept_next().unwrap().unwrap();
        let admission = self.hub.handle.admit(None).unwrap();
        let queue = Arc::clone(&self.queue);
        self.tasks
            .spawn(hand_over(Arc::clone(&self.hub), queue, admission, accepted));
        let in_order = self.hub.options.in_flight.get() == 1;
        self.peers.push((self.arrived, Peer::new(stream, in_order)));
        self.arrived += 1;
    }

    fn take(&mut self, worker: usize) {
        let job = self.queue.pop().unwrap();
        self.workers[worker].take(job);
    }

    fn count(&mut self, peer: &Peer) {
        self.came_to_pass.answered += peer.answered;
        self.came_to_pass.refused += peer.refused;
        self.came_to_pass.overtaken += peer.overtaken;
        self.came_to_pass.closed += u64::from(peer.ended && !peer.half_closed);
    }

    /// The rules that hold at any time.
    fn check(&self) {
        let seen = self.hub.service.seen();
        if let Some(violation) = &seen.violation {
            panic!("{violation}");
        }
        assert!(self.depth.load(Ordering::Relaxed) <= self.hub.options.workers.queue);
        let close = self.hub.options.workers.overload == Overload::Close;
        for (number, peer) in &self.peers {
            assert!(
                !peer.ended || close || peer.half_closed,
                "{number} was hung up on"
            );
            let begun = seen.begun.get(number).and_then(|calls| calls.iter().max());
            let taken_in = peer.taken_in(begun.copied().unwrap_or(0));
            assert!(
                taken_in <= MOST_TAKEN_IN,
                "{taken_in} bytes wait for a worker"
            );
        }
    }

    /// Nothing new begins, and everything that has begun ends.
    async fn end(mut self) -> (CameToPass, u64) {
        for _ in 0..ROUNDS {
            self.round().await;
            self.check();
            let done = |(_, peer): &(u64, Peer)| peer.ended && peer.half_closed;
            if self.peers.iter().all(done) {
                break;
            }
        }
        let close = self.hub.options.workers.overload == Overload::Close;
        for (number, peer) in std::mem::take(&mut self.peers) {
            let unanswered = peer.unanswered();
            assert!(
                close || unanswered.is_empty(),
                "{number}: {unanswered:?} are never answered"
            );
            self.count(&peer);
        }
        for _ in 0..ROUNDS {
            if self.tasks.is_empty() {
                break;
            }
            self.round().await;
            while self.tasks.try_join_next().is_some() {}
        }
        assert!(self.tasks.is_empty(), "a connection does not end");
        assert_eq!(
            (
                self.depth.load(Ordering::Relaxed),
                self.hub.handle.connections()
            ),
            (0, 0)
        );
        self.workers.into_iter().for_each(Worker::end);
        assert_eq!(
            Arc::strong_count(&self.hub),
            1,
            "something is left of a connection"
        );
        (self.came_to_pass, self.trace.fingerprint())
    }

    /// Everybody does what can be done.
    async fn round(&mut self) {
        for (_, peer) in &mut self.peers {
            peer.send(usize::MAX);
            peer.half_close();
            while peer.receive(1 << 16) {}
        }
        for worker in 0..self.workers.len() {
            match self.workers[worker].standing {
                Standing::InHandler => self.workers[worker].go_on(),
                Standing::Idle if self.depth.load(Ordering::Relaxed) > 0 => self.take(worker),
                Standing::Idle => {}
            }
        }
        for _ in 0..UNTIL_QUIET {
            yield_now().await;
        }
    }
}

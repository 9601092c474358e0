//! A server, its clients and what lies between them, from the first step to the last.

use super::{
    WORLDS,
    callers::Caller,
    ends::{End, Ends},
    ledger::{Shared, Verdict},
    network::{Link, Network},
    plan::Plan,
    service::{Doors, Service},
    steps::{Kind, Step},
    trace::Trace,
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Duration,
};
use thriftwood::{
    Result,
    client::TokioChannel,
    server::{ServerHandle, TServer as _, TTokioServer},
    transport::memory,
};
use tokio::{
    runtime::{Builder, Handle},
    task::{JoinHandle, yield_now},
};

/// More callers than this do not wait at once.
const MOST_CALLERS: usize = 16;
/// In so many turns of the runtime, whatever has something to do has done it.
const UNTIL_QUIET: usize = 24;
/// In so many rounds, whatever can end has ended.
const ROUNDS: usize = 600;

/// One world.
pub(crate) struct World {
    random: fastrand::Rng,
    plan: Plan,
    ledger: Shared,
    network: Arc<Mutex<Network>>,
    doors: Arc<Doors>,
    handle: ServerHandle,
    serving: JoinHandle<Result<()>>,
    channels: Vec<TokioChannel>,
    callers: Vec<Caller>,
    next_id: u32,
    /// How many connections the server is known to have got.
    known: u64,
    trace: Trace<Step>,
}

impl World {
    /// Plays the world of a seed: so many steps, and then everything to its end. Returns what came to pass, and a number
    /// that two runs have in common if all their steps are the same.
    pub(crate) fn run(seed: u64, steps: u64) -> (Ends, u64) {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        let runtime = runtime.expect("a runtime");
        // for the waits between two attempts to connect
        fastrand::seed(seed);
        runtime.block_on(async {
            let mut world = Self::new(seed).await;
            while world.trace.made() < steps {
                world.step().await;
            }
            world.end().await
        })
    }

    async fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let plan = Plan::new(&mut random);
        let ledger = Shared::new(plan.at_once());
        let doors = Arc::<Doors>::default();
        let (listener, connector) = memory::listener();
        let events = Arc::clone(&doors);
        let options = plan.server.clone().with_server_events(events);
        let service = Service(ledger.clone());
        let server = TTokioServer::new(vec![listener.into()], service, options);
        let handle = server.handle();
        let serving = tokio::spawn(async move { server.serve_async().await });
        let tap = (plan.client.protocol, plan.at_once() == 1);
        let tap = plan.is_plain().then_some(tap);
        let network = Arc::new(Mutex::new(Network::new(connector, tap)));
        let mut world = Self {
            random,
            ledger,
            network,
            doors,
            handle,
            serving,
            channels: Vec::new(),
            callers: Vec::new(),
            next_id: 0,
            known: 0,
            trace: Trace::new(seed, WORLDS.command()),
            plan,
        };
        for _ in 0..world.plan.channels {
            let channel = world.connect().await;
            world.channels.extend(channel);
        }
        world.let_all_work(0).await;
        world
    }

    /// A channel more. `None`: the server cannot be reached.
    async fn connect(&self) -> Option<TokioChannel> {
        let network = Arc::clone(&self.network);
        let connect = move || {
            let near = lock(&network).connect();
            async move { Ok(near?) }
        };
        TokioChannel::connect_with(connect, &self.plan.client)
            .await
            .ok()
    }

    /// Something happens; then everybody does what there is to do, for a while, and the rules are checked.
    async fn step(&mut self) {
        let kind = Kind::draw(&mut self.random);
        let Some(step) = self.draw(kind) else {
            return;
        };
        self.trace.push(step);
        if self.apply(step) {
            match step {
                Step::Pass { time } => tokio::time::advance(Duration::from_millis(time)).await,
                Step::Renew { channel } => {
                    let renewed = self.connect().await;
                    if let Some(renewed) = renewed {
                        self.channels[channel] = renewed;
                    }
                }
                _ => {}
            }
            let turns = self.random.usize(..4);
            self.let_all_work(turns).await;
        }
        self.check();
    }

    /// Fills in whose step it is. `None`: there is nobody for it.
    fn draw(&mut self, kind: Kind) -> Option<Step> {
        let random = &mut self.random;
        let links: Vec<_> = lock(&self.network)
            .links
            .iter()
            .map(|link| link.id)
            .collect();
        let link = random.choice(&links).copied();
        let any_of = |random: &mut fastrand::Rng, ids: Vec<u32>| random.choice(&ids).copied();
        let channel = random.usize(..self.channels.len());
        let rude = !self.plan.calm;
        Some(match kind {
            Kind::Call | Kind::Poke if self.callers.len() >= MOST_CALLERS => return None,
            Kind::Call => {
                let length = if random.u8(..8) == 0 { 60_000 } else { 60 };
                let length = random.usize(4..length);
                let id = self.next_id;
                Step::Call {
                    channel,
                    id,
                    length,
                }
            }
            Kind::Poke => Step::Poke {
                channel,
                id: self.next_id,
            },
            Kind::Look => {
                let woken = self.callers.iter().filter(|caller| caller.is_woken());
                let id = any_of(random, woken.map(|caller| caller.id).collect())?;
                Step::Look { id }
            }
            Kind::Abandon => {
                let id = any_of(
                    random,
                    self.callers.iter().map(|caller| caller.id).collect(),
                )?;
                Step::Abandon { id }
            }
            Kind::Take => Step::Take {
                link: link?,
                count: some(random),
            },
            Kind::Up => Step::Up {
                link: link?,
                count: some(random),
            },
            Kind::Down => Step::Down {
                link: link?,
                count: some(random),
            },
            Kind::Finish => {
                let id = any_of(random, self.ledger.with(|ledger| ledger.waiting()))?;
                Step::Finish {
                    id,
                    verdict: verdict(random),
                }
            }
            Kind::Pass => Step::Pass {
                time: random.u64(1..700),
            },
            Kind::Cut if rude && random.u8(..4) == 0 => Step::Cut { link: link? },
            Kind::EndUp if rude && random.u8(..4) == 0 => Step::EndUp { link: link? },
            Kind::Reachable if rude => Step::Reachable(random.bool()),
            Kind::Renew if self.plan.client.reconnect.is_none() || random.u8(..4) == 0 => {
                Step::Renew { channel }
            }
            Kind::Cut | Kind::EndUp | Kind::Reachable | Kind::Renew => return None,
        })
    }

    /// Does what the step says. `false`: it changes nothing.
    fn apply(&mut self, step: Step) -> bool {
        match step {
            Step::Call {
                channel,
                id,
                length,
            } => {
                let at_once = self.random.bool().then(|| verdict(&mut self.random));
                self.ledger
                    .with(|ledger| ledger.make(id, false, length, at_once));
                let channel = self.channels[channel].clone();
                self.begin(Caller::of_call(channel, id, length));
            }
            Step::Poke { channel, id } => {
                let at_once = self.random.bool().then_some(Verdict::Answer);
                self.ledger.with(|ledger| ledger.make(id, true, 0, at_once));
                self.begin(Caller::of_poke(self.channels[channel].clone(), id));
            }
            Step::Look { id } => self.look(id),
            Step::Abandon { id } => {
                self.callers.retain(|caller| caller.id != id);
                self.ledger
                    .with(|ledger| ledger.ends.count(End::Abandoned, 1));
            }
            Step::Finish { id, verdict } => self.ledger.with(|ledger| ledger.decide(id, verdict)),
            Step::Take { link, count } => return self.at(link, |link| link.take(count)),
            Step::Up { link, count } => return self.at(link, |link| link.up(count)),
            Step::Down { link, count } => return self.at(link, |link| link.down(count)),
            Step::EndUp { link } => return self.at(link, Link::end_up),
            Step::Cut { link } => {
                self.at(link, |link| {
                    link.cut();
                    true
                });
            }
            Step::Reachable(reachable) => lock(&self.network).reachable = reachable,
            Step::Pass { .. } | Step::Renew { .. } => {}
        }
        true
    }

    fn begin(&mut self, caller: Caller) {
        self.next_id += 1;
        self.callers.push(caller);
    }

    fn look(&mut self, id: u32) {
        let Some(place) = self.callers.iter().position(|caller| caller.id == id) else {
            return;
        };
        if let Poll::Ready(outcome) = self.callers[place].look() {
            self.callers.remove(place);
            self.ledger.with(|ledger| ledger.settle(id, outcome));
        }
    }

    fn at(&self, id: u64, act: impl FnOnce(&mut Link) -> bool) -> bool {
        let mut network = lock(&self.network);
        let link = network.links.iter_mut().find(|link| link.id == id);
        let acted = link.is_some_and(act);
        network.forget_the_dead();
        acted
    }

    /// Lets every task run that has something to do, for so many turns; to the end, if there is a new connection: it
    /// comes by way of another thread, and nothing else may depend on when.
    async fn let_all_work(&mut self, turns: usize) {
        for _ in 0..turns {
            yield_now().await;
        }
        while self.known < lock(&self.network).made {
            self.known = lock(&self.network).made;
            while self.doors.opened() < self.known {
                yield_now().await;
                std::thread::yield_now();
            }
            for _ in 0..UNTIL_QUIET {
                yield_now().await;
            }
        }
    }

    /// The rules that hold at any time.
    fn check(&self) {
        if let Some(violation) = self.ledger.with(|ledger| ledger.violation.clone()) {
            panic!("{violation}");
        }
        for channel in &self.channels {
            let (under_way, most) = (channel.in_flight(), self.plan.client.in_flight);
            assert!(under_way <= most, "{under_way} calls in flight, not {most}");
        }
    }

    /// Nothing new begins, and everything that has begun ends.
    async fn end(mut self) -> (Ends, u64) {
        lock(&self.network).reachable = true;
        self.until("a call is never answered", |world| world.callers.is_empty())
            .await;
        assert!(self.channels.iter().all(|channel| channel.in_flight() == 0));
        let channels = std::mem::take(&mut self.channels);
        let closing: Vec<_> = channels
            .into_iter()
            .map(|channel| tokio::spawn(channel.close()))
            .collect();
        let closed = |_: &Self| closing.iter().all(JoinHandle::is_finished);
        self.until("a channel does not close", closed).await;
        let over =
            |world: &Self| world.handle.connections() == 0 && lock(&world.network).links.is_empty();
        self.until("a connection does not end", over).await;
        self.handle.stop();
        // a thread has to see it
        let served = (&mut self.serving).await;
        served.expect("no panic").expect("no failure");
        assert!(
            self.ledger.with(|ledger| ledger.nothing_runs()),
            "a handler runs for ever"
        );
        let metrics = Handle::current().metrics();
        assert_eq!(metrics.num_alive_tasks(), 0, "a task is left");
        let mut ends = self.ledger.with(|ledger| ledger.ends);
        ends.count(End::Overtaken, lock(&self.network).overtaken);
        ends.count(End::Calm, u64::from(self.plan.calm));
        (ends, self.trace.fingerprint())
    }

    /// Whatever is on its way arrives.
    fn move_everything(&self) {
        let mut network = lock(&self.network);
        for link in &mut network.links {
            link.take(1 << 20);
            while link.up(1 << 20) {}
            while link.down(1 << 20) {}
        }
        network.forget_the_dead();
    }

    /// Moves everything that can move until something holds.
    async fn until(&mut self, otherwise: &str, holds: impl Fn(&Self) -> bool) {
        for round in 0..ROUNDS {
            if holds(self) {
                return;
            }
            for id in self.ledger.with(|ledger| ledger.waiting()) {
                self.ledger
                    .with(|ledger| ledger.decide(id, Verdict::Answer));
            }
            self.move_everything();
            let woken = self.callers.iter().filter(|caller| caller.is_woken());
            for id in woken.map(|caller| caller.id).collect::<Vec<_>>() {
                self.look(id);
            }
            if round % 8 == 7 {
                tokio::time::advance(Duration::from_millis(100)).await;
            }
            self.let_all_work(UNTIL_QUIET).await;
            self.check();
        }
        let left: Vec<_> = self.callers.iter().map(|caller| caller.id).collect();
        panic!("{otherwise}; callers that wait: {left:?}; {:?}", self.plan);
    }
}

fn lock(network: &Mutex<Network>) -> MutexGuard<'_, Network> {
    network.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Few bytes, or many.
fn some(random: &mut fastrand::Rng) -> usize {
    match random.u8(..3) {
        0 => random.usize(1..8),
        1 => random.usize(1..500),
        _ => random.usize(1..100_000),
    }
}

fn verdict(random: &mut fastrand::Rng) -> Verdict {
    match random.u8(..12) {
        0 => Verdict::Fail,
        1 => Verdict::Panic,
        _ => Verdict::Answer,
    }
}

impl Drop for World {
    /// A world that has failed does not wait for the thread that accepts.
    fn drop(&mut self) {
        self.handle.stop();
    }
}

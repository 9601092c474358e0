//! Callers that share a connection, its driver, and whoever closes it: each call comes to an end, and so does the driver.

use super::{
    ClientOptions,
    exchange::closed,
    link::{Link, Task},
    reply::Reply,
};
use crate::{
    Error, Result,
    framing::{Heading, Whole},
    in_every_order,
    stream::Sender,
};
use loom::{
    sync::{Condvar, Mutex},
    thread::{self, JoinHandle},
};
use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        self, Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake},
};
use thriftwood::{Framing, Limits, MessageHeader, TMessageType};

/// A thread that waits. Loom has one of its own, but what that does when a waker is copied would be done under locks of
/// tokio's, which it knows nothing of.
#[derive(Default)]
struct Sleeper {
    is_woken: Mutex<bool>,
    woken: Condvar,
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        *self.is_woken.lock().unwrap() = true;
        self.woken.notify_one();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let sleeper = Arc::new(Sleeper::default());
    let waker = Arc::clone(&sleeper).into();
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return done;
        }
        let mut is_woken = sleeper.is_woken.lock().unwrap();
        while !std::mem::take(&mut *is_woken) {
            is_woken = sleeper.woken.wait(is_woken).unwrap();
        }
    }
}

/// A connection, and what has arrived at its other end.
#[derive(Clone)]
struct Line {
    link: Arc<Link>,
    /// Not loom's: who looks at it when does not matter.
    arrived: Arc<sync::Mutex<Vec<String>>>,
}

/// What the server makes of calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Server {
    Answers,
    Silent,
}

impl Line {
    /// So many calls may be under way.
    fn new(in_flight: usize) -> Self {
        let options = ClientOptions {
            framing: Framing::Framed,
            in_flight,
            limits: Limits::default(),
        };
        Self {
            link: Arc::new(Link::new(&options)),
            arrived: Arc::default(),
        }
    }

    fn start<T: 'static>(&self, run: impl FnOnce(&Self) -> T + 'static) -> JoinHandle<T> {
        let line = self.clone();
        thread::spawn(move || run(&line))
    }

    /// A call, as in `tokio.rs`. What its caller is told is true.
    fn call(&self, method: &str, kind: TMessageType) -> Result<Reply> {
        let told = block_on(async {
            let ticket = self.link.admit(method, kind, &()).await;
            ticket.map_err(Error::unsent)?.reply().await
        });
        let has_arrived = self.arrived.lock().unwrap().iter().any(|one| one == method);
        match &told {
            Ok(_) => assert!(has_arrived, "{method} is answered"),
            Err(error) => assert!(error.may_have_run() || !has_arrived, "{method}: {error:?}"),
        }
        told
    }

    /// All that is sent has arrived.
    fn arrive(&self, batch: &mut Sender) -> Vec<MessageHeader> {
        let calls = batch.arrived();
        let names = calls.iter().map(|call| call.name.to_string());
        self.arrived.lock().unwrap().extend(names);
        calls
    }

    fn answer(&self, calls: Vec<MessageHeader>) {
        let is_answered = |call: &MessageHeader| call.kind == TMessageType::Call;
        for mut reply in calls.into_iter().filter(is_answered) {
            reply.kind = TMessageType::Reply;
            let (bytes, heading) = (vec![reply], Heading::default());
            self.link.settle(Whole { bytes, heading }).unwrap();
        }
    }

    /// Sends what waits, as in `session.rs`, and hears the answers. Ready when the last is sent.
    fn poll_session(&self, task: &Context<'_>, server: Server) -> Poll<()> {
        let mut batch = Sender::default();
        loop {
            match self.link.take(task, &mut batch).unwrap() {
                Task::Send(part) => {
                    let calls = self.arrive(&mut batch);
                    self.link.sent(part.end);
                    if server == Server::Answers {
                        self.answer(calls);
                    }
                }
                Task::Finish => return Poll::Ready(()),
                Task::Wait { .. } => return Poll::Pending,
            }
        }
    }

    /// The driver's task while there is a connection.
    fn drive(&self, server: Server) {
        block_on(poll_fn(|task| self.poll_session(task, server)));
        self.link.end(None);
    }

    /// A connection that is lost after one look at what waits, which is sent or is not.
    fn lose(&self, is_sent: bool) {
        let mut batch = Sender::default();
        let looked = poll_fn(|task| Poll::Ready(self.link.take(task, &mut batch)));
        let begun = match block_on(looked).unwrap() {
            Task::Send(part) if is_sent => {
                self.arrive(&mut batch);
                part.end
            }
            _ => 0,
        };
        self.link.broke(closed(), begun, false);
    }

    /// The driver's task, as in `driver.rs`: a connection that is lost, so many attempts in vain, and one that lasts.
    fn drive_on(&self, is_sent: bool, failures: usize) {
        self.lose(is_sent);
        for _ in 0..failures {
            if !block_on(self.link.wanted()) {
                return;
            }
            self.link.failed(closed());
        }
        if block_on(self.link.wanted()) && self.link.begin() {
            self.drive(Server::Answers);
        }
    }

    /// Closes, and sees the end.
    fn close(&self) -> Result<()> {
        self.link.close();
        block_on(self.link.ended())
    }
}

#[test]
fn every_call_is_answered_before_the_end() {
    for (in_flight, kind) in [
        (2, TMessageType::Call),
        (1, TMessageType::Call),
        (1, TMessageType::Oneway),
    ] {
        in_every_order(2, move || {
            let line = Line::new(in_flight);
            let driver = line.start(|line| line.drive(Server::Answers));
            let callers = ["a", "b"].map(|name| line.start(move |line| line.call(name, kind)));
            for caller in callers {
                caller.join().unwrap().unwrap();
            }
            line.close().unwrap();
            driver.join().unwrap();
            assert_eq!(line.link.in_flight(), 0);
        });
    }
}

/// It is answered, or it is refused and never sent; each in some orders.
#[test]
fn a_call_may_meet_a_close_anywhere() {
    for in_flight in [1, 2] {
        let [answered, refused] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
        let counts = [Arc::clone(&answered), Arc::clone(&refused)];
        in_every_order(2, move || {
            let line = Line::new(in_flight);
            let driver = line.start(|line| line.drive(Server::Answers));
            let callers = ["a", "b"].map(|name| {
                line.start(move |line| match line.call(name, TMessageType::Call) {
                    Ok(_) => 0,
                    Err(error) if !error.may_have_run() => 1,
                    Err(error) => panic!("{error:?}"),
                })
            });
            line.close().unwrap();
            driver.join().unwrap();
            for caller in callers {
                counts[caller.join().unwrap()].fetch_add(1, Ordering::Relaxed);
            }
        });
        assert!(answered.load(Ordering::Relaxed) > 0);
        assert!(refused.load(Ordering::Relaxed) > 0);
    }
}

#[test]
fn whoever_leaves_a_call_is_not_waited_for() {
    in_every_order(2, || {
        let line = Line::new(1);
        let driver = line.start(|line| line.drive(Server::Silent));
        let caller = line.start(|line| {
            let admitted = block_on(line.link.admit("a", TMessageType::Call, &()));
            drop(admitted);
        });
        line.close().unwrap();
        driver.join().unwrap();
        caller.join().unwrap();
        assert_eq!(line.link.in_flight(), 0);
    });
}

#[test]
fn a_place_that_is_left_is_given_to_whoever_waits() {
    in_every_order(2, || {
        let line = Line::new(1);
        let driver = line.start(|line| line.drive(Server::Answers));
        let leaver = line.start(|line| {
            drop(block_on(line.link.admit("a", TMessageType::Call, &())));
        });
        line.call("b", TMessageType::Call).unwrap();
        leaver.join().unwrap();
        line.close().unwrap();
        driver.join().unwrap();
    });
}

/// And who calls again is answered over the next connection; but for whoever waited while an attempt failed, who is told.
#[test]
fn whoever_loses_a_connection_is_told_the_truth() {
    let two: &[&[_]] = &[&["a", "b"], &["c", "d"]];
    let one: &[&[_]] = &[&["a", "b", "c"]];
    for (is_sent, failures, callers) in [(true, 0, two), (false, 0, two), (true, 1, one)] {
        in_every_order(1, move || {
            let line = Line::new(2);
            let driver = line.start(move |line| line.drive_on(is_sent, failures));
            let callers = callers.iter().map(|names| {
                line.start(move |line| {
                    let told: Vec<_> = names
                        .iter()
                        .map(|name| line.call(name, TMessageType::Call))
                        .collect();
                    assert!(told.iter().any(Result::is_ok), "{told:?}");
                })
            });
            for caller in callers.collect::<Vec<_>>() {
                caller.join().unwrap();
            }
            line.close().unwrap();
            driver.join().unwrap();
        });
    }
}

#[test]
fn who_waits_for_a_connection_is_told_of_a_close() {
    in_every_order(2, || {
        let line = Line::new(2);
        let driver = line.start(|line| line.drive_on(true, 1));
        let caller = line.start(|line| {
            // whatever it comes to
            line.call("a", TMessageType::Call).is_ok()
        });
        let _ = line.close();
        driver.join().unwrap();
        caller.join().unwrap();
    });
}

#[test]
fn a_driver_that_ends_leaves_nobody_waiting() {
    in_every_order(2, || {
        let line = Line::new(1);
        let driver = line.start(|line| line.link.end(Some(closed())));
        let callers = ["a", "b"].map(|name| {
            line.start(move |line| {
                assert!(line.call(name, TMessageType::Call).is_err());
            })
        });
        driver.join().unwrap();
        for caller in callers {
            caller.join().unwrap();
        }
        assert!(line.close().is_err());
    });
}

//! The rota of a connection: whatever workers leave is sent, whatever is left is taken up, and the end is seen.

use super::workers::rota::Rota;
use crate::in_every_order;
use loom::{
    future::block_on,
    sync::{Condvar, Mutex},
    thread,
};
use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll, Waker},
};

/// Answers that wait to be sent.
struct Answers(usize);

/// A worker leaves a connection when so many answers wait.
const ENOUGH: usize = 1;

/// What is between the server and its peer: it takes so many answers, and can be waited for on both sides.
struct Socket {
    state: Mutex<State>,
    taken: Condvar,
}

#[derive(Default)]
struct State {
    room: usize,
    taken: usize,
    /// Does the peer send no more?
    ended: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Socket {
    fn new(room: usize) -> Self {
        let state = State {
            room,
            ..State::default()
        };
        Self {
            state: Mutex::new(state),
            taken: Condvar::new(),
        }
    }

    /// Takes an answer, if there is room. Otherwise it notes who is to be woken when there is, if anybody.
    fn write(&self, task: Option<&Context<'_>>) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.room == 0 {
            state.writer = task
                .map(|task| task.waker().clone())
                .or(state.writer.take());
            return false;
        }
        state.room -= 1;
        state.taken += 1;
        self.taken.notify_all();
        true
    }

    fn poll_end(&self, task: &Context<'_>) -> Poll<()> {
        let mut state = self.state.lock().unwrap();
        if state.ended {
            return Poll::Ready(());
        }
        state.reader = Some(task.waker().clone());
        Poll::Pending
    }

    /// The peer reads, so there is room for more.
    fn make_room(&self, room: usize) {
        let mut state = self.state.lock().unwrap();
        state.room += room;
        let writer = state.writer.take();
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// The peer waits until it has so many answers.
    fn wait_for(&self, answers: usize) {
        let mut state = self.state.lock().unwrap();
        while state.taken < answers {
            state = self.taken.wait(state).unwrap();
        }
    }

    /// The peer has nothing more to say.
    fn end(&self) {
        let mut state = self.state.lock().unwrap();
        state.ended = true;
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }
}

/// The queue between the task and the workers, as plain as can be.
struct Jobs {
    asked: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Jobs {
    fn ask(&self) {
        self.asked.lock().unwrap().0 += 1;
        self.changed.notify_one();
    }

    /// Asks, if there is a place in the queue.
    fn try_ask(&self, places: usize) -> bool {
        let has_place = self.asked.lock().unwrap().0 < places;
        if has_place {
            self.ask();
        }
        has_place
    }

    fn close(&self) {
        self.asked.lock().unwrap().1 = true;
        self.changed.notify_all();
    }

    fn next(&self) -> bool {
        let mut asked = self.asked.lock().unwrap();
        while asked.0 == 0 && !asked.1 {
            asked = self.changed.wait(asked).unwrap();
        }
        let some = asked.0 > 0;
        asked.0 -= usize::from(some);
        some
    }
}

/// A connection, and what its peer does.
#[derive(Clone, Copy)]
struct Scene {
    calls: usize,
    /// Calls that may run at once.
    at_once: usize,
    /// Places in the queue.
    places: usize,
    /// Answers that the socket takes before the peer reads.
    room: usize,
    /// Does the peer say that it is done before it has its answers?
    half_closes: bool,
}

struct Connection {
    rota: Rota<Answers, ()>,
    socket: Socket,
    jobs: Jobs,
}

impl Connection {
    /// A worker's loop, as in `inbox.rs`, for calls of one message each.
    fn work(&self) {
        while self.jobs.next() {
            while self
                .rota
                .take(|answers| answers.0 >= ENOUGH, |_| ())
                .is_some()
            {
                self.rota.answers().0 += 1;
                self.send();
            }
        }
    }

    fn send(&self) {
        let mut answers = self.rota.answers();
        while answers.0 > 0 && self.socket.write(None) {
            answers.0 -= 1;
        }
        let left = answers.0 > 0;
        drop(answers);
        if left {
            self.rota.leave_to_task(false);
        }
    }

    fn poll_send(&self, task: &Context<'_>) -> Poll<()> {
        let Some(mut answers) = self.rota.answers_to_send() else {
            return Poll::Ready(());
        };
        while answers.0 > 0 {
            if !self.socket.write(Some(task)) {
                return Poll::Pending;
            }
            answers.0 -= 1;
        }
        Poll::Ready(())
    }

    /// The task's loop, as in `handover.rs`. All calls have come already, and are put in one after the other.
    fn poll(
        &self,
        task: &Context<'_>,
        scene: Scene,
        put: &mut usize,
        ended: &mut bool,
    ) -> Poll<()> {
        loop {
            let standing = self.rota.look(task, *ended);
            if self.poll_send(task).is_pending() {
                return Poll::Pending;
            }
            if standing.is_left {
                self.rota.take_up();
                self.jobs.ask();
            }
            if *ended {
                if standing.is_worked_on || standing.is_left {
                    return Poll::Pending;
                }
                return Poll::Ready(());
            }
            if *put < scene.calls {
                *put += 1;
                if self.rota.put((), 1, scene.at_once).wants_worker
                    && !self.jobs.try_ask(scene.places)
                {
                    // whoever holds the place is another worker of this connection, or was
                    assert!(self.rota.do_without(), "a call is refused");
                }
                continue;
            }
            if self.socket.poll_end(task).is_pending() {
                return Poll::Pending;
            }
            *ended = true;
        }
    }
}

/// Plays a scene to its end. If anybody sleeps for ever, it has none.
fn play(scene: Scene) {
    // there are many more orders of one thread more
    let interruptions = if scene.at_once == 1 { 2 } else { 1 };
    in_every_order(interruptions, move || {
        let connection = Arc::new(Connection {
            rota: Rota::new(Answers(0)),
            socket: Socket::new(scene.room),
            jobs: Jobs {
                asked: Mutex::new((0, false)),
                changed: Condvar::new(),
            },
        });
        let start = |run: fn(&Connection, Scene)| {
            let connection = Arc::clone(&connection);
            thread::spawn(move || run(&connection, scene))
        };
        let mut threads: Vec<_> = (0..scene.at_once)
            .map(|_| start(|connection, _| connection.work()))
            .collect();
        threads.push(start(|connection, scene| {
            if scene.half_closes {
                connection.socket.end();
            }
            connection.socket.make_room(scene.calls - scene.room);
            connection.socket.wait_for(scene.calls);
            connection.socket.end();
        }));
        let (mut put, mut ended) = (0, false);
        block_on(poll_fn(|task| {
            connection.poll(task, scene, &mut put, &mut ended)
        }));
        // as when it says good-bye
        block_on(poll_fn(|task| connection.poll_send(task)));
        assert_eq!(connection.rota.answers().0, 0, "an answer is not sent");
        connection.jobs.close();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(connection.socket.state.lock().unwrap().taken, scene.calls);
    });
}

const SCENE: Scene = Scene {
    calls: 2,
    at_once: 1,
    places: 2,
    room: 2,
    half_closes: false,
};

#[test]
fn answers_that_the_socket_takes_at_once_are_all_sent() {
    play(SCENE);
}

#[test]
fn the_end_is_seen_when_the_last_worker_is_done() {
    play(Scene {
        half_closes: true,
        ..SCENE
    });
}

#[test]
fn answers_that_the_socket_does_not_take_are_sent_by_the_task_and_the_rest_is_taken_up() {
    play(Scene { room: 0, ..SCENE });
}

#[test]
fn what_is_left_is_taken_up_though_the_peer_has_ended() {
    play(Scene {
        room: 0,
        half_closes: true,
        ..SCENE
    });
}

#[test]
fn two_workers_at_one_connection_leave_nothing_behind() {
    play(Scene {
        at_once: 2,
        room: 1,
        ..SCENE
    });
}

#[test]
fn a_call_that_finds_the_queue_full_of_its_own_connection_is_left_to_whoever_is_there() {
    play(Scene {
        at_once: 2,
        places: 1,
        ..SCENE
    });
}

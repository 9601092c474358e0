//! Thousands of connections, most of which are silent.
#![allow(clippy::print_stdout)] // what a connection costs is worth knowing

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tests::waiting::wait_until;
use thriftwood::server::{ServerBuilder, ServerModel, WorkerOptions};
use thriftwood::transport::{Endpoint, ListenOptions};

use crate::process::{alone, descriptors, memory, threads};
use crate::service::{LOOPS, each_of, serve};

const CROWD: usize = 10_000;
/// Connections with traffic, and the calls that each of them makes.
const BUSY: usize = 100;
const CALLS: usize = 20;
/// What an idle connection may cost in an event loop, in bytes: its task, what tokio keeps of it, and, where workers
/// answer, what it shares with them.
const IDLE: usize = 1024;

#[test]
fn event_loops_hold_ten_thousand_connections() {
    let _alone = alone();
    each_of(&LOOPS, |model, builder| {
        let (serving, sight) = serve(roomy(builder));
        let mut crowd = Crowd::of(serving.endpoint());
        // whatever is made once is made by the first
        crowd.obey("open 1");
        crowd.obey("call 0 1 1");
        let (open, running, before) = (descriptors(), threads(), memory());
        for start in (1..CROWD).step_by(BUSY) {
            let end = CROWD.min(start + BUSY);
            crowd.obey(&format!("open {}", end - start));
            crowd.obey(&format!("call {start} {end} 1"));
        }
        assert_eq!(serving.handle().connections(), CROWD, "{model}");
        assert_eq!(descriptors(), open + CROWD - 1, "{model}");
        assert_eq!(threads(), running, "{model}");
        let each = (memory() - before) / (CROWD - 1);
        println!("{model}: {each} bytes for an idle connection");
        assert!(each <= IDLE, "{model}: {each} bytes for an idle connection");
        crowd.obey(&format!("call 0 {BUSY} {CALLS}"));
        assert_eq!(sight.added(), CROWD + BUSY * CALLS, "{model}");
        assert_eq!(serving.handle().connections(), CROWD, "{model}");
        crowd.obey(&format!("leave 0 {CROWD}"));
        wait_until("all have left", || serving.handle().connections() == 0);
        assert_eq!(descriptors(), open - 1, "{model}");
        crowd.disperse();

        serving.stop();
    });
}

/// A thread each: as many as any system has for one user.
#[test]
fn a_thread_each_holds_two_thousand() {
    let _alone = alone();
    let many = 2_000;
    each_of(&[ServerModel::Threaded], |_, builder| {
        let (serving, sight) = serve(roomy(builder));
        let mut crowd = Crowd::of(serving.endpoint());
        let running = threads();
        crowd.obey(&format!("open {many}"));
        crowd.obey(&format!("call 0 {many} 1"));
        assert_eq!(serving.handle().connections(), many);
        assert_eq!(threads(), running + many);
        crowd.obey(&format!("call 0 {BUSY} {CALLS}"));
        assert_eq!(sight.added(), many + BUSY * CALLS);
        crowd.disperse();
        wait_until("all have left", || threads() == running);
        serving.stop();
    });
}

/// Of ten thousand as many are served as there are workers; the others are in the queue, and have their turn.
#[test]
fn a_pool_serves_as_many_as_it_has_workers_and_keeps_the_others() {
    let _alone = alone();
    let workers = WorkerOptions::default()
        .with_threads(BUSY)
        .with_queue(CROWD);
    each_of(&[ServerModel::ThreadPool], |_, builder| {
        let (serving, sight) = serve(roomy(builder).workers(workers));
        let mut crowd = Crowd::of(serving.endpoint());
        let open = descriptors();
        crowd.obey(&format!("open {CROWD}"));
        wait_until("all are accepted", || descriptors() == open + CROWD);
        wait_until("each worker has one", || {
            serving.handle().connections() == BUSY
        });
        let running = threads();
        crowd.obey(&format!("call 0 {BUSY} {CALLS}"));
        for start in (0..CROWD).step_by(BUSY) {
            let end = start + BUSY;
            crowd.obey(&format!("call {start} {end} 1"));
            crowd.obey(&format!("leave {start} {end}"));
        }
        assert_eq!(sight.added(), BUSY * CALLS + CROWD);
        assert_eq!(threads(), running);
        crowd.disperse();
        serving.stop();
    });
}

/// One is served; the others are in the listener's backlog, and have their turn.
#[test]
fn one_at_a_time_serves_one_and_keeps_the_backlog() {
    let _alone = alone();
    let many = 1_000;
    each_of(&[ServerModel::Simple], |_, builder| {
        let (serving, sight) = serve(roomy(builder));
        let mut crowd = Crowd::of(serving.endpoint());
        crowd.obey(&format!("open {many}"));
        for number in 0..many {
            crowd.obey(&format!("call {number} {} 2", number + 1));
            assert_eq!(serving.handle().connections(), 1);
            assert_eq!(sight.added(), 2 * (number + 1));
            crowd.obey(&format!("leave {number} {}", number + 1));
        }
        crowd.disperse();
        serving.stop();
    });
}

/// With room for the whole crowd, in descriptors and in the backlog.
fn roomy(builder: ServerBuilder) -> ServerBuilder {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).unwrap();
    let (most, needed) = (limit.maximum.unwrap_or(u64::MAX), CROWD as u64 + 300);
    assert!(
        most >= needed,
        "a process may have {most} descriptors, and needs {needed}"
    );
    builder.listen_options(ListenOptions::default().with_backlog(4096))
}

/// The program `stress-crowd`, until it is dropped.
struct Crowd {
    program: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Crowd {
    fn of(server: &Endpoint) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_stress-crowd"))
            .arg(server.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let orders = program.stdin.take().unwrap();
        let answers = BufReader::new(program.stdout.take().unwrap());
        Self {
            program,
            orders,
            answers,
        }
    }

    /// Has the crowd do something, and waits until it is done.
    fn obey(&mut self, order: &str) {
        writeln!(self.orders, "{order}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        assert_eq!(answer, "done\n", "{order}");
    }

    /// All leave at once.
    fn disperse(mut self) {
        drop(self.orders);
        assert!(self.program.wait().unwrap().success());
    }
}

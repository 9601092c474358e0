//! A server that is to be attacked, in a process of its own: what it holds is counted there, and limits are set to it,
//! without the attackers.
//!
//! It says where it listens, and obeys lines on its standard input. Each is answered with a line:
//! `serve`: begins to serve; `count`: numbers, in the order of `Counts` in `tests/support/target.rs`; `reset`: the peak of
//! memory is counted from now on; `hold`, `let-go`: handlers of `snooze` wait from now on, or do not; `stop`: what came of
//! serving.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::error::Error;
use std::io;
use std::num::NonZeroUsize;
use std::panic;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use clap::Parser;
use futures_timer::Delay;
use generated::interop::interop as calls;
use peak_alloc::PeakAlloc;
use tests::interop::Service;
use tests::target::Counts;
use thriftwood::protocol::TInputProtocol;
use thriftwood::server::{
    AcceptPolicy, Overload, Server, ServerModel, ServerOptions, TServer as _, Timeouts,
    WorkerOptions,
};
use thriftwood::transport::tls::{TlsAcceptor, TlsServerOptions};
use thriftwood::transport::{Endpoint, ListenOptions};
use thriftwood::{Choice, Compression, Framing, Limits, TProcessor};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// A server that is to be attacked.
#[derive(Parser)]
#[command(args_override_self = true)] // of a flag that is repeated, the last one counts
struct Arguments {
    #[arg(long)]
    model: ServerModel,
    #[arg(long, default_value_t)]
    framing: Choice<Framing>,
    #[arg(long, default_value_t)]
    compression: Compression,
    #[arg(long, default_value_t = 4)]
    workers: usize,
    #[arg(long, default_value_t = 1024)]
    queue: usize,
    #[arg(long, default_value_t)]
    overload: Overload,
    #[arg(long, default_value_t)]
    accept: AcceptPolicy,
    #[arg(long, default_value = "1")]
    in_flight: NonZeroUsize,
    /// Milliseconds, as all times
    #[arg(long)]
    read: Option<u64>,
    #[arg(long)]
    write: Option<u64>,
    #[arg(long)]
    idle: Option<u64>,
    #[arg(long)]
    message_memory: Option<NonZeroUsize>,
    #[arg(long, default_value_t = Limits::DEFAULT.message)]
    message: usize,
    #[arg(long, default_value_t = Limits::DEFAULT.frame)]
    frame: usize,
    #[arg(long, default_value_t = Limits::DEFAULT.inflated)]
    inflated: usize,
    #[arg(long, default_value_t = Limits::DEFAULT.container)]
    container: usize,
    /// TLS, with the certificate and the key in this folder
    #[arg(long)]
    tls: Option<PathBuf>,
    #[arg(long, default_value_t = 10_000)]
    handshake: u64,
    /// Ports, each with a listener
    #[arg(long, default_value_t = 1)]
    listeners: usize,
}

impl Arguments {
    fn options(&self) -> ServerOptions {
        let time = |wait: Option<u64>| wait.map(Duration::from_millis);
        let timeouts = Timeouts::default()
            .with_read(time(self.read))
            .with_write(time(self.write))
            .with_idle(time(self.idle));
        let limits = Limits::default()
            .with_message(self.message)
            .with_frame(self.frame)
            .with_inflated(self.inflated)
            .with_container(self.container);
        let workers = WorkerOptions::default()
            .with_threads(self.workers)
            .with_queue(self.queue)
            .with_overload(self.overload);
        ServerOptions::default()
            .with_framing(self.framing)
            .with_compression(self.compression)
            .with_timeouts(timeouts)
            .with_limits(limits)
            .with_workers(workers)
            .with_accept_policy(self.accept)
            .with_in_flight(self.in_flight)
            .with_message_memory(self.message_memory)
            .with_selectors(NonZeroUsize::MIN.saturating_add(1))
    }

    fn listen(&self) -> io::Result<ListenOptions> {
        let listen = ListenOptions::default().with_backlog(4096);
        let Some(folder) = &self.tls else {
            return Ok(listen);
        };
        let tls = TlsServerOptions::new(folder.join("certificate.pem"), folder.join("key.pem"))
            .with_handshake_timeout(Some(Duration::from_millis(self.handshake)));
        Ok(listen.with_tls(Some(TlsAcceptor::new(tls)?)))
    }
}

/// What the handlers have seen, and the log.
#[derive(Debug, Default)]
struct Seen {
    begun: AtomicUsize,
    ended: AtomicUsize,
    held: AtomicBool,
    /// Times that a connection could not be accepted.
    unaccepted: AtomicUsize,
    panics: AtomicUsize,
}

/// Interop. `snooze` waits as long as it is told to from outside, and `fired` answers with its token's length.
struct Target {
    interop: Service,
    seen: Arc<Seen>,
}

/// Dropped when a handler has ended, or was given up.
struct Running<'s>(&'s Seen);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::SeqCst);
    }
}

impl TProcessor for Target {
    type Call = calls::Call;
    type Reply = calls::Reply;
    const SERVICE: &'static str = Service::SERVICE;

    fn read<P: TInputProtocol>(
        &self,
        method: &str,
        input: &mut P,
    ) -> thriftwood::Result<Option<calls::Call>> {
        self.interop.read(method, input)
    }

    fn is_oneway(&self, method: &str) -> bool {
        self.interop.is_oneway(method)
    }

    async fn run(&self, call: calls::Call) -> thriftwood::Result<Option<calls::Reply>> {
        self.seen.begun.fetch_add(1, Ordering::SeqCst);
        let _running = Running(&self.seen);
        match call {
            calls::Call::Snooze(arguments) => {
                while self.seen.held.load(Ordering::SeqCst) {
                    Delay::new(Duration::from_millis(1)).await;
                }
                let success = Some(arguments.ms);
                Ok(Some(calls::Reply::Snooze(calls::SnoozeResult { success })))
            }
            calls::Call::Fired(arguments) => {
                let success = Some(arguments.token.len() as i32);
                Ok(Some(calls::Reply::Fired(calls::FiredResult { success })))
            }
            call => self.interop.run(call).await,
        }
    }
}

/// Counts one line of the log, and is deaf to the rest.
struct Log(Arc<Seen>);

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && *metadata.level() == Level::WARN
            && metadata.target() == "thriftwood::server::accept"
    }

    fn event(&self, _: &Event<'_>) {
        self.0.unaccepted.fetch_add(1, Ordering::SeqCst);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The server, and what it was told.
struct Stage {
    server: Arc<Server>,
    serving: Option<JoinHandle<thriftwood::Result<()>>>,
    seen: Arc<Seen>,
}

impl Stage {
    fn obey(&mut self, order: &str) -> String {
        match order {
            "serve" => {
                let server = Arc::clone(&self.server);
                self.serving = Some(thread::spawn(move || server.serve()));
            }
            "count" => return self.count().to_string(),
            "reset" => MEMORY.reset_peak_usage(),
            "hold" => self.seen.held.store(true, Ordering::SeqCst),
            "let-go" => self.seen.held.store(false, Ordering::SeqCst),
            "stop" => return self.stop(),
            _ => return format!("`{order}` is no order"),
        }
        "done".to_owned()
    }

    fn count(&self) -> Counts {
        let of = |count: &AtomicUsize| count.load(Ordering::SeqCst);
        let metrics = self.server.handle().metrics();
        Counts {
            memory: MEMORY.current_usage(),
            peak: MEMORY.peak_usage(),
            connections: metrics.connections,
            accepted: metrics.accepted as usize,
            received: metrics.received as usize,
            begun: of(&self.seen.begun),
            ended: of(&self.seen.ended),
            queued: metrics.queued,
            unaccepted: of(&self.seen.unaccepted),
            panics: of(&self.seen.panics),
        }
    }

    fn stop(&mut self) -> String {
        self.server.handle().stop();
        match self.serving.take().map(JoinHandle::join) {
            Some(Ok(Ok(()))) => "served".to_owned(),
            Some(Ok(Err(error))) => format!("failed: {error}"),
            Some(Err(_)) => "panicked".to_owned(),
            None => "never served".to_owned(),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let seen = Arc::<Seen>::default();
    tracing::subscriber::set_global_default(Log(Arc::clone(&seen)))?;
    let (report, counted) = (panic::take_hook(), Arc::clone(&seen));
    panic::set_hook(Box::new(move |panic| {
        counted.panics.fetch_add(1, Ordering::SeqCst);
        report(panic);
    }));
    // the thread behind all timers is there from now on
    tokio::runtime::Builder::new_current_thread()
        .build()?
        .block_on(Delay::new(Duration::from_millis(1)));
    let target = Target {
        interop: Service::default(),
        seen: Arc::clone(&seen),
    };
    let anywhere: Endpoint = "127.0.0.1:0".parse()?;
    let server = Server::builder()
        .model(arguments.model)
        .options(arguments.options())
        .listen_options(arguments.listen()?)
        .bind_all(&vec![anywhere; arguments.listeners], target)?;
    let endpoints: Vec<_> = server.endpoints().iter().map(ToString::to_string).collect();
    println!("{}", endpoints.join(" "));
    let mut stage = Stage {
        server: Arc::new(server),
        serving: None,
        seen,
    };
    for order in io::stdin().lines() {
        println!("{}", stage.obey(&order?));
    }
    Ok(())
}

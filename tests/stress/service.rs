//! The service that is put under stress: Base, and what became of its calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use futures_timer::Delay;
use generated::interop::{Base, base};
use tests::serving::Serving;
use thriftwood::Result;
use thriftwood::server::{Server, ServerBuilder, ServerModel};
use thriftwood::transport::Endpoint;

use crate::process::leaving_nothing;

/// The models that lose nothing by a peer that only keeps its connection open.
pub(crate) const LOOPS: [ServerModel; 4] = [
    ServerModel::Nonblocking,
    ServerModel::HsHa,
    ServerModel::ThreadedSelector,
    ServerModel::Tokio,
];

/// How a handler waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pause {
    /// It lets its thread go.
    #[default]
    Awaits,
    /// It keeps its thread.
    Blocks,
}

/// What the test sees of the handlers. Clones see the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sight(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    added: AtomicUsize,
    asleep: AtomicBool,
    may_wake: AtomicBool,
}

impl Sight {
    /// How many calls of `add` have begun.
    pub(crate) fn added(&self) -> usize {
        self.0.added.load(Ordering::SeqCst)
    }

    /// Has `who` begun?
    pub(crate) fn is_asleep(&self) -> bool {
        self.0.asleep.load(Ordering::SeqCst)
    }

    /// Lets `who` end, once its patience does.
    pub(crate) fn may_wake(&self) {
        self.0.may_wake.store(true, Ordering::SeqCst);
    }
}

/// Base. `who` sleeps until a call of `add` overtakes it, or until it has been allowed to wake for so long as its patience is,
/// and then says which. Now and then `add` waits a moment.
#[derive(Debug, Default)]
pub(crate) struct Handler {
    pub(crate) sight: Sight,
    pub(crate) pause: Pause,
    pub(crate) patience: Duration,
}

pub(crate) const OVERTAKEN: &str = "overtaken";
pub(crate) const ALONE: &str = "alone";

const MOMENT: Duration = Duration::from_millis(1);

impl Base for Handler {
    async fn who(&self) -> Result<String> {
        let before = self.sight.added();
        self.sight.0.asleep.store(true, Ordering::SeqCst);
        let mut end = None;
        loop {
            if self.sight.added() > before {
                return Ok(OVERTAKEN.to_owned());
            }
            if end.is_some_and(|end| Instant::now() > end) {
                return Ok(ALONE.to_owned());
            }
            if self.sight.0.may_wake.load(Ordering::SeqCst) {
                end.get_or_insert_with(|| Instant::now() + self.patience);
            }
            match self.pause {
                Pause::Awaits => Delay::new(MOMENT).await,
                Pause::Blocks => thread::sleep(MOMENT),
            }
        }
    }

    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn add(&self, a: i32, b: i32) -> Result<i32> {
        self.sight.0.added.fetch_add(1, Ordering::SeqCst);
        if a % 64 == 63 {
            Delay::new(MOMENT).await;
        }
        Ok(a.wrapping_add(b))
    }
}

/// A server of this kind, and what can be seen of its handlers.
pub(crate) fn serve(builder: ServerBuilder) -> (Serving, Sight) {
    serve_with(builder, Handler::default())
}

pub(crate) fn serve_with(builder: ServerBuilder, handler: Handler) -> (Serving, Sight) {
    let sight = handler.sight.clone();
    let service = base::Processor::new(handler);
    let server = builder.bind(&anywhere(), service).unwrap();
    (Serving::start(server), sight)
}

/// A free port of this machine.
pub(crate) fn anywhere() -> Endpoint {
    "127.0.0.1:0".parse().unwrap()
}

/// Every model, with its defaults; what is done with it leaves nothing behind.
pub(crate) fn each_model(check: impl FnMut(ServerModel, ServerBuilder)) {
    each_of(ServerModel::ALL, check);
}

/// The same for some of them.
pub(crate) fn each_of(models: &[ServerModel], mut check: impl FnMut(ServerModel, ServerBuilder)) {
    for &model in models {
        let builder = Server::builder().model(model);
        leaving_nothing(model.name(), || check(model, builder));
    }
}

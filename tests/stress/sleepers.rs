//! Handlers that sleep: who else is served meanwhile?

use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use generated::interop::base::BlockingClient;
use tests::peer::{Peer, add};
use tests::waiting::wait_until;
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, ServerBuilder, ServerModel, WorkerOptions};

use crate::process::alone;
use crate::service::{ALONE, Handler, OVERTAKEN, Pause, Sight, each_model, serve_with};

#[test]
fn a_handler_that_awaits_lets_others_run() {
    let _alone = alone();
    each_model(|model, builder| {
        let due = match model {
            ServerModel::Simple => ALONE, // the others are not even accepted
            _ => OVERTAKEN,
        };
        assert_eq!(sleep(builder, Pause::Awaits, due), due, "{model}");
    });
}

#[test]
fn a_handler_that_blocks_keeps_its_thread_and_no_other() {
    let _alone = alone();
    each_model(|model, builder| {
        // of tokio's threads any may be the one that sleeps, so that nothing can be said of more than one
        let builder = builder.selectors(NonZeroUsize::MIN);
        let due = match model {
            ServerModel::Simple | ServerModel::Nonblocking | ServerModel::Tokio => ALONE,
            _ => OVERTAKEN,
        };
        assert_eq!(sleep(builder, Pause::Blocks, due), due, "{model}");
    });
}

#[test]
fn selectors_without_workers_are_kept_too() {
    let _alone = alone();
    let builder = Server::builder()
        .model(ServerModel::ThreadedSelector)
        .selectors(NonZeroUsize::MIN)
        .workers(WorkerOptions::default().with_threads(0));
    assert_eq!(sleep(builder.clone(), Pause::Blocks, ALONE), ALONE);
    assert_eq!(sleep(builder, Pause::Awaits, OVERTAKEN), OVERTAKEN);
}

/// What a sleeping handler says of another peer's call that came while it slept. Where it is due to be overtaken it has all
/// the time for that, elsewhere some.
fn sleep(builder: ServerBuilder, pause: Pause, due: &str) -> String {
    let patience = match due {
        OVERTAKEN => Duration::from_secs(30),
        _ => Duration::from_millis(100),
    };
    let sight = Sight::default();
    let handler = Handler {
        sight: sight.clone(),
        pause,
        patience,
    };
    let (serving, _) = serve_with(builder, handler);
    let channel = BlockingChannel::connect(serving.endpoint(), &ClientOptions::default());
    let mut sleeper = BlockingClient::new(channel.unwrap());
    let sleeping = thread::spawn(move || sleeper.who());
    wait_until("the handler sleeps", || sight.is_asleep());
    let mut other = Peer::connect(serving.endpoint());
    other.send(&add(1, 2, 3)).unwrap();
    sight.may_wake();
    let said = sleeping.join().unwrap().unwrap();
    assert_eq!(other.sum().unwrap(), Some((1, 5)), "served in the end");
    drop(other);
    serving.stop();
    said
}

//! The async client.

use crate::support::{
    BOTH, Handler, Running, application,
    calculator::calculator::{Client, Processor},
    processor,
};
use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};
use thriftwood::{
    ApplicationErrorKind, ErrorKind,
    client::{ClientOptions, Multiplexed, TokioChannel},
    processor::NoService,
    server::ServerOptions,
    transport::{Endpoint, ListenOptions, Listener},
};

fn start(endpoint: &str, handler: Handler, options: ServerOptions) -> (Running, Endpoint) {
    let listener = Listener::bind(&endpoint.parse().unwrap(), &ListenOptions::default()).unwrap();
    let endpoint = listener.endpoint().clone();
    (
        Running::start(listener, Processor::new(handler), options),
        endpoint,
    )
}

#[tokio::test]
async fn calls_over_tcp_and_unix_sockets() {
    let folder = tempfile::tempdir().unwrap();
    let path = format!("unix:{}", folder.path().join("socket").display());
    for framing in BOTH {
        for (endpoint, kind) in [("localhost:0", "tcp"), (path.as_str(), "unix")] {
            let options = ServerOptions::default().with_framing(framing);
            let (running, endpoint) = start(endpoint, Handler::default(), options);
            let options = ClientOptions::default().with_framing(framing);
            let client = Client::new(TokioChannel::connect(&endpoint, &options).await.unwrap());
            assert_eq!(client.add(1, 2).await.unwrap(), 3);
            assert_eq!(client.echo("echo".into()).await.unwrap(), "echo");
            client.poke(1).await.unwrap();
            assert_eq!(
                application(client.add(-1, 2).await).kind,
                ApplicationErrorKind::INTERNAL_ERROR
            );
            assert_eq!(
                client.who().await.unwrap(),
                format!("{kind} {framing} who 5")
            );
            drop(client);
            running.stop();
        }
    }
}

#[tokio::test]
async fn clones_share_a_connection_and_get_their_own_replies() {
    let (running, endpoint) = start("127.0.0.1:0", Handler::default(), ServerOptions::default());
    let channel = TokioChannel::connect(&endpoint, &ClientOptions::default())
        .await
        .unwrap();
    let calls = (0..100).map(|n| {
        let client = Client::new(channel.clone());
        tokio::spawn(async move { (n, client.add(n, 1000).await.unwrap()) })
    });
    for call in calls.collect::<Vec<_>>() {
        let (n, sum) = call.await.unwrap();
        assert_eq!(sum, n + 1000);
    }
    drop(channel);
    running.stop();
}

/// A handler whose `who` waits for the sender.
fn gated() -> (Handler, mpsc::Sender<()>) {
    let (open, gate) = mpsc::channel();
    (
        Handler {
            gate: Some(Arc::new(Mutex::new(gate))),
            ..Handler::default()
        },
        open,
    )
}

#[tokio::test]
async fn calls_that_nobody_waits_for_any_more_leave_the_connection_in_step() {
    for framing in BOTH {
        let (handler, open) = gated();
        let options = ServerOptions::default().with_framing(framing);
        let (running, endpoint) = start("127.0.0.1:0", handler, options);
        let options = ClientOptions::default()
            .with_framing(framing)
            .with_reconnect(None);
        let impatient = options
            .clone()
            .with_call_timeout(Some(Duration::from_millis(10)));
        let client = Client::new(TokioChannel::connect(&endpoint, &impatient).await.unwrap());
        let error = client.who().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Timeout), "{error}");
        drop(client);
        open.send(()).unwrap();

        let client = Client::new(TokioChannel::connect(&endpoint, &options).await.unwrap());
        tokio::select! {
            answer = client.who() => panic!("the gate is closed, and yet {answer:?}"),
            () = tokio::time::sleep(Duration::from_millis(10)) => {}
        }
        open.send(()).unwrap();
        assert_eq!(client.add(1, 2).await.unwrap(), 3);
        drop(client);
        running.stop();
    }
}

#[tokio::test]
async fn services_are_multiplexed_over_clones() {
    let services = NoService.and("one", processor()).and("two", processor());
    let listener =
        Listener::bind(&"127.0.0.1:0".parse().unwrap(), &ListenOptions::default()).unwrap();
    let endpoint = listener.endpoint().clone();
    let running = Running::start(listener, services, ServerOptions::default());
    let channel = TokioChannel::connect(&endpoint, &ClientOptions::default())
        .await
        .unwrap();
    let client = |name| Client::new(Multiplexed::new(name, channel.clone()));
    assert_eq!(client("one").who().await.unwrap(), "tcp framed one:who 1");
    assert_eq!(client("two").add(1, 2).await.unwrap(), 3);
    let refused = application(client("three").add(1, 2).await);
    assert_eq!(refused.kind, ApplicationErrorKind::PROTOCOL_ERROR);
    drop(channel);
    running.stop();
}

//! TLS: who trusts whom, what is said to those who do not, and how it ends. Every certificate is made on the spot.

#[path = "../support/mod.rs"]
#[allow(dead_code)] // much of it is for the tests of framing
mod support;

mod authority;
mod bad_certificates;
#[cfg(feature = "tokio")]
mod channels;
mod files;
mod identities;
mod names;
mod pools;
mod sockets;
mod strangers;

use authority::Authority;
use support::{
    Handler, Running,
    calculator::{Calculator, calculator},
    shared::Shared,
};
use thriftwood::{
    Bytes, Context, Result,
    client::{BlockingChannel, ClientOptions},
    server::ServerOptions,
    transport::{
        Endpoint, ListenOptions, Listener,
        tls::{ClientCertificates, Roots, TlsAcceptor, TlsClientOptions, TlsConnector},
    },
};

type Client = calculator::BlockingClient<BlockingChannel>;

/// A calculator that answers `who` with what it knows of the caller's certificate.
struct Doorman;

impl Shared for Doorman {
    async fn who(&self) -> Result<String> {
        let context = Context::current().expect("a handler has a context");
        Ok(match context.identity() {
            None => "nobody".to_owned(),
            Some(who) => {
                assert!(!who.certificates[0].is_empty());
                format!("{} ({})", who.subject, who.names.join(", "))
            }
        })
    }
}

impl Calculator for Doorman {
    async fn add(&self, left: i32, right: i32) -> Result<i32> {
        Handler::default().add(left, right).await
    }
    async fn divide(&self, left: i32, right: i32) -> Result<i32, calculator::DivideError> {
        Handler::default().divide(left, right).await
    }
    async fn echo(&self, payload: Bytes) -> Result<Bytes> {
        Ok(payload)
    }
    async fn poke(&self, _: i32) -> Result<()> {
        Ok(())
    }
}

fn listen(acceptor: &TlsAcceptor) -> (Listener, Endpoint) {
    let options = ListenOptions::default().with_tls(Some(acceptor.clone()));
    let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), &options).unwrap();
    let endpoint = listener.endpoint().clone();
    (listener, endpoint)
}

fn serve(acceptor: &TlsAcceptor) -> (Running, Endpoint) {
    let (listener, endpoint) = listen(acceptor);
    let processor = calculator::Processor::new(Doorman);
    let running = Running::start(listener, processor, ServerOptions::default());
    (running, endpoint)
}

/// Trusts `authority`, and expects `localhost`.
fn trusting(authority: &Authority) -> TlsClientOptions {
    TlsClientOptions::default()
        .with_roots(Roots::File(authority.file.clone()))
        .with_server_name(Some("localhost".to_owned()))
}

fn connect(endpoint: &Endpoint, tls: TlsClientOptions) -> Result<Client> {
    let options = ClientOptions::default().with_tls(Some(TlsConnector::new(tls)?));
    BlockingChannel::connect(endpoint, &options).map(Client::new)
}

/// What became of a client that should not get far: with TLS 1.3, a client learns of its refusal with the first reply.
fn refusal(endpoint: &Endpoint, tls: TlsClientOptions) -> String {
    let answer = connect(endpoint, tls).and_then(|mut client| client.who());
    answer.expect_err("it is refused").to_string()
}

/// A server that `authority` vouches for as `localhost` and `127.0.0.1`, and that asks `clients` for this.
fn acceptor(authority: &Authority, clients: ClientCertificates) -> TlsAcceptor {
    let options = authority.server("server", &["localhost", "127.0.0.1"]);
    TlsAcceptor::new(options.with_clients(clients)).unwrap()
}

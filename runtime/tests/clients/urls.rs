//! Clients and servers that are told by one line of text where to meet and how to speak.

use crate::support::{calculator::calculator::BlockingClient, processor};
use std::thread;
use thriftwood::{
    ThriftUrl,
    client::{BlockingChannel, ClientOptions},
    server::{Server, TServer as _},
    transport::Endpoint,
};

#[test]
fn both_ends_do_as_the_url_says() {
    let folder = tempfile::tempdir().unwrap();
    let socket = format!("thrift+unix://{}", folder.path().join("socket").display());
    for place in ["thrift://127.0.0.1:0", &socket] {
        for (served, called) in [
            ("", "?protocol=compact"),
            (
                "?protocol=compact&transport=unframed&zlib",
                "?protocol=compact&transport=unframed&zlib",
            ),
            ("?transport=header", "?transport=header&zlib"),
        ] {
            let url: ThriftUrl = format!("{place}{served}").parse().unwrap();
            let server = Server::builder().bind_url(&url, processor()).unwrap();
            let (at, handle) = (server.endpoints()[0].clone(), server.handle());
            let serving = thread::spawn(move || server.serve());
            let place = match &at {
                Endpoint::Tcp { .. } => format!("thrift://{at}"),
                _ => socket.clone(),
            };
            let url: ThriftUrl = format!("{place}{called}").parse().unwrap();
            let channel = BlockingChannel::connect_url(&url, &ClientOptions::default()).unwrap();
            let mut client = BlockingClient::new(channel);
            assert_eq!(client.add(1, 2).unwrap(), 3, "{url}");
            drop(client);
            handle.stop();
            serving.join().unwrap().unwrap();
        }
    }
}

#[cfg(feature = "tls")]
#[test]
fn tls_is_on_both_sides_or_on_none() {
    use thriftwood::transport::tls::{TlsClientOptions, TlsConnector};

    let plain: ThriftUrl = "thrift://127.0.0.1:1".parse().unwrap();
    let tls: ThriftUrl = "thrift+tls://127.0.0.1:1".parse().unwrap();
    let any = TlsClientOptions::default().dangerously_accept_any_certificate();
    let connector = Some(TlsConnector::new(any).unwrap());
    let options = ClientOptions::default().with_tls(connector.clone());
    let error = options.clone().with_url(&plain).unwrap_err().to_string();
    assert!(
        error.contains("options have TLS, and `thrift://127.0.0.1:1` has not"),
        "{error}"
    );
    assert_eq!(options.with_url(&tls).unwrap().tls, connector);

    let refused = Server::builder()
        .bind_url(&tls, processor())
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("asks for TLS, and the listen options have none"),
        "{refused}"
    );
}

//! A server that leaves the choice to its clients: their first bytes say how they speak, and it answers alike.

use crate::support::{Running, calculator::calculator::BlockingClient, processor};
use std::io::{Read as _, Write as _};
use thriftwood::{
    Choice, ErrorKind, Framing, Protocol,
    client::{BlockingChannel, ClientOptions},
    server::{Server, ServerOptions},
    transport::memory::MemoryConnector,
};

/// Does a client that speaks so get its answers?
fn is_served(connector: &MemoryConnector, protocol: Protocol, framing: Framing) -> bool {
    let options = ClientOptions::default()
        .with_protocol(protocol)
        .with_framing(framing);
    let channel = BlockingChannel::over(connector.connect().unwrap(), &options);
    let mut client = BlockingClient::new(channel);
    let served = client.add(40, 2).is_ok_and(|sum| sum == 42);
    if served {
        client.poke(1).unwrap();
        assert!(client.divide(1, 0).is_err());
        assert_eq!(client.add(1, 2).unwrap(), 3);
    }
    served
}

#[test]
fn by_default_every_client_is_served_but_the_one_that_cannot_be_recognised() {
    let (running, connector) = Running::in_memory(processor(), ServerOptions::default());
    for &protocol in Protocol::READABLE {
        for &framing in Framing::ALL {
            if framing.carries(protocol).is_ok() {
                let noise = (protocol, framing) == (Protocol::BinaryOld, Framing::Unframed);
                let served = is_served(&connector, protocol, framing);
                assert_eq!(served, !noise, "{protocol}, {framing}");
            }
        }
    }
    running.stop();
}

#[test]
fn what_is_not_left_open_is_not_taken_otherwise() {
    let compact = ServerOptions::default().with_protocol(Protocol::Compact);
    let (running, connector) = Running::in_memory(processor(), compact);
    assert!(is_served(&connector, Protocol::Compact, Framing::Framed));
    assert!(is_served(&connector, Protocol::Compact, Framing::Unframed));
    assert!(!is_served(&connector, Protocol::Binary, Framing::Framed));
    running.stop();

    let old = ServerOptions::default().with_protocol(Protocol::BinaryOld);
    let (running, connector) = Running::in_memory(processor(), old);
    assert!(is_served(&connector, Protocol::BinaryOld, Framing::Framed));
    assert!(is_served(
        &connector,
        Protocol::BinaryOld,
        Framing::Unframed
    ));
    running.stop();
}

#[test]
fn noise_is_hung_up_on() {
    let (running, connector) = Running::in_memory(processor(), ServerOptions::default());
    let mut stream = connector.connect().unwrap();
    stream.write_all(b"\xde\xad\xbe\xef\0\0").unwrap();
    assert_eq!(stream.read(&mut [0; 16]).unwrap(), 0);
    running.stop();
}

#[test]
fn a_choice_is_a_flag_like_any_other() {
    assert_eq!("auto".parse::<Choice<Protocol>>().unwrap(), Choice::Auto);
    let compact = "compact".parse::<Choice<Protocol>>().unwrap();
    assert_eq!(compact, Choice::Only(Protocol::Compact));
    let framing = "unframed".parse::<Choice<Framing>>().unwrap();
    assert_eq!(
        (framing.to_string(), Choice::<Framing>::Auto.to_string()),
        ("unframed".into(), "auto".into())
    );

    let endpoint = "127.0.0.1:0".parse().unwrap();
    let nobody = Server::builder()
        .protocol(Protocol::Debug)
        .bind(&endpoint, processor());
    assert!(matches!(nobody.unwrap_err().kind(), ErrorKind::Usage(_)));
}

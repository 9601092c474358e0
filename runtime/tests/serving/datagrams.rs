//! Oneway calls over UDP.

use crate::support::{Handler, calculator::calculator::*};
use std::{
    net::UdpSocket,
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};
use thriftwood::{
    Bytes, ErrorKind, MessageHeader, Protocol, TMessageType,
    client::Channel as _,
    datagram::{DatagramOptions, UdpChannel, UdpServer},
    transport::Endpoint,
};

/// Long enough for any machine; nothing waits for it unless it has failed.
const PATIENCE: Duration = Duration::from_mins(1);

fn endpoint(address: std::net::SocketAddr) -> Endpoint {
    address.to_string().parse().unwrap()
}

#[test]
fn a_datagram_is_one_message() {
    let agent = UdpSocket::bind("127.0.0.1:0").unwrap();
    agent.set_read_timeout(Some(PATIENCE)).unwrap();
    for protocol in [Protocol::Compact, Protocol::Binary] {
        let options = DatagramOptions::default().with_protocol(protocol);
        let mut channel =
            UdpChannel::connect(&endpoint(agent.local_addr().unwrap()), &options).unwrap();
        let arguments = PokeArgs { number: 5 };
        channel.call_oneway("poke", &arguments).unwrap();
        let mut room = [0; 100];
        let length = agent.recv(&mut room).unwrap();
        let header = MessageHeader::new("poke", TMessageType::Oneway, 1);
        let mut expected = Vec::new();
        protocol
            .write_message(&header, &arguments, &mut expected)
            .unwrap();
        assert_eq!(room[..length], expected);
    }
}

#[test]
fn what_no_datagram_carries_is_refused() {
    let agent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = endpoint(agent.local_addr().unwrap());
    let options = DatagramOptions::default().with_size(40);
    let mut channel = UdpChannel::connect(&address, &options).unwrap();
    let answered = channel.call::<_, AddResult>("add", &AddArgs::default());
    assert!(matches!(answered.unwrap_err().kind(), ErrorKind::Usage(_)));
    let payload = Bytes::from(vec![0; 40]);
    let error = channel
        .call_oneway("echo", &EchoArgs { payload })
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    let debug = options.with_protocol(Protocol::Debug);
    assert!(UdpChannel::connect(&address, &debug).is_err());
    let unix = "unix:/tmp/x".parse().unwrap();
    assert!(UdpChannel::connect(&unix, &DatagramOptions::default()).is_err());
}

#[test]
fn a_server_runs_what_it_can_read_and_drops_the_rest() {
    let (begun, runs) = mpsc::channel();
    let handler = Handler {
        pokes: Arc::new(Mutex::default()),
        begun: Some(begun),
        gate: None,
    };
    let pokes = Arc::clone(&handler.pokes);
    let options = DatagramOptions::default().with_size(60);
    let any_port = "127.0.0.1:0".parse().unwrap();
    let server = UdpServer::bind(&any_port, Processor::new(handler), options.clone()).unwrap();
    let address = server.address().unwrap();
    let closer = server.closer();
    let serving = std::thread::spawn(move || server.serve());

    let mut channel = UdpChannel::connect(&endpoint(address), &options).unwrap();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    stranger.send_to(b"no message", address).unwrap();
    stranger.send_to(b"", address).unwrap();
    stranger.send_to(&[0x82; 61], address).unwrap();
    let poke = |number| PokeArgs { number };
    let header = MessageHeader::new("poke", TMessageType::Oneway, 1);
    let mut cut = Vec::new();
    Protocol::Compact
        .write_message(&header, &poke(3), &mut cut)
        .unwrap();
    stranger.send_to(&cut[..cut.len() - 1], address).unwrap();
    for number in [1, -1, 2] {
        channel.call_oneway("poke", &poke(number)).unwrap();
    }
    // a plain call runs, and is not answered; the handler tells that it has begun
    let mut who = Vec::new();
    let header = MessageHeader::new("who", TMessageType::Call, 9);
    Protocol::Compact
        .write_message(&header, &AddArgs::default(), &mut who)
        .unwrap();
    stranger.send_to(&who, address).unwrap();
    runs.recv_timeout(PATIENCE).unwrap();
    assert_eq!(*pokes.lock().unwrap(), [1, -1, 2]);
    closer.close();
    serving.join().unwrap().unwrap();
    stranger.set_nonblocking(true).unwrap();
    let silent = stranger.recv(&mut [0; 8]).unwrap_err();
    assert_eq!(silent.kind(), std::io::ErrorKind::WouldBlock);
}

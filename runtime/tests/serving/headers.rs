//! Calls in frames with headers: the reply comes as the call did, and metadata reaches the handler.

use crate::support::{Running, calculator::calculator::BlockingClient, processor};
use std::{
    io::{Read as _, Write as _},
    thread,
};
use thriftwood::{
    Compression, Connection, Context, Dialect, Framing, Limits, Peer, Protocol, Result, TProcessor,
    client::{BlockingChannel, Channel as _, ClientOptions},
    protocol::TInputProtocol,
    server::{Server, ServerOptions},
    transport::memory,
    wire::Wire as _,
};

/// Answers every call with what its context knows.
struct Witness;

impl TProcessor for Witness {
    type Call = ();
    type Reply = String;
    const SERVICE: &'static str = "Witness";

    fn read<P: TInputProtocol>(&self, _: &str, input: &mut P) -> Result<Option<()>> {
        i32::read(input).map(|_| Some(()))
    }

    async fn run(&self, (): ()) -> Result<Option<String>> {
        let context = Context::current().unwrap();
        context.set_reply_metadata("served", "yes");
        let pairs = context.metadata().iter();
        let pairs: Vec<_> = pairs.map(|(key, value)| format!("{key}={value}")).collect();
        let said = format!(
            "{} {} {}",
            context.protocol(),
            context.framing(),
            pairs.join(" ")
        );
        Ok(Some(said))
    }
}

fn ways() -> impl Iterator<Item = ClientOptions> {
    let headers = ClientOptions::default().with_framing(Framing::Header);
    [Protocol::Binary, Protocol::Compact]
        .into_iter()
        .flat_map(move |protocol| {
            let options = headers.clone().with_protocol(protocol);
            [Compression::None, Compression::Zlib]
                .map(|compression| options.clone().with_compression(compression))
        })
}

#[test]
fn a_server_answers_each_client_as_it_calls() {
    let options = ServerOptions::default().with_framing(Framing::Header);
    let (running, connector) = Running::in_memory(processor(), options);
    for options in ways() {
        let mut channel = BlockingChannel::over(connector.connect().unwrap(), &options);
        let mut client = BlockingClient::new(&mut channel);
        assert_eq!(client.add(40, 2).unwrap(), 42);
        let payload = thriftwood::Bytes::from(vec![7; 100_000]);
        assert_eq!(client.echo(payload.clone()).unwrap(), payload);
        client.poke(1).unwrap();
        assert!(client.divide(1, 0).is_err());
        assert_eq!(client.add(1, 2).unwrap(), 3);
    }
    running.stop();
}

#[test]
fn metadata_is_each_calls_own() {
    let options = ServerOptions::default().with_framing(Framing::Header);
    let (running, connector) = Running::in_memory(Witness, options);
    for options in ways() {
        let protocol = options.protocol;
        for (headers, said) in [(&["a"][..], "a=1"), (&[], ""), (&["b", "a"], "a=1 b=1")] {
            let with = |options: ClientOptions, key: &&str| options.with_header(*key, "1");
            let options = headers.iter().fold(options.clone(), with);
            let mut channel = BlockingChannel::over(connector.connect().unwrap(), &options);
            for _ in 0..2 {
                let told: String = channel.call("tell", &1_i32).unwrap();
                assert_eq!(told, format!("{protocol} header {said}"));
            }
        }
    }
    running.stop();
}

#[test]
fn one_connection_may_change_its_protocol_from_call_to_call() {
    let dialect = Dialect::default().with_framing(Framing::Header);
    let mut connection = Connection::new(dialect, Limits::default(), Peer::Memory);
    let mut sizes = Vec::new();
    for options in ways() {
        // each client has a stream of its own; to the connection it is one
        let (here, mut there) = memory::pair();
        let mut channel = BlockingChannel::over(here, &options);
        let calling = thread::spawn(move || channel.call::<_, String>("tell", &1_i32));
        let count = there.read(connection.room()).unwrap();
        connection.received(count);
        let (context, ()) = connection.next_call(&Witness).unwrap().unwrap();
        assert_eq!(context.protocol(), options.protocol);
        let reply = "reply ".repeat(50);
        connection
            .push_reply(&context, Ok(Some(reply.clone())))
            .unwrap();
        let sent = connection.outbound().to_vec();
        connection.written(sent.len());
        there.write_all(&sent).unwrap();
        assert_eq!(calling.join().unwrap().unwrap(), reply);
        // behind length and fixed part: the protocol, and how many transforms
        let protocol = if options.protocol == Protocol::Binary {
            0
        } else {
            2
        };
        let transforms = u8::from(options.compression == Compression::Zlib);
        assert_eq!(sent[14..16], [protocol, transforms]);
        sizes.push(sent.len());
    }
    assert!(sizes[1] < sizes[0] && sizes[3] < sizes[2], "{sizes:?}");
}

#[test]
fn what_header_frames_cannot_carry_is_refused_before_anything_is_sent() {
    for protocol in Protocol::ALL {
        let carried = matches!(protocol, Protocol::Binary | Protocol::Compact);
        let options = ClientOptions::default()
            .with_framing(Framing::Header)
            .with_protocol(*protocol);
        assert_eq!(options.check().is_ok(), carried, "{protocol}");
        let (here, _there) = memory::pair();
        let oneway = BlockingChannel::over(here, &options).call_oneway("tell", &1_i32);
        assert_eq!(oneway.is_ok(), carried, "{protocol}");
        let server = Server::builder()
            .framing(Framing::Header)
            .protocol(*protocol)
            .bind(&"127.0.0.1:0".parse().unwrap(), Witness);
        assert_eq!(server.is_ok(), carried, "{protocol}");
    }
    let nowhere = ClientOptions::default().with_header("key", "value").check();
    let error = nowhere.unwrap_err().to_string();
    assert!(error.contains("no place for headers"), "{error}");
}

//! A choice of protocols: what it leaves out is not compiled, and whoever asks for it is told so.

use std::any::type_name;
use std::collections::BTreeMap;
use std::hint::black_box;

use thriftwood::client::{BlockingChannel, ClientOptions, Multiplexed};
use thriftwood::processor::NoService;
use thriftwood::protocol::{TInputProtocol, TOutputProtocol};
use thriftwood::server::{Server, ServerModel, TServer as _};
use thriftwood::transport::{Endpoint, memory};
use thriftwood::wire::{VecMap, Wire};
use thriftwood::{
    ApplicationErrorKind, Bytes, Error, ErrorKind, Framing, Limits, Protocol, Protocols,
    TProcessor, TType,
};

/// For binary alone.
mod binary {
    thriftwood::include_idl!("chosen");
}
/// For every protocol.
mod every {
    thriftwood::include_idl!("chosen-by-nobody");
}
use binary::chosen::{Either, Note, Nothing, notes};
use every::chosen as all;

/// Those that `chosen` was generated without, as far as peers can speak them.
const LEFT_OUT: [Protocol; 3] = [Protocol::Compact, Protocol::Json, Protocol::SimpleJson];

struct Keeper;

impl binary::chosen::Notes for Keeper {
    async fn keep(&self, note: Note) -> Result<Note, notes::KeepError> {
        Ok(note)
    }
    async fn drop(&self, _: Note) -> Result<(), Error> {
        Ok(())
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>, protocol: Protocol) {
    let error = result.expect_err("it is left out");
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    says_so(&error.to_string(), protocol);
}

fn says_so(text: &str, protocol: Protocol) {
    let why = format!("the protocol `{protocol}` is left out of this program");
    assert!(
        text.contains(&why) && text.contains("idlc's option `protocols` chose binary"),
        "{text}"
    );
}

#[test]
fn values_are_refused_alone_and_in_containers() {
    for protocol in LEFT_OUT {
        refused(protocol.serialize(&Note::default()), protocol);
        refused(protocol.serialize(&Either::default()), protocol);
        refused(protocol.serialize(&Nothing {}), protocol);
        refused(protocol.serialize(&notes::KeepArgs::default()), protocol);
        refused(
            protocol.serialize(&vec![Box::new(Note::default())]),
            protocol,
        );
        refused(
            protocol.serialize(&BTreeMap::from([(1, Note::default())])),
            protocol,
        );
        refused(
            protocol.serialize(&VecMap::<Note, i32>::default()),
            protocol,
        );
        let bytes = Bytes::from(
            protocol
                .serialize(&all::Note::default())
                .expect("it is there"),
        );
        refused(
            protocol.deserialize::<Note>(&bytes, &Limits::default()),
            protocol,
        );
    }
    refused(Protocol::Debug.serialize(&Note::default()), Protocol::Debug);
}

#[test]
fn what_was_chosen_works() {
    let note = Note {
        text: "here".to_owned(),
        replies: vec![Note::default()],
    };
    for protocol in [Protocol::Binary, Protocol::BinaryOld] {
        let bytes = protocol.serialize(&note).expect("chosen").into();
        let back: Note = protocol
            .deserialize(&bytes, &Limits::default())
            .expect("chosen");
        assert_eq!(back, note);
    }
}

#[test]
fn a_client_is_told_before_anything_is_sent() {
    let (_listener, connector) = memory::listener();
    for protocol in LEFT_OUT {
        let options = ClientOptions::default().with_protocol(protocol);
        let channel = BlockingChannel::over(connector.connect().expect("memory"), &options);
        let error = notes::BlockingClient::new(channel).keep(Note::default());
        says_so(&error.expect_err("it is left out").to_string(), protocol);
    }
}

/// What clients of another build are answered by a server of this one.
fn serves_only_binary<S: TProcessor>(model: ServerModel, service: S, prefix: &str) {
    let (listener, connector) = memory::listener();
    let server = Server::builder().model(model).over(listener, service);
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| server.serve());
        for framing in [Framing::Framed, Framing::Unframed] {
            for protocol in LEFT_OUT {
                let options = ClientOptions::default()
                    .with_protocol(protocol)
                    .with_framing(framing);
                let channel = BlockingChannel::over(connector.connect().expect("memory"), &options);
                let mut client = all::notes::BlockingClient::new(Multiplexed::new(prefix, channel));
                match client.keep(all::Note::default()) {
                    Err(all::notes::KeepError::Other(error)) => {
                        let ErrorKind::Application(exception) = error.kind() else {
                            panic!("{model}, {protocol}, {framing}: {error}");
                        };
                        assert_eq!(
                            exception.kind,
                            ApplicationErrorKind::UNSUPPORTED_CLIENT_TYPE
                        );
                        says_so(&exception.message, protocol);
                    }
                    other => panic!("{model}, {protocol}, {framing}: {other:?}"),
                }
                client
                    .keep(all::Note::default())
                    .expect_err("the server has hung up");
            }
        }
        let options = ClientOptions::default();
        let channel = BlockingChannel::over(connector.connect().expect("memory"), &options);
        let mut client = all::notes::BlockingClient::new(Multiplexed::new(prefix, channel));
        let kept = client.keep(all::Note {
            text: "x".to_owned(),
            ..Default::default()
        });
        assert_eq!(kept.expect("binary is there").text, "x");
        server.handle().stop();
        serving.join().expect("no panic").expect("served");
    });
}

#[test]
fn servers_of_every_model_refuse_and_hang_up() {
    for model in ServerModel::ALL {
        let services = NoService.and("notes", notes::Processor::new(Keeper));
        serves_only_binary(*model, services, "notes");
    }
}

#[test]
fn a_server_that_is_set_to_what_is_left_out_does_not_start() {
    let endpoint: Endpoint = "127.0.0.1:0".parse().expect("an address");
    for protocol in LEFT_OUT {
        let server = Server::builder().protocol(protocol);
        let bound = server.bind(&endpoint, notes::Processor::new(Keeper));
        refused(bound.map(|_| ()), protocol);
    }
}

/// Leaves its own type's name in a program for each protocol that it is compiled for.
#[derive(Debug, Default)]
struct Marked<const BINARY_ALONE: bool>;

impl<const BINARY_ALONE: bool> Wire for Marked<BINARY_ALONE> {
    const TYPE: TType = TType::Struct;
    const PROTOCOLS: Protocols = if BINARY_ALONE {
        Protocols::of(&[Protocol::Binary])
    } else {
        Protocols::ALL
    };

    fn read_into<P: TInputProtocol>(&mut self, _: &mut P) -> Result<(), Error> {
        black_box(type_name::<(Self, P)>());
        Ok(())
    }

    fn write<P: TOutputProtocol>(&self, _: &mut P) {
        black_box(type_name::<(Self, P)>());
    }
}

fn use_it<T: Wire>(protocol: Protocol) {
    let bytes = protocol.serialize(&T::default()).unwrap_or_default().into();
    let _ = black_box(protocol.deserialize_prefix::<T>(&bytes, &Limits::default()));
}

/// The names that stand in this program's own file tell what is in it.
#[test]
fn nothing_is_compiled_for_what_is_left_out() {
    for protocol in Protocol::ALL {
        use_it::<Marked<true>>(*protocol);
        use_it::<Marked<false>>(*protocol);
    }
    let program = std::fs::read(std::env::current_exe().expect("a path")).expect("a program");
    let compiled = |alone: bool, protocol: &str| {
        let own = type_name::<Marked<true>>().replace("true", if alone { "true" } else { "false" });
        let name = ["(", &own, ", thriftwood::protocol::", protocol, "::"].concat();
        program
            .windows(name.len())
            .any(|window| window == name.as_bytes())
    };
    for protocol in ["binary", "compact", "json", "debug"] {
        assert!(compiled(false, protocol), "{protocol}");
        assert_eq!(compiled(true, protocol), protocol == "binary", "{protocol}");
    }
}

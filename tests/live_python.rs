//! Live calls against Apache's Python library, in both roles, in each protocol that it has, framed, buffered and with headers,
//! compressed and not.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use generated::interop::future::BlockingClient as FutureClient;
use generated::interop::interop::{BlockingClient, ThrowOneError, ThrowVoidError};
use generated::interop::{self as idl};
use tests::interop::{Handler, blob, err_a, err_b};
use tests::peer;
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, ServerHandle, TServer as _};
use thriftwood::{
    ApplicationErrorKind, Bytes, Compression, Dialect, ErrorKind, Framing, OrderedFloat, Protocol,
};

type Checked = Result<(), Box<dyn Error>>;
type Client = BlockingClient<BlockingChannel>;

/// Each transport by Python's name and by ours.
const TRANSPORTS: [(&str, Framing, Compression); 6] = [
    ("framed", Framing::Framed, Compression::None),
    ("buffered", Framing::Unframed, Compression::None),
    ("zlib", Framing::Unframed, Compression::Zlib),
    ("framed-zlib", Framing::Framed, Compression::Zlib),
    ("header", Framing::Header, Compression::None),
    ("header-zlib", Framing::Header, Compression::Zlib),
];

/// Each way to speak, with the transport's name in Python.
fn ways() -> impl Iterator<Item = (&'static str, Dialect)> {
    let protocols = [Protocol::Binary, Protocol::Compact, Protocol::Json];
    let with_each = |protocol| {
        TRANSPORTS.map(|(transport, framing, compression)| {
            let dialect = Dialect::default()
                .with_protocol(protocol)
                .with_framing(framing)
                .with_compression(compression);
            (transport, dialect)
        })
    };
    let ways = protocols.into_iter().flat_map(with_each);
    ways.filter(|(_, dialect)| dialect.check().is_ok())
}

/// Stops a server when the client is done, or has failed: otherwise its thread would be waited for.
struct StopOnDrop(ServerHandle);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

#[test]
fn pythons_client_calls_our_server() -> Checked {
    let generated = peer::generate();
    for (transport, dialect) in ways() {
        let protocol = dialect.protocol;
        let processor = idl::interop::Processor::new(Handler::default());
        let server = Server::builder()
            .protocol(protocol)
            .framing(dialect.framing)
            .compression(dialect.compression)
            .bind(&"127.0.0.1:0".parse()?, processor)?;
        let thriftwood::transport::Endpoint::Tcp { port, .. } = *server.endpoints()[0] else {
            return Err("not a TCP endpoint".into());
        };
        let said = std::thread::scope(|scope| {
            let serving = scope.spawn(|| server.serve());
            let said = {
                let _stopped = StopOnDrop(server.handle());
                peer::run_client(generated.path(), transport, protocol, port)
            };
            serving
                .join()
                .expect("the server does not panic")
                .map(|()| said)
        })?;
        assert_eq!(said, "81 checks", "{protocol} {transport}");
    }
    Ok(())
}

#[test]
fn our_client_calls_pythons_server() -> Checked {
    let generated = peer::generate();
    for (transport, dialect) in ways() {
        let protocol = dialect.protocol;
        let server = peer::Server::start(generated.path(), transport, protocol);
        let endpoint = format!("127.0.0.1:{}", server.port).parse()?;
        let options = ClientOptions::default()
            .with_protocol(protocol)
            .with_framing(dialect.framing)
            .with_compression(dialect.compression);
        let connect = || BlockingChannel::connect(&endpoint, &options);
        call_everything(&mut BlockingClient::new(connect()?))
            .map_err(|error| format!("{protocol} {transport}: {error}"))?;
        call_as_a_newer_client(&mut FutureClient::new(connect()?))
            .map_err(|error| format!("{protocol} {transport}: {error}"))?;
    }
    Ok(())
}

macro_rules! echoes {
    ($client:ident: $($method:ident($($value:expr),+);)*) => { $($(
        let value = $value;
        assert_eq!($client.$method(value.clone())?, value, stringify!($method));
    )+)* };
}

fn call_everything(client: &mut Client) -> Checked {
    assert_eq!(client.who()?, "python");
    client.ping()?;
    assert_eq!(client.add(i32::MAX, 1)?, i32::MIN);
    echo_scalars(client)?;
    echo_structs(client)?;
    let arguments =
        "b=true i8=-1 i16=-2 i32=-3 i64=-4 d=3ff8000000000000 s=c3a9 bin=00ff e=-5 sum=6";
    let described = client.describe(
        true,
        -1,
        -2,
        -3,
        -4,
        1.5,
        "é".to_owned(),
        Bytes::from_static(&[0, 255]),
        idl::Sparse::MINUS_FIVE,
        vec![1, 2, 3],
    )?;
    assert_eq!(described, arguments);
    assert_eq!(client.get_sample()?, *idl::SAMPLE);
    assert!(client.check_sample(idl::SAMPLE.clone())?);
    assert_eq!(client.blob(1 << 20)?, blob(1 << 20));
    exceptions(client)?;
    client.fire("rust".to_owned(), 3)?;
    client.fire("rust".to_owned(), 4)?;
    assert_eq!(client.fired("rust".to_owned())?, 7);
    assert_eq!(client.snooze(1)?, 1);
    Ok(())
}

/// Doubles come back bit for bit, so they are compared as they are.
#[allow(clippy::float_cmp)]
fn echo_scalars(client: &mut Client) -> Checked {
    echoes! { client:
        echo_bool(true, false);
        echo_i8(0, -1, i8::MAX, i8::MIN);
        echo_i16(0, -1, i16::MAX, i16::MIN);
        echo_i32(0, -1, i32::MAX, i32::MIN);
        echo_i64(0, -1, i64::MAX, i64::MIN);
        echo_double(0.0, -0.1, 1e300, f64::INFINITY);
        echo_string(String::new(), "żółć 日本語 😀".to_owned(), "a\0b".to_owned());
        echo_binary(Bytes::new(), (0..=255u8).collect::<Bytes>());
        echo_enum(idl::Sparse::LOWEST, idl::Sparse::HIGHEST, idl::Sparse(12345));
        echo_typedef(1_700_000_000_000);
        echo_list(Vec::new(), (0..1000).collect::<Vec<i32>>());
        echo_list_bool(vec![true, false, true]);
        echo_list_string(vec![String::new(), "ż".to_owned()]);
        echo_set(BTreeSet::new(), BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        echo_map(BTreeMap::new(), BTreeMap::from([("k".to_owned(), -1), (String::new(), 1 << 40)]));
        echo_deep(vec![vec![BTreeMap::from([(1, "one".to_owned())]), BTreeMap::new()], vec![]]);
    }
    Ok(())
}

fn echo_structs(client: &mut Client) -> Checked {
    let sample = &*idl::SAMPLE;
    let point = |x, y| idl::Point { x, y };
    let zoo = idl::KeyZoo {
        by_struct: BTreeMap::from([(point(1, 2), "p".to_owned())]),
        by_bool: BTreeMap::from([(true, 1)]),
        by_double: BTreeMap::from([(OrderedFloat(-0.5), "d".to_owned())]),
        s_double: BTreeSet::from([OrderedFloat(1.5), OrderedFloat(-2.5)]),
        by_binary: BTreeMap::from([(Bytes::from_static(b"\0\xff"), 1)]),
        ..idl::KeyZoo::default()
    };
    let chain = idl::Chain {
        value: 1,
        after: Some(Box::new(idl::Chain {
            value: 2,
            after: None,
        })),
    };
    let negative = idl::NegIds {
        minus_one: 1,
        minus_two: "two".to_owned(),
        five: true,
    };
    echoes! { client:
        echo_empty(idl::Empty {});
        echo_point(point(1, -1));
        echo_default(sample.dflt.clone());
        echo_required(sample.reqd.clone());
        echo_optional(sample.opt.clone(), idl::AllOptional::default());
        echo_defaults(sample.defaults.clone(), idl::WithDefaults::default());
        echo_containers(sample.containers.clone());
        echo_keys(zoo);
        echo_tree(sample.tree.clone());
        echo_chain(chain);
        echo_big_ids(sample.big_ids.clone());
        echo_neg_ids(negative);
        echo_bundle(sample.clone());
        evolve(idl::Narrow { id: 7, ..idl::Narrow::default() });
    }
    for member in &sample.choices {
        echoes! { client: echo_union(member.clone()); }
    }
    Ok(())
}

fn exceptions(client: &mut Client) -> Checked {
    assert_eq!(client.throw_one(0)?, 0);
    assert!(matches!(client.throw_one(1), Err(ThrowOneError::A(thrown)) if thrown == err_a()));
    assert!(matches!(client.throw_one(2), Err(ThrowOneError::B(thrown)) if thrown == err_b()));
    match client.throw_one(3) {
        Err(ThrowOneError::Other(error)) => {
            assert_eq!(
                application(&error),
                Some(ApplicationErrorKind::INTERNAL_ERROR)
            );
        }
        other => return Err(format!("throw_one(3) came to {other:?}").into()),
    }
    client.throw_void(0)?;
    assert!(matches!(client.throw_void(5), Err(ThrowVoidError::A(thrown)) if thrown.code == 5));
    match client.missing_result() {
        Err(error) => assert_eq!(
            error.kind().to_string(),
            "the reply to `missing_result` holds no result"
        ),
        Ok(point) => return Err(format!("missing_result came to {point:?}").into()),
    }
    client.ping()?;
    Ok(())
}

/// More fields than the server knows, one of another type, and methods that it has not.
fn call_as_a_newer_client(client: &mut FutureClient<BlockingChannel>) -> Checked {
    let wide = idl::Wide {
        id: 7,
        retyped: "text".to_owned(),
        w_bool: true,
        name: "kept".to_owned(),
        w_string: "lost".to_owned(),
        ..idl::Wide::default()
    };
    let answer = client.evolve(wide, 99)?;
    assert_eq!(
        (answer.id, answer.name.as_str(), answer.w_string.as_str()),
        (7, "kept", "")
    );
    let unknown = [
        client.not_there(1).err(),
        client.not_there_void(idl::SAMPLE.clone()).err(),
    ];
    for error in unknown {
        let error = error.ok_or("a method that is not there was answered")?;
        assert_eq!(
            application(&error),
            Some(ApplicationErrorKind::UNKNOWN_METHOD)
        );
    }
    assert_eq!(client.evolve(idl::Wide::default(), 0)?.id, 0);
    Ok(())
}

/// The kind of a server's exception.
fn application(error: &thriftwood::Error) -> Option<ApplicationErrorKind> {
    match error.kind() {
        ErrorKind::Application(exception) => Some(exception.kind),
        _ => None,
    }
}

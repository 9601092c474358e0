//! Every generated struct, from arbitrary values: it goes to a server and comes back the same in every protocol × framing ×
//! compression that two peers can speak.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tests::echo::{EchoServer, dialects, methods};
use thriftwood::{Compression, Framing, Protocol};

#[test]
fn every_value_is_answered_with_itself() {
    let servers: Vec<_> = dialects().map(EchoServer::start).collect();
    let methods = methods();
    assert!(methods.len() > 200);
    let config = Config {
        cases: 16,
        ..Config::with_source_file(file!())
    };
    let answered = TestRunner::new(config).run(&vec(any::<u8>(), 0..600), |entropy| {
        let mut lines: Vec<_> = servers
            .iter()
            .map(|server| (server.dialect, server.connect()))
            .collect();
        for method in &methods {
            for (dialect, channel) in &mut lines {
                let called = method.call(channel, dialect.protocol, &entropy);
                prop_assert!(called.is_ok(), "{} in {dialect:?}: {called:?}", method.ty);
            }
        }
        Ok(())
    });
    if let Err(failed) = answered {
        panic!("{failed}");
    }
}

#[test]
fn no_protocol_framing_or_compression_is_left_out() {
    let spoken: Vec<_> = dialects().collect();
    for protocol in Protocol::READABLE {
        assert!(
            spoken.iter().any(|dialect| dialect.protocol == *protocol),
            "{protocol}"
        );
    }
    for framing in Framing::ALL {
        assert!(
            spoken.iter().any(|dialect| dialect.framing == *framing),
            "{framing}"
        );
    }
    for compression in Compression::ALL {
        assert!(
            spoken
                .iter()
                .any(|dialect| dialect.compression == *compression),
            "{compression}"
        );
    }
}

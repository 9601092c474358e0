//! The files: what is read once, what is read again, and what is said of those that will not do.

use crate::{Authority, connect, serve, trusting};
use std::fs;
use thriftwood::transport::tls::{
    Roots, TlsAcceptor, TlsClientOptions, TlsConnector, TlsServerOptions,
};

#[test]
fn a_reload_shows_the_new_certificate_to_those_who_come_later() {
    let authority = Authority::new();
    let acceptor = TlsAcceptor::new(authority.server("server", &["old.example"])).unwrap();
    let (running, endpoint) = serve(&acceptor);
    let by = |name: &str| {
        let options = trusting(&authority).with_server_name(Some(name.to_owned()));
        connect(&endpoint, options).and_then(|mut client| client.add(1, 2))
    };
    assert!(by("old.example").is_ok() && by("new.example").is_err());

    authority.issue("server", &["new.example"]);
    assert!(by("old.example").is_ok(), "nothing changes by itself");
    acceptor.reload().unwrap();
    assert!(by("old.example").is_err() && by("new.example").is_ok());
    running.stop();
}

#[test]
fn a_reload_that_fails_changes_nothing() {
    let authority = Authority::new();
    let options = authority.server("server", &["localhost"]);
    let acceptor = TlsAcceptor::new(options.clone()).unwrap();
    let (running, endpoint) = serve(&acceptor);
    fs::write(&options.key, "half a key").unwrap();
    assert!(acceptor.reload().is_err());
    assert!(connect(&endpoint, trusting(&authority)).is_ok());
    running.stop();
}

#[test]
fn a_file_that_will_not_do_is_named() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("server", &["localhost"]);
    let (_, other_key) = authority.issue("other", &["localhost"]);
    let serves = |certificates: &_, key: &_| -> Result<TlsAcceptor, String> {
        TlsAcceptor::new(TlsServerOptions::new(certificates, key))
            .map_err(|error| error.to_string())
    };
    assert!(serves(&certificate, &key).is_ok());
    let missing = authority.file.with_file_name("missing.pem");
    for (certificates, key, said) in [
        (&missing, &key, "missing.pem"),
        (&certificate, &missing, "missing.pem"),
        (&key, &key, "server.key holds no certificate"),
        (
            &certificate,
            &certificate,
            "server.pem holds no private key",
        ),
        (&certificate, &other_key, "server.pem: "),
    ] {
        let why = serves(certificates, key).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
    let roots = TlsClientOptions::default().with_roots(Roots::File(key));
    let why = TlsConnector::new(roots).unwrap_err().to_string();
    assert!(why.contains("holds no certificate"), "{why}");
}

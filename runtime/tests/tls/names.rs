//! Whom a client believes.

use crate::{Authority, Running, acceptor, connect, refusal, serve, support::processor, trusting};
use thriftwood::{
    Bytes,
    server::ServerOptions,
    transport::{
        ListenOptions, Listener,
        tls::{ClientCertificates, TlsClientOptions},
    },
};

#[test]
fn the_right_server_is_believed_by_name_and_by_address() {
    let authority = Authority::new();
    let (running, endpoint) = serve(&acceptor(&authority, ClientCertificates::Ignored));
    for name in [Some("localhost".to_owned()), None] {
        let options = trusting(&authority).with_server_name(name);
        let mut client = connect(&endpoint, options).unwrap();
        assert_eq!(client.add(1, 2).unwrap(), 3);
        let large = Bytes::from(vec![7; 300_000]);
        assert_eq!(client.echo(large.clone()).unwrap(), large);
        assert_eq!(client.who().unwrap(), "nobody");
    }
    running.stop();
}

#[test]
fn a_server_of_another_name_is_refused() {
    let authority = Authority::new();
    let (running, endpoint) = serve(&acceptor(&authority, ClientCertificates::Ignored));
    let options = trusting(&authority).with_server_name(Some("bank.example".to_owned()));
    let why = refusal(&endpoint, options);
    assert!(why.contains("not valid for name \"bank.example\""), "{why}");
    running.stop();
}

#[test]
fn a_server_of_an_unknown_authority_is_refused() {
    let authority = Authority::new();
    let (running, endpoint) = serve(&acceptor(&authority, ClientCertificates::Ignored));
    let why = refusal(&endpoint, trusting(&Authority::new()));
    assert!(why.contains("invalid peer certificate"), "{why}");
    running.stop();
}

#[test]
fn any_server_is_believed_only_after_the_loud_word() {
    let stranger = acceptor(&Authority::new(), ClientCertificates::Ignored);
    let (running, endpoint) = serve(&stranger);
    let options = TlsClientOptions::default()
        .with_server_name(Some("bank.example".to_owned()))
        .dangerously_accept_any_certificate();
    assert_eq!(connect(&endpoint, options).unwrap().add(1, 2).unwrap(), 3);
    running.stop();
}

#[test]
fn a_socket_without_a_host_needs_a_name_to_prove() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let endpoint = format!("unix:{}", folder.path().join("socket").display());
    let endpoint = endpoint.parse().unwrap();
    let options =
        ListenOptions::default().with_tls(Some(acceptor(&authority, ClientCertificates::Ignored)));
    let listener = Listener::bind(&endpoint, &options).unwrap();
    let running = Running::start(listener, processor(), ServerOptions::default());
    let nameless = trusting(&authority).with_server_name(None);
    let why = refusal(&endpoint, nameless);
    assert!(
        why.contains("say which name the server must prove"),
        "{why}"
    );
    let mut client = connect(&endpoint, trusting(&authority)).unwrap();
    assert_eq!(client.who().unwrap(), "unix framed who 1");
    drop(client);
    running.stop();
}

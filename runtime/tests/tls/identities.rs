//! Mutual TLS: whom a server lets in, and what it knows of them.

use crate::{Authority, acceptor, connect, refusal, serve, trusting};
use thriftwood::transport::tls::ClientCertificates;

#[test]
fn a_handler_knows_who_calls() {
    let authority = Authority::new();
    let known = authority.issue("billing", &["billing.example", "10.0.0.7"]);
    for clients in [ClientCertificates::Required, ClientCertificates::Optional] {
        let (running, endpoint) = serve(&acceptor(&authority, clients(authority.file.clone())));
        let options = trusting(&authority).with_certificate(Some(known.clone()));
        let mut client = connect(&endpoint, options).unwrap();
        let who = client.who().unwrap();
        assert_eq!(who, "CN=billing (billing.example, 10.0.0.7)");
        drop(client);
        running.stop();
    }
}

#[test]
fn who_shows_nothing_is_refused_where_something_is_required() {
    let authority = Authority::new();
    let required = ClientCertificates::Required(authority.file.clone());
    let (running, endpoint) = serve(&acceptor(&authority, required));
    let why = refusal(&endpoint, trusting(&authority));
    assert!(why.contains("CertificateRequired"), "{why}");
    running.stop();

    let optional = ClientCertificates::Optional(authority.file.clone());
    let (running, endpoint) = serve(&acceptor(&authority, optional));
    let mut client = connect(&endpoint, trusting(&authority)).unwrap();
    assert_eq!(client.who().unwrap(), "nobody");
    drop(client);
    running.stop();
}

#[test]
fn a_client_of_an_unknown_authority_is_refused_even_where_none_is_required() {
    let (authority, other) = (Authority::new(), Authority::new());
    let forged = other.issue("billing", &["billing.example"]);
    for clients in [ClientCertificates::Required, ClientCertificates::Optional] {
        let (running, endpoint) = serve(&acceptor(&authority, clients(authority.file.clone())));
        let options = trusting(&authority).with_certificate(Some(forged.clone()));
        let why = refusal(&endpoint, options);
        assert!(why.contains("refuses to go on"), "{why}");
        running.stop();
    }
}

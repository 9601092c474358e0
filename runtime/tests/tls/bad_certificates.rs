//! Certificates that will not do: whoever shows one is refused by both kinds of client and by every server model, before any
//! call runs, and nobody else is harmed. What a client or a server is asked here is what it asks unless told otherwise.

use crate::{Authority, Doorman, calculator, connect, trusting};
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};
use std::{path::PathBuf, thread};
use thriftwood::{
    Result,
    server::{Server, ServerHandle, ServerModel, TServer as _},
    transport::{
        Endpoint, ListenOptions,
        tls::{ClientCertificates, Roots, TlsAcceptor, TlsClientOptions, TlsServerOptions},
    },
};

type Files = (PathBuf, PathBuf);

fn expired(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
}

fn not_yet_valid(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(4000, 1, 1);
    params.not_after = date_time_ymd(4001, 1, 1);
}

fn good_for(purpose: ExtendedKeyUsagePurpose) -> impl FnOnce(&mut CertificateParams) {
    |params| params.extended_key_usages = vec![purpose]
}

/// Serves in a model, and lets `check` see the server's end of it.
fn with_server(
    model: ServerModel,
    (certificates, key): Files,
    clients: ClientCertificates,
    check: impl FnOnce(&Endpoint, &ServerHandle),
) {
    let options = TlsServerOptions::new(certificates, key).with_clients(clients);
    let acceptor = TlsAcceptor::new(options).unwrap();
    let server = Server::builder()
        .model(model)
        .listen_options(ListenOptions::default().with_tls(Some(acceptor)))
        .bind(
            &"127.0.0.1:0".parse().unwrap(),
            calculator::Processor::new(Doorman),
        )
        .unwrap();
    let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
    let serving = thread::spawn(move || server.serve());
    check(&endpoint, &handle);
    handle.stop();
    serving.join().unwrap().unwrap();
    assert_eq!(handle.connections(), 0);
}

/// What both kinds of client are told.
fn attempts(endpoint: &Endpoint, tls: &TlsClientOptions) -> Vec<Result<i32>> {
    let blocking = connect(endpoint, tls.clone()).and_then(|mut client| client.add(1, 2));
    #[cfg(feature = "tokio")]
    let waiting = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let client = crate::channels::connect(endpoint, tls.clone()).await?;
            client.add(1, 2).await
        });
    vec![
        blocking,
        #[cfg(feature = "tokio")]
        waiting,
    ]
}

#[test]
fn a_server_that_shows_a_bad_certificate_is_not_called() {
    let (authority, other) = (Authority::new(), Authority::new());
    let here = ["localhost"];
    let bad: [(&str, Files, &str); 7] = [
        (
            "expired",
            authority.issue_as("expired", &here, expired),
            "expired",
        ),
        (
            "not yet valid",
            authority.issue_as("early", &here, not_yet_valid),
            "not valid yet",
        ),
        (
            "another's name",
            authority.issue("elsewhere", &["bank.example"]),
            "not valid for name",
        ),
        (
            "of another authority",
            other.issue("foreign", &here),
            "invalid peer certificate",
        ),
        (
            "vouches for itself",
            authority.self_signed("alone", &here),
            "invalid peer certificate",
        ),
        (
            "a client's",
            authority.issue_as(
                "client",
                &here,
                good_for(ExtendedKeyUsagePurpose::ClientAuth),
            ),
            "invalid peer certificate",
        ),
        (
            "of no authority",
            authority.presumed("presumed", &here),
            "invalid peer certificate",
        ),
    ];
    for model in ServerModel::ALL {
        for (what, files, told) in &bad {
            with_server(
                *model,
                files.clone(),
                ClientCertificates::Ignored,
                |endpoint, handle| {
                    for attempt in attempts(endpoint, &trusting(&authority)) {
                        let why = attempt.expect_err(what).to_string();
                        assert!(why.contains(told), "{model}, {what}: {why}");
                    }
                    assert_eq!(handle.metrics().answered, 0, "{model}, {what}");
                },
            );
        }
    }
    let good = authority.issue_as("good", &here, good_for(ExtendedKeyUsagePurpose::ServerAuth));
    with_server(
        ServerModel::Simple,
        good,
        ClientCertificates::Ignored,
        |endpoint, _| {
            for attempt in attempts(endpoint, &trusting(&authority)) {
                assert_eq!(attempt.unwrap(), 3);
            }
        },
    );
}

#[test]
fn a_client_that_shows_a_bad_certificate_is_not_served_and_the_next_is() {
    let (authority, other) = (Authority::new(), Authority::new());
    let name = ["billing.example"];
    let bad: [(&str, Option<Files>); 7] = [
        ("nothing", None),
        (
            "expired",
            Some(authority.issue_as("expired", &name, expired)),
        ),
        (
            "not yet valid",
            Some(authority.issue_as("early", &name, not_yet_valid)),
        ),
        ("of another authority", Some(other.issue("foreign", &name))),
        (
            "vouches for itself",
            Some(authority.self_signed("alone", &name)),
        ),
        (
            "a server's",
            Some(authority.issue_as(
                "server-only",
                &name,
                good_for(ExtendedKeyUsagePurpose::ServerAuth),
            )),
        ),
        (
            "of no authority",
            Some(authority.presumed("presumed", &name)),
        ),
    ];
    let good = authority.issue_as("good", &name, good_for(ExtendedKeyUsagePurpose::ClientAuth));
    let trusting = trusting(&authority);
    for model in ServerModel::ALL {
        let server = authority.issue("server", &["localhost"]);
        let required = ClientCertificates::Required(authority.file.clone());
        with_server(*model, server, required, |endpoint, handle| {
            let mut answered = 0;
            for (what, shown) in &bad {
                let options = trusting.clone().with_certificate(shown.clone());
                for attempt in attempts(endpoint, &options) {
                    // how it is told depends on which of two messages is read first
                    attempt.expect_err(&format!("{model}: shows {what}"));
                }
                let options = trusting.clone().with_certificate(Some(good.clone()));
                for attempt in attempts(endpoint, &options) {
                    assert_eq!(attempt.unwrap(), 3, "{model}, after {what}");
                    answered += 1;
                }
            }
            assert_eq!(
                handle.metrics().answered,
                answered,
                "{model}: nobody else's call ran"
            );
        });
    }
}

#[test]
fn the_system_decides_whom_to_trust_unless_it_is_said() {
    let authority = Authority::new();
    let mut of_nobody = vec![TlsClientOptions::default()];
    of_nobody.push(TlsClientOptions::default().with_roots(Roots::File(Authority::new().file)));
    let server = authority.issue("server", &["127.0.0.1"]);
    with_server(
        ServerModel::Simple,
        server,
        ClientCertificates::Ignored,
        |endpoint, handle| {
            let nobody = of_nobody
                .iter()
                .flat_map(|options| attempts(endpoint, options));
            assert!(nobody.into_iter().all(|attempt| attempt.is_err()));
            assert_eq!(handle.metrics().answered, 0);
        },
    );
}

/// The names that a certificate is good for (RFC 9525): the common name is none of them, whether there are others or not, and a
/// `*` stands for one label, the first, and for all of it.
#[test]
fn a_certificate_is_good_for_its_names_and_no_others() {
    let authority = Authority::new();
    let cases: [(&[&str], &str, bool); 16] = [
        (&["api.example.com"], "api.example.com", true),
        (&["API.example.COM"], "api.example.com", true),
        (&["*.example.com"], "api.example.com", true),
        (&["*.example.com"], "example.com", false),
        (&["*.example.com"], "a.api.example.com", false),
        (&["*.example.com"], "example.com.evil.org", false),
        (&["*.example.com"], "evilexample.com", false),
        (&["a*.example.com"], "api.example.com", false),
        (&["*i.example.com"], "api.example.com", false),
        (&["api.*.com"], "api.example.com", false),
        (&["*.*.com"], "api.example.com", false),
        (&["*"], "localhost", false),
        (&["*"], "api.example.com", false),
        (&["api.example.com.evil.org"], "api.example.com", false),
        (
            &["other.example.com", "third.example.com"],
            "api.example.com",
            false,
        ),
        (&[], "api.example.com", false),
    ];
    for (names, asked, good) in cases {
        // the subject's common name is what is asked for, each time
        let files = authority.issue(asked, names);
        with_server(
            ServerModel::Simple,
            files,
            ClientCertificates::Ignored,
            |endpoint, _| {
                let options = trusting(&authority).with_server_name(Some(asked.to_owned()));
                for attempt in attempts(endpoint, &options) {
                    assert_eq!(attempt.is_ok(), good, "{names:?} for {asked}: {attempt:?}");
                }
            },
        );
    }
    // an address is proved by an address
    for (names, good) in [
        (&["127.0.0.1"][..], true),
        (&["localhost"], false),
        (&["127.0.0.2"], false),
    ] {
        let files = authority.issue("address", names);
        with_server(
            ServerModel::Simple,
            files,
            ClientCertificates::Ignored,
            |endpoint, _| {
                let options = trusting(&authority).with_server_name(None);
                for attempt in attempts(endpoint, &options) {
                    assert_eq!(attempt.is_ok(), good, "{names:?}: {attempt:?}");
                }
            },
        );
    }
}

//! Messages that are text: no length stands before anything.

use crate::support::{Running, frame, processor};
use std::{
    io::{Read as _, Write as _},
    time::Duration,
};
use thriftwood::{
    ErrorKind, Framing, Protocol,
    client::{BlockingChannel, ClientOptions},
    server::{Server, ServerOptions},
    transport::TTransport as _,
};

/// Sends the pieces, one write each, and reads so many bytes of answers.
fn talk(protocol: Protocol, framing: Framing, pieces: &[&[u8]], answers: usize) -> String {
    let options = ServerOptions::default()
        .with_protocol(protocol)
        .with_framing(framing);
    let (server, connector) = Running::in_memory(processor(), options);
    let mut stream = connector.connect().unwrap();
    let patience = Some(Duration::from_secs(10));
    stream.set_timeouts(patience, patience).unwrap();
    for piece in pieces {
        stream.write_all(piece).unwrap();
    }
    let mut answered = vec![0; answers];
    stream.read_exact(&mut answered).unwrap();
    drop(stream);
    server.stop();
    String::from_utf8(answered).unwrap()
}

#[test]
fn single_bytes_are_put_together_whatever_stands_between_messages() {
    for (protocol, calls, answers) in [
        (
            Protocol::Json,
            "\n[1,\"add\",1,1,{\"1\":{\"i32\":3},\"2\":{\"i32\":4}}]\r\n [1,\"add\",1,2,{}]\n",
            r#"[1,"add",2,1,{"0":{"i32":7}}][1,"add",3,2,"#,
        ),
        (
            Protocol::SimpleJson,
            "[\"add\",1,1,{\"right\":3,\"left\":4}]\n\n[\"add\", 1, 2, {\"left\": 1, \"]\": \"]\"}]",
            r#"["add",2,1,{"success":7}]["add",2,2,{"success":1}]"#,
        ),
    ] {
        let pieces: Vec<&[u8]> = calls.as_bytes().chunks(1).collect();
        let found = talk(protocol, Framing::Unframed, &pieces, answers.len());
        assert_eq!(found, answers);
    }
}

#[test]
fn broken_arguments_are_answered() {
    let broken = br#"[1,"add",1,1,{"1":{"i32":"x"}}]"#;
    let good = br#"[1,"add",1,2,{"1":{"i32":3},"2":{"i32":4}}]"#;
    let refusal = r#"[1,"add",3,1,{"1":{"str":"at add_args.left: an i32 is due at byte 25 (sent by the peer)"},"2":{"i32":7}}]"#;
    let found = talk(Protocol::Json, Framing::Unframed, &[broken], refusal.len());
    assert_eq!(found, refusal);
    let answer = r#"[1,"add",2,2,{"0":{"i32":7}}]"#;
    let calls = [frame(Framing::Framed, broken), frame(Framing::Framed, good)].concat();
    let both = 8 + refusal.len() + answer.len();
    let found = talk(Protocol::Json, Framing::Framed, &[&calls], both);
    assert_eq!(found[4..4 + refusal.len()], *refusal);
    assert_eq!(found[8 + refusal.len()..], *answer);
}

#[test]
fn what_nobody_reads_is_refused_when_it_is_configured() {
    let endpoint = "127.0.0.1:0".parse().unwrap();
    let server = Server::builder().protocol(Protocol::Debug);
    let refused = server.bind(&endpoint, processor()).unwrap_err();
    assert!(matches!(refused.kind(), ErrorKind::Usage(_)));
    let options = ClientOptions::default().with_protocol(Protocol::Debug);
    let refused = BlockingChannel::connect(&endpoint, &options).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the protocol `debug` is for people: it is written, and never read"
    );
}

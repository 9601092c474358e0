//! Several services on one connection.

use crate::support::{
    BOTH, Handler, Running, application,
    calculator::calculator::{AddArgs, AddResult, BlockingClient, PokeArgs, Processor},
    call, processor, serve,
};
use thriftwood::{
    ApplicationErrorKind, Framing, Limits, TMessageType, TProcessor,
    client::{BlockingChannel, ClientOptions, Multiplexed},
    processor::{DefaultService, NoService},
    server::ServerOptions,
};

/// The sums and error kinds that a list of methods comes to, each called with 1 and 2.
fn outcomes(
    framing: Framing,
    service: &impl TProcessor,
    methods: &[&str],
) -> Vec<(String, Result<i32, i32>)> {
    let bytes: Vec<u8> = methods
        .iter()
        .flat_map(|method| call(framing, method, 1, &AddArgs { left: 1, right: 2 }))
        .collect();
    let served = serve(framing, Limits::default(), service, &[&bytes]);
    served.result.as_ref().unwrap();
    let outcome = |(header, result): thriftwood::Reply<AddResult>| {
        let sum = result
            .map(|result| result.success.unwrap())
            .map_err(|exception| exception.kind.0);
        (header.name.to_string(), sum)
    };
    served
        .replies::<AddResult>(framing)
        .into_iter()
        .map(outcome)
        .collect()
}

#[test]
fn a_call_goes_to_its_service_and_its_reply_has_the_bare_name() {
    let services = NoService.and("one", processor()).and("two", processor());
    for framing in BOTH {
        let sum = || ("add".to_owned(), Ok(3));
        assert_eq!(
            outcomes(framing, &services, &["one:add", "two:add"]),
            [sum(), sum()]
        );
    }
}

#[test]
fn an_unknown_method_of_a_service_leaves_the_connection_in_step() {
    let services = NoService.and("one", processor());
    let unknown = (
        "subtract".to_owned(),
        Err(ApplicationErrorKind::UNKNOWN_METHOD.0),
    );
    for framing in BOTH {
        let expected = [unknown.clone(), ("add".to_owned(), Ok(3))];
        assert_eq!(
            outcomes(framing, &services, &["one:subtract", "one:add"]),
            expected
        );
    }
}

#[test]
fn whoever_is_at_the_wrong_server_is_told_and_hung_up_on() {
    let services = NoService.and("one", processor());
    for framing in BOTH {
        for method in ["add", "three:add", "one:two:add", "one:one:add"] {
            let refused = (
                "add".to_owned(),
                Err(ApplicationErrorKind::PROTOCOL_ERROR.0),
            );
            assert_eq!(
                outcomes(framing, &services, &[method, "one:add"]),
                [refused],
                "{framing} {method}"
            );
        }
    }
}

#[test]
fn bare_names_go_to_the_default_service_if_there_is_one() {
    let services = DefaultService(processor()).and("one", processor());
    for framing in BOTH {
        let sum = || ("add".to_owned(), Ok(3));
        assert_eq!(
            outcomes(framing, &services, &["add", "one:add"]),
            [sum(), sum()]
        );
        let refused = (
            "add".to_owned(),
            Err(ApplicationErrorKind::PROTOCOL_ERROR.0),
        );
        assert_eq!(outcomes(framing, &services, &["three:add"]), [refused]);
    }
}

#[test]
fn clients_of_two_services_share_a_connection() {
    let (first, second) = (Handler::default(), Handler::default());
    let services = NoService
        .and("first", Processor::new(first.clone()))
        .and("second", Processor::new(second.clone()));
    let (server, connector) = Running::in_memory(services, ServerOptions::default());
    let mut channel =
        BlockingChannel::over(connector.connect().unwrap(), &ClientOptions::default());
    let mut client = BlockingClient::new(Multiplexed::new("first", &mut channel));
    assert_eq!(client.add(1, 2).unwrap(), 3);
    client.poke(1).unwrap();
    assert_eq!(client.who().unwrap(), "memory framed first:who 3");
    let mut client = BlockingClient::new(Multiplexed::new("second", &mut channel));
    client.poke(2).unwrap();
    assert_eq!(client.add(3, 4).unwrap(), 7);
    assert_eq!(
        (
            &*first.pokes.lock().unwrap(),
            &*second.pokes.lock().unwrap()
        ),
        (&vec![1], &vec![2])
    );
    let mut client = BlockingClient::new(Multiplexed::new("third", &mut channel));
    assert_eq!(
        application(client.add(1, 2)).kind,
        ApplicationErrorKind::PROTOCOL_ERROR
    );
    drop(channel);
    server.stop();
}

#[test]
fn oneway_calls_are_multiplexed_and_not_answered() {
    let handler = Handler::default();
    let services = NoService.and("one", Processor::new(handler.clone()));
    let poke = |kind, number| {
        crate::support::message(Framing::Framed, "one:poke", kind, 1, &PokeArgs { number })
    };
    let calls = [poke(TMessageType::Oneway, 5), poke(TMessageType::Call, -5)].concat();
    let served = serve(Framing::Framed, Limits::default(), &services, &[&calls]);
    assert_eq!(
        (served.written.len(), &*handler.pokes.lock().unwrap()),
        (0, &vec![5, -5])
    );
}

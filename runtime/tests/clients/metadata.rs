//! What travels beside replies.

use crate::support::Running;
use thriftwood::{
    Context, Framing, Result, TProcessor,
    client::{BlockingChannel, Channel as _, ClientOptions},
    protocol::TInputProtocol,
    server::ServerOptions,
    transport::{Endpoint, ListenOptions, Listener},
    wire::Wire as _,
};

/// Sends back its argument, also beside the reply, unless that is 0.
struct Mirror;

impl TProcessor for Mirror {
    type Call = i32;
    type Reply = i32;
    const SERVICE: &'static str = "Mirror";

    fn read<P: TInputProtocol>(&self, _: &str, input: &mut P) -> Result<Option<i32>> {
        i32::read(input).map(Some)
    }

    async fn run(&self, number: i32) -> Result<Option<i32>> {
        if number != 0 {
            let context = Context::current().unwrap();
            context.set_reply_metadata("number", number.to_string());
        }
        Ok(Some(number))
    }
}

fn start() -> (Running, Endpoint, ClientOptions) {
    let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), &ListenOptions::default());
    let listener = listener.unwrap();
    let endpoint = listener.endpoint().clone();
    let options = ServerOptions::default().with_framing(Framing::Header);
    let running = Running::start(listener, Mirror, options);
    let options = ClientOptions::default().with_framing(Framing::Header);
    (running, endpoint, options)
}

#[test]
fn a_blocking_channel_has_what_came_beside_its_last_reply() {
    let (running, endpoint, options) = start();
    let mut channel = BlockingChannel::connect(&endpoint, &options).unwrap();
    assert!(channel.reply_metadata().unwrap().is_empty());
    for (number, came) in [(7, Some("7")), (8, Some("8")), (0, None)] {
        assert_eq!(channel.call::<_, i32>("mirror", &number).unwrap(), number);
        let beside = channel.reply_metadata().unwrap().get("number");
        assert_eq!(beside.map(String::as_str), came);
    }
    drop(channel);
    running.stop();
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn each_clone_of_an_async_channel_has_its_own() {
    use thriftwood::client::{AsyncChannel as _, TokioChannel};

    let (running, endpoint, options) = start();
    let channel = TokioChannel::connect(&endpoint, &options).await.unwrap();
    let calls = (1..50).map(|number: i32| {
        let channel = channel.clone();
        tokio::spawn(async move {
            assert_eq!(
                channel.call::<_, i32>("mirror", number).await.unwrap(),
                number
            );
            assert_eq!(channel.reply_metadata()["number"], number.to_string());
            assert_eq!(channel.call::<_, i32>("mirror", 0).await.unwrap(), 0);
            assert!(channel.reply_metadata().is_empty());
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert!(channel.reply_metadata().is_empty());
    channel.close().await.unwrap();
    running.stop();
}

//! Many tasks on many threads, some of which lose patience.

use crate::support::{calculator::calculator::Client, processor};
use std::{thread, time::Duration};
use thriftwood::{
    Bytes, ErrorKind,
    client::{ClientOptions, TokioChannel},
    server::{Server, TServer as _},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_leaves_harms_nobody_else() {
    for (model, zlib) in [("simple", ""), ("tokio", "&zlib")] {
        let url = format!("thrift://127.0.0.1:0?transport=unframed{zlib}")
            .parse()
            .unwrap();
        let builder = Server::builder().model(model.parse().unwrap());
        let server = builder.bind_url(&url, processor()).unwrap();
        let (at, handle) = (server.endpoints()[0].clone(), server.handle());
        let serving = thread::spawn(move || server.serve());
        let options = ClientOptions::default()
            .with_dialect(url.dialect())
            .with_in_flight(16)
            .with_reconnect(None);
        let client = Client::new(TokioChannel::connect(&at, &options).await.unwrap());
        let tasks = (0..50).map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                for n in 0..40 {
                    let call = client.add(task, n);
                    if (task + n) % 3 == 0 {
                        let patience = Duration::from_micros(u64::try_from(n * 10).unwrap());
                        let _ = tokio::time::timeout(patience, call).await;
                    } else {
                        assert_eq!(call.await.unwrap(), task + n);
                    }
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(client.add(1, 2).await.unwrap(), 3);
        assert_eq!(client.channel().in_flight(), 0);
        client.channel().clone().close().await.unwrap();
        let error = client.add(1, 2).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
        handle.stop();
        serving.join().unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_of_any_size_share_a_connection() {
    let url = "thrift://127.0.0.1:0".parse().unwrap();
    let server = Server::builder().bind_url(&url, processor()).unwrap();
    let (at, handle) = (server.endpoints()[0].clone(), server.handle());
    let serving = thread::spawn(move || server.serve());
    let client = Client::new(
        TokioChannel::connect(&at, &ClientOptions::default())
            .await
            .unwrap(),
    );
    let echoes = (0..20).map(|n| {
        let client = client.clone();
        tokio::spawn(async move {
            let payload = Bytes::from(vec![n; 1 << n]);
            assert_eq!(client.echo(payload.clone()).await.unwrap(), payload);
        })
    });
    for echo in echoes.collect::<Vec<_>>() {
        echo.await.unwrap();
    }
    drop(client);
    handle.stop();
    serving.join().unwrap().unwrap();
}

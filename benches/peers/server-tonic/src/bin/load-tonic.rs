//! The load of `benches/src/bin/load.rs` by gRPC: as many calls, each in a task of one thread. It costs far more than that
//! one, so what a second brings is not to be compared; what the server spends on a call is.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use benches::{
    Result,
    load::{Calls, Idle, Memory, Meter, Method, Outcome, Task, resident_once_at_rest},
    payloads::Rng,
};
use made::{Payload, bench_client::BenchClient};
use tokio::{task::LocalSet, time::sleep};
use tonic::transport::{Channel, Endpoint};

mod made {
    #![allow(warnings, clippy::all)] // it is tonic's
    tonic::include_proto!("bench");
}

fn main() -> Result<()> {
    let task = std::env::args()
        .nth(1)
        .ok_or("say what to do: a `load::Task` in JSON")?;
    let task = serde_json::from_str(&task)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    println!("{}", LocalSet::new().block_on(&runtime, answer(task))?);
    Ok(())
}

async fn answer(task: Task) -> Result<String> {
    Ok(match task {
        Task::Calls(calls) => serde_json::to_string(&make(&calls).await?)?,
        Task::Idle(idle) => serde_json::to_string(&hold(&idle).await?)?,
    })
}

type Client = BenchClient<Channel>;

async fn connect(port: u16, connections: usize) -> Result<Vec<Client>> {
    let mut clients = Vec::with_capacity(connections);
    for _ in 0..connections {
        let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?;
        clients.push(BenchClient::new(
            endpoint.tcp_nodelay(true).connect().await?,
        ));
    }
    Ok(clients)
}

fn payload(bytes: usize) -> Payload {
    Payload {
        data: Rng(99).bytes(bytes).into(),
    }
}

async fn call(client: &mut Client, payload: &Payload) -> Result<()> {
    let reply = client.echo(payload.clone()).await?.into_inner();
    if reply == *payload {
        Ok(())
    } else {
        Err("a wrong reply".into())
    }
}

/// What all tasks share.
struct Run {
    payload: Payload,
    meter: RefCell<Meter>,
    replies: Vec<Cell<usize>>,
    failed: RefCell<Option<benches::Error>>,
}

async fn make(calls: &Calls) -> Result<Outcome> {
    let shape = calls.shape;
    if shape.method != Method::Echo {
        return Err("there is an echo only".into());
    }
    let run = Rc::new(Run {
        payload: payload(shape.payload),
        meter: RefCell::new(Meter::begin(calls.target.process)?),
        replies: vec![Cell::new(0); shape.connections],
        failed: RefCell::new(None),
    });
    for (place, client) in connect(calls.target.port, shape.connections)
        .await?
        .into_iter()
        .enumerate()
    {
        for _ in 0..shape.window {
            tokio::task::spawn_local(call_again_and_again(Rc::clone(&run), client.clone(), place));
        }
    }
    sleep(Duration::from_secs_f64(calls.warm_up)).await;
    run.replies.iter().for_each(|replies| replies.set(0));
    *run.meter.borrow_mut() = Meter::begin(calls.target.process)?;
    sleep(Duration::from_secs_f64(calls.seconds)).await;
    let outcome = run
        .meter
        .borrow()
        .outcome(run.replies.iter().map(Cell::get));
    run.failed.take().map_or(outcome, Err)
}

async fn call_again_and_again(run: Rc<Run>, mut client: Client, place: usize) {
    loop {
        let asked = Instant::now();
        if let Err(error) = call(&mut client, &run.payload).await {
            *run.failed.borrow_mut() = Some(error);
            return;
        }
        run.meter.borrow_mut().note(asked.elapsed());
        run.replies[place].update(|replies| replies + 1);
    }
}

async fn hold(idle: &Idle) -> Result<Memory> {
    let payload = payload(idle.payload);
    let rest = || resident_once_at_rest(idle.target.process);
    call(&mut connect(idle.target.port, 1).await?[0], &payload).await?;
    let base = rest()?;
    let mut clients = connect(idle.target.port, idle.connections).await?;
    let fresh = rest()?;
    for client in &mut clients {
        call(client, &payload).await?;
    }
    let used = rest()?;
    Ok(Memory::each(idle.connections, base, fresh, used))
}

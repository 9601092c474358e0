//! The example programs do what they say.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// What a program prints; it must succeed.
fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_calculator_is_called_through_every_server_model_and_stops_when_it_is_told() {
    for model in thriftwood::server::ServerModel::ALL {
        let mut server = Command::new(env!("CARGO_BIN_EXE_calculator-server"))
            .args([
                "--listen",
                "127.0.0.1:0",
                "--workers",
                "2",
                "--server",
                model.name(),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let listening = lines.next().unwrap().unwrap();
        let endpoint = listening.strip_prefix("listening on ").unwrap();
        let called = run(
            env!("CARGO_BIN_EXE_calculator-client"),
            &[
                "--connect",
                endpoint,
                "--protocol",
                "compact",
                "--transport",
                "unframed",
            ],
        );
        assert!(called.contains("15 - 10 = 5"), "{model}: {called}");
        let killed = Command::new("kill").arg(server.id().to_string()).status();
        assert!(killed.unwrap().success());
        assert_eq!(lines.next().unwrap().unwrap(), "stopped");
        assert!(server.wait().unwrap().success());
    }
}

#[test]
fn two_services_answer_behind_one_port() {
    let said = run(env!("CARGO_BIN_EXE_multiplexed"), &[]);
    assert_eq!(said, "calculator: 1 + 1 = 2\nbench: 1 + 2 + 3 = 6\n");
}

#[test]
fn workers_block_beside_each_other() {
    let said = run(env!("CARGO_BIN_EXE_blocking"), &[]);
    assert!(
        said.starts_with("row 1\n") && said.contains("row 8\n8 queries"),
        "{said}"
    );
}

#[test]
fn calls_that_await_overtake_each_other() {
    let said = run(env!("CARGO_BIN_EXE_awaiting"), &[]);
    assert!(said.starts_with("100 answers"), "{said}");
}

//! A server of any model, on a thread of its own.

use std::thread::{self, JoinHandle};

use thriftwood::Result;
use thriftwood::server::{Server, ServerHandle, TServer as _};
use thriftwood::transport::Endpoint;

/// A server that serves.
#[derive(Debug)]
pub struct Serving {
    endpoints: Vec<Endpoint>,
    handle: ServerHandle,
    thread: JoinHandle<Result<()>>,
}

impl Serving {
    /// Lets it serve.
    pub fn start(server: Server) -> Self {
        Self {
            endpoints: server.endpoints().into_iter().cloned().collect(),
            handle: server.handle(),
            thread: thread::spawn(move || server.serve()),
        }
    }

    /// Where it listens first.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoints[0]
    }

    /// Wherever it listens.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// Stops it from elsewhere.
    pub fn handle(&self) -> &ServerHandle {
        &self.handle
    }

    /// Stops it, and waits until its last peer is served.
    ///
    /// # Panics
    /// If it failed, or still counts a peer.
    pub fn stop(self) {
        self.handle.stop();
        let served = self.thread.join().expect("the server did not panic");
        served.expect("the server did not fail");
        assert_eq!(self.handle.connections(), 0);
    }
}

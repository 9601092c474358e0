//! TLS that is never spoken to its end.

use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use tempfile::TempDir;
use tests::certificates::Certificates;
use tests::peer::{Peer, blob};
use thriftwood::client::ClientOptions;
use thriftwood::transport::tls::{Roots, TlsClientOptions, TlsConnector};

use crate::attack::{Attack, MIB, Siege};
use crate::slow::{ASKED, SIZE, dribble};

/// What a client needs to speak TLS with the servers.
struct Authority {
    folder: TempDir,
    files: Certificates,
}

impl Authority {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Certificates::make(folder.path()).unwrap();
        Self { folder, files }
    }

    fn attack(&self, flags: &[&str]) -> Attack {
        let tls = ["--tls", self.folder.path().to_str().unwrap()];
        let options =
            TlsClientOptions::default().with_roots(Roots::File(self.files.authority.clone()));
        let connector = TlsConnector::new(options).unwrap();
        let honest = ClientOptions::default().with_tls(Some(connector));
        Attack::with(&[&tls[..], flags].concat()).honest(honest)
    }

    /// A client that has said nothing yet.
    fn client(&self) -> ClientConnection {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(&self.files.authority).unwrap();
        roots.add(authority).unwrap();
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        ClientConnection::new(Arc::new(config), name).unwrap()
    }

    /// The first that a client says.
    fn hello(&self) -> Vec<u8> {
        let mut hello = Vec::new();
        self.client().write_tls(&mut hello).unwrap();
        hello
    }
}

#[test]
fn a_handshake_is_not_waited_for() {
    let authority = Authority::new();
    let flags = ["--handshake", "1000"];
    authority.attack(&flags).on_each(|siege| {
        let hello = authority.hello();
        // nothing; all of the first record and nothing more; each byte after a while
        let mut peers = siege.peers(2);
        for peer in &mut peers[1..] {
            peer.send(&hello).unwrap();
        }
        dribble(siege, peers, &[Vec::new(), Vec::new()]);
        let longer = [&hello[..3], &[0x40, 0], &[1; 0x4000]].concat();
        dribble(siege, siege.peers(1), &[longer]);
        siege.has_cost(2 * MIB);
    });
}

#[test]
fn nor_are_records_that_come_byte_by_byte() {
    let authority = Authority::new();
    // an honest client may be idle for a while, on a busy machine
    let flags = ["--read", "2000", "--idle", "2000"];
    authority.attack(&flags).on_each(|siege| {
        let (peer, mut client) = shaken(&authority, siege);
        std::io::Write::write_all(&mut client.writer(), &[0; 16_000]).unwrap();
        let mut record = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut record).unwrap();
        }
        dribble(siege, vec![peer], &[record]);
        siege.has_cost(2 * MIB);
    });
}

/// A peer after its handshake.
fn shaken(authority: &Authority, siege: &Siege<'_>) -> (Peer, ClientConnection) {
    let (peer, mut client) = (siege.peer(), authority.client());
    let mut stream = TcpStream::from(peer.socket.try_clone().unwrap());
    client.complete_io(&mut stream).unwrap();
    (peer, client)
}

#[test]
fn nor_are_replies_kept_that_are_not_taken() {
    let authority = Authority::new();
    let calls: Vec<_> = (0..ASKED).map(|n| blob(n, SIZE as i32)).collect();
    let calls = calls.concat();
    let peers = 2;
    authority.attack(&["--write", "150"]).on_each(|siege| {
        let deaf = || {
            let (mut peer, mut client) = shaken(&authority, siege);
            std::io::Write::write_all(&mut client.writer(), &calls).unwrap();
            let mut records = Vec::new();
            while client.wants_write() {
                client.write_tls(&mut records).unwrap();
            }
            peer.send(&records).unwrap();
            peer
        };
        let deaf: Vec<_> = (0..peers).map(|_| deaf()).collect();
        siege.wait_until("they are sent home", |counts| {
            counts.accepted == siege.first.accepted + peers && counts.connections == 0
        });
        let begun = siege.counts().begun - siege.first.begun;
        assert!(begun < peers * ASKED as usize, "{}", siege.kind.name);
        siege.has_cost(MIB + peers * 6 * SIZE);
        drop(deaf);
    });
}

#[test]
fn it_may_end_after_any_byte() {
    let authority = Authority::new();
    authority.attack(&[]).on_each(|siege| {
        let hello = authority.hello();
        for end in 0..=hello.len() {
            let mut peer = siege.peer();
            peer.send(&hello[..end]).unwrap();
        }
        siege.has_cost(4 * MIB);
    });
}

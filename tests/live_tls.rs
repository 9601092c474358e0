//! Mutual TLS with Apache's Python library, in both roles.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use generated::interop::interop::{BlockingClient, Processor};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tests::interop::Handler;
use tests::peer;
use thriftwood::Bytes;
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, TServer as _};
use thriftwood::transport::tls::{
    ClientCertificates, Roots, TlsAcceptor, TlsClientOptions, TlsConnector, TlsServerOptions,
};
use thriftwood::transport::{Endpoint, ListenOptions};

type Checked = Result<(), Box<dyn Error>>;

/// An authority, and a certificate for this machine that serves at either end.
struct Files {
    authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn make(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut params = CertificateParams::new([])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "the tests' authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = CertificateParams::new(names)?.signed_by(&key, &issuer)?;
        let files = Self {
            authority: folder.join("authority.pem"),
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        };
        fs::write(&files.authority, issuer.pem())?;
        fs::write(&files.certificate, certificate.pem())?;
        fs::write(&files.key, key.serialize_pem())?;
        Ok(files)
    }

    /// As Python's scripts take them.
    fn arguments(&self) -> Option<[&str; 3]> {
        let [authority, certificate, key] =
            [&self.authority, &self.certificate, &self.key].map(|file| file.to_str());
        Some([authority?, certificate?, key?])
    }
}

#[test]
fn pythons_client_calls_our_server() -> Checked {
    let (generated, folder) = (peer::generate(), tempfile::tempdir()?);
    let files = Files::make(folder.path())?;
    let clients = ClientCertificates::Required(files.authority.clone());
    let options = TlsServerOptions::new(&files.certificate, &files.key).with_clients(clients);
    let tls = TlsAcceptor::new(options)?;
    let server = Server::builder()
        .listen_options(ListenOptions::default().with_tls(Some(tls)))
        .bind(&"127.0.0.1:0".parse()?, Processor::new(Handler::default()))?;
    let Endpoint::Tcp { port, .. } = *server.endpoints()[0] else {
        return Err("not a TCP endpoint".into());
    };
    let [authority, certificate, key] = files.arguments().ok_or("a path that is no text")?;
    let port = port.to_string();
    let arguments = [port.as_str(), authority, certificate, key];
    let said = std::thread::scope(|scope| {
        let serving = scope.spawn(|| server.serve());
        let said = peer::run_script("tls_client.py", generated.path(), &arguments);
        server.handle().stop();
        let served = serving.join().expect("the server does not panic");
        served.map(|()| said)
    })?;
    assert_eq!(said, "one call, two refusals");
    Ok(())
}

#[test]
fn our_client_calls_pythons_server() -> Checked {
    let (generated, folder) = (peer::generate(), tempfile::tempdir()?);
    let files = Files::make(folder.path())?;
    let arguments = files.arguments().ok_or("a path that is no text")?;
    let server = peer::Server::of_script("tls_server.py", generated.path(), &arguments);
    let endpoint = format!("127.0.0.1:{}", server.port).parse()?;
    let connect = |options: TlsClientOptions| -> thriftwood::Result<_> {
        let options = ClientOptions::default().with_tls(Some(TlsConnector::new(options)?));
        BlockingChannel::connect(&endpoint, &options).map(BlockingClient::new)
    };
    let trusting = TlsClientOptions::default().with_roots(Roots::File(files.authority.clone()));
    let known = Some((files.certificate.clone(), files.key.clone()));
    let known = trusting.clone().with_certificate(known);

    let mut client = connect(known.clone())?;
    assert_eq!(client.who()?, "python");
    let large = Bytes::from(vec![7; 300_000]);
    assert_eq!(client.echo_binary(large.clone())?, large);

    // a client that leaves at once, with the server's tickets unread, has still made its call
    connect(known.clone())?.fire("leaver".to_owned(), 3)?;
    let arrived = (0..1000).any(|_| {
        std::thread::sleep(Duration::from_millis(5));
        client.fired("leaver".to_owned()).is_ok_and(|sum| sum == 3)
    });
    assert!(arrived, "the call of a client that left at once is lost");

    let other_name = known.with_server_name(Some("bank.example".to_owned()));
    let why = connect(other_name).map(drop).unwrap_err().to_string();
    assert!(why.contains("not valid for name"), "{why}");
    let nobody = connect(trusting).and_then(|mut client| client.ping());
    assert!(nobody.is_err(), "a client without a certificate was let in");
    Ok(())
}

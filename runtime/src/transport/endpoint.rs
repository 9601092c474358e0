//! Where a server listens, as text and as a value.

use crate::{Error, ErrorKind, Result};
use std::{fmt, path::PathBuf, str::FromStr};

/// An address to listen on or to connect to: `host:port`, `[::1]:port`, `unix:/path` or, on Linux, `unix:@name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// A host name or an IP address (without brackets), and a port; port 0 listens on a free one.
    Tcp {
        /// Resolved when it is used, not before.
        host: String,
        /// In host byte order.
        port: u16,
    },
    /// A Unix socket in the file system.
    Unix(PathBuf),
    /// A Unix socket in Linux's abstract name space: no file, gone with its last owner.
    Abstract(String),
    /// A listener in this process, reached by its connector only. It is written `memory` and is never read.
    Memory,
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        parse(text).map_err(|problem| {
            let forms = "host:port, [ipv6]:port, unix:/path or unix:@name";
            ErrorKind::Usage(format!("`{text}` is no address: {problem} (expected {forms})").into())
                .into()
        })
    }
}

fn parse(text: &str) -> Result<Endpoint, &'static str> {
    if let Some(name) = text.strip_prefix("unix:") {
        return match name.strip_prefix('@') {
            _ if name.contains('\0') => Err("a zero byte in the name"),
            Some("") => Err("the abstract name is empty"),
            Some(name) => Ok(Endpoint::Abstract(name.to_owned())),
            None if name.is_empty() => Err("the path is empty"),
            None => Ok(Endpoint::Unix(PathBuf::from(name))),
        };
    }
    let (host, port) = text.rsplit_once(':').ok_or("the port is missing")?;
    let port = port
        .parse()
        .map_err(|_| "the port is no number from 0 to 65535")?;
    let host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(host) => host,
        None if host.contains(':') => return Err("an IPv6 address needs brackets"),
        None => host,
    };
    if host.is_empty() {
        Err("the host is missing")
    } else {
        Ok(Endpoint::Tcp {
            host: host.to_owned(),
            port,
        })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Abstract(name) => write!(f, "unix:@{name}"),
            Self::Memory => f.write_str("memory"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written_alike() {
        for text in [
            "127.0.0.1:9090",
            "localhost:0",
            "[::1]:9090",
            "unix:/tmp/a b",
            "unix:@name",
        ] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
        let tcp = Endpoint::Tcp {
            host: "::1".to_owned(),
            port: 9090,
        };
        assert_eq!("[::1]:9090".parse::<Endpoint>().unwrap(), tcp);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, problem) in [
            ("localhost", "port is missing"),
            (":9090", "host is missing"),
            ("localhost:65536", "no number from 0 to 65535"),
            ("::1:9090", "needs brackets"),
            ("unix:", "path is empty"),
            ("unix:@", "name is empty"),
            ("unix:/a\0b", "zero byte"),
        ] {
            let error = text.parse::<Endpoint>().unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}

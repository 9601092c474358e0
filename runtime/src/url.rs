//! Where a service is and how it speaks, in one line of text.

use crate::{
    Choice, Compression, Dialect, Error, ErrorKind, Framing, Protocol, Result, ServerDialect,
    ZlibLevel, transport::Endpoint,
};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::{borrow::Cow, fmt, str::FromStr};

/// Where a service is and how it speaks: for a client to [connect](crate::client::BlockingChannel::connect_url) to, or
/// for a server to [listen](crate::server::ServerBuilder::bind_url) at.
///
/// | | |
/// |---|---|
/// | `thrift://host:port` | TCP |
/// | `thrift+tls://host:port` | TLS over TCP |
/// | `thrift+unix:///path`, `thrift+unix:@name` | a Unix socket; on Linux also an abstract one |
/// | `http://host:port/path`, `https://…` | HTTP, and HTTP under TLS; ports 80 and 443 unless said |
/// | `?protocol=compact` | any [`Protocol`] that is read; unsaid, a client speaks binary, and a server recognises it |
/// | `&transport=framed` | any [`Framing`]; unsaid, a client speaks framed, and a server recognises it |
/// | `&zlib`, `&zlib-in-frames` | compressed ([`Compression`]); `&zlib=1` at a [level](ZlibLevel) |
///
/// What is not in the table is refused when the text is parsed, and so is what does not go together.
///
/// ```
/// use thriftwood::{Protocol, ThriftUrl, transport::Endpoint};
///
/// let url: ThriftUrl = "thrift://example.org:9090?protocol=compact&zlib".parse()?;
/// assert_eq!(*url.endpoint(), "example.org:9090".parse::<Endpoint>()?);
/// assert_eq!(url.dialect().protocol, Protocol::Compact);
/// assert_eq!(url.to_string(), "thrift://example.org:9090?protocol=compact&zlib");
///
/// let error = "thrift://example.org:9090?protocol=json&transport=header".parse::<ThriftUrl>().unwrap_err();
/// assert!(error.to_string().contains("header framing carries binary and compact, not json"));
/// # Ok::<_, thriftwood::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ThriftUrl {
    scheme: Scheme,
    endpoint: Endpoint,
    /// What HTTP asks for.
    path: Option<String>,
    protocol: Option<Protocol>,
    framing: Option<Framing>,
    compression: Compression,
    zlib_level: Option<ZlibLevel>,
}

/// What stands before the colon: what the bytes go over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scheme {
    Tcp,
    Tls,
    Unix,
    Http,
    Https,
}

impl Scheme {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Tcp, "thrift"),
        (Self::Tls, "thrift+tls"),
        (Self::Unix, "thrift+unix"),
        (Self::Http, "http"),
        (Self::Https, "https"),
    ];

    fn is_tls(self) -> bool {
        matches!(self, Self::Tls | Self::Https)
    }

    fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }

    fn name(self) -> &'static str {
        let named = Self::ALL.iter().find(|(scheme, _)| *scheme == self);
        named.map_or("", |(_, name)| name)
    }
}

impl ThriftUrl {
    /// Where the service is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Is it reached under TLS?
    pub fn is_tls(&self) -> bool {
        self.scheme.is_tls()
    }

    /// What an HTTP client asks for, `/` at least. `None`: there is no HTTP.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// How hard what is sent is compressed, if the URL says it.
    pub fn zlib_level(&self) -> Option<ZlibLevel> {
        self.zlib_level
    }

    /// What a client speaks: what is unsaid is the default.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            protocol: self.protocol.unwrap_or_default(),
            framing: self.framing.unwrap_or_default(),
            compression: self.compression,
            zlib_level: self.zlib_level.unwrap_or_default(),
        }
    }

    /// What a server speaks: what is unsaid is left to the client.
    pub fn server_dialect(&self) -> ServerDialect {
        ServerDialect {
            protocol: self.protocol.map_or(Choice::Auto, Choice::Only),
            framing: self.framing.map_or(Choice::Auto, Choice::Only),
            compression: self.compression,
            zlib_level: self.zlib_level.unwrap_or_default(),
            forwarded: false,
        }
    }

    /// Refuses TLS where the other side of the set-up has none, and the other way round.
    #[cfg(feature = "tls")]
    pub(crate) fn agrees_on_tls(&self, has_tls: bool, what: &str) -> Result<()> {
        let why = match (self.is_tls(), has_tls) {
            (true, false) => format!("`{self}` asks for TLS, and {what} have none"),
            (false, true) => format!("{what} have TLS, and `{self}` has not"),
            _ => return Ok(()),
        };
        Err(ErrorKind::Usage(why.into()).into())
    }
}

/// What is written as `%` and two digits in a path; so is all that is not ASCII.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'%').add(b'?');

/// Why a text is no URL.
type Problem = Cow<'static, str>;

impl FromStr for ThriftUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        parse(text).map_err(|problem| {
            let forms = "thrift://host:port, thrift+tls://host:port, thrift+unix:///path or http://host/path";
            let why = format!("`{text}` is no Thrift URL: {problem} (expected {forms})");
            ErrorKind::Usage(why.into()).into()
        })
    }
}

fn parse(text: &str) -> Result<ThriftUrl, Problem> {
    let (scheme, rest) = text.split_once(':').ok_or("the scheme is missing")?;
    let scheme = parse_scheme(scheme)?;
    if rest.contains('#') {
        return Err("a fragment means nothing here".into());
    }
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (endpoint, path) = match scheme {
        Scheme::Tcp | Scheme::Tls => (parse_host(place)?, None),
        Scheme::Unix => (parse_path(place)?, None),
        Scheme::Http => parse_http(place, 80)?,
        Scheme::Https => parse_http(place, 443)?,
    };
    let mut url = ThriftUrl {
        scheme,
        endpoint,
        path,
        protocol: None,
        framing: scheme.is_http().then_some(Framing::Http),
        compression: Compression::None,
        zlib_level: None,
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        url.add(pair)?;
    }
    url.dialect().check().map_err(in_words)?;
    Ok(url)
}

fn parse_scheme(scheme: &str) -> Result<Scheme, Problem> {
    let named = Scheme::ALL.into_iter().find(|(_, name)| *name == scheme);
    match named.ok_or_else(|| format!("there is no scheme `{scheme}`"))? {
        (scheme, _) if scheme.is_tls() && !cfg!(feature = "tls") => {
            Err("this program was built without TLS (feature `tls`)".into())
        }
        (scheme, _) => Ok(scheme),
    }
}

/// The host, and what is asked of it.
fn parse_http(place: &str, port: u16) -> Result<(Endpoint, Option<String>), Problem> {
    let rest = place.strip_prefix("//").ok_or("the host is missing")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.contains(']'));
    let endpoint = if has_port {
        parse_host(&format!("//{host}"))?
    } else {
        parse_host(&format!("//{host}:{port}"))?
    };
    let path = if path.is_empty() { "/" } else { path };
    Ok((endpoint, Some(path.to_owned())))
}

fn parse_host(place: &str) -> Result<Endpoint, Problem> {
    let host = place.strip_prefix("//").ok_or("the host is missing")?;
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.contains('/') {
        return Err("a path means nothing here".into());
    }
    if host.contains('@') {
        return Err("a user's name means nothing here".into());
    }
    match host.parse().map_err(in_words)? {
        endpoint @ Endpoint::Tcp { .. } => Ok(endpoint),
        _ => Err("the port is no number from 0 to 65535".into()),
    }
}

fn parse_path(place: &str) -> Result<Endpoint, Problem> {
    let path = place.strip_prefix("//").unwrap_or(place);
    if !path.starts_with('/') && !place.starts_with('@') {
        return Err("a Unix socket has a path from the root, and no host".into());
    }
    let path = percent_decode_str(path).decode_utf8();
    let path = path.map_err(|_| "the path is not UTF-8")?;
    format!("unix:{path}").parse().map_err(in_words)
}

impl ThriftUrl {
    /// One `key=value`, or a key alone.
    fn add(&mut self, pair: &str) -> Result<(), Problem> {
        let (key, value) = match pair.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (pair, None),
        };
        let repeated = match (key, value) {
            ("protocol", Some(value)) => {
                let protocol = value.parse().map_err(in_words)?;
                self.protocol.replace(protocol).is_some()
            }
            ("transport", Some(value)) => {
                let framing = value.parse().map_err(in_words)?;
                self.framing.replace(framing).is_some() && !self.scheme.is_http()
            }
            ("zlib", level) => self.compress(Compression::Zlib, level)?,
            ("zlib-in-frames", level) => self.compress(Compression::ZlibInFrames, level)?,
            ("protocol" | "transport", None) => return Err(format!("`{key}` has no value").into()),
            _ => return Err(format!("`{key}` is none of protocol, transport and zlib").into()),
        };
        if repeated {
            return Err(format!("`{key}` is said twice").into());
        }
        if self.scheme.is_http() && self.framing != Some(Framing::Http) {
            return Err("HTTP is a transport of its own".into());
        }
        Ok(())
    }

    /// `true`: it was compressed already.
    fn compress(&mut self, compression: Compression, level: Option<&str>) -> Result<bool, Problem> {
        self.zlib_level = level.map(str::parse).transpose().map_err(in_words)?;
        let before = std::mem::replace(&mut self.compression, compression);
        Ok(before != Compression::None)
    }
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` hands it over
fn in_words(error: Error) -> Problem {
    error.to_string().into()
}

impl fmt::Display for ThriftUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.scheme.name())?;
        match &self.endpoint {
            Endpoint::Unix(path) => {
                // invariant: it was parsed, and so is UTF-8
                let path = path.to_string_lossy();
                write!(f, "//{}", utf8_percent_encode(&path, ESCAPED))?;
            }
            Endpoint::Abstract(name) => write!(f, "@{}", utf8_percent_encode(name, ESCAPED))?,
            host => write!(f, "//{host}{}", self.path().unwrap_or_default())?,
        }
        let protocol = self.protocol.map(|protocol| format!("protocol={protocol}"));
        let framing = self.framing.filter(|_| !self.scheme.is_http());
        let framing = framing.map(|framing| format!("transport={framing}"));
        let compressed = self.compression != Compression::None;
        let level = self.zlib_level.map(|level| format!("={level}"));
        let level = level.unwrap_or_default();
        let compression = compressed.then(|| format!("{}{level}", self.compression));
        let pairs = [protocol, framing, compression].into_iter().flatten();
        for (pair, mark) in pairs.zip(['?', '&', '&']) {
            write!(f, "{mark}{pair}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written_alike() {
        for text in [
            "thrift://localhost:9090",
            "thrift://[::1]:0",
            "thrift://localhost:9090?protocol=compact",
            "thrift://localhost:9090?transport=header&zlib",
            "thrift://localhost:9090?protocol=binary-old&transport=unframed&zlib",
            "thrift+unix:///run/my%20service%3F/%25/%C3%A4",
            "thrift+unix:@name?zlib",
            "thrift://localhost:9090?transport=framed&zlib-in-frames",
            "thrift://localhost:9090?transport=framed&zlib-in-frames=9",
            "thrift://localhost:9090?zlib=0",
            "http://localhost:80/",
            "http://localhost:8080/calculator/1?protocol=json",
        ] {
            let url: ThriftUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), text);
            assert!(!url.is_tls());
        }
        let http: ThriftUrl = "http://[::1]?protocol=compact".parse().unwrap();
        assert_eq!(http.to_string(), "http://[::1]:80/?protocol=compact");
        assert_eq!(
            (http.dialect().framing, http.path()),
            (Framing::Http, Some("/"))
        );
        let path: ThriftUrl = "thrift+unix:/a%20b".parse().unwrap();
        assert_eq!(*path.endpoint(), "unix:/a b".parse().unwrap());
        let buffered: ThriftUrl = "thrift://a:1/?transport=buffered".parse().unwrap();
        assert_eq!(buffered.dialect().framing, Framing::Unframed);
        let framed = ServerDialect::from(buffered.dialect()).framing;
        assert_eq!(buffered.server_dialect().framing, framed);
        assert_eq!(buffered.server_dialect().protocol, Choice::Auto);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, problem) in [
            ("localhost", "the scheme is missing"),
            ("localhost:9090", "there is no scheme `localhost`"),
            ("ftp://localhost:9090", "there is no scheme `ftp`"),
            ("http:localhost:9090", "the host is missing"),
            ("http://a/?transport=framed", "a transport of its own"),
            ("http://a/?zlib", "not below HTTP"),
            (
                "thrift://a:1?zlib-in-frames&transport=header",
                "goes with framed",
            ),
            ("thrift://a:1?zlib&zlib-in-frames", "said twice"),
            ("thrift:localhost:9090", "the host is missing"),
            ("thrift://localhost", "the port is missing"),
            ("thrift://:9090", "the host is missing"),
            ("thrift://unix:a", "the port is no number"),
            ("thrift://a:1/path", "a path means nothing"),
            ("thrift://me@a:1", "a user's name means nothing"),
            ("thrift://a:1#b", "a fragment means nothing"),
            ("thrift+unix://host/path", "and no host"),
            ("thrift+unix:path", "a path from the root"),
            ("thrift+unix:@", "name is empty"),
            ("thrift+unix:/%00", "zero byte"),
            ("thrift+unix:/%ff", "not UTF-8"),
            ("thrift://a:1?protokol=binary", "`protokol` is none of"),
            ("thrift://a:1?protocol=xml", "there is no protocol `xml`"),
            (
                "thrift://a:1?protocol=debug",
                "it is written, and never read",
            ),
            ("thrift://a:1?protocol", "`protocol` has no value"),
            (
                "thrift://a:1?transport=pigeon",
                "there is no framing `pigeon`",
            ),
            (
                "thrift://a:1?zlib=true",
                "there is no zlib level `true`: 0 to 9",
            ),
            ("thrift://a:1?zlib-in-frames=10", "no zlib level `10`"),
            ("thrift://a:1?zlib&zlib=1", "`zlib` is said twice"),
            (
                "thrift://a:1?protocol=json&protocol=json",
                "`protocol` is said twice",
            ),
            ("thrift://a:1?protocol=json&transport=header", "not json"),
        ] {
            let error = text.parse::<ThriftUrl>().unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
        assert_eq!(
            "thrift+tls://a:1".parse::<ThriftUrl>().is_ok(),
            cfg!(feature = "tls")
        );
    }
}

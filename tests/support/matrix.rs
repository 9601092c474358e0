//! What a peer's library can do, and what it gets wrong: the file `matrix` in a peer's folder.
//!
//! ```text
//! client PROTOCOL TRANSPORT[,TRANSPORT…] [MODEL,MODEL…] [tls]      the server models it can meet, if not all
//! server PROTOCOL TRANSPORT[,TRANSPORT…] [MODEL,MODEL…] [tls]      the server models it has
//! cannot ROLE PROTOCOL TRANSPORT[,TRANSPORT…]: REASON
//! skips ROLE PROTOCOL|*[/TRANSPORT][/tls] CHECK: REASON
//! ```

use std::fs;
use std::path::Path;
use std::str::FromStr;

/// A peer's file.
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// What works.
    pub lines: Vec<Line>,
    /// What does not, in the file's own words.
    pub cannot: Vec<String>,
    /// What is not checked.
    pub skips: Vec<Skip>,
}

/// The peer's part in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It calls.
    Client,
    /// It is called.
    Server,
}

/// One protocol with what carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The peer's part.
    pub role: Role,
    /// By its name as a flag.
    pub protocol: String,
    /// By their names as flags; never empty.
    pub transports: Vec<String>,
    /// By their names as flags. Empty: all, where the peer is the client.
    pub models: Vec<String>,
    /// Does it work under TLS too?
    pub tls: bool,
}

/// A check that the library fails by its own fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The library's part.
    pub role: Role,
    protocol: String,
    transport: Option<String>,
    /// Under TLS only?
    tls: bool,
    /// The check, or what other checks have in common with it.
    pub check: String,
    /// The fault.
    pub reason: String,
}

impl Matrix {
    /// The matrix in a peer's folder.
    ///
    /// # Errors
    /// There is none, or a line of it is of no form.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let file = folder.join("matrix");
        let text = fs::read_to_string(&file);
        text.map_err(|error| error.to_string())
            .and_then(|text| text.parse())
            .map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Those faults of a library in this role that matter where these two are spoken.
    pub fn skips_of(&self, role: Role, protocol: &str, transport: &str, tls: bool) -> Vec<&Skip> {
        let matters = |skip: &&Skip| {
            let spoken = skip.protocol == "*" || skip.protocol == protocol;
            let carried = skip.transport.as_deref().is_none_or(|it| it == transport);
            skip.role == role && spoken && carried && (tls || !skip.tls)
        };
        self.skips.iter().filter(matters).collect()
    }
}

impl FromStr for Matrix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut matrix = Self::default();
        for line in text.lines() {
            let (keyword, rest) = line.split_once(' ').unwrap_or((line, ""));
            match keyword {
                _ if line.trim().is_empty() || line.starts_with('#') => {}
                "cannot" => matrix.cannot.push(rest.to_owned()),
                "skips" => matrix.skips.push(skip(rest).ok_or_else(|| unread(line))?),
                role => {
                    let role = role.parse().map_err(|()| unread(line))?;
                    let works = works(role, rest).ok_or_else(|| unread(line))?;
                    matrix.lines.push(works);
                }
            }
        }
        Ok(matrix)
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "client" => Ok(Self::Client),
            "server" => Ok(Self::Server),
            _ => Err(()),
        }
    }
}

fn unread(line: &str) -> String {
    format!("`{line}` is of no form")
}

fn works(role: Role, rest: &str) -> Option<Line> {
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    let tls = words.pop_if(|last| *last == "tls").is_some();
    let (protocol, transports, models) = match *words {
        [protocol, transports] if role == Role::Client => (protocol, transports, vec![]),
        [protocol, transports, models] => (protocol, transports, list(models)),
        _ => return None,
    };
    Some(Line {
        role,
        protocol: protocol.to_owned(),
        transports: list(transports),
        models,
        tls,
    })
}

fn skip(rest: &str) -> Option<Skip> {
    let (what, reason) = rest.split_once(": ")?;
    let [role, spoken, check] = *what.split_whitespace().collect::<Vec<_>>() else {
        return None;
    };
    let (spoken, tls) = match spoken.strip_suffix("/tls") {
        Some(spoken) => (spoken, true),
        None => (spoken, false),
    };
    let (protocol, transport) = match spoken.split_once('/') {
        Some((protocol, transport)) => (protocol, Some(transport.to_owned())),
        None => (spoken, None),
    };
    Some(Skip {
        role: role.parse().ok()?,
        protocol: protocol.to_owned(),
        transport,
        tls,
        check: check.to_owned(),
        reason: reason.to_owned(),
    })
}

fn list(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# a comment\n\
        client json buffered,http threaded,pool tls\n\
        server json framed simple\n\
        \n\
        cannot server json zlib: there is none\n\
        skips server * a: always\n\
        skips server json b: in JSON\n\
        skips server */http c: over HTTP\n\
        skips server json/framed/tls d: under TLS\n\
        skips client * e: as client\n";

    #[test]
    fn a_fault_matters_where_it_was_seen() {
        let matrix: Matrix = FILE.parse().unwrap();
        let skipped = |protocol, transport, tls| -> String {
            let skips = matrix.skips_of(Role::Server, protocol, transport, tls);
            skips.into_iter().map(|skip| skip.check.as_str()).collect()
        };
        assert_eq!(skipped("binary", "framed", true), "a");
        assert_eq!(skipped("json", "http", false), "abc");
        assert_eq!(skipped("json", "framed", false), "ab");
        assert_eq!(skipped("json", "framed", true), "abd");
    }

    #[test]
    fn lines_say_what_works() {
        let [client, server] = &FILE.parse::<Matrix>().unwrap().lines[..] else {
            panic!("two lines");
        };
        assert_eq!(client.transports, ["buffered", "http"]);
        assert_eq!(client.models, ["threaded", "pool"]);
        assert!(client.tls && !server.tls);
        assert_eq!(server.models, ["simple"]);
    }

    #[test]
    fn what_is_of_no_form_is_named() {
        for line in ["server json", "skips server a", "listens json framed"] {
            assert!(line.parse::<Matrix>().unwrap_err().contains(line));
        }
    }
}

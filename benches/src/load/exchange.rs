//! A request and the reply that must come, written by hand: what is measured does not check itself.

use std::fmt;

use serde::{Deserialize, Serialize};
use thriftwood::Protocol;

use crate::{
    Result,
    payloads::{self, Rng},
};

/// The sequence id of all requests.
const SEQUENCE: i32 = 0x0102_0304;
/// Kinds of messages (`TMessageType`).
const CALL: u8 = 1;
const REPLY: u8 = 2;
/// Kinds of fields (`TType`).
const I64: u8 = 10;
const STRING: u8 = 11;
const STRUCT: u8 = 12;
const LIST: u8 = 15;

/// How messages are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Framing {
    /// By a length before each.
    Framed,
    /// By reading them.
    Unframed,
    /// Not at all: the server gives back the bytes of a framed request as they are.
    Bytes,
}

/// What of the service `Bench` is called, by binary protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// Nothing.
    Ping,
    /// Bytes, and back.
    Echo,
    /// A record of about 1 KB, and back.
    EchoMedium,
    /// A list of numbers, and their sum.
    Sum,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ping, Self::Echo, Self::EchoMedium, Self::Sum];

    fn name(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Echo => "echo",
            Self::EchoMedium => "echoMedium",
            Self::Sum => "sum",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A request and the reply to it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What goes out.
    pub request: Vec<u8>,
    /// What must come back.
    pub reply: Vec<u8>,
    /// How many bytes of the reply are compared; of the others only the number, as a map may come in any order.
    pub compared: usize,
}

impl Exchange {
    /// Those of a call with an argument of about `payload` bytes.
    ///
    /// # Errors
    /// None with the values that there are.
    pub fn new(method: Method, payload: usize, framing: Framing) -> Result<Self> {
        let (arguments, result) = bodies(method, payload)?;
        let request = message(CALL, method, &arguments, framing);
        let reply = match framing {
            Framing::Bytes => request.clone(),
            framed => message(REPLY, method, &result, framed),
        };
        let compared = match (method, framing) {
            (Method::EchoMedium, Framing::Framed | Framing::Unframed) => reply.len() - result.len(),
            _ => reply.len(),
        };
        Ok(Self {
            request,
            reply,
            compared,
        })
    }
}

/// The fields of the arguments and of the result.
fn bodies(method: Method, payload: usize) -> Result<(Vec<u8>, Vec<u8>)> {
    let rng = &mut Rng(99);
    let both = |kind, value: &[u8]| (field(kind, 1, value), field(kind, 0, value));
    Ok(match method {
        Method::Ping => (Vec::new(), Vec::new()),
        Method::Echo => both(STRING, &string(&rng.bytes(payload))),
        Method::EchoMedium => both(STRUCT, &Protocol::Binary.serialize(&payloads::medium())?),
        Method::Sum => {
            let numbers: Vec<i64> = (0..payload / 8).map(|_| rng.i64()).collect();
            let sum = numbers
                .iter()
                .fold(0i64, |sum, number| sum.wrapping_add(*number));
            let mut list = vec![I64];
            list.extend((numbers.len() as i32).to_be_bytes());
            list.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
            (field(LIST, 1, &list), field(I64, 0, &sum.to_be_bytes()))
        }
    })
}

fn field(kind: u8, id: i16, value: &[u8]) -> Vec<u8> {
    let [high, low] = id.to_be_bytes();
    [&[kind, high, low], value].concat()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as i32).to_be_bytes(), bytes].concat()
}

fn message(kind: u8, method: Method, fields: &[u8], framing: Framing) -> Vec<u8> {
    let name = string(method.name().as_bytes());
    let message = [
        &[0x80, 1, 0, kind],
        &*name,
        &SEQUENCE.to_be_bytes(),
        fields,
        &[0],
    ]
    .concat();
    if framing == Framing::Unframed {
        message
    } else {
        string(&message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ping_is_as_the_specification_has_it() -> Result<()> {
        let ping = Exchange::new(Method::Ping, 0, Framing::Framed)?;
        assert_eq!(
            ping.request,
            b"\0\0\0\x11\x80\x01\0\x01\0\0\0\x04ping\x01\x02\x03\x04\0"
        );
        assert_eq!(
            ping.reply,
            b"\0\0\0\x11\x80\x01\0\x02\0\0\0\x04ping\x01\x02\x03\x04\0"
        );
        assert_eq!(ping.compared, ping.reply.len());
        Ok(())
    }

    #[test]
    fn an_echo_carries_its_payload_and_bytes_come_back_alike() -> Result<()> {
        let echo = Exchange::new(Method::Echo, 64, Framing::Unframed)?;
        assert_eq!(echo.request.len(), 4 + 8 + 4 + 7 + 64 + 1);
        assert_eq!(echo.request[16..23], *b"\x0b\0\x01\0\0\0\x40");
        assert_eq!(echo.reply[16..23], *b"\x0b\0\0\0\0\0\x40");
        let bytes = Exchange::new(Method::Echo, 64, Framing::Bytes)?;
        assert_eq!(bytes.request[4..], echo.request);
        assert_eq!(bytes.reply, bytes.request);
        Ok(())
    }

    #[test]
    fn of_a_map_only_the_length_is_compared() -> Result<()> {
        let medium = Exchange::new(Method::EchoMedium, 0, Framing::Framed)?;
        assert_eq!(medium.reply.len() - medium.compared, 3 + 966);
        Ok(())
    }
}

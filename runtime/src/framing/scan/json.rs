//! JSON, whose messages are arrays: one ends where its bracket closes.

use super::within_message;
use crate::{Limits, Result, error::ErrorKind, protocol::json::Brackets};

/// The scanner's place in a message in JSON.
#[derive(Debug)]
pub(super) struct JsonScan {
    limits: Limits,
    /// Everything before this has been looked at.
    at: usize,
    /// The bracket that opens the message, once it is here.
    brackets: Option<Brackets>,
    pub(super) steps: u64,
}

impl JsonScan {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            at: 0,
            brackets: None,
            steps: 0,
        }
    }

    pub(super) fn advance(&mut self, message: &[u8]) -> Result<Option<usize>> {
        self.steps += (message.len() - self.at) as u64 + 1;
        let mut brackets = match self.brackets {
            Some(brackets) => brackets,
            None => match self.start(message)? {
                Some(brackets) => brackets,
                None => return Ok(None),
            },
        };
        let end = brackets.advance(&message[self.at..]);
        self.brackets = Some(brackets);
        let found = end.map_or(message.len(), |end| self.at + end);
        within_message(&self.limits, found)?;
        self.at = found;
        Ok(end.map(|_| found))
    }

    /// Passes over white space, up to the bracket.
    fn start(&mut self, message: &[u8]) -> Result<Option<Brackets>> {
        let space = message[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        self.at += space.count();
        match message.get(self.at) {
            Some(b'[') => Ok(Some(Brackets::default())),
            Some(_) => Err(ErrorKind::Syntax {
                expected: "an opening bracket",
                at: self.at,
            }
            .into()),
            None => within_message(&self.limits, self.at).map(|()| None),
        }
    }
}

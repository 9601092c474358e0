//! What a scanner looks at, and what it has to know of a protocol to do so.

use crate::{Result, TType};

/// A part of a message that is still due.
#[derive(Clone, Copy, Debug)]
pub(super) enum Due {
    /// The start of the message's header.
    Start,
    /// This many bytes that need no look.
    Bytes(usize),
    /// A number that says itself how long it is.
    Number,
    /// A length, and as many bytes.
    Text,
    /// The next field of a struct, or its end.
    Field,
    /// A list or a set, from its header on.
    List,
    /// A map, from its header on.
    Map,
    /// This many values, of this type and of that in turn: of a map, its keys and values.
    Values {
        left: usize,
        this: TType,
        that: TType,
    },
}

/// What stands where a field is due.
#[derive(Clone, Copy)]
pub(super) enum Field {
    /// The end of the struct.
    Stop,
    /// A field whose header is all of it.
    Whole,
    /// A field whose value, of this type, follows.
    Value(TType),
}

/// The header of a list or set, or of a map, which has a second type. Of what is empty the types mean nothing.
#[derive(Clone, Copy)]
pub(super) struct Contents {
    pub(super) count: usize,
    pub(super) this: u8,
    pub(super) that: Option<u8>,
}

/// The marks that a protocol writes before values. Each is read from the start of `rest` and comes with what follows
/// it; its numbers are believed no further than they are numbers.
///
/// # Errors
/// Of all of them: [`Short`](crate::ErrorKind::Short) where `rest` ends before the mark does, and what is no mark.
pub(super) trait Marks {
    /// The start of a message, and what is due before its body.
    fn start(rest: &[u8]) -> Result<([Due; 2], &[u8])>;
    /// What follows a number.
    fn number(rest: &[u8]) -> Result<&[u8]>;
    /// The length of a string or binary.
    fn length(rest: &[u8]) -> Result<(usize, &[u8])>;
    /// The header of a field, or the end of a struct.
    fn field(rest: &[u8]) -> Result<(Field, &[u8])>;
    /// The header of a list or set.
    fn list(rest: &[u8]) -> Result<(Contents, &[u8])>;
    /// The header of a map.
    fn map(rest: &[u8]) -> Result<(Contents, &[u8])>;

    /// The type that has this code in the header of a container.
    fn known(code: u8) -> Result<TType>;
    /// How many bytes every scalar of this type takes, where that is so.
    fn fixed(t: TType) -> Option<usize>;
    /// The fewest bytes that a value of this type takes.
    fn least(t: TType) -> usize;
}

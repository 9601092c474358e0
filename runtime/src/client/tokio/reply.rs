//! What a call comes to, before its caller has looked into it.

use crate::{Error, ErrorKind, framing::Whole};
use std::sync::Arc;

/// What a call comes to.
#[derive(Debug)]
pub(super) enum Reply {
    /// Nothing: it was oneway, and is sent.
    None,
    /// A message.
    Whole(Whole),
}

/// The connection is no more, for a reason that all its calls share.
pub(super) fn lost(why: &Arc<Error>) -> Error {
    ErrorKind::Lost(Arc::clone(why)).into()
}

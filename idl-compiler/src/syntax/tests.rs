//! The parser as a whole.

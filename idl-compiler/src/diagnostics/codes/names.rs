//! Names.

catalogue! {}

//! Types and values.

catalogue! {}

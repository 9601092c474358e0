//! Fields, functions and services.

catalogue! {}

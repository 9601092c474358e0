//! What attackers want of a server, and do not get: its memory, its descriptors, its threads, its time.
//!
//! Each attack is made on a server of every kind, in a process of its own. After it an honest client is answered, and the
//! server holds what it held before. Memory is what its allocator has handed out, now and at most: that is exact, while
//! what the system sees of it depends on what the C library keeps. What has no part in it, the stacks of threads, is
//! counted as threads.

mod attack;
mod bytes;
mod ceiling;
mod containers;
mod descriptors;
mod floods;
mod frame_headers;
mod handshakes;
mod leavers;
mod names;
mod overload;
mod slow;
mod threads;
mod zip_bombs;

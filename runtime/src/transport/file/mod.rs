//! Apache's event log: `TFileTransport`, byte-compatible in both directions.
//!
//! An event is a length word of four bytes *in the byte order of the machine that wrote it*, and so many bytes behind
//! it. An event never crosses from one chunk of the file (16 MiB unless said) to the next: zeros fill the chunk first.
//! So a reader can begin at any chunk, and goes on at the next one when it finds damage.
//! (`lib/cpp/src/thrift/transport/TFileTransport.{h,cpp}`. The format has no checksum: damage inside an event's bytes
//! is not seen here.)
//!
//! ```
//! # fn main() -> thriftwood::Result<()> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("calls.log");
//! use thriftwood::transport::file::{EventReader, EventWriter, ReadOptions, WriteOptions};
//!
//! let writer = EventWriter::open(&path, &WriteOptions::default())?;
//! let receipt = writer.append(b"one")?;
//! writer.append(b"two")?;
//! writer.flush()?; // or `receipt.wait()`, when it need not be at once
//! assert!(receipt.is_acknowledged());
//!
//! let mut reader = EventReader::open(&path, &ReadOptions::default())?;
//! assert_eq!(reader.next_event()?.as_deref(), Some(&b"one"[..]));
//! assert_eq!(reader.next_event()?.as_deref(), Some(&b"two"[..]));
//! assert_eq!(reader.next_event()?, None);
//! # Ok(())
//! # }
//! ```

mod chunks;
mod flusher;
mod reader;
mod scan;
mod simple;
mod stop;
mod transport;
mod writer;

pub use reader::{EventReader, ReadOptions, Tail};
pub use simple::TSimpleFile;
pub use transport::TFileTransport;
pub use writer::{EventWriter, FlushPolicy, Receipt, WriteOptions};

/// Apache's size of a chunk, 16 MiB. The format does not say it: who reads must know what the writer was told.
pub const CHUNK_SIZE: u32 = 16 << 20;

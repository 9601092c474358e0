//! A plain file as a byte stream.

use crate::{
    Peer,
    transport::{Closer, TTransport},
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
    time::Duration,
};

/// A plain file as a byte stream (Thrift's `TSimpleFileTransport`): no chunks and no events, only the messages.
/// A file never makes anybody wait, so time-outs mean nothing here.
#[derive(Debug)]
pub struct TSimpleFile {
    file: File,
}

impl TSimpleFile {
    /// Opens a file for reading, at its start.
    ///
    /// # Errors
    /// The operating system's.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        File::open(path).map(Self::from)
    }

    /// Opens a file for appending, or makes one.
    ///
    /// # Errors
    /// The operating system's.
    pub fn append(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true).open(path).map(Self::from)
    }
}

impl From<File> for TSimpleFile {
    fn from(file: File) -> Self {
        Self { file }
    }
}

impl Read for TSimpleFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.file.read(into)
    }
}

impl Write for TSimpleFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TTransport for TSimpleFile {
    fn peer(&self) -> Peer {
        Peer::Unknown
    }

    fn closer(&self) -> Closer {
        Closer::new(|_| ())
    }

    fn set_timeouts(&mut self, _: Option<Duration>, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }
}

//! All types of the `generated` crate that have a wire form, without their Rust types.

use std::fmt::Debug;

use thriftwood::wire::Wire;
use thriftwood::{Bytes, ErrorKind, Limits, Protocol, TType};

use crate::{READ_PROTOCOLS, entropy};

/// A generated type.
#[derive(Debug)]
pub struct Type {
    /// Its path in the crate `generated`.
    pub name: &'static str,
    /// An arbitrary value of it, made from these bytes and written in the protocol.
    pub sample: fn(Protocol, &[u8]) -> Option<Sample>,
}

/// A value that was written.
#[derive(Debug)]
pub struct Sample {
    /// In its protocol.
    pub bytes: Vec<u8>,
    /// What it is written in.
    pub protocol: Protocol,
    is_structure: bool,
    read: Read,
    value: Box<dyn Any>,
}

type Read = fn(Protocol, &Bytes) -> thriftwood::Result<Box<dyn Any>>;

/// What a sample can be asked once its type is forgotten.
trait Any: Debug {
    fn written(&self, protocol: Protocol) -> Vec<u8>;
    fn equals(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn std::any::Any;
}

impl<T: Wire + PartialEq + Debug + 'static> Any for T {
    fn written(&self, protocol: Protocol) -> Vec<u8> {
        protocol
            .serialize(self)
            .expect("a small value can be written")
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.as_any().downcast_ref::<T>() == Some(self)
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl Sample {
    fn of<T: Wire + PartialEq + Debug + 'static>(protocol: Protocol, bytes: &[u8]) -> Option<Self> {
        let value: T = entropy::value(bytes)?;
        let bytes = value.written(protocol);
        let read = |protocol: Protocol, bytes: &Bytes| {
            let value: T = protocol.deserialize(bytes, &Limits::default())?;
            Ok(Box::new(value) as Box<dyn Any>)
        };
        let is_structure = T::TYPE == TType::Struct;
        Some(Self {
            bytes,
            protocol,
            is_structure,
            read,
            value: Box::new(value),
        })
    }

    /// Reads other bytes as a value of the same type.
    ///
    /// # Errors
    /// They are no such value.
    pub fn read(&self, bytes: &[u8]) -> Result<impl Debug, thriftwood::Error> {
        (self.read)(self.protocol, &Bytes::copy_from_slice(bytes))
    }

    /// Is it a struct or an exception, which forgets the fields that it does not know? (A union keeps them.)
    pub fn is_struct(&self) -> bool {
        let unknown = Bytes::from_static(&[2, 0x7e, 0, 1, 0]);
        let kept = (self.read)(Protocol::Binary, &unknown)
            .is_ok_and(|value| value.written(Protocol::Binary) == unknown);
        self.is_structure && !kept
    }

    /// Are these other bytes of the same value?
    pub fn reads_alike(&self, bytes: &[u8]) -> bool {
        (self.read)(self.protocol, &Bytes::copy_from_slice(bytes))
            .is_ok_and(|value| self.value.equals(&*value))
    }

    /// Does the value leave out what its IDL requires? So do values of types that would never end
    /// (`struct Endless { 1: required Endless again }`): they can be written, and are then refused.
    pub fn is_endless(&self) -> bool {
        let read = (self.read)(self.protocol, &Bytes::copy_from_slice(&self.bytes));
        let missing = read.is_err_and(|error| matches!(error.kind(), ErrorKind::MissingField));
        missing && format!("{:?}", self.value).contains("Endless")
    }

    /// Reads the bytes back, compares, and writes once more.
    ///
    /// # Errors
    /// What differs.
    pub fn comes_back(&self) -> Result<(), String> {
        let back = (self.read)(self.protocol, &Bytes::copy_from_slice(&self.bytes))
            .map_err(|error| error.to_string())?;
        if !self.value.equals(&*back) {
            return Err(format!("{:?} came back as {back:?}", self.value));
        }
        // Not the same bytes: a hash container writes in another order each time.
        if !self.reads_alike(&back.written(self.protocol)) {
            return Err(format!("{:?} is another value the second time", self.value));
        }
        Ok(())
    }
}

/// Each type with each protocol that it can be read from.
pub fn in_every_protocol() -> impl Iterator<Item = (&'static Type, Protocol)> {
    let with_each = |ty| READ_PROTOCOLS.iter().map(move |protocol| (ty, *protocol));
    TYPES.iter().flat_map(with_each)
}

macro_rules! types {
    ($($name:literal: $ty:ty,)*) => {
        /// All of them; deprecated ones travel as others do.
        #[allow(deprecated)]
        pub const TYPES: &[Type] = &[$(Type { name: $name, sample: Sample::of::<$ty> }),*];
    };
}

include!(concat!(env!("OUT_DIR"), "/every_type.rs"));

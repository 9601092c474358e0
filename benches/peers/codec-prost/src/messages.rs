//! The records of `bench.idl` as messages, and the payloads as their values.

use std::collections::BTreeMap;

use generated::bench;
use prost::bytes::Bytes;

#[derive(Clone, PartialEq, prost::Message)]
pub struct Small {
    #[prost(bool, tag = "1")]
    flag: bool,
    #[prost(sint32, tag = "2")]
    tiny: i32,
    #[prost(sint32, tag = "3")]
    shorty: i32,
    #[prost(sint32, tag = "4")]
    number: i32,
    #[prost(sint64, tag = "5")]
    big: i64,
    #[prost(double, tag = "6")]
    ratio: f64,
    #[prost(string, tag = "7")]
    name: String,
    #[prost(int32, tag = "8")]
    color: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Medium {
    #[prost(message, optional, tag = "1")]
    head: Option<Small>,
    #[prost(message, repeated, tag = "2")]
    items: Vec<Small>,
    #[prost(sint32, repeated, tag = "3")]
    numbers: Vec<i32>,
    #[prost(btree_map = "string, string", tag = "4")]
    tags: BTreeMap<String, String>,
    #[prost(string, optional, tag = "5")]
    note: Option<String>,
    #[prost(string, optional, tag = "6")]
    comment: Option<String>,
    #[prost(string, optional, tag = "7")]
    missing: Option<String>,
    #[prost(bytes = "bytes", tag = "8")]
    blob: Bytes,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Large {
    #[prost(message, repeated, tag = "1")]
    items: Vec<Small>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Numbers {
    #[prost(sint64, repeated, tag = "1")]
    longs: Vec<i64>,
    #[prost(double, repeated, tag = "2")]
    doubles: Vec<f64>,
    #[prost(sint32, repeated, tag = "3")]
    ints: Vec<i32>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Blob {
    #[prost(bytes = "bytes", tag = "1")]
    data: Bytes,
}

impl From<bench::Small> for Small {
    fn from(it: bench::Small) -> Self {
        Self {
            flag: it.flag,
            tiny: it.tiny.into(),
            shorty: it.shorty.into(),
            number: it.number,
            big: it.big,
            ratio: it.ratio,
            name: it.name,
            color: it.color.0,
        }
    }
}

impl From<bench::Medium> for Medium {
    fn from(it: bench::Medium) -> Self {
        Self {
            head: Some(it.head.into()),
            items: it.items.into_iter().map(Small::from).collect(),
            numbers: it.numbers,
            tags: it.tags,
            note: it.note,
            comment: it.comment,
            missing: it.missing,
            blob: it.blob,
        }
    }
}

impl From<bench::Large> for Large {
    fn from(it: bench::Large) -> Self {
        Self {
            items: it.items.into_iter().map(Small::from).collect(),
        }
    }
}

impl From<bench::Numbers> for Numbers {
    fn from(it: bench::Numbers) -> Self {
        Self {
            longs: it.longs,
            doubles: it.doubles,
            ints: it.ints,
        }
    }
}

impl From<bench::Blob> for Blob {
    fn from(it: bench::Blob) -> Self {
        Self { data: it.data }
    }
}

//! The Interop service as `idl/interop.thrift` describes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use generated::interop::{self as idl, interop as calls};
use thriftwood::protocol::TInputProtocol;
use thriftwood::{ApplicationErrorKind, Bytes, Error, Result, TApplicationException, TProcessor};

/// Answers as every Interop server must.
#[derive(Debug, Default)]
pub struct Handler {
    counters: Mutex<HashMap<String, i32>>,
}

impl Handler {
    fn counter<T>(&self, token: String, with: impl FnOnce(&mut i32) -> T) -> T {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        with(counters.entry(token).or_default())
    }
}

/// What `throw_one(1)` throws.
pub fn err_a() -> idl::ErrA {
    idl::ErrA {
        code: 11,
        message: "a: żółć".to_owned(),
    }
}

/// What `throw_one(2)` throws.
pub fn err_b() -> idl::ErrB {
    let details = vec!["x".to_owned(), "y".to_owned()];
    idl::ErrB {
        label: "b".to_owned(),
        details,
        where_at: Some(idl::Point { x: 1, y: 2 }),
    }
}

/// What `blob(size)` answers.
pub fn blob(size: i32) -> Bytes {
    (0..size)
        .map(|i| (i % 251) as u8)
        .collect::<Vec<u8>>()
        .into()
}

macro_rules! echo {
    ($($name:ident: $ty:ty;)*) => { $(
        async fn $name(&self, v: $ty) -> Result<$ty> {
            Ok(v)
        }
    )* };
}

impl idl::Base for Handler {
    async fn who(&self) -> Result<String> {
        Ok("thriftwood".to_owned())
    }

    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn add(&self, a: i32, b: i32) -> Result<i32> {
        Ok(a.wrapping_add(b))
    }
}

impl idl::Interop for Handler {
    echo! {
        echo_bool: bool;
        echo_i8: i8;
        echo_i16: i16;
        echo_i32: i32;
        echo_i64: i64;
        echo_double: f64;
        echo_string: String;
        echo_binary: Bytes;
        echo_enum: idl::Sparse;
        echo_typedef: idl::Timestamp;
        echo_list: Vec<i32>;
        echo_list_bool: Vec<bool>;
        echo_list_string: Vec<String>;
        echo_set: BTreeSet<String>;
        echo_map: BTreeMap<String, i64>;
        echo_deep: idl::Deep;
        echo_empty: idl::Empty;
        echo_point: idl::Point;
        echo_default: idl::AllDefault;
        echo_required: idl::AllRequired;
        echo_optional: idl::AllOptional;
        echo_defaults: idl::WithDefaults;
        echo_containers: idl::Containers;
        echo_keys: idl::KeyZoo;
        echo_union: idl::Choice;
        echo_tree: idl::Tree;
        echo_chain: idl::Chain;
        echo_big_ids: idl::BigIds;
        echo_neg_ids: idl::NegIds;
        echo_bundle: idl::Bundle;
        evolve: idl::Narrow;
    }

    async fn describe(
        &self,
        b: bool,
        i8v: i8,
        i16v: i16,
        i32v: i32,
        i64v: i64,
        d: f64,
        s: String,
        bin: Bytes,
        e: idl::Sparse,
        nums: Vec<i32>,
    ) -> Result<String> {
        let sum: i64 = nums.iter().map(|n| i64::from(*n)).sum();
        Ok(format!(
            "b={b} i8={i8v} i16={i16v} i32={i32v} i64={i64v} d={:016x} s={} bin={} e={} sum={sum}",
            d.to_bits(),
            crate::hex(s.as_bytes()),
            crate::hex(&bin),
            e.0,
        ))
    }

    async fn get_sample(&self) -> Result<idl::Bundle> {
        Ok(idl::SAMPLE.clone())
    }

    async fn check_sample(&self, v: idl::Bundle) -> Result<bool> {
        Ok(v == *idl::SAMPLE)
    }

    async fn blob(&self, size: i32) -> Result<Bytes> {
        Ok(blob(size))
    }

    async fn throw_one(&self, which: i32) -> Result<i32, calls::ThrowOneError> {
        match which {
            0 => Ok(0),
            1 => Err(err_a())?,
            2 => Err(err_b())?,
            _ => Err(Error::other("not declared"))?,
        }
    }

    async fn throw_void(&self, which: i32) -> Result<(), calls::ThrowVoidError> {
        match which {
            0 => Ok(()),
            code => Err(idl::ErrA {
                code,
                message: "void".to_owned(),
            })?,
        }
    }

    /// [`Service`] answers it: no handler can give no result.
    async fn missing_result(&self) -> Result<idl::Point> {
        Err(TApplicationException::new(
            ApplicationErrorKind::MISSING_RESULT,
            "there is no result",
        ))?
    }

    async fn fire(&self, token: String, n: i32) -> Result<()> {
        self.counter(token, |counter| *counter = counter.wrapping_add(n));
        Ok(())
    }

    async fn fired(&self, token: String) -> Result<i32> {
        Ok(self.counter(token, |counter| *counter))
    }

    async fn snooze(&self, ms: i32) -> Result<i32> {
        futures_timer::Delay::new(Duration::from_millis(ms.clamp(0, 2000) as u64)).await;
        Ok(ms)
    }
}

/// The Interop service with the one reply that generated code never makes: one without a result.
#[derive(Debug)]
pub struct Service(calls::Processor<Handler>);

impl Default for Service {
    fn default() -> Self {
        Self(calls::Processor::new(Handler::default()))
    }
}

impl TProcessor for Service {
    type Call = calls::Call;
    type Reply = calls::Reply;
    const SERVICE: &'static str = "Interop";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<calls::Call>> {
        self.0.read(method, input)
    }

    fn is_oneway(&self, method: &str) -> bool {
        self.0.is_oneway(method)
    }

    async fn run(&self, call: calls::Call) -> Result<Option<calls::Reply>> {
        match call {
            calls::Call::MissingResult(_) => {
                let empty = calls::MissingResultResult::default();
                Ok(Some(calls::Reply::MissingResult(empty)))
            }
            call => self.0.run(call).await,
        }
    }
}

/// Answers as every server of Second must.
#[derive(Debug)]
pub struct SecondHandler;

impl idl::Second for SecondHandler {
    async fn who(&self) -> Result<String> {
        Ok("second".to_owned())
    }

    async fn backwards(&self, s: String) -> Result<String> {
        Ok(s.chars().rev().collect())
    }
}

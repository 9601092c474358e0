//! The services of interop.thrift.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rust_kit::{Described, blob};
use rust_thrift::interop::*;
use rust_thrift::sample;
use thrift::{ApplicationError, ApplicationErrorKind, Error, OrderedFloat, Result};

#[derive(Default)]
pub struct Handler {
    counters: Mutex<HashMap<String, i32>>,
}

impl BaseSyncHandler for Handler {
    fn handle_who(&self) -> Result<String> {
        Ok("rust-thrift".to_owned())
    }
    fn handle_ping(&self) -> Result<()> {
        Ok(())
    }
    fn handle_add(&self, a: i32, b: i32) -> Result<i32> {
        Ok(a.wrapping_add(b))
    }
}

/// Methods that answer their argument.
macro_rules! echoes {
    ($($method:ident: $type:ty;)*) => {
        $(fn $method(&self, v: $type) -> Result<$type> {
            Ok(v)
        })*
    };
}

impl InteropSyncHandler for Handler {
    echoes! {
        handle_echo_bool: bool;
        handle_echo_i8: i8;
        handle_echo_i16: i16;
        handle_echo_i32: i32;
        handle_echo_i64: i64;
        handle_echo_double: OrderedFloat<f64>;
        handle_echo_string: String;
        handle_echo_binary: Vec<u8>;
        handle_echo_enum: Sparse;
        handle_echo_typedef: Timestamp;
        handle_echo_list: Vec<i32>;
        handle_echo_list_bool: Vec<bool>;
        handle_echo_list_string: Vec<String>;
        handle_echo_set: BTreeSet<String>;
        handle_echo_map: BTreeMap<String, i64>;
        handle_echo_deep: Deep;
        handle_echo_empty: Empty;
        handle_echo_point: Point;
        handle_echo_default: AllDefault;
        handle_echo_required: AllRequired;
        handle_echo_optional: AllOptional;
        handle_echo_defaults: WithDefaults;
        handle_echo_containers: Containers;
        handle_echo_keys: KeyZoo;
        handle_echo_union: Choice;
        handle_echo_tree: Tree;
        handle_echo_chain: Chain;
        handle_echo_big_ids: BigIds;
        handle_echo_neg_ids: NegIds;
        handle_echo_bundle: Bundle;
        handle_evolve: Narrow;
    }

    fn handle_describe(
        &self,
        b: bool,
        i8v: i8,
        i16v: i16,
        i32v: i32,
        i64v: i64,
        d: OrderedFloat<f64>,
        s: String,
        bin: Vec<u8>,
        e: Sparse,
        nums: Vec<i32>,
    ) -> Result<String> {
        let (d, s, bin, e, nums) = (d.into_inner(), &s, &bin, e.into(), &nums);
        Ok(Described {
            b,
            i8v,
            i16v,
            i32v,
            i64v,
            d,
            s,
            bin,
            e,
            nums,
        }
        .to_string())
    }

    fn handle_get_sample(&self) -> Result<Bundle> {
        Ok(sample())
    }
    fn handle_check_sample(&self, v: Bundle) -> Result<bool> {
        Ok(v == sample())
    }
    fn handle_blob(&self, size: i32) -> Result<Vec<u8>> {
        Ok(blob(usize::try_from(size).unwrap_or_default()))
    }

    fn handle_throw_one(&self, which: i32) -> Result<i32> {
        match which {
            0 => Ok(0),
            1 => Err(ErrA::new(11, "a: żółć".to_owned()).into()),
            2 => {
                let details = vec!["x".to_owned(), "y".to_owned()];
                Err(ErrB::new("b".to_owned(), details, Point::new(1, 2)).into())
            }
            _ => Err("not declared".into()),
        }
    }
    fn handle_throw_void(&self, which: i32) -> Result<()> {
        if which == 0 {
            Ok(())
        } else {
            Err(ErrA::new(which, "void".to_owned()).into())
        }
    }

    /// A handler has no way to answer nothing; this comes as near as it can.
    fn handle_missing_result(&self) -> Result<Point> {
        let error = ApplicationError::new(ApplicationErrorKind::MissingResult, "no result");
        Err(Error::Application(error))
    }

    fn handle_fire(&self, token: String, n: i32) -> Result<()> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        *counters.entry(token).or_default() += n;
        Ok(())
    }
    fn handle_fired(&self, token: String) -> Result<i32> {
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(counters.get(&token).copied().unwrap_or_default())
    }

    fn handle_snooze(&self, ms: i32) -> Result<i32> {
        thread::sleep(Duration::from_millis(
            ms.clamp(0, 2000).unsigned_abs().into(),
        ));
        Ok(ms)
    }
}

pub struct Second;

impl SecondSyncHandler for Second {
    fn handle_who(&self) -> Result<String> {
        Ok("second".to_owned())
    }
    fn handle_backwards(&self, s: String) -> Result<String> {
        Ok(s.chars().rev().collect())
    }
}

//! The service of interop.thrift.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pilota::{AHashMap, AHashSet, Bytes, FastStr};
use rust_kit::{Described, blob};
use volo_peer::interop::*;
use volo_peer::sample;
use volo_thrift::{
    ApplicationException, ApplicationExceptionKind, MaybeException, ServerError, ServerResult,
};

#[derive(Default)]
pub struct Handler {
    counters: Mutex<HashMap<FastStr, i32>>,
}

/// Methods that answer their argument.
macro_rules! echoes {
    ($($method:ident: $type:ty;)*) => {
        $(async fn $method(&self, v: $type) -> ServerResult<$type> {
            Ok(v)
        })*
    };
}

impl Interop for Handler {
    echoes! {
        echo_bool: bool;
        echo_i8: i8;
        echo_i16: i16;
        echo_i32: i32;
        echo_i64: i64;
        echo_double: f64;
        echo_string: FastStr;
        echo_binary: Bytes;
        echo_enum: Sparse;
        echo_typedef: Timestamp;
        echo_list: Vec<i32>;
        echo_list_bool: Vec<bool>;
        echo_list_string: Vec<FastStr>;
        echo_set: AHashSet<FastStr>;
        echo_map: AHashMap<FastStr, i64>;
        echo_deep: Deep;
        echo_empty: Empty;
        echo_point: Point;
        echo_default: AllDefault;
        echo_required: AllRequired;
        echo_optional: AllOptional;
        echo_defaults: WithDefaults;
        echo_containers: Containers;
        echo_keys: KeyZoo;
        echo_union: Choice;
        echo_tree: Tree;
        echo_chain: Chain;
        echo_big_ids: BigIds;
        echo_bundle: Bundle;
        evolve: Narrow;
    }

    async fn who(&self) -> ServerResult<FastStr> {
        Ok("volo".into())
    }
    async fn ping(&self) -> ServerResult<()> {
        Ok(())
    }
    async fn add(&self, a: i32, b: i32) -> ServerResult<i32> {
        Ok(a.wrapping_add(b))
    }

    async fn describe(
        &self,
        b: bool,
        i8v: i8,
        i16v: i16,
        i32v: i32,
        i64v: i64,
        d: f64,
        s: FastStr,
        bin: Bytes,
        e: Sparse,
        nums: Vec<i32>,
    ) -> ServerResult<FastStr> {
        let (s, bin, e, nums) = (s.as_str(), &bin[..], e.inner(), &nums[..]);
        let described = Described {
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
        };
        Ok(described.to_string().into())
    }

    async fn get_sample(&self) -> ServerResult<Bundle> {
        Ok(sample())
    }
    async fn check_sample(&self, v: Bundle) -> ServerResult<bool> {
        Ok(v == sample())
    }
    async fn blob(&self, size: i32) -> ServerResult<Bytes> {
        Ok(blob(usize::try_from(size).unwrap_or_default()).into())
    }

    async fn throw_one(
        &self,
        which: i32,
    ) -> ServerResult<MaybeException<i32, InteropThrowOneException>> {
        match which {
            0 => Ok(MaybeException::Ok(0)),
            1 => {
                let error = ErrA {
                    code: Some(11),
                    message: Some("a: żółć".into()),
                };
                Ok(MaybeException::Exception(InteropThrowOneException::A(
                    error,
                )))
            }
            2 => {
                let error = ErrB {
                    label: Some("b".into()),
                    details: Some(vec!["x".into(), "y".into()]),
                    where_at: Some(Point {
                        x: Some(1),
                        y: Some(2),
                    }),
                };
                Ok(MaybeException::Exception(InteropThrowOneException::B(
                    error,
                )))
            }
            _ => Err(refusal(
                ApplicationExceptionKind::INTERNAL_ERROR,
                "not declared",
            )),
        }
    }
    async fn throw_void(
        &self,
        which: i32,
    ) -> ServerResult<MaybeException<(), InteropThrowVoidException>> {
        if which == 0 {
            return Ok(MaybeException::Ok(()));
        }
        let error = ErrA {
            code: Some(which),
            message: Some("void".into()),
        };
        Ok(MaybeException::Exception(InteropThrowVoidException::A(
            error,
        )))
    }

    /// A handler has no way to answer nothing; this comes as near as it can.
    async fn missing_result(&self) -> ServerResult<Point> {
        Err(refusal(
            ApplicationExceptionKind::MISSING_RESULT,
            "no result",
        ))
    }

    async fn fire(&self, token: FastStr, n: i32) -> ServerResult<()> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        *counters.entry(token).or_default() += n;
        Ok(())
    }
    async fn fired(&self, token: FastStr) -> ServerResult<i32> {
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(counters.get(&token).copied().unwrap_or_default())
    }

    async fn snooze(&self, ms: i32) -> ServerResult<i32> {
        tokio::time::sleep(Duration::from_millis(
            ms.clamp(0, 2000).unsigned_abs().into(),
        ))
        .await;
        Ok(ms)
    }
}

fn refusal(kind: ApplicationExceptionKind, message: &'static str) -> ServerError {
    ApplicationException::new(kind, message).into()
}

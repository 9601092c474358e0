//! The tutorial's calculator.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use generated::shared::{SharedService, SharedStruct};
use generated::tutorial::calculator::CalculateError;
use generated::tutorial::{Calculator, InvalidOperation, Operation, Work};
use thriftwood::Result;

/// A calculator that remembers its results.
#[derive(Debug, Default)]
pub struct Ledger {
    log: Mutex<HashMap<i32, SharedStruct>>,
}

impl Ledger {
    fn log(&self) -> std::sync::MutexGuard<'_, HashMap<i32, SharedStruct>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn evaluate(work: &Work) -> Result<i32, InvalidOperation> {
    let refused = |why: &str| InvalidOperation {
        what_op: work.op.0,
        why: why.to_owned(),
    };
    match work.op {
        Operation::ADD => Ok(work.num1.wrapping_add(work.num2)),
        Operation::SUBTRACT => Ok(work.num1.wrapping_sub(work.num2)),
        Operation::MULTIPLY => Ok(work.num1.wrapping_mul(work.num2)),
        Operation::DIVIDE if work.num2 == 0 => Err(refused("cannot divide by 0")),
        Operation::DIVIDE => Ok(work.num1.wrapping_div(work.num2)),
        _ => Err(refused("no such operation")),
    }
}

impl SharedService for Ledger {
    async fn get_struct(&self, key: i32) -> Result<SharedStruct> {
        Ok(self.log().get(&key).cloned().unwrap_or_default())
    }
}

impl Calculator for Ledger {
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn add(&self, num1: i32, num2: i32) -> Result<i32> {
        Ok(num1.wrapping_add(num2))
    }

    async fn calculate(&self, logid: i32, w: Work) -> Result<i32, CalculateError> {
        let result = evaluate(&w)?;
        let value = match w.comment {
            Some(comment) => format!("{result} ({comment})"),
            None => result.to_string(),
        };
        self.log().insert(logid, SharedStruct { key: logid, value });
        Ok(result)
    }

    async fn zip(&self) -> Result<()> {
        self.log().clear();
        Ok(())
    }
}

//! A service whose handlers end when the simulation says so, and what is known of its calls.

use super::stage;
use crate::{
    Bytes, Context, Result, TProcessor,
    codegen::{Field as _, Wire, read_struct, struct_reading, write_struct},
    context::Peer,
    observe::{ConnectionData, TServerEventHandler},
    protocol::{TInputProtocol, TOutputProtocol},
    ttype::TType,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// What calls and answers are: a number, and bytes to make it long.
#[derive(Clone, Debug, Default)]
pub(super) struct Parcel {
    pub(super) number: i32,
    /// Does its handler wait?
    pub(super) waits: bool,
    /// How long the answer is to be.
    pub(super) wanted: i32,
    pub(super) padding: Bytes,
}

impl Wire for Parcel {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Parcel";
    struct_reading!();

    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |input, place| {
            self.number.read_field(input, place, 1, "number")?;
            self.waits.read_field(input, place, 2, "waits")?;
            self.wanted.read_field(input, place, 3, "wanted")?;
            self.padding.read_field(input, place, 4, "padding")?;
            Ok(())
        })
    }

    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 4, |output, place| {
            self.number.write_field(output, place, 1, "number");
            self.waits.write_field(output, place, 2, "waits");
            self.wanted.write_field(output, place, 3, "wanted");
            self.padding.write_field(output, place, 4, "padding");
        });
    }
}

/// What an answer holds: the parcel where a result stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) success: Option<Parcel>,
}

impl Wire for Answer {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Answer";
    struct_reading!();

    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |input, place| {
            self.success.read_field(input, place, 0, "success")?;
            Ok(())
        })
    }

    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 1, |output, place| {
            self.success.write_field(output, place, 0, "success");
        });
    }
}

/// What handlers have seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The calls that have begun, of each connection, in their order.
    pub(super) begun: BTreeMap<u64, Vec<i32>>,
    running: BTreeSet<(u64, i32)>,
    pub(super) violation: Option<String>,
}

/// Runs so many calls of one connection at once, at most.
#[derive(Clone, Debug)]
pub(super) struct Service {
    at_once: usize,
    seen: Arc<Mutex<Seen>>,
}

impl Service {
    pub(super) fn new(at_once: usize) -> Self {
        let seen = Arc::default();
        Self { at_once, seen }
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, connection: u64, number: i32) {
        let mut seen = self.seen();
        let begun = seen.begun.entry(connection).or_default();
        let again = begun.contains(&number);
        let before = begun.last().is_some_and(|last| *last > number);
        begun.push(number);
        seen.running.insert((connection, number));
        let beside = seen.running.iter().filter(|(of, _)| *of == connection);
        if again || (self.at_once == 1 && before) || beside.count() > self.at_once {
            let what = format!("{number} of connection {connection} must not begin here");
            seen.violation.get_or_insert(what);
        }
    }
}

impl TProcessor for Service {
    type Call = Parcel;
    type Reply = Answer;
    const SERVICE: &'static str = "Service";

    fn read<P: TInputProtocol>(&self, _: &str, input: &mut P) -> Result<Option<Parcel>> {
        Wire::read(input).map(Some)
    }

    async fn run(&self, call: Parcel) -> Result<Option<Answer>> {
        let context = Context::current().unwrap();
        let connection = *context.connection_data::<u64>().unwrap();
        self.begin(connection, call.number);
        if call.waits {
            stage::wait();
        }
        self.seen().running.remove(&(connection, call.number));
        let padding = vec![7; call.wanted.unsigned_abs() as usize].into();
        let success = Some(Parcel { padding, ..call });
        Ok(Some(Answer { success }))
    }
}

/// Numbers connections as the server gets them.
#[derive(Debug, Default)]
pub(super) struct Doors(AtomicU64);

impl TServerEventHandler for Doors {
    fn create_context(&self, _: &Peer, _: Option<&crate::Identity>) -> Option<ConnectionData> {
        Some(Arc::new(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

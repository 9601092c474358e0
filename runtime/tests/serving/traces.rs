//! The span of a call.

use crate::support::{
    calculator::calculator::{AddArgs, AddResult},
    call, processor, serve,
};
use std::{
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use thriftwood::{Framing, Limits};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Notes the fields of the spans of calls.
#[derive(Clone, Default)]
struct Fields {
    spans: Arc<AtomicU64>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let line = match field.name() {
            "duration" => "duration".to_owned(),
            name => format!("{name}={value:?}"),
        };
        self.lines.lock().unwrap().push(line);
    }
}

impl Subscriber for Fields {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.name() == "call"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_call_is_a_span_that_says_what_became_of_it() {
    let fields = Fields::default();
    tracing::subscriber::with_default(fields.clone(), || {
        for (sequence, left) in [(1, 1), (2, -1)] {
            let args = AddArgs { left, right: 2 };
            let bytes = call(Framing::Framed, "add", sequence, &args);
            let served = serve(Framing::Framed, Limits::default(), &processor(), &[&bytes]);
            assert_eq!(served.replies::<AddResult>(Framing::Framed).len(), 1);
        }
    });
    let named = ["service=\"Calculator\"", "method=add", "peer=memory"];
    let mut expected = Vec::new();
    for (sequence, outcome) in [(1, "answered"), (2, "panicked")] {
        let [service, method, peer] = named.map(str::to_owned);
        let sequence = format!("sequence={sequence}");
        let outcome = format!("outcome=\"{outcome}\"");
        expected.extend([
            service,
            method,
            sequence,
            peer,
            outcome,
            "duration".to_owned(),
        ]);
    }
    assert_eq!(*fields.lines.lock().unwrap(), expected);
}

//! A server's end of a connection, fed with any bytes, with a service behind it. Cut into pieces they are the same calls
//! and the same answers; each call is answered once, and a oneway call as its framing has it.

mod answers;

use crate::{
    dialects::{self, SERVED},
    memory, pieces,
    service::Prompt,
};
use answers::Answers;
use generated::interop::interop::Call;
use thriftwood::{Choice, Compression, Connection, Context, Framing, Peer, ServerDialect};

/// In every dialect.
pub fn connection(input: &[u8]) {
    converse(input, |_| true);
}

/// In frames with headers.
pub fn header(input: &[u8]) {
    converse(input, |dialect| {
        dialect.framing == Choice::Only(Framing::Header)
    });
}

/// Over HTTP.
pub fn http(input: &[u8]) {
    converse(input, |dialect| {
        dialect.framing == Choice::Only(Framing::Http)
    });
}

/// Compressed.
pub fn zlib(input: &[u8]) {
    converse(input, |dialect| {
        dialect.compression != Compression::None && dialect.framing != Choice::Only(Framing::Header)
    });
}

/// After so many calls the input is long enough: a few compressed bytes may stand for any number.
const MOST_CALLS: usize = 300;

/// The first byte chooses among the dialects that are `wanted`, the second says when calls are answered, the next how
/// the rest is cut into pieces.
fn converse(input: &[u8], wanted: impl Fn(&ServerDialect) -> bool) {
    let Some((&[dialect, order, a, b, c], bytes)) = input.split_first_chunk() else {
        return;
    };
    let served: Vec<_> = SERVED.iter().filter(|dialect| wanted(dialect)).collect();
    let dialect = *served[usize::from(dialect) % served.len()];
    let order = Order::from(order);
    let hear = |pieces: &mut dyn Iterator<Item = &[u8]>| {
        memory::within(dialects::MEMORY, || {
            Conversation::new(dialect, order).hear(pieces)
        })
    };
    let whole = hear(&mut std::iter::once(bytes));
    whole.check();
    let cut = hear(&mut pieces::cut(bytes, [a, b, c]));
    cut.check();
    whole.compare(&cut);
}

/// When calls are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// Each before the next is taken.
    AtOnce,
    /// All that have arrived, when there is no more.
    Together,
    /// The same, the last one first.
    Backwards,
}

impl From<u8> for Order {
    fn from(number: u8) -> Self {
        match number % 3 {
            0 => Self::AtOnce,
            1 => Self::Together,
            _ => Self::Backwards,
        }
    }
}

/// A call that was handed out.
#[derive(Debug, PartialEq, Eq)]
struct Called {
    method: String,
    sequence: i32,
    oneway: bool,
}

/// What a connection made of what it was told.
struct Conversation {
    dialect: ServerDialect,
    order: Order,
    service: Prompt,
    connection: Connection,
    calls: Vec<Called>,
    /// How the first call came.
    spoken: Option<Context>,
    sent: Vec<u8>,
    /// Did it end because of what it was told?
    failed: bool,
}

impl Conversation {
    fn new(dialect: ServerDialect, order: Order) -> Self {
        Self {
            dialect,
            order,
            service: Prompt::default(),
            connection: Connection::new(dialect, dialects::limits(), Peer::Unknown),
            calls: Vec::new(),
            spoken: None,
            sent: Vec::new(),
            failed: false,
        }
    }

    fn is_over(&self) -> bool {
        self.failed || self.connection.is_closing() || self.calls.len() >= MOST_CALLS
    }

    fn hear(mut self, pieces: &mut dyn Iterator<Item = &[u8]>) -> Self {
        for mut piece in pieces {
            while !piece.is_empty() && !self.is_over() {
                let room = self.connection.room();
                let (now, later) = piece.split_at(room.len().min(piece.len()));
                room[..now.len()].copy_from_slice(now);
                self.connection.received(now.len());
                piece = later;
                self.answer_arrived();
                self.send();
                self.connection.release();
            }
        }
        self.connection.finish();
        self.send();
        self
    }

    fn answer_arrived(&mut self) {
        let mut taken = Vec::new();
        while self.calls.len() < MOST_CALLS {
            match self.connection.next_call(&self.service) {
                Ok(Some((context, call))) => {
                    self.note(&context);
                    taken.push((context, call));
                    if self.order == Order::AtOnce {
                        self.answer(&mut taken);
                    }
                }
                // over HTTP, one that waits for its answer may hold others back
                Ok(None) if taken.is_empty() => break,
                Ok(None) => self.answer(&mut taken),
                Err(_) => {
                    self.failed = true;
                    break;
                }
            }
        }
        self.answer(&mut taken);
    }

    fn note(&mut self, context: &Context) {
        self.calls.push(Called {
            method: context.method().to_owned(),
            sequence: context.sequence(),
            oneway: context.is_oneway(),
        });
        self.spoken.get_or_insert_with(|| context.clone());
    }

    fn answer(&mut self, taken: &mut Vec<(Context, Call)>) {
        if self.order == Order::Backwards {
            taken.reverse();
        }
        for (context, call) in taken.drain(..) {
            let before = self.connection.waiting();
            let result = self.service.answer(call);
            let pushed = self.connection.push_reply(&context, result);
            pushed.expect("it is short, and nothing travels beside it");
            let is_answered = self.connection.waiting() > before;
            let is_due = !context.is_oneway() || context.framing() == Framing::Http;
            assert_eq!(is_answered, is_due, "{}", context.method());
        }
    }

    fn send(&mut self) {
        loop {
            let pieces = self.connection.outbound().to_vec();
            if pieces.is_empty() {
                break;
            }
            self.connection.written(pieces.len());
            self.sent.extend(pieces);
        }
        assert_eq!(self.connection.waiting(), 0, "all was sent");
    }

    /// What was sent, without what is below the messages.
    fn answers(&self) -> Option<Answers> {
        let context = self.spoken.as_ref()?;
        Some(Answers::read(&self.sent, self.dialect.compression, context))
    }

    /// Is each call answered once, and nothing else but what could be no call?
    fn check(&self) {
        let messages = usize::try_from(self.connection.messages()).expect("there are few");
        assert!(self.calls.len() <= messages);
        let Some(answers) = self.answers() else {
            return;
        };
        let is_http = answers.framing == Framing::Http;
        let due: Vec<_> = self
            .calls
            .iter()
            .filter(|call| is_http || !call.oneway)
            .collect();
        assert!(
            answers.count() <= messages + usize::from(self.failed),
            "an answer too many"
        );
        assert!(answers.count() >= due.len(), "an answer too few");
        if is_http {
            return;
        }
        let mut left = answers.sequences();
        for call in due {
            let at = left.iter().position(|sequence| *sequence == call.sequence);
            left.remove(at.unwrap_or_else(|| panic!("{call:?} is not answered")));
        }
    }

    /// Does it make no difference how the same bytes came? But for the last words: malformed bytes are told from
    /// unfinished ones by what stands behind them.
    fn compare(&self, cut: &Self) {
        assert_eq!(self.calls, cut.calls);
        let (Some(whole), Some(cut)) = (self.answers(), cut.answers()) else {
            return;
        };
        // What is refused is answered before the calls that wait, and which those are depends on the pieces.
        if self.order != Order::AtOnce {
            return;
        }
        if self.failed || self.connection.is_closing() {
            let (whole, cut) = (whole.before_the_last(), cut.before_the_last());
            let common = whole.len().min(cut.len());
            assert_eq!(whole[..common], cut[..common]);
        } else {
            assert_eq!(whole, cut);
        }
    }
}

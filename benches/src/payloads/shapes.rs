//! Values of other shapes than the records and lists of `bench.idl`.

use generated::shapes::{
    AddressBook, Choice, Choices, Flags, Person, Point, Prose, Sets, Sparse, Tree, Wide,
};

use super::Rng;

/// A hundred rows of thirty-two optional fields, one in four set.
pub fn sparse() -> Sparse {
    Sparse {
        rows: Rng(6).list(100, wide),
    }
}

fn wide(rng: &mut Rng) -> Wide {
    fn some<T>(rng: &mut Rng, value: impl FnOnce(&mut Rng) -> T) -> Option<T> {
        rng.bits().is_multiple_of(4).then(|| value(rng))
    }
    let bool = |rng: &mut Rng| rng.bits() & 1 == 1;
    let i16 = |rng: &mut Rng| rng.bits() as i16;
    let i8 = |rng: &mut Rng| rng.bits() as i8;
    let text = |rng: &mut Rng| rng.text(12);
    let binary = |rng: &mut Rng| rng.bytes(12).into();
    Wide {
        f1: some(rng, Rng::i32),
        f2: some(rng, Rng::i64),
        f3: some(rng, text),
        f4: some(rng, Rng::f64),
        f5: some(rng, bool),
        f6: some(rng, i16),
        f7: some(rng, i8),
        f8: some(rng, binary),
        f9: some(rng, Rng::i32),
        f10: some(rng, Rng::i64),
        f11: some(rng, text),
        f12: some(rng, Rng::f64),
        f13: some(rng, bool),
        f14: some(rng, i16),
        f15: some(rng, i8),
        f16: some(rng, binary),
        f17: some(rng, Rng::i32),
        f18: some(rng, Rng::i64),
        f19: some(rng, text),
        f20: some(rng, Rng::f64),
        f21: some(rng, bool),
        f22: some(rng, i16),
        f23: some(rng, i8),
        f24: some(rng, binary),
        f25: some(rng, Rng::i32),
        f26: some(rng, Rng::i64),
        f27: some(rng, text),
        f28: some(rng, Rng::f64),
        f29: some(rng, bool),
        f30: some(rng, i16),
        f31: some(rng, i8),
        f32: some(rng, binary),
    }
}

/// Forty structs, each in the one before.
pub fn deep() -> Tree {
    let rng = &mut Rng(7);
    let leaf = Tree {
        value: rng.i32(),
        children: Vec::new(),
    };
    (1..40).fold(leaf, |inner, _| Tree {
        value: rng.i32(),
        children: vec![inner],
    })
}

/// Two hundred people by name.
pub fn book() -> AddressBook {
    let people = Rng(8).list(200, |rng| {
        let person = Person {
            id: rng.i64(),
            email: rng.text(20),
            age: (rng.bits() & 1 == 0).then(|| (rng.bits() % 100) as i32),
            phones: rng.list(2, |rng| rng.text(11)),
        };
        (rng.text(14), person)
    });
    AddressBook {
        people: people.into_iter().collect(),
    }
}

/// Five hundred unions, all members alike.
pub fn choices() -> Choices {
    let choices = Rng(9).list(500, |rng| match rng.bits() % 5 {
        0 => Choice::Number(rng.i64()),
        1 => Choice::Text(rng.text(10)),
        2 => Choice::Point(Point {
            x: rng.f64(),
            y: rng.f64(),
        }),
        3 => Choice::Numbers(rng.list(4, Rng::i32)),
        _ => Choice::Flag(rng.bits() & 1 == 1),
    });
    Choices { choices }
}

/// A thousand numbers and five hundred words, as sets.
pub fn sets() -> Sets {
    let rng = &mut Rng(10);
    Sets {
        numbers: rng.list(1000, Rng::i64).into_iter().collect(),
        words: rng.list(500, |rng| rng.text(9)).into_iter().collect(),
    }
}

/// Forty lines of about 600 bytes, in letters of one to four bytes.
pub fn prose() -> Prose {
    const LETTERS: [char; 12] = [
        'e', 't', ' ', 'ж', 'ł', 'ß', 'é', '語', '字', '한', '🦀', 'ñ',
    ];
    let line = |rng: &mut Rng| {
        rng.list(260, |rng| LETTERS[(rng.bits() % 12) as usize])
            .into_iter()
            .collect()
    };
    Prose {
        lines: Rng(11).list(40, line),
    }
}

/// Ten thousand bools.
pub fn flags() -> Flags {
    Flags {
        flags: Rng(12).list(10_000, |rng| rng.bits() & 1 == 1),
    }
}

//! What `idlc` would write for these, by hand:
//!
//! ```thrift
//! enum Color { RED = 1, GREEN = 2, BLUE = 1000 }
//! struct Small {
//!   1: required bool flag, 2: required i8 tiny, 3: required i16 shorty, 4: required i32 number,
//!   5: required i64 big, 6: required double ratio, 7: required string name, 8: required Color color }
//! struct Medium {
//!   1: Small head, 2: list<Small> items, 3: list<i32> numbers, 4: map<string, string> tags,
//!   5: optional string note, 6: i32 count = 7, 7: uuid key, 8: binary blob, 9: set<i64> ids, 10: Choice choice,
//!   11: optional Medium next }
//! union Choice { 1: i32 num, 2: string text, 3: bool flag, 4: Small small }
//! struct Empty {}
//! struct Shared { 1: optional Small (rust.arc) small, 2: Medium (rust.box) plain }
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use thriftwood::codegen::{
    Field as _, TInputProtocol, TOutputProtocol, TType, Wire, read_struct, read_union, required,
    struct_reading, write_struct,
};
use thriftwood::{Bytes, Result, TEnum, UnknownVariant, Uuid};

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Color(pub(crate) i32);

impl Color {
    pub(crate) const RED: Self = Self(1);
    pub(crate) const GREEN: Self = Self(2);
    pub(crate) const BLUE: Self = Self(1000);
}

impl TEnum for Color {
    const NAME: &'static str = "Color";
    const VARIANTS: &'static [(&'static str, Self)] = &[
        ("RED", Self::RED),
        ("GREEN", Self::GREEN),
        ("BLUE", Self::BLUE),
    ];

    fn from_value(value: i32) -> Self {
        Self(value)
    }

    fn value(self) -> i32 {
        self.0
    }
}
thriftwood::enumeration!(Color);

#[derive(Clone, Debug, Default, PartialEq, PartialOrd)]
pub(crate) struct Small {
    pub(crate) flag: bool,
    pub(crate) tiny: i8,
    pub(crate) shorty: i16,
    pub(crate) number: i32,
    pub(crate) big: i64,
    pub(crate) ratio: f64,
    pub(crate) name: String,
    pub(crate) color: Color,
}

impl Wire for Small {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Small";
    struct_reading!();

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let mut seen = 0u64;
        read_struct(input, |input, place| {
            if self.flag.read_field(input, place, 1, "flag")? {
                seen |= 1 << 0;
            }
            if self.tiny.read_field(input, place, 2, "tiny")? {
                seen |= 1 << 1;
            }
            if self.shorty.read_field(input, place, 3, "shorty")? {
                seen |= 1 << 2;
            }
            if self.number.read_field(input, place, 4, "number")? {
                seen |= 1 << 3;
            }
            if self.big.read_field(input, place, 5, "big")? {
                seen |= 1 << 4;
            }
            if self.ratio.read_field(input, place, 6, "ratio")? {
                seen |= 1 << 5;
            }
            if self.name.read_field(input, place, 7, "name")? {
                seen |= 1 << 6;
            }
            if self.color.read_field(input, place, 8, "color")? {
                seen |= 1 << 7;
            }
            Ok(())
        })?;
        required(
            seen,
            0xff,
            &[
                "flag", "tiny", "shorty", "number", "big", "ratio", "name", "color",
            ],
        )
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 8, |output, place| {
            self.flag.write_field(output, place, 1, "flag");
            self.tiny.write_field(output, place, 2, "tiny");
            self.shorty.write_field(output, place, 3, "shorty");
            self.number.write_field(output, place, 4, "number");
            self.big.write_field(output, place, 5, "big");
            self.ratio.write_field(output, place, 6, "ratio");
            self.name.write_field(output, place, 7, "name");
            self.color.write_field(output, place, 8, "color");
        });
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Medium {
    pub(crate) head: Small,
    pub(crate) items: Vec<Small>,
    pub(crate) numbers: Vec<i32>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) note: Option<String>,
    pub(crate) count: i32,
    pub(crate) key: Uuid,
    pub(crate) blob: Bytes,
    pub(crate) ids: BTreeSet<i64>,
    pub(crate) choice: Choice,
    pub(crate) next: Option<Box<Medium>>,
}

impl Default for Medium {
    fn default() -> Self {
        Self {
            head: Small::default(),
            items: Vec::new(),
            numbers: Vec::new(),
            tags: BTreeMap::new(),
            note: None,
            count: 7,
            key: Uuid::nil(),
            blob: Bytes::new(),
            ids: BTreeSet::new(),
            choice: Choice::default(),
            next: None,
        }
    }
}

impl Wire for Medium {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Medium";
    struct_reading!();

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |input, place| {
            self.head.read_field(input, place, 1, "head")?;
            self.items.read_field(input, place, 2, "items")?;
            self.numbers.read_field(input, place, 3, "numbers")?;
            self.tags.read_field(input, place, 4, "tags")?;
            self.note.read_field(input, place, 5, "note")?;
            self.count.read_field(input, place, 6, "count")?;
            self.key.read_field(input, place, 7, "key")?;
            self.blob.read_field(input, place, 8, "blob")?;
            self.ids.read_field(input, place, 9, "ids")?;
            self.choice.read_field(input, place, 10, "choice")?;
            self.next.read_field(input, place, 11, "next")?;
            Ok(())
        })
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 11, |output, place| {
            self.head.write_field(output, place, 1, "head");
            self.items.write_field(output, place, 2, "items");
            self.numbers.write_field(output, place, 3, "numbers");
            self.tags.write_field(output, place, 4, "tags");
            self.note.write_field(output, place, 5, "note");
            self.count.write_field(output, place, 6, "count");
            self.key.write_field(output, place, 7, "key");
            self.blob.write_field(output, place, 8, "blob");
            self.ids.write_field(output, place, 9, "ids");
            self.choice.write_field(output, place, 10, "choice");
            self.next.write_field(output, place, 11, "next");
        });
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub(crate) enum Choice {
    #[default]
    NotSet,
    Num(i32),
    Text(String),
    Flag(bool),
    Small(Box<Small>),
    Unknown(UnknownVariant),
}

impl Wire for Choice {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Choice";
    struct_reading!();

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let unknown = read_union(input, |input, place| {
            if let Some(member) = Wire::read_member(input, place, 1, "num")? {
                *self = Self::Num(member);
            } else if let Some(member) = Wire::read_member(input, place, 2, "text")? {
                *self = Self::Text(member);
            } else if let Some(member) = Wire::read_member(input, place, 3, "flag")? {
                *self = Self::Flag(member);
            } else if let Some(member) = Wire::read_member(input, place, 4, "small")? {
                *self = Self::Small(member);
            }
            Ok(())
        })?;
        if let Some(unknown) = unknown {
            *self = Self::Unknown(unknown);
        }
        Ok(())
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 1, |output, place| match self {
            Self::NotSet => {}
            Self::Num(member) => member.write_field(output, place, 1, "num"),
            Self::Text(member) => member.write_field(output, place, 2, "text"),
            Self::Flag(member) => member.write_field(output, place, 3, "flag"),
            Self::Small(member) => member.write_field(output, place, 4, "small"),
            Self::Unknown(member) => member.write_field(output, place),
        });
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Empty {}

impl Wire for Empty {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Empty";
    struct_reading!();

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |_, _| Ok(()))
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 0, |_, _| {});
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shared {
    pub(crate) small: Option<Arc<Small>>,
    pub(crate) plain: Box<Medium>,
}

impl Wire for Shared {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Shared";
    struct_reading!();

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |input, place| {
            self.small.read_field(input, place, 1, "small")?;
            self.plain.read_field(input, place, 2, "plain")?;
            Ok(())
        })
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 2, |output, place| {
            self.small.write_field(output, place, 1, "small");
            self.plain.write_field(output, place, 2, "plain");
        });
    }
}

pub(crate) fn small() -> Small {
    Small {
        flag: true,
        tiny: -7,
        shorty: -300,
        number: 123_456,
        big: i64::MIN,
        ratio: 3.25,
        name: "sixteen bytes ok".into(),
        color: Color::BLUE,
    }
}

pub(crate) fn medium() -> Medium {
    Medium {
        head: small(),
        items: vec![small(); 3],
        numbers: (-25..25).map(|n| n << (n & 31)).collect(),
        tags: (0..8)
            .map(|n| (format!("key-{n:04}"), format!("välue-{n:010}")))
            .collect(),
        note: Some("n".into()),
        count: 1,
        key: Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff),
        blob: Bytes::from(vec![9; 128]),
        ids: [3, -1, i64::MAX].into(),
        choice: Choice::Text("chosen".into()),
        next: Some(Box::default()),
    }
}

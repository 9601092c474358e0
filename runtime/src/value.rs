//! Any wire value, kept as it came.

use bytes::Bytes;
use ordered_float::OrderedFloat;
use uuid::Uuid;

use crate::error::Step;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Result, TType};

/// A value that describes itself: what is known of a field whose IDL is not at hand.
///
/// All elements of a list or set, all keys and all values of a map are of one type on the wire: that of the first.
/// Whoever builds a value by hand has to see to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Value {
    /// `bool`
    Bool(bool),
    /// `i8` or `byte`
    I8(i8),
    /// `i16`
    I16(i16),
    /// `i32`, or an enum
    I32(i32),
    /// `i64`
    I64(i64),
    /// `double`
    Double(OrderedFloat<f64>),
    /// `string` or `binary`: the wire does not tell which
    Binary(Bytes),
    /// `struct`, `union` or `exception`: ids and values, in the order of the wire
    Struct(Vec<UnknownVariant>),
    /// `map`: the entries in the order of the wire
    Map(Vec<(Value, Value)>),
    /// `set`: the elements in the order of the wire
    Set(Vec<Value>),
    /// `list`
    List(Vec<Value>),
    /// `uuid`
    Uuid(Uuid),
}

/// A field, or a member of a union, that this version of the IDL does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownVariant {
    /// Its id.
    pub id: i16,
    /// What it holds.
    pub value: Value,
}

impl UnknownVariant {
    /// Writes it as the field that it was read from.
    //
    // Neither the cursor nor the place in hand may have their addresses taken here: this is one arm of a union's `match`,
    // and the others would write through memory, too.
    #[inline(always)]
    pub fn write_field<P: TOutputProtocol>(&self, output: &mut P, place: &mut P::Place) {
        let before = *place;
        *place = output.aside(|output| self.write_behind(output, before));
    }

    /// Writes it behind the field of that place, and gives its own.
    #[cold]
    #[inline(never)]
    fn write_behind<P: TOutputProtocol>(&self, output: &mut P, mut place: P::Place) -> P::Place {
        let place = &mut place;
        if let Value::Bool(value) = self.value {
            output.bool_field(place, self.id, "", value);
        } else {
            output.field(place, self.value.ttype(), self.id, "");
            self.value.write(output);
            output.field_end();
        }
        *place
    }
}

impl Value {
    /// What it is on the wire.
    pub fn ttype(&self) -> TType {
        match self {
            Self::Bool(_) => TType::Bool,
            Self::I8(_) => TType::I8,
            Self::I16(_) => TType::I16,
            Self::I32(_) => TType::I32,
            Self::I64(_) => TType::I64,
            Self::Double(_) => TType::Double,
            Self::Binary(_) => TType::String,
            Self::Struct(_) => TType::Struct,
            Self::Map(_) => TType::Map,
            Self::Set(_) => TType::Set,
            Self::List(_) => TType::List,
            Self::Uuid(_) => TType::Uuid,
        }
    }

    /// Reads a value of this type, whatever it holds.
    ///
    /// # Errors
    /// It is malformed, cut short or nested too deeply.
    pub fn read<P: TInputProtocol>(t: TType, input: &mut P) -> Result<Self> {
        Ok(match t {
            TType::Bool => Self::Bool(input.read_bool()?),
            TType::I8 => Self::I8(input.read_i8()?),
            TType::I16 => Self::I16(input.read_i16()?),
            TType::I32 => Self::I32(input.read_i32()?),
            TType::I64 => Self::I64(input.read_i64()?),
            TType::Double => Self::Double(OrderedFloat(input.read_double()?)),
            TType::Uuid => Self::Uuid(input.read_uuid()?),
            TType::String => {
                let mut bytes = Bytes::new();
                input.read_opaque(&mut bytes)?;
                Self::Binary(bytes)
            }
            TType::Struct => Self::Struct(input.aside(read_fields)?),
            TType::Map => Self::Map(input.aside(read_entries)?),
            TType::Set => Self::Set(input.aside(|inner| {
                let (t, count) = inner.set_header()?;
                let elements = read_elements(inner, t, count)?;
                inner.set_end().map(|()| elements)
            })?),
            TType::List => Self::List(input.aside(|inner| {
                let (t, count) = inner.list_header()?;
                let elements = read_elements(inner, t, count)?;
                inner.list_end().map(|()| elements)
            })?),
        })
    }

    /// Writes the value.
    pub fn write<P: TOutputProtocol>(&self, output: &mut P) {
        match self {
            Self::Bool(value) => output.write_bool(*value),
            Self::I8(value) => output.write_i8(*value),
            Self::I16(value) => output.write_i16(*value),
            Self::I32(value) => output.write_i32(*value),
            Self::I64(value) => output.write_i64(*value),
            Self::Double(value) => output.write_double(value.0),
            Self::Binary(value) => output.write_opaque(value),
            Self::Uuid(value) => output.write_uuid(*value),
            Self::Struct(fields) => {
                let mut place = output.struct_begin("", fields.len());
                for field in fields {
                    field.write_field(output, &mut place);
                }
                output.struct_end();
            }
            Self::Map(entries) => {
                let (key, value) = entries
                    .first()
                    .map_or((ANY, ANY), |(key, value)| (key.ttype(), value.ttype()));
                output.map_begin(key, value, entries.len());
                for (index, (key, value)) in entries.iter().enumerate() {
                    output.key(index);
                    key.write(output);
                    output.entry_value();
                    value.write(output);
                }
                output.map_end();
            }
            Self::Set(elements) => {
                output.set_begin(first_type(elements), elements.len());
                write_elements(elements, output);
                output.set_end();
            }
            Self::List(elements) => {
                output.list_begin(first_type(elements), elements.len());
                write_elements(elements, output);
                output.list_end();
            }
        }
    }
}

/// What an empty container says it holds; nobody asks.
const ANY: TType = TType::I8;

fn first_type(elements: &[Value]) -> TType {
    elements.first().map_or(ANY, Value::ttype)
}

fn write_elements<P: TOutputProtocol>(elements: &[Value], output: &mut P) {
    for (index, element) in elements.iter().enumerate() {
        output.element(index);
        element.write(output);
    }
}

fn read_fields<P: TInputProtocol>(input: &mut P) -> Result<Vec<UnknownVariant>> {
    let mut place = input.struct_begin()?;
    let mut fields = Vec::new();
    while !input.struct_end(&mut place) {
        fields.push(input.unknown_field(&mut place)?);
    }
    Ok(fields)
}

/// Room is not made ahead: an element may take a byte there and 40 here.
fn read_elements<P: TInputProtocol>(input: &mut P, t: TType, count: usize) -> Result<Vec<Value>> {
    let mut inner = *input;
    inner.descend()?;
    let mut elements = Vec::new();
    for index in 0..count {
        let element = inner
            .element(index)
            .and_then(|()| Value::read(t, &mut inner));
        elements.push(element.map_err(|error| error.within(Step::Index(index)))?);
    }
    input.catch_up(inner);
    Ok(elements)
}

fn read_entries<P: TInputProtocol>(input: &mut P) -> Result<Vec<(Value, Value)>> {
    let (key_type, value_type, count) = input.map_header()?;
    let mut inner = *input;
    inner.descend()?;
    let mut entries = Vec::new();
    for index in 0..count {
        let key = inner
            .key(index)
            .and_then(|()| Value::read(key_type, &mut inner));
        let key = key.map_err(|error| error.within(Step::Key(index)))?;
        let value = inner
            .entry_value()
            .and_then(|()| Value::read(value_type, &mut inner));
        let value = value.map_err(|error| error.within(Step::Entry(index)))?;
        entries.push((key, value));
    }
    input.catch_up(inner);
    input.map_end()?;
    Ok(entries)
}

//! A protocol that writes values in the neutral JSON form of `golden/INDEX.json`: the same form whoever made the bytes.

use serde_json::{Map, Value, json};
use thriftwood::protocol::{Number, TOutputProtocol};
use thriftwood::{Bytes, MessageHeader, TType, Uuid, wire::Wire};

/// `value` in neutral form.
pub fn of(value: &impl Wire) -> Value {
    let mut output = Neutral::default();
    value.write(&mut output);
    output.whole.expect("one value was written")
}

/// Builds one JSON value out of what is written.
#[derive(Debug, Default)]
pub struct Neutral {
    open: Vec<Open>,
    whole: Option<Value>,
}

#[derive(Debug)]
enum Open {
    Struct {
        fields: Map<String, Value>,
        name: &'static str,
    },
    List(Vec<Value>),
    Map {
        entries: Vec<Value>,
        key: Option<Value>,
    },
}

impl Neutral {
    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            None => self.whole = Some(value),
            Some(Open::Struct { fields, name }) => {
                fields.insert((*name).to_owned(), value);
            }
            Some(Open::List(elements)) => elements.push(value),
            Some(Open::Map { entries, key }) => match key.take() {
                None => *key = Some(value),
                Some(key) => entries.push(json!([key, value])),
            },
        }
    }

    fn close(&mut self) {
        match self.open.pop().expect("what ends has begun") {
            Open::Struct { fields, .. } => self.put(Value::Object(fields)),
            Open::List(elements) => self.put(Value::Array(elements)),
            Open::Map { entries, .. } => self.put(Value::Array(entries)),
        }
    }
}

impl TOutputProtocol for Neutral {
    type Place = ();

    fn message_begin(&mut self, _header: &MessageHeader) {}

    fn struct_begin(&mut self, _name: &'static str, _fields: usize) {
        self.open.push(Open::Struct {
            fields: Map::new(),
            name: "",
        });
    }

    fn struct_end(&mut self) {
        self.close();
    }

    fn field(&mut self, (): &mut (), _t: TType, _id: i16, field: &'static str) {
        if let Some(Open::Struct { name, .. }) = self.open.last_mut() {
            *name = field;
        }
    }

    fn bool_field(&mut self, place: &mut (), id: i16, name: &'static str, value: bool) {
        self.field(place, TType::Bool, id, name);
        self.write_bool(value);
    }

    fn write_bool(&mut self, value: bool) {
        self.put(json!(value));
    }

    fn write_i8(&mut self, value: i8) {
        self.put(json!(value));
    }

    fn write_i16(&mut self, value: i16) {
        self.put(json!(value));
    }

    fn write_i32(&mut self, value: i32) {
        self.put(json!(value));
    }

    fn write_i64(&mut self, value: i64) {
        self.put(json!(value.to_string()));
    }

    fn write_double(&mut self, value: f64) {
        self.put(json!(format!("{:016x}", value.to_bits())));
    }

    fn write_uuid(&mut self, value: Uuid) {
        self.put(json!(value.to_string()));
    }

    fn write_string(&mut self, value: &str) {
        self.put(json!(value));
    }

    fn write_binary(&mut self, value: &Bytes) {
        self.put(json!(crate::hex(value)));
    }

    fn list_begin(&mut self, _element: TType, count: usize) {
        self.open.push(Open::List(Vec::with_capacity(count)));
    }

    fn list_end(&mut self) {
        self.close();
    }

    fn map_begin(&mut self, _key: TType, _value: TType, count: usize) {
        self.open.push(Open::Map {
            entries: Vec::with_capacity(count),
            key: None,
        });
    }

    fn map_end(&mut self) {
        self.close();
    }

    fn write_numbers<T: Number>(&mut self, values: &[T]) {
        for value in values {
            let bits = value.to_bits();
            match T::TYPE {
                TType::I64 => self.write_i64(bits),
                TType::Double => self.write_double(f64::from_bits(bits as u64)),
                _ => self.put(json!(bits)),
            }
        }
    }
}

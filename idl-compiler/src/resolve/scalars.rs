//! Numbers, bools, texts and enum members for a place of a known type.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::types as codes;
use crate::model::{EnumId, Type, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::ValueKind;

use super::Resolver;

/// A value with no parts, as it is written or as a constant holds it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar<'a> {
    Int(i64),
    Bool(bool),
    Double(f64),
    Text(&'a str),
    /// An enum's member by its index.
    Member(EnumId, usize),
}

impl<'a> Scalar<'a> {
    pub(super) fn of_written(value: &'a ValueKind) -> Option<Self> {
        match value {
            ValueKind::Int(int) => Some(Self::Int(*int)),
            ValueKind::Bool(bool) => Some(Self::Bool(*bool)),
            ValueKind::Double(double) => Some(Self::Double(*double)),
            ValueKind::String(text) => Some(Self::Text(text)),
            ValueKind::Name(_) | ValueKind::List(_) | ValueKind::Map(_) => None,
        }
    }

    pub(super) fn of_value(value: &'a Value) -> Option<Self> {
        match value {
            Value::Int(int) => Some(Self::Int(*int)),
            Value::Bool(bool) => Some(Self::Bool(*bool)),
            Value::Double(double) => Some(Self::Double(*double)),
            Value::String(text) => Some(Self::Text(text)),
            Value::Enum(id, index) => Some(Self::Member(*id, *index)),
            Value::Uuid(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Struct(..)
            | Value::Constant(_) => None,
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::Int(_) => "a whole number",
            Self::Bool(_) => "a bool",
            Self::Double(_) => "a number with a fraction",
            Self::Text(_) => "a string",
            Self::Member(..) => "an enum's member",
        }
    }
}

impl Resolver<'_, '_> {
    pub(super) fn scalar(&mut self, scalar: Scalar<'_>, span: Span, ty: &Type) -> Option<Value> {
        match (scalar, self.known(ty)?.kind) {
            (Scalar::Bool(bool), TypeKind::Bool) => Some(Value::Bool(bool)),
            (Scalar::Double(double), TypeKind::Double) => Some(Value::Double(double)),
            (Scalar::Text(text), TypeKind::String | TypeKind::Binary) => {
                Some(Value::String(text.to_owned()))
            }
            (Scalar::Text(text), TypeKind::Uuid) => self.uuid(text, span),
            (Scalar::Member(id, index), TypeKind::Enum(expected)) if id == expected => {
                Some(Value::Enum(id, index))
            }
            (Scalar::Int(int), _) => self.number(int, scalar, span, ty),
            (Scalar::Bool(bool), _) => self.number(i64::from(bool), scalar, span, ty),
            (Scalar::Member(id, index), kind) if !matches!(kind, TypeKind::Enum(_)) => {
                let value = self.program[id].members[index].value;
                self.number(i64::from(value), scalar, span, ty)
            }
            _ => self.misfit(scalar.described(), span, ty),
        }
    }

    /// What has a number, for a place that takes numbers. Apache's compiler reads `true` and `false` as 1 and 0.
    fn number(&mut self, number: i64, from: Scalar<'_>, span: Span, ty: &Type) -> Option<Value> {
        let value = match self.known(ty)?.kind {
            TypeKind::I8 => self.in_range(number, 8, span, ty),
            TypeKind::I16 => self.in_range(number, 16, span, ty),
            TypeKind::I32 => self.in_range(number, 32, span, ty),
            TypeKind::I64 => Some(Value::Int(number)),
            // Beyond 53 bits the nearest double is what every reader of the IDL gets.
            #[allow(clippy::cast_precision_loss)]
            TypeKind::Double => Some(Value::Double(number as f64)),
            TypeKind::Bool => Some(Value::Bool(number != 0)),
            TypeKind::Enum(id) => self.member_numbered(id, number, span),
            _ => return self.misfit(from.described(), span, ty),
        }?;
        self.check_loose(&value, number, from, span);
        Some(value)
    }

    fn in_range(&mut self, number: i64, bits: u32, span: Span, ty: &Type) -> Option<Value> {
        let limit = 1_i64 << (bits - 1);
        if (-limit..limit).contains(&number) {
            return Some(Value::Int(number));
        }
        let message = format!("{number} does not fit into {}", self.spelt(ty));
        let problem = Diagnostic::new(codes::OUT_OF_RANGE, message)
            .at(span, format!("not from {} to {}", -limit, limit - 1))
            .note(
                "Apache's compiler does not look; what it generates is cut off or does not compile",
            );
        self.report(problem);
        None
    }

    fn member_numbered(&mut self, id: EnumId, number: i64, span: Span) -> Option<Value> {
        let it = &self.program[id];
        if let Some(index) = it
            .members
            .iter()
            .position(|member| i64::from(member.value) == number)
        {
            return Some(Value::Enum(id, index));
        }
        let message = format!(
            "the enum `{}` has no member with the number {number}",
            it.head.name
        );
        let problem = Diagnostic::new(codes::NO_SUCH_MEMBER, message)
            .at(span, "no such member")
            .and(it.head.span, "the enum");
        self.report(problem);
        None
    }

    /// A bool that is used as a number, or a number as a bool, is seldom meant. 0 and 1 for bools are old custom.
    fn check_loose(&mut self, value: &Value, number: i64, from: Scalar<'_>, span: Span) {
        let (message, label) = match (from, value) {
            (Scalar::Int(0 | 1), Value::Bool(_)) => return,
            (_, Value::Bool(bool)) => (
                format!("the number {number} is used as a bool"),
                format!("this is `{bool}`"),
            ),
            (Scalar::Bool(bool), _) => (
                format!("`{bool}` is used as a number"),
                format!("this is {number}"),
            ),
            _ => return,
        };
        self.report(Diagnostic::new(codes::BOOL_AND_NUMBER, message).at(span, label));
    }

    /// As Apache: 36 characters, or these in braces.
    fn uuid(&mut self, text: &str, span: Span) -> Option<Value> {
        // The crate also reads other forms, of other lengths.
        let canonical = if matches!(text.len(), 36 | 38) {
            uuid::Uuid::try_parse(text).ok()
        } else {
            None
        };
        if let Some(uuid) = canonical {
            return Some(Value::Uuid(uuid.into_bytes()));
        }
        let problem = Diagnostic::new(codes::BAD_UUID, format!("`{text}` is no uuid"))
            .at(
                span,
                "not eight, four, four, four and twelve hexadecimal digits with hyphens between",
            )
            .help("write it like 00112233-4455-6677-8899-aabbccddeeff, in braces or not");
        self.report(problem);
        None
    }

    /// Says that something else is expected; returns what stands for a value with a problem.
    pub(super) fn misfit(&mut self, found: &str, span: Span, ty: &Type) -> Option<Value> {
        let expected = self.spelt(ty);
        let message = format!("{expected} is expected here, not {found}");
        self.report(Diagnostic::new(codes::MISFIT, message).at(span, found));
        None
    }
}

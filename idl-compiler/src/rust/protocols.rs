//! The protocols that the generated code is compiled for.

use std::str::FromStr;

/// A protocol of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// Binary, with headers old or new.
    Binary,
    /// Compact.
    Compact,
    /// JSON with the ids and the types of the fields.
    Json,
    /// JSON with their names.
    SimpleJson,
    /// Text for people, which is written and never read.
    Debug,
}

impl Protocol {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Binary,
        Self::Compact,
        Self::Json,
        Self::SimpleJson,
        Self::Debug,
    ];

    /// As on command lines, and in the runtime's.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Compact => "compact",
            Self::Json => "json",
            Self::SimpleJson => "simple-json",
            Self::Debug => "debug",
        }
    }

    /// What the runtime's type calls it.
    const fn variant(self) -> &'static str {
        match self {
            Self::Binary => "Binary",
            Self::Compact => "Compact",
            Self::Json => "Json",
            Self::SimpleJson => "SimpleJson",
            Self::Debug => "Debug",
        }
    }
}

impl FromStr for Protocol {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().copied().find(|one| one.name() == name);
        known.ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|one| one.name()).collect();
            format!("there is no such protocol; there are {}", names.join(", "))
        })
    }
}

/// A choice of protocols. All of them, unless said: the runtime compiles each for what a program uses, and nothing for
/// those that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protocols(u8);

impl Default for Protocols {
    fn default() -> Self {
        Protocol::ALL.iter().copied().collect()
    }
}

impl FromIterator<Protocol> for Protocols {
    fn from_iter<I: IntoIterator<Item = Protocol>>(protocols: I) -> Self {
        let bits = protocols.into_iter().map(|one| 1 << one as u8);
        Self(bits.fold(0, |all, one| all | one))
    }
}

impl Protocols {
    /// What the runtime's macros are given: the chosen ones with commas between, and nothing for all.
    pub(super) fn chosen(self) -> String {
        if self == Self::default() {
            return String::new();
        }
        let chosen = Protocol::ALL
            .iter()
            .filter(|one| self.0 & 1 << **one as u8 != 0);
        let names: Vec<_> = chosen.map(|one| one.variant()).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_named_in_a_fixed_order_and_all_is_no_choice() {
        let two: Protocols = [Protocol::Compact, Protocol::Binary].into_iter().collect();
        assert_eq!(two.chosen(), "Binary, Compact");
        assert_eq!(Protocols::default().chosen(), "");
    }

    #[test]
    fn names_are_read_back() {
        for one in Protocol::ALL {
            assert_eq!(one.name().parse(), Ok(*one));
        }
        assert!(
            "bson"
                .parse::<Protocol>()
                .unwrap_err()
                .contains("simple-json")
        );
    }
}

//! The values that everybody is measured with, the same in every run: from a seeded generator, with numbers of all
//! widths, since that is what the cost of a varint depends on.

mod shapes;

pub use shapes::{book, choices, deep, flags, prose, sets, sparse};

use thriftwood::Protocol::Binary;

use generated::bench::{Blob, Color, Large, Medium, Numbers, Small};

/// A splitmix64 generator.
#[derive(Clone, Debug)]
pub struct Rng(pub u64);

impl Rng {
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of 1 to 32 bits, all widths alike, of either sign.
    pub fn i32(&mut self) -> i32 {
        let (value, width) = (self.bits(), self.bits());
        let number = (value as u32 >> (width & 31)) as i32;
        if value >> 63 == 1 {
            number.wrapping_neg()
        } else {
            number
        }
    }

    /// A number of 1 to 64 bits, all widths alike, of either sign.
    pub fn i64(&mut self) -> i64 {
        let (value, width) = (self.bits(), self.bits());
        let number = (value >> (width & 63)) as i64;
        if (width >> 8) & 1 == 1 {
            number.wrapping_neg()
        } else {
            number
        }
    }

    /// At least 0 and less than 1 000.
    pub fn f64(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64 * 1000.0
    }

    /// Lower-case letters and digits.
    pub fn text(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length)
            .map(|_| char::from(ALPHABET[(self.bits() % 36) as usize]))
            .collect()
    }

    /// Any bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.bits() as u8).collect()
    }

    /// As many values as wanted.
    fn list<T>(&mut self, length: usize, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..length).map(|_| one(self)).collect()
    }

    /// A record; the fields are drawn in their order.
    fn record(&mut self) -> Small {
        const COLORS: [Color; 4] = [Color::RED, Color::GREEN, Color::BLUE, Color::CUSTOM];
        Small {
            flag: self.bits() & 1 == 1,
            tiny: self.bits() as i8,
            shorty: self.bits() as i16,
            number: self.i32(),
            big: self.i64(),
            ratio: self.f64(),
            name: self.text(16),
            color: COLORS[(self.bits() % 4) as usize],
        }
    }
}

/// Records, numbers and raw bytes.
pub const KINDS: [&str; 5] = ["small", "medium", "large", "numbers", "blob"];

/// Values of other shapes.
pub const SHAPES: [&str; 7] = [
    "sparse", "deep", "book", "choices", "sets", "prose", "flags",
];

/// A payload by its name, in the binary protocol: what peers take their values from.
///
/// # Errors
/// There is no such payload.
pub fn in_binary(name: &str) -> crate::Result<Vec<u8>> {
    let bytes = match name {
        "small" => Binary.serialize(&small()),
        "medium" => Binary.serialize(&medium()),
        "large" => Binary.serialize(&large()),
        "numbers" => Binary.serialize(&numbers()),
        "blob" => Binary.serialize(&blob()),
        "sparse" => Binary.serialize(&sparse()),
        "deep" => Binary.serialize(&deep()),
        "book" => Binary.serialize(&book()),
        "choices" => Binary.serialize(&choices()),
        "sets" => Binary.serialize(&sets()),
        "prose" => Binary.serialize(&prose()),
        "flags" => Binary.serialize(&flags()),
        _ => return Err(format!("there is no payload `{name}`").into()),
    };
    Ok(bytes?)
}

/// One record of 73 bytes in binary.
pub fn small() -> Small {
    Rng(1).record()
}

/// Four records, fifty numbers, a map and some strings: 966 bytes in binary.
pub fn medium() -> Medium {
    let rng = &mut Rng(2);
    Medium {
        head: rng.record(),
        items: rng.list(3, Rng::record),
        numbers: rng.list(50, Rng::i32),
        tags: rng
            .list(8, |rng| (rng.text(8), rng.text(16)))
            .into_iter()
            .collect(),
        note: Some(rng.text(20)),
        comment: Some(rng.text(20)),
        missing: None,
        blob: rng.bytes(128).into(),
    }
}

/// A thousand records: 73 KB in binary.
pub fn large() -> Large {
    Large {
        items: Rng(3).list(1000, Rng::record),
    }
}

/// Ten thousand numbers of three types: 200 KB in binary.
pub fn numbers() -> Numbers {
    let rng = &mut Rng(4);
    Numbers {
        longs: rng.list(10_000, Rng::i64),
        doubles: rng.list(10_000, Rng::f64),
        ints: rng.list(10_000, Rng::i32),
    }
}

/// 64 KiB of anything.
pub fn blob() -> Blob {
    Blob {
        data: Rng(5).bytes(65_536).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_have_the_sizes_that_are_told_of_them() -> crate::Result<()> {
        let sizes = KINDS.map(|name| in_binary(name).map(|bytes| bytes.len()));
        let sizes = sizes.into_iter().collect::<crate::Result<Vec<_>>>()?;
        assert_eq!(sizes, [73, 966, 73_009, 200_025, 65_544]);
        Ok(())
    }

    #[test]
    fn every_shape_has_a_value() -> crate::Result<()> {
        for name in SHAPES {
            let bytes = in_binary(name)?;
            assert!(bytes.len() > 300, "{name} has only {} bytes", bytes.len());
        }
        assert!(in_binary("nothing").is_err());
        Ok(())
    }
}

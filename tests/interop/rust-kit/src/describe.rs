//! Answers of `describe` and of `blob`, as interop.thrift wants them.

use std::fmt;

/// The arguments of `describe`; shown, they are its answer.
pub struct Described<'a> {
    pub b: bool,
    pub i8v: i8,
    pub i16v: i16,
    pub i32v: i32,
    pub i64v: i64,
    pub d: f64,
    pub s: &'a str,
    pub bin: &'a [u8],
    /// The number of the enum.
    pub e: i32,
    pub nums: &'a [i32],
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            b,
            i8v,
            i16v,
            i32v,
            i64v,
            e,
            ..
        } = self;
        let (bits, s, bin) = (self.d.to_bits(), hex(self.s.as_bytes()), hex(self.bin));
        let sum: i64 = self.nums.iter().map(|n| i64::from(*n)).sum();
        write!(
            f,
            "b={b} i8={i8v} i16={i16v} i32={i32v} i64={i64v} d={bits:016x} s={s} bin={bin} e={e} sum={sum}"
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `size` bytes of which byte i is i % 251.
pub fn blob(size: usize) -> Vec<u8> {
    (0..=250).cycle().take(size).collect()
}

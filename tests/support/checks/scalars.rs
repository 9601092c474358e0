//! Booleans, integers and enums, with the ends of their ranges and the borders between lengths of compact numbers.

use generated::interop::Sparse;

use crate::checks::{Check, checks, echoes};

pub(super) const CHECKS: &[Check] = checks![
    echo_bool,
    echo_i8,
    echo_i16,
    echo_i32,
    echo_i64,
    i64_beyond_doubles,
    echo_typedef,
    echo_enum,
    echo_enum_unknown,
];

echoes!(echo_bool = echo_bool: true, false);
echoes!(echo_i8 = echo_i8: 0, 1, -1, i8::MAX, i8::MIN);
echoes!(echo_i16 = echo_i16: 0, -1, 63, 64, -64, -65, 8191, 8192, i16::MAX, i16::MIN);
echoes!(echo_i32 = echo_i32: 0, -1, 1 << 7, 1 << 14, 1 << 21, 1 << 28, i32::MAX, i32::MIN);
echoes!(echo_i64 = echo_i64: 0, -1, 1 << 31, -(1 << 31) - 1, 1 << 32, (1 << 53) - 1, 1 - (1 << 53));
echoes!(i64_beyond_doubles = echo_i64: (1 << 53) + 1, 1 << 62, i64::MAX, i64::MIN, -1_234_567_890_123_456_789);
echoes!(echo_typedef = echo_typedef: 0, 1_700_000_000_000);
echoes!(echo_enum = echo_enum: Sparse::LOWEST, Sparse::MINUS_FIVE, Sparse::ZEROTH, Sparse::SEVEN, Sparse::HIGHEST);
echoes!(
    /// A newer peer's member.
    echo_enum_unknown = echo_enum: Sparse(12345), Sparse(-1)
);

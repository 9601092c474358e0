//! Where every choice of a run comes from: numbers in, and the same choices out, on every machine and at any speed.

use fastrand::Rng;

/// Choices that depend on these numbers and on nothing else.
pub(crate) fn chance(of: &[u64]) -> Rng {
    let mix = |state: u64, part: &u64| Rng::with_seed(state ^ part).u64(..);
    Rng::with_seed(of.iter().fold(0, mix))
}

/// Does it happen, once in so many times?
pub(crate) fn one_in(rng: &mut Rng, times: u32) -> bool {
    rng.u32(0..times) == 0
}

/// A number below 2 to the power of `bits`; as often a small one as a large one.
pub(crate) fn of_any_size(rng: &mut Rng, bits: u32) -> u64 {
    let bits = rng.u32(0..=bits);
    rng.u64(0..1 << bits)
}

//! Where a reader is within a struct.

/// What a struct remembers while it is read.
#[derive(Clone, Copy, Debug)]
pub struct JsonPlace<H> {
    /// How many bytes were left when the last pass ended.
    pub(super) mark: usize,
    pub(super) again: bool,
    /// A field came before.
    pub(super) comma: bool,
    /// How many bytes were left when `next` was looked for.
    pub(super) looked_at: usize,
    /// What stands before the next field's value, and how many bytes are left behind that.
    pub(super) next: Option<(H, usize)>,
    /// The next field is this one, and its value is no bool.
    pub(super) refused: Option<&'static str>,
}

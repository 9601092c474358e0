//! Where in a value an error happened.

use std::fmt;

/// One step from a value into a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// The outermost struct, by its name in the IDL.
    Root(&'static str),
    /// A field, by its name in the IDL.
    Field(&'static str),
    /// The element of a list or set, counted from 0 in the order of the wire.
    Index(usize),
    /// The key of a map's entry, counted from 0 in the order of the wire.
    Key(usize),
    /// The value of a map's entry, counted likewise.
    Entry(usize),
}

/// The way from the outermost value to the one that failed: `Medium.items[3].name`, and `tags{2}` for the value and
/// `tags{key 2}` for the key of a map's third entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// Innermost first: errors learn their way while they travel outwards.
    reversed: Vec<Step>,
}

impl Path {
    pub(super) fn push(&mut self, step: Step) {
        self.reversed.push(step);
    }

    /// Nothing is known of where it happened.
    pub fn is_empty(&self) -> bool {
        self.reversed.is_empty()
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = Step> + '_ {
        self.reversed.iter().rev().copied()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps().enumerate() {
            match step {
                Step::Field(name) if at > 0 => write!(f, ".{name}")?,
                Step::Root(name) | Step::Field(name) => f.write_str(name)?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(entry) => write!(f, "{{key {entry}}}")?,
                Step::Entry(entry) => write!(f, "{{{entry}}}")?,
            }
        }
        Ok(())
    }
}

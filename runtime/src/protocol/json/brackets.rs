//! Where does a bracket close, in text that comes in pieces?

use memchr::memchr2;

/// The place in JSON text that begins with a bracket or a brace. Every byte is looked at once, and nothing is kept.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Brackets {
    open: usize,
    in_string: bool,
    escaped: bool,
    commas: usize,
}

impl Brackets {
    /// Goes on with `bytes`. `Some`: so many of them end with the bracket that closes the first.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                at += self.string(&bytes[at..]);
                continue;
            }
            match bytes[at] {
                b'"' => self.in_string = true,
                b'[' | b'{' => self.open += 1,
                b']' | b'}' if self.open <= 1 => return Some(at + 1),
                b']' | b'}' => self.open -= 1,
                b',' if self.open == 1 => self.commas += 1,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// How many of `bytes` belong to the string that is open.
    fn string(&mut self, bytes: &[u8]) -> usize {
        if std::mem::take(&mut self.escaped) {
            return 1;
        }
        let Some(at) = memchr2(b'"', b'\\', bytes) else {
            return bytes.len();
        };
        if bytes[at] == b'"' {
            self.in_string = false;
        } else {
            self.escaped = true;
        }
        at + 1
    }

    /// Commas directly within the first bracket, so far.
    pub(crate) fn commas(&self) -> usize {
        self.commas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = br#"[1,"a]\"]\\",{"b":[2,3,{}]},[]] , next]"#;
    const END: usize = TEXT.len() - b" , next]".len();

    #[test]
    fn the_bracket_that_closes_the_first_is_found() {
        let mut brackets = Brackets::default();
        assert_eq!(brackets.advance(TEXT), Some(END));
        assert_eq!(brackets.commas(), 3);
    }

    #[test]
    fn pieces_make_no_difference() {
        for cut in 0..END {
            let mut brackets = Brackets::default();
            assert_eq!(brackets.advance(&TEXT[..cut]), None, "cut at {cut}");
            assert_eq!(
                brackets.advance(&TEXT[cut..]),
                Some(END - cut),
                "cut at {cut}"
            );
            assert_eq!(brackets.commas(), 3, "cut at {cut}");
        }
    }
}

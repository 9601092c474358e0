//! Which field comes next?

use super::dialect::JsonDialect;
use super::input::JsonInput;
use super::place::JsonPlace;
use crate::protocol::TInputProtocol as _;
use crate::{Result, TType};

impl<'m, D: JsonDialect> JsonInput<'m, D> {
    /// Has the next field been looked at, and is it another than this one? A field that is absent costs no more than
    /// this.
    #[inline(always)]
    pub(super) fn is_another(
        &self,
        place: &JsonPlace<D::Head<'m>>,
        t: TType,
        id: i16,
        name: &'static str,
    ) -> bool {
        place.looked_at == self.tokens.left()
            && !matches!(&place.next, Some((head, _)) if D::is(head, t, id, name))
    }

    /// Takes the next field's head, if it is this one's.
    #[inline(never)]
    pub(super) fn take_field(
        &mut self,
        place: &mut JsonPlace<D::Head<'m>>,
        t: TType,
        id: i16,
        name: &'static str,
    ) -> bool {
        if place.looked_at != self.tokens.left() {
            let length = D::named_head(self.tokens.text(), place.comma, name);
            if length > 0 {
                self.tokens.pass(length);
                place.comma = true;
                return true;
            }
            let next = D::head_as_written(self.tokens, place.comma);
            if next.is_none() && self.tokens.text().first() != Some(&b'}') {
                return self.take_field_closely(place, t, id, name);
            }
            place.looked_at = self.tokens.left();
            place.next = next;
        }
        match &place.next {
            Some((head, behind)) if D::is(head, t, id, name) => {
                self.tokens.leave(*behind);
                place.comma = true;
                true
            }
            _ => false,
        }
    }

    /// The same, whatever stands there. All that is left to do is done by a call, so that the fast way needs few
    /// registers.
    #[cold]
    #[inline(never)]
    fn take_field_closely(
        &mut self,
        place: &mut JsonPlace<D::Head<'m>>,
        t: TType,
        id: i16,
        name: &'static str,
    ) -> bool {
        self.look(place);
        self.take_field(place, t, id, name)
    }

    /// The next field, if it is this bool.
    #[inline(never)]
    pub(super) fn take_bool_field(
        &mut self,
        place: &mut JsonPlace<D::Head<'m>>,
        id: i16,
        name: &'static str,
    ) -> Option<bool> {
        let (start, comma) = (self.tokens.left(), place.comma);
        if !self.take_field(place, TType::Bool, id, name) {
            return None;
        }
        let value = self.read_bool();
        let value = value.and_then(|value| self.field_end(place).map(|()| value));
        if value.is_err() {
            self.tokens.leave(start);
            place.comma = comma;
            place.refused = Some(name);
        }
        value.ok()
    }

    /// Reads the next field's head, once however many fields are tried.
    pub(super) fn look(&mut self, place: &mut JsonPlace<D::Head<'m>>) {
        while place.looked_at != self.tokens.left() {
            let start = self.tokens.left();
            place.looked_at = start;
            place.next = None;
            if self.tokens.peek() == Some(b'}') {
                self.tokens.leave(start);
                break;
            }
            match D::head(&mut self.tokens, place.comma) {
                Ok(Some(head)) => place.next = Some((head, self.tokens.left())),
                Ok(None) => {
                    place.comma = true;
                    continue;
                }
                Err(_) => {} // whoever skips the field reports it
            }
            self.tokens.leave(start);
        }
    }

    /// Takes the next field's head, whatever it is.
    pub(super) fn take_head(
        &mut self,
        place: &mut JsonPlace<D::Head<'m>>,
    ) -> Result<Option<D::Head<'m>>> {
        let head = match D::head_as_written(self.tokens, place.comma) {
            Some((head, behind)) => {
                self.tokens.leave(behind);
                Some(head)
            }
            None => D::head(&mut self.tokens, place.comma)?,
        };
        place.comma = true;
        if let (Some(_), Some(name)) = (&head, place.refused) {
            self.read_bool().map_err(|error| error.in_field(name))?;
            return Err(self.tokens.unexpected("the end of a field").in_field(name));
        }
        Ok(head)
    }
}

//! A newer client at an older server: fields that one side does not know, fields of another type, methods that are not
//! there.

use std::collections::{BTreeMap, BTreeSet};

use generated::interop::{Color, Empty, Narrow, Point, SAMPLE, Wide};
use thriftwood::{ApplicationErrorKind, Bytes};

use crate::checks::errors::is_application;
use crate::checks::{Check, Checked, Session, answered, checks, echoes, same};

pub(super) const CHECKS: &[Check] = checks![
    evolve,
    evolve_wide_arguments with evolve,
    evolve_narrow_reply with evolve,
    evolve_to_and_fro with evolve,
    evolve_not_utf8 with evolve,
    unknown_method,
    unknown_method_void,
    after_unknown_methods with unknown_method unknown_method_void,
];

echoes!(evolve = evolve: narrow(), Narrow::default());

/// The server skips what it does not know, and the field that has another type for it.
fn evolve_wide_arguments(session: &mut Session) -> Checked {
    let came = session.future()?.evolve(wide(), 99)?;
    same(&(came.id, came.name.as_str()), &(7, "kept"))
}

/// This client gets a Narrow and reads a Wide: what the server does not know has its default, and so has the field
/// that comes with another type.
fn evolve_narrow_reply(session: &mut Session) -> Checked {
    let came = session.future()?.evolve(wide(), 0)?;
    let due = Wide {
        id: 7,
        name: "kept".to_owned(),
        ..Wide::default()
    };
    same(&came, &due)
}

fn evolve_to_and_fro(session: &mut Session) -> Checked {
    for _ in 0..3 {
        same(&session.interop()?.evolve(narrow())?, &narrow())?;
        same(&session.future()?.evolve(wide(), -1)?.id, &7)?;
    }
    Ok(())
}

fn unknown_method(session: &mut Session) -> Checked {
    match session.future()?.not_there(1) {
        Ok(value) => Err(answered(&value)),
        Err(error) => is_application(&error, ApplicationErrorKind::UNKNOWN_METHOD),
    }
}

/// What is read over may be text or not, which only its reader could know.
fn evolve_not_utf8(session: &mut Session) -> Checked {
    let sent = Wide {
        w_binary: Bytes::from_static(b"\0\xff"),
        ..wide()
    };
    same(&session.future()?.evolve(sent, 0)?.name.as_str(), &"kept")
}

/// Large arguments of a method that is not there are skipped to their end.
fn unknown_method_void(session: &mut Session) -> Checked {
    match session.future()?.not_there_void(SAMPLE.clone()) {
        Ok(()) => Err(answered(&())),
        Err(error) => is_application(&error, ApplicationErrorKind::UNKNOWN_METHOD),
    }
}

fn after_unknown_methods(session: &mut Session) -> Checked {
    for n in 0..3 {
        unknown_method(session)?;
        unknown_method_void(session)?;
        same(&session.interop()?.add(n, 1)?, &(n + 1))?;
    }
    Ok(())
}

pub(super) fn narrow() -> Narrow {
    Narrow {
        id: 7,
        retyped: -3,
        name: "kept".to_owned(),
    }
}

/// Something in every field.
pub(super) fn wide() -> Wide {
    Wide {
        id: 7,
        w_bool: true,
        retyped: "text".to_owned(),
        w_i8: 1,
        w_i16: -2,
        w_i32: 3,
        w_i64: -4,
        w_double: 0.5,
        w_string: "lost".to_owned(),
        w_binary: Bytes::from_static(b"bytes"),
        w_enum: Color::BLUE,
        w_struct: SAMPLE.tree.clone(),
        w_list_bool: vec![true, false],
        w_list_struct: vec![Point { x: 1, y: 2 }, Point::default()],
        w_set: BTreeSet::from(["a".to_owned(), String::new()]),
        w_map: BTreeMap::from([("k".to_owned(), vec![Point { x: 3, y: 4 }])]),
        w_empty_map: BTreeMap::new(),
        w_deep: vec![vec![BTreeMap::from([(1, "x".to_owned())])], vec![]],
        w_empty: Empty {},
        name: "kept".to_owned(),
        w_tail: true,
    }
}

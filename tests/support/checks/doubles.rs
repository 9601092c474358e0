//! Doubles, bit for bit where every library can keep the bits.

use thriftwood::Protocol;

use crate::checks::{Check, Checked, Session, checks};

pub(super) const CHECKS: &[Check] = checks![
    echo_double,
    double_of_many_digits,
    double_extremes,
    double_subnormal,
    echo_double_minus_zero,
    double_infinities with echo_double_special echo_double_not_finite,
    double_nan with echo_double_special echo_double_not_finite,
    double_nan_bits with echo_double_special echo_double_not_finite,
];

const QUIET_NAN: u64 = 0x7ff8_0000_0000_0000;

fn echo_double(session: &mut Session) -> Checked {
    keeps_bits(session, &[0.0, 1.0, -1.0, 0.5, -2.25, 1e15, 1e16, -0.1])
}

fn double_of_many_digits(session: &mut Session) -> Checked {
    let third = 1.0 / 3.0;
    keeps_bits(
        session,
        &[
            third,
            0.1 + 0.2,
            std::f64::consts::PI,
            2f64.powi(53) - 1.0,
            1e21,
            1e-7,
        ],
    )
}

fn double_extremes(session: &mut Session) -> Checked {
    keeps_bits(
        session,
        &[f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::EPSILON, 1e300],
    )
}

fn double_subnormal(session: &mut Session) -> Checked {
    keeps_bits(session, &[5e-324, f64::MIN_POSITIVE / 2.0])
}

fn echo_double_minus_zero(session: &mut Session) -> Checked {
    keeps_bits(session, &[-0.0])
}

fn double_infinities(session: &mut Session) -> Checked {
    keeps_bits(session, &[f64::INFINITY, f64::NEG_INFINITY])
}

/// Not every library keeps the sign or the payload of a NaN; that it is one must stay.
fn double_nan(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for bits in [QUIET_NAN, QUIET_NAN | 1 << 63, QUIET_NAN | 0x1234] {
        let came = client.echo_double(f64::from_bits(bits))?;
        if !came.is_nan() {
            return Err(format!("NaN came back as {came:?}").into());
        }
    }
    Ok(())
}

/// The one NaN that libraries write which have only one. JSON has no place for its bits.
fn double_nan_bits(session: &mut Session) -> Checked {
    match session.target().protocol() {
        Protocol::Json => Ok(()),
        _ => keeps_bits(session, &[f64::from_bits(QUIET_NAN)]),
    }
}

fn keeps_bits(session: &mut Session, values: &[f64]) -> Checked {
    let mut client = session.interop()?;
    for &sent in values {
        let came = client.echo_double(sent)?;
        if came.to_bits() != sent.to_bits() {
            return Err(format!("{came:?} instead of {sent:?}").into());
        }
    }
    Ok(())
}

//! Calls of every shape: no arguments, no result, many arguments, large results.

use crate::interop::blob;
use generated::interop::{self as idl, Sparse};
use thriftwood::Bytes;

use crate::checks::{Check, Checked, Session, checks, same};

pub(super) const CHECKS: &[Check] = checks![
    who,
    ping,
    add,
    add_wraps,
    describe,
    describe_lowest,
    describe_highest,
    get_sample,
    check_sample,
    check_sample_of_another with check_sample,
    blob_sizes,
    snooze,
];

fn who(session: &mut Session) -> Checked {
    let name = session.interop()?.who()?;
    if name.is_empty() {
        return Err("the peer has no name".into());
    }
    Ok(())
}

fn ping(session: &mut Session) -> Checked {
    Ok(session.interop()?.ping()?)
}

fn add(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    same(&client.add(2, 40)?, &42)?;
    same(&client.add(-1, -1)?, &-2)
}

fn add_wraps(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    same(&client.add(i32::MAX, 1)?, &i32::MIN)?;
    same(&client.add(i32::MIN, -1)?, &i32::MAX)
}

fn describe(session: &mut Session) -> Checked {
    let said = session.interop()?.describe(
        true,
        -1,
        -2,
        -3,
        -4,
        1.5,
        "é".to_owned(),
        Bytes::from_static(&[0, 255]),
        Sparse::MINUS_FIVE,
        vec![1, 2, 3],
    )?;
    let due = "b=true i8=-1 i16=-2 i32=-3 i64=-4 d=3ff8000000000000 s=c3a9 bin=00ff e=-5 sum=6";
    same(&said.as_str(), &due)
}

fn describe_lowest(session: &mut Session) -> Checked {
    let said = session.interop()?.describe(
        false,
        i8::MIN,
        i16::MIN,
        i32::MIN,
        i64::MIN,
        -0.1,
        String::new(),
        Bytes::new(),
        Sparse::LOWEST,
        vec![],
    )?;
    let due = "b=false i8=-128 i16=-32768 i32=-2147483648 i64=-9223372036854775808 \
               d=bfb999999999999a s= bin= e=-2147483648 sum=0";
    same(&said.as_str(), &due)
}

fn describe_highest(session: &mut Session) -> Checked {
    let said = session.interop()?.describe(
        true,
        i8::MAX,
        i16::MAX,
        i32::MAX,
        i64::MAX,
        1.0,
        "😀".to_owned(),
        Bytes::from_static(b"\x00\x7f\x80\xff"),
        Sparse::HIGHEST,
        vec![i32::MIN, i32::MAX],
    )?;
    let due = "b=true i8=127 i16=32767 i32=2147483647 i64=9223372036854775807 \
               d=3ff0000000000000 s=f09f9880 bin=007f80ff e=2147483647 sum=-1";
    same(&said.as_str(), &due)
}

fn get_sample(session: &mut Session) -> Checked {
    same(&session.interop()?.get_sample()?, &*idl::SAMPLE)
}

fn check_sample(session: &mut Session) -> Checked {
    let equal = session.interop()?.check_sample(idl::SAMPLE.clone())?;
    same(&equal, &true)
}

fn check_sample_of_another(session: &mut Session) -> Checked {
    let mut other = idl::SAMPLE.clone();
    other.tree.children[0].children[0].value += 1;
    same(&session.interop()?.check_sample(other)?, &false)
}

fn blob_sizes(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    for size in [0, 1, 250, 251, 252, 4096, 65_536] {
        same(&client.blob(size)?, &blob(size))?;
    }
    Ok(())
}

fn snooze(session: &mut Session) -> Checked {
    let mut client = session.interop()?;
    same(&client.snooze(0)?, &0)?;
    same(&client.snooze(20)?, &20)
}

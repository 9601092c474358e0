//! The async client, a call after the other: every type, and every way for a call to end.

use generated::interop::interop::{Client, ThrowOneError, ThrowVoidError};
use generated::interop::{
    Choice, KeyZoo, NegIds, Point, SAMPLE, Sparse, UNICODE, base, future, second,
};
use std::collections::BTreeSet;
use thriftwood::{ApplicationErrorKind, Bytes, ErrorKind, OrderedFloat};

use crate::checks::errors::{application, is_application};
use crate::checks::evolution::{narrow, wide};
use crate::checks::oneway::{comes_to, token};
use crate::checks::{Check, Checked, Session, answered, brief, checks, same};
use crate::interop::{blob, err_a, err_b};

pub(super) const CHECKS: &[Check] = checks![
    async_calls with get_sample echo_bundle snooze,
    async_scalars,
    async_binary,
    async_containers with echo_containers,
    async_structs,
    async_keys with echo_keys,
    async_negative_ids with echo_neg_ids,
    async_evolution with evolve,
    async_exceptions with throw_undeclared throw_one_undeclared,
    async_missing_result with missing_result,
    async_unknown_methods with unknown_method unknown_method_void,
    async_oneway with oneway,
    async_parent,
];

/// For servers that know their services by name.
pub(super) const MULTIPLEXED: &[Check] = checks![async_second];

/// A check that sends values to methods that answer with their argument.
macro_rules! async_echoes {
    ($check:ident: $($method:ident($value:expr)),+ $(,)?) => {
        fn $check(session: &mut Session) -> Checked {
            session.asynchronously("Interop", async |route| {
                let client = Client::new(route);
                $(
                    let sent = $value;
                    same(&client.$method(sent.clone()).await?, &sent)?;
                )+
                Ok(())
            })
        }
    };
}

fn async_calls(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let client = Client::new(route);
        client.ping().await?;
        same(&client.add(2, 40).await?, &42)?;
        same(&client.get_sample().await?, &*SAMPLE)?;
        same(&client.check_sample(SAMPLE.clone()).await?, &true)?;
        same(&client.echo_bundle(SAMPLE.clone()).await?, &*SAMPLE)?;
        same(&client.snooze(1).await?, &1)
    })
}

async_echoes!(async_scalars:
    echo_bool(true),
    echo_i8(i8::MIN),
    echo_i16(i16::MAX),
    echo_i32(i32::MIN),
    echo_i64(i64::MAX),
    echo_double(-0.1),
    echo_string(UNICODE.to_owned()),
    echo_enum(Sparse::LOWEST),
    echo_typedef(1_700_000_000_000),
);

async_echoes!(async_containers:
    echo_list(vec![i32::MIN, 0, i32::MAX]),
    echo_list_bool(vec![true, false, true]),
    echo_list_string(vec![String::new(), "ż".to_owned()]),
    echo_set(BTreeSet::from(["a".to_owned(), "b".to_owned()])),
    echo_map(SAMPLE.containers.m_map["outer"].clone()),
    echo_deep(SAMPLE.containers.l_deep.clone()),
    echo_containers(SAMPLE.containers.clone()),
);

async_echoes!(async_structs:
    echo_empty(SAMPLE.empty.clone()),
    echo_point(Point { x: 1, y: -1 }),
    echo_default(SAMPLE.dflt.clone()),
    echo_required(SAMPLE.reqd.clone()),
    echo_optional(SAMPLE.opt.clone()),
    echo_defaults(SAMPLE.defaults.clone()),
    echo_union(Choice::Many(vec![1, 2, 3])),
    echo_tree(SAMPLE.tree.clone()),
    echo_chain(SAMPLE.chain.clone()),
    echo_big_ids(SAMPLE.big_ids.clone()),
);

async_echoes!(async_keys: echo_keys(KeyZoo {
    s_struct: BTreeSet::from([Point { x: 3, y: 4 }]),
    s_double: BTreeSet::from([OrderedFloat(1.5)]),
    s_bool: BTreeSet::from([false]),
    ..KeyZoo::default()
}));

fn async_binary(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let client = Client::new(route);
        let sent: Bytes = (0..=255).collect();
        same(&client.echo_binary(sent.clone()).await?, &sent)?;
        same(&client.blob(70_000).await?, &blob(70_000))
    })
}

async_echoes!(async_negative_ids: echo_neg_ids(NegIds {
    minus_one: 1,
    minus_two: "two".to_owned(),
    five: true,
}));

fn async_evolution(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let (newer, same_age) = (future::Client::new(route.clone()), Client::new(route));
        same(&same_age.evolve(narrow()).await?, &narrow())?;
        let came = newer.evolve(wide(), 99).await?;
        same(&(came.id, came.name.as_str()), &(7, "kept"))
    })
}

fn async_exceptions(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let client = Client::new(route);
        for n in 1..=3 {
            match client.throw_one(1).await {
                Err(ThrowOneError::A(thrown)) => same(&thrown, &err_a())?,
                other => return Err(format!("throw_one(1) came to {}", brief(&other)).into()),
            }
            match client.throw_one(2).await {
                Err(ThrowOneError::B(thrown)) => same(&thrown, &err_b())?,
                other => return Err(format!("throw_one(2) came to {}", brief(&other)).into()),
            }
            match client.throw_one(3).await {
                Err(ThrowOneError::Other(error)) if application(&error).is_some() => {}
                other => return Err(format!("throw_one(3) came to {}", brief(&other)).into()),
            }
            match client.throw_void(n).await {
                Err(ThrowVoidError::A(thrown)) => same(&thrown.code, &n)?,
                other => return Err(format!("throw_void({n}) came to {}", brief(&other)).into()),
            }
            client.throw_void(0).await?;
            same(&client.throw_one(0).await?, &0)?;
        }
        Ok(())
    })
}

fn async_missing_result(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let client = Client::new(route);
        match client.missing_result().await {
            Ok(value) => Err(answered(&value)),
            Err(error) if matches!(error.kind(), ErrorKind::MissingResult(_)) => Ok(()),
            Err(error) => is_application(&error, ApplicationErrorKind::MISSING_RESULT),
        }?;
        same(&client.add(1, 1).await?, &2)
    })
}

fn async_unknown_methods(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let client = future::Client::new(route);
        for _ in 0..3 {
            match client.not_there(1).await {
                Ok(value) => Err(answered(&value)),
                Err(error) => is_application(&error, ApplicationErrorKind::UNKNOWN_METHOD),
            }?;
            match client.not_there_void(SAMPLE.clone()).await {
                Ok(()) => Err(answered(&())),
                Err(error) => is_application(&error, ApplicationErrorKind::UNKNOWN_METHOD),
            }?;
        }
        Ok(())
    })
}

fn async_oneway(session: &mut Session) -> Checked {
    let token = token("async");
    session.asynchronously("Interop", async |route| {
        let client = Client::new(route);
        for n in 1..=10 {
            client.fire(token.clone(), n).await?;
            same(&client.add(n, 1).await?, &(n + 1))?;
        }
        Ok(())
    })?;
    comes_to(&mut session.interop()?, &token, 55)
}

fn async_parent(session: &mut Session) -> Checked {
    session.asynchronously("Interop", async |route| {
        let (parent, child) = (base::Client::new(route.clone()), Client::new(route));
        parent.ping().await?;
        same(&parent.add(20, 22).await?, &42)?;
        same(&parent.who().await?, &child.who().await?)
    })
}

fn async_second(session: &mut Session) -> Checked {
    session.asynchronously("Second", async |route| {
        let client = second::Client::new(route);
        same(&client.who().await?.as_str(), &"second")?;
        let turned = client.backwards("żółć 😀!".to_owned()).await?;
        same(&turned.as_str(), &"!😀 ćłóż")
    })
}

//! A stop: everybody who is served, or is about to be, is told, and the end is seen.

use super::shutdown::{Admission, ServerHandle};
use crate::{
    in_every_order,
    observe::Observer,
    transport::{Closer, Interrupter},
};
use loom::{future::block_on, thread};
use std::{future::poll_fn, num::NonZeroUsize, sync::Arc, time::Duration};

const ONE: Option<NonZeroUsize> = Some(NonZeroUsize::MIN);

fn handle(interrupters: &[Interrupter]) -> ServerHandle {
    ServerHandle::new(interrupters.to_vec(), Arc::new(Observer::default()))
}

/// A thread that serves a peer who says nothing.
fn serve(admission: Admission) {
    let stream = Closer::default();
    let live = admission.enter(&stream);
    stream.wait();
    drop(live);
}

/// A task that does.
fn serve_on_a_loop(admission: Admission) {
    let mut live = admission.enter_loop();
    block_on(poll_fn(|task| live.poll_stopped(task)));
}

#[test]
fn whoever_comes_while_the_server_stops_is_sent_home_too() {
    for serve in [serve as fn(Admission), serve_on_a_loop] {
        in_every_order(2, move || {
            let handle = handle(&[]);
            let accepting = {
                let handle = handle.clone();
                thread::spawn(move || {
                    if let Some(admission) = handle.admit(None) {
                        serve(admission);
                    }
                    handle.wait_for_the_last();
                })
            };
            handle.stop();
            accepting.join().unwrap();
            assert_eq!(handle.connections(), 0);
        });
    }
}

#[test]
fn whoever_waits_for_a_place_is_told_of_a_stop() {
    in_every_order(2, || {
        let listener = Interrupter::default();
        let handle = handle(std::slice::from_ref(&listener));
        let first = handle.admit(ONE).unwrap();
        let accepting = {
            let handle = handle.clone();
            thread::spawn(move || {
                assert!(handle.admit(ONE).is_none());
                listener.0.wait();
            })
        };
        handle.stop();
        accepting.join().unwrap();
        // none was free before
        drop(first);
    });
}

#[test]
fn a_place_that_is_given_back_is_given_to_whoever_waits() {
    in_every_order(2, || {
        let handle = handle(&[]);
        let first = handle.admit(ONE).unwrap();
        let second = {
            let handle = handle.clone();
            thread::spawn(move || assert!(handle.admit(ONE).is_some()))
        };
        drop(first);
        second.join().unwrap();
        handle.wait_for_the_last();
    });
}

#[test]
fn the_last_to_leave_is_noticed() {
    for serve in [serve as fn(Admission), serve_on_a_loop] {
        in_every_order(2, move || {
            let handle = handle(&[]);
            let admissions = [(); 2].map(|()| handle.admit(None).unwrap());
            let peers = admissions.map(|admission| thread::spawn(move || serve(admission)));
            assert!(handle.stop_within(Duration::MAX));
            for peer in peers {
                peer.join().unwrap();
            }
            handle.wait_for_the_last();
            assert_eq!(handle.connections(), 0);
        });
    }
}

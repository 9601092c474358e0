//! Long payloads share the message's memory.

use thriftwood::{Bytes, Limits, Protocol};

use crate::binary;
use crate::sample::Medium;

fn blob_of(n: usize) -> (Bytes, Medium) {
    let medium = Medium {
        blob: Bytes::from(vec![7; n]),
        ..Medium::default()
    };
    let fields = [&[11, 0, 8][..], &binary(&medium.blob), &[0]].concat();
    (Bytes::from(fields), medium)
}

#[test]
fn a_kilobyte_is_shared_and_less_is_copied() {
    for (n, shared) in [(1023, false), (1024, true), (100_000, true)] {
        let (message, expected) = blob_of(n);
        let read: Medium = Protocol::Binary
            .deserialize(&message, &Limits::default())
            .unwrap();
        assert_eq!(read, expected);
        assert_eq!(
            message.as_ptr_range().contains(&read.blob.as_ptr()),
            shared,
            "{n}"
        );
    }
}

#[test]
fn a_slice_of_a_larger_buffer_shares_too() {
    let (message, expected) = blob_of(5000);
    let stream = Bytes::from([&[1, 2, 3][..], &message, &[4, 5]].concat());
    let slice = stream.slice(3..3 + message.len());
    let read: Medium = Protocol::Binary
        .deserialize(&slice, &Limits::default())
        .unwrap();
    drop(slice);
    assert_eq!(read, expected);
    assert!(stream.as_ptr_range().contains(&read.blob.as_ptr()));
}

//! Any bytes, read in every protocol as the types with the most in them: no panic, no hang, no big allocation (libFuzzer
//! watches memory); and what is read is written and read again as the same value.
#![no_main]

use generated::interop::{Bundle, KeyZoo, Wide};
use libfuzzer_sys::fuzz_target;
use thriftwood::wire::Wire;
use thriftwood::{Bytes, Limits, Protocol};

fn round_trip<T: Wire>(protocol: Protocol, bytes: &Bytes) {
    let limits = Limits::default();
    let Ok((value, _)) = protocol.deserialize_prefix::<T>(bytes, &limits) else {
        return;
    };
    // The second time around bytes are compared, since NaN is not equal to itself.
    let Ok(written) = protocol.serialize(&value) else {
        return;
    };
    let again: T = protocol
        .deserialize(&written.clone().into(), &limits)
        .expect("what was written is read");
    let rewritten = protocol.serialize(&again).expect("it was written before");
    assert_eq!(written, rewritten);
}

fuzz_target!(|bytes: &[u8]| {
    let bytes = Bytes::copy_from_slice(bytes);
    for protocol in Protocol::READABLE {
        round_trip::<Bundle>(*protocol, &bytes);
        round_trip::<KeyZoo>(*protocol, &bytes);
        round_trip::<Wide>(*protocol, &bytes);
    }
});

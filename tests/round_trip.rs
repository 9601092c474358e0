//! Every generated type, from arbitrary values: what is written reads back the same, and cut anywhere it is an error.

use proptest::prelude::*;
use tests::every_type::in_every_protocol;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn values_come_back(entropy in prop::collection::vec(any::<u8>(), 0..600)) {
        for (ty, protocol) in in_every_protocol() {
            let Some(sample) = (ty.sample)(protocol, &entropy) else { continue };
            if sample.is_endless() {
                continue;
            }
            if let Err(wrong) = sample.comes_back() {
                prop_assert!(false, "{} in {protocol}: {wrong}", ty.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_cut_is_an_error(entropy in prop::collection::vec(any::<u8>(), 0..200)) {
        for (ty, protocol) in in_every_protocol() {
            let Some(sample) = (ty.sample)(protocol, &entropy) else { continue };
            for cut in 0..sample.bytes.len() {
                let read = sample.read(&sample.bytes[..cut]);
                prop_assert!(read.is_err(), "{} in {protocol} cut at {cut} of {}", ty.name, sample.bytes.len());
            }
        }
    }
}

//! Sets of order fingerprints on the wire: an array of byte strings, ascending.

use crate::orders::Fingerprint;
use minicbor::encode::Write;
use minicbor::{Decoder, Encoder};
use std::collections::BTreeSet;

pub(crate) fn encode<C, W: Write>(
    set: &BTreeSet<Fingerprint>,
    out: &mut Encoder<W>,
    _: &mut C,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    out.array(set.len() as u64)?;
    for fingerprint in set {
        out.bytes(fingerprint)?;
    }
    Ok(())
}

pub(crate) fn decode<C>(input: &mut Decoder<'_>, _: &mut C) -> Result<BTreeSet<Fingerprint>, minicbor::decode::Error> {
    let bad = || minicbor::decode::Error::message("not a set of fingerprints");
    let mut set = BTreeSet::new();
    for _ in 0..input.array()?.ok_or_else(bad)? {
        set.insert(input.bytes()?.try_into().map_err(|_| bad())?);
    }
    Ok(set)
}

/// Handles by fingerprint: an array of pairs, ascending.
pub(crate) mod handles {
    use crate::handle::Payment;
    use crate::orders::Fingerprint;
    use minicbor::encode::Write;
    use minicbor::{Decoder, Encoder};
    use std::collections::BTreeMap;

    pub(crate) fn encode<C, W: Write>(
        map: &BTreeMap<Fingerprint, Payment>,
        out: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(map.len() as u64)?;
        for (fingerprint, payment) in map {
            out.array(2)?.bytes(fingerprint)?.u32(payment.0)?;
        }
        Ok(())
    }

    pub(crate) fn decode<C>(
        input: &mut Decoder<'_>,
        _: &mut C,
    ) -> Result<BTreeMap<Fingerprint, Payment>, minicbor::decode::Error> {
        let bad = || minicbor::decode::Error::message("not handles by fingerprint");
        let mut map = BTreeMap::new();
        for _ in 0..input.array()?.ok_or_else(bad)? {
            if input.array()? != Some(2) {
                return Err(bad());
            }
            let fingerprint = input.bytes()?.try_into().map_err(|_| bad())?;
            map.insert(fingerprint, Payment(input.u32()?));
        }
        Ok(map)
    }
}

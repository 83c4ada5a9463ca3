//! Texts that are nearly always short: up to 24 bytes need no allocation. On the wire they are texts like any other.

use compact_str::CompactString;
use minicbor::encode::Write;
use minicbor::{Decoder, Encoder};

pub(crate) fn encode<C, W: Write>(
    text: &CompactString,
    out: &mut Encoder<W>,
    _: &mut C,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    out.str(text)?.ok()
}

pub(crate) fn decode<C>(input: &mut Decoder<'_>, _: &mut C) -> Result<CompactString, minicbor::decode::Error> {
    input.str().map(CompactString::from)
}

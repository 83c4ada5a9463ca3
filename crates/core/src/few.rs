//! Short lists that need no allocation: most orders have a handful of split lines and awards.
//!
//! On the wire they are the arrays that a `Vec` would be.

use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};
use smallvec::{Array, SmallVec};

pub(crate) fn encode<C, W: Write, A: Array>(
    few: &SmallVec<A>,
    out: &mut Encoder<W>,
    context: &mut C,
) -> Result<(), minicbor::encode::Error<W::Error>>
where
    A::Item: Encode<C>,
{
    few.as_slice().encode(out, context)
}

pub(crate) fn decode<'b, C, A: Array>(
    input: &mut Decoder<'b>,
    context: &mut C,
) -> Result<SmallVec<A>, minicbor::decode::Error>
where
    A::Item: Decode<'b, C>,
{
    input.array_iter_with(context)?.collect()
}

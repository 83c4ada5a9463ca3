//! Dense numbers that stand for outside ids inside the engine, given in order of registration.

use minicbor::{Decode, Encode};

macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] pub u32);

        impl $name {
            /// The handle as a place in a dense vector.
            #[must_use]
            pub const fn place(self) -> usize {
                self.0 as usize
            }

            /// The handle of the place `place`; the vectors are bounded by [`crate::limits::HANDLES_MAX`].
            #[must_use]
            #[allow(dead_code)] // not every kind is counted up in this crate
            pub(crate) fn at(place: usize) -> Self {
                Self(u32::try_from(place).unwrap_or(u32::MAX))
            }
        }
    };
}

handle! {
    /// A member, from 0 in order of registration.
    Member
}
handle! {
    /// A merchant, from 0 in order of registration.
    Merchant
}
handle! {
    /// A programme, from 0 in order of opening.
    Programme
}
handle! {
    /// A plan of a programme, from 0 in order of first publication.
    Plan
}
handle! {
    /// A region path of the deployment, from 0 in order of first mention.
    Region
}
handle! {
    /// An order, from 0 in order of booking.
    Order
}
handle! {
    /// A position of a programme; ids count from 1 in order of opening.
    Position
}
handle! {
    /// An order that was held back before booking, from 0 in order of placing.
    Placed
}
handle! {
    /// A payment through a provider, from 0 in order of opening.
    Payment
}
handle! {
    /// A payout, from 0 in order of request.
    Payout
}
handle! {
    /// A contract of a region agent, from 0 in order of signing in its programme.
    Contract
}
handle! {
    /// A clearance campaign, from 0 in order of opening in its programme.
    Campaign
}

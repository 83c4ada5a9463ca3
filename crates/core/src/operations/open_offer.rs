//! Opens an offer of the register of allotments (配股).

use crate::allotments::Offer;
use crate::engine::Step;
use crate::event::{Event, OfferOpened};
use crate::handle::Programme;
use crate::identifier::check_identifier;
use crate::limits::OFFERS_MAX;
use crate::rejection::Rejection;
use minicbor::{Decode, Encode};
use serde::Serialize;

/// Arguments.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct OpenOffer {
    /// The offer's own number.
    #[n(0)]
    pub id: String,
    /// What is offered.
    #[n(1)]
    pub offer: Offer,
}

impl OpenOffer {
    /// Whether the rules in force were cleared by the very opinion that the offer rests on: a profile that lets no opinion
    /// allow it thus allows no offer.
    fn is_cleared(&self, step: &Step<'_>, programme: Programme) -> bool {
        let version = step.of(programme).versions.get(step.version(programme) as usize);
        let clearance = version.and_then(|version| version.clearance.as_ref());
        let opinion = self.offer.opinion.as_ref();
        opinion.zip(clearance).is_some_and(|(opinion, clearance)| clearance.opinions.contains(opinion))
    }

    pub(super) fn decide(&self, step: &mut Step<'_>) -> Result<(), Rejection> {
        let (programme, state) = step.programme()?;
        step.needs_two_people_when_live()?;
        step.before_redemption(programme)?;
        check_identifier(&self.id)?;
        if state.allotments.get(&self.id).is_some() {
            return Err(Rejection::OfferExists);
        }
        if state.allotments.len() >= OFFERS_MAX {
            return Err(Rejection::LimitExceeded);
        }
        self.offer.check()?;
        if step.state().is_live() && !self.is_cleared(step, programme) {
            return Err(Rejection::OpinionMissing);
        }
        let (id, offer) = (self.id.clone(), self.offer.clone());
        step.emit(Event::OfferOpened(OfferOpened { programme, id, offer }))
    }
}

//! What happens to a programme from outside, or by somebody who games it.

mod churn;
mod funding;
mod injection;
mod refund_wave;
mod wash;
mod whale;

use crate::census::Behaviour;
use crate::draw::Draw;
use crate::error::SimError;
use crate::scenario::section::Section;
use crate::scene::Scene;
use churn::Churn;
use funding::Funding;
use injection::Injection;
use ratchet_core::handle::Member;
use refund_wave::RefundWave;
use wash::Wash;
use whale::Whale;

#[derive(Clone, Debug)]
enum Kind {
    Injection(Injection),
    Funding(Funding),
    RefundWave(RefundWave),
    Whale(Whale),
    Wash(Wash),
    Churn(Churn),
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Shock {
    kind: Kind,
    /// Its name in results: `shocks.0 whale`.
    name: String,
    person: Person,
}

/// Who a shock acts through: joins the first time that they act.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Person {
    behaviour: Behaviour,
    member: Option<Member>,
}

impl Person {
    /// The member; nothing when the engine refuses one more.
    fn act(&mut self, scene: &mut Scene) -> Option<Member> {
        if self.member.is_none() {
            self.member = scene.join_apart(self.behaviour).ok();
        }
        self.member
    }

    /// Sells everything that the person holds.
    fn sell_all(self, scene: &mut Scene) {
        let Some(member) = self.member else { return };
        let points = scene.town.points_of(member);
        if points.is_positive() {
            scene.sell(member, points);
        }
    }
}

impl Shock {
    pub(crate) fn read(section: Section<'_>) -> Result<Self, SimError> {
        let kinds = ["injection", "funding", "refund_wave", "whale", "wash", "churn"];
        let word = section.word("kind", &kinds)?;
        let kind = match word {
            "injection" => Kind::Injection(Injection::read(&section)?),
            "funding" => Kind::Funding(Funding::read(&section)?),
            "refund_wave" => Kind::RefundWave(RefundWave::read(&section)?),
            "whale" => Kind::Whale(Whale::read(&section)?),
            "wash" => Kind::Wash(Wash::read(&section)?),
            _ => Kind::Churn(Churn::read(&section)?),
        };
        let name = format!("{} {word}", section.name());
        section.finish()?;
        Ok(Self { kind, name, person: Person::default() })
    }

    /// Its name in results.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it puts money into the fund.
    pub(crate) fn funds(&self) -> bool {
        matches!(self.kind, Kind::Funding(_))
    }

    /// Gives whoever acts in it the behaviour of this number.
    pub(crate) fn known_as(&mut self, behaviour: usize) {
        self.person.behaviour = Behaviour::try_from(behaviour).unwrap_or(0);
    }

    /// For how many days orders must stay refundable for it.
    pub(crate) fn refundable_days(&self) -> u32 {
        match &self.kind {
            Kind::RefundWave(wave) => wave.window_days(),
            _ => 0,
        }
    }

    /// Orders that it adds in all.
    pub(crate) fn orders(&self) -> u64 {
        match &self.kind {
            Kind::Injection(_) | Kind::Funding(_) | Kind::RefundWave(_) => 0,
            Kind::Whale(_) => 1,
            Kind::Wash(wash) => wash.orders(),
            Kind::Churn(churn) => churn.orders(),
        }
    }

    /// What it does on the day that is played, before the day's orders.
    pub(crate) fn act(&mut self, scene: &mut Scene, draw: &mut Draw) {
        match &self.kind {
            Kind::Injection(injection) => injection.act(scene),
            Kind::Funding(funding) => funding.act(scene),
            Kind::RefundWave(wave) => wave.act(scene, draw),
            Kind::Whale(whale) => whale.act(&mut self.person, scene),
            Kind::Wash(wash) => wash.act(&mut self.person, scene),
            Kind::Churn(churn) => churn.act(&mut self.person, scene),
        }
    }
}

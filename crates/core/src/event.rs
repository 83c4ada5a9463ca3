//! Events: what an accepted command did. Applying events alone rebuilds the state; nothing is decided again.

mod campaign;
mod contract;
mod debts;
mod fund;
mod link;
mod money_out;
mod order_life;
mod payment;
mod period;
mod request;

pub use campaign::{CampaignEnded, CampaignOpened, Goods};
pub use contract::{ContractCutShort, ContractExpired, ContractFeeEarned, ContractSigned};
pub use debts::{ClaimConverted, ClaimImported, CoinPart, CoinsTakenBack, PointsGranted, TrancheReleased};
pub use fund::{
    Burned, ClosingDelayed, ClosingPublished, Funded, Granted, OfferOpened, ProgrammeClosed, RedemptionBegun,
    Subscribed,
};
pub use link::{LinkEnd, LinkEnded, LinkMade, LinkTerm, LinkTermsSet};
pub use money_out::{
    MoneyTermsPublished, PayoutChanged, PayoutRequested, ToppedUp, UnallocatedReleased, WithheldRemitted,
};
pub use order_life::{
    AwardsReleased, CoinsBack, Freeze, GivenBack, OrderHeld, OrderPlaced, OrderReturned, Particulars, Ticked, Unfrozen,
};
pub use payment::{Conclusion, Owed, PaymentConcluded, PaymentOpened, RefundConcluded};
pub use period::{DividendBack, DividendBearer, PeriodAdvanced, PeriodClosed, PeriodClosing, PeriodStated, SharesSet};
pub use request::{ApprovalRequested, Approved, RequestConcluded};

use crate::awards::{Award, Awards};
use crate::handle::{Member, Merchant, Order, Plan, Position, Programme};
use crate::keys::Key;
use crate::levels::LevelAward;
use crate::operations::DeploymentTerms;
use crate::policy::Clearance;
use crate::price::Price;
use crate::rules::Rules;
use crate::units::{BasisPoints, Fen, Points, Time};
use compact_str::CompactString;
use minicbor::{Decode, Encode};
use smallvec::SmallVec;

/// One thing that happened. The field numbers are published in `docs/journal-format.md` and never change meaning. What is
/// large and rare is boxed: every order moves a value of this size.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Event {
    /// The deployment began.
    #[n(0)]
    DeploymentOpened(#[n(0)] DeploymentTerms),
    /// A programme began, with its founding deposit in the reserve.
    #[n(1)]
    ProgrammeOpened(#[n(0)] Box<ProgrammeOpened>),
    /// A new version of a programme's rules was published.
    #[n(2)]
    RulesPublished(#[n(0)] Box<RulesPublished>),
    /// A member was registered.
    #[n(3)]
    MemberAdded(#[n(0)] MemberAdded),
    /// A merchant was registered.
    #[n(4)]
    MerchantAdded(#[n(0)] MerchantAdded),
    /// A region got its agent, or a new one.
    #[n(5)]
    AgentAppointed(#[n(0)] AgentAppointed),
    /// An order was booked.
    #[n(6)]
    OrderBooked(#[n(0)] OrderBooked),
    /// Points of one position were sold, by the member or by the system.
    #[n(7)]
    Sold(#[n(0)] Sold),
    /// The last unit left: what remained of the reserve backs nobody's points now.
    #[n(8)]
    Emptied(#[n(0)] Emptied),
    /// A merchant gave money of an order back.
    #[n(9)]
    Refunded(#[n(0)] Refunded),
    /// An order that should not exist was taken back.
    #[n(10)]
    Corrected(#[n(0)] Box<Corrected>),
    /// Money entered a reserve without points.
    #[n(11)]
    Injected(#[n(0)] Injected),
    /// A file of orders was taken this far.
    #[n(12)]
    BatchAdvanced(#[n(0)] BatchAdvanced),
    /// An order was placed: its money is held until it can no longer be returned.
    #[n(13)]
    OrderPlaced(#[n(0)] OrderPlaced),
    /// A placed order was returned, wholly or in part, before it was booked.
    #[n(14)]
    OrderReturned(#[n(0)] OrderReturned),
    /// A placed order was due and could not be booked: it waits, out of the queue, for somebody to return or to book it.
    #[n(15)]
    OrderHeld(#[n(0)] OrderHeld),
    /// Awards of a member were released to the balance.
    #[n(16)]
    AwardsReleased(#[n(0)] AwardsReleased),
    /// What was due was done.
    #[n(17)]
    Ticked(#[n(0)] Ticked),
    /// For how long links will last that are made from now on.
    #[n(18)]
    LinkTermsSet(#[n(0)] LinkTermsSet),
    /// A member was linked to a referrer (锁客).
    #[n(19)]
    LinkMade(#[n(0)] LinkMade),
    /// A link ended.
    #[n(20)]
    LinkEnded(#[n(0)] LinkEnded),
    /// A payment through a provider was begun.
    #[n(21)]
    PaymentOpened(#[n(0)] Box<PaymentOpened>),
    /// The provider said what became of a payment, or its time was up.
    #[n(22)]
    PaymentConcluded(#[n(0)] PaymentConcluded),
    /// A provider gave money back.
    #[n(23)]
    RefundConcluded(#[n(0)] RefundConcluded),
    /// New rules of money out hold from now on.
    #[n(30)]
    MoneyTermsPublished(#[n(0)] MoneyTermsPublished),
    /// Money left an account, to be paid out.
    #[n(31)]
    PayoutRequested(#[n(0)] PayoutRequested),
    /// A payout went on, or ended.
    #[n(32)]
    PayoutChanged(#[n(0)] PayoutChanged),
    /// A merchant paid money in.
    #[n(33)]
    ToppedUp(#[n(0)] ToppedUp),
    /// Unallocated money went back into its reserve.
    #[n(34)]
    UnallocatedReleased(#[n(0)] UnallocatedReleased),
    /// Withheld money was paid on to whom it is owed.
    #[n(35)]
    WithheldRemitted(#[n(0)] WithheldRemitted),
    /// The command was asked under this idempotency key; always its last event.
    #[n(36)]
    KeyUsed(#[n(0)] Key),
    /// Something waits for a second person.
    #[n(37)]
    ApprovalRequested(#[n(0)] ApprovalRequested),
    /// A request was approved (its effects are the events before this one), refused or taken back.
    #[n(38)]
    RequestConcluded(#[n(0)] RequestConcluded),
    /// Money entered a programme's fund, beside its reserve.
    #[n(50)]
    Funded(#[n(0)] Funded),
    /// It was published from when on a programme takes no orders.
    #[n(51)]
    ClosingPublished(#[n(0)] ClosingPublished),
    /// A closing was due while orders were pending: it is looked at again when they are settled.
    #[n(52)]
    ClosingDelayed(#[n(0)] ClosingDelayed),
    /// The founding units were burned and the price fixed at which everybody is redeemed.
    #[n(53)]
    RedemptionBegun(#[n(0)] RedemptionBegun),
    /// Everybody is redeemed, and what was left went to the platform.
    #[n(54)]
    ProgrammeClosed(#[n(0)] ProgrammeClosed),
    /// An offer of allotments was opened (配股).
    #[n(55)]
    OfferOpened(#[n(0)] OfferOpened),
    /// Points were burned for units of an offer (积分换股).
    #[n(56)]
    Subscribed(#[n(0)] Subscribed),
    /// Units of an offer were granted by contribution.
    #[n(57)]
    Granted(#[n(0)] Granted),
    /// Somebody holds a region by contract (区代, 市代, 省代).
    #[n(70)]
    ContractSigned(#[n(0)] ContractSigned),
    /// A contract ends earlier than it was signed for; what of its fee is for days not held is given back.
    #[n(71)]
    ContractCutShort(#[n(0)] ContractCutShort),
    /// Days of a contract are over: the fee for them is the operator's.
    #[n(72)]
    ContractFeeEarned(#[n(0)] ContractFeeEarned),
    /// A contract is over.
    #[n(73)]
    ContractExpired(#[n(0)] ContractExpired),
    /// Goods are to be cleared (清库存).
    #[n(74)]
    CampaignOpened(#[n(0)] CampaignOpened),
    /// A clearance campaign is over.
    #[n(75)]
    CampaignEnded(#[n(0)] CampaignEnded),
    /// A month of a programme is over and is being closed.
    #[n(60)]
    PeriodClosing(#[n(0)] PeriodClosing),
    /// A closing went on; nothing of it is visible yet.
    #[n(61)]
    PeriodAdvanced(#[n(0)] PeriodAdvanced),
    /// A closing stated what it worked out of some members; in force with its end.
    #[n(62)]
    PeriodStated(#[n(0)] PeriodStated),
    /// A month was closed: levels reached are in force, dividends were shared.
    #[n(63)]
    PeriodClosed(#[n(0)] PeriodClosed),
    /// The register of shares changed.
    #[n(64)]
    SharesSet(#[n(0)] SharesSet),
    /// A debt to a member was taken into the books.
    #[n(80)]
    ClaimImported(#[n(0)] ClaimImported),
    /// A claim became coins.
    #[n(81)]
    ClaimConverted(#[n(0)] ClaimConverted),
    /// The coins of an order brought points, out of the fund.
    #[n(82)]
    PointsGranted(#[n(0)] PointsGranted),
    /// Points that came with coins can be sold from now on.
    #[n(83)]
    TrancheReleased(#[n(0)] TrancheReleased),
    /// The coin part of an order that should not exist was taken back.
    #[n(84)]
    CoinsTakenBack(#[n(0)] CoinsTakenBack),
}

/// See [`Event::ProgrammeOpened`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProgrammeOpened {
    /// The next programme handle.
    #[n(0)]
    pub programme: Programme,
    /// Its name.
    #[n(1)]
    pub name: String,
    /// Its first rules.
    #[n(2)]
    pub rules: Rules,
    /// Units issued at par for the founding deposit, owned by the programme.
    #[n(3)]
    pub founding_units: Points,
    /// What was checked before, in a live deployment.
    #[n(4)]
    pub clearance: Option<Clearance>,
}

/// See [`Event::RulesPublished`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RulesPublished {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// From when, by business time.
    #[n(1)]
    pub effective_at: Time,
    /// The new rules.
    #[n(2)]
    pub rules: Rules,
    /// What was checked before, in a live deployment.
    #[n(3)]
    pub clearance: Option<Clearance>,
}

/// See [`Event::MemberAdded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MemberAdded {
    /// The next member handle.
    #[n(0)]
    pub member: Member,
    /// The outside id.
    #[n(1)]
    pub id: String,
    /// Who referred the member, for good.
    #[n(2)]
    pub referrer: Option<Member>,
}

/// See [`Event::MerchantAdded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MerchantAdded {
    /// The next merchant handle.
    #[n(0)]
    pub merchant: Merchant,
    /// The outside id.
    #[n(1)]
    pub id: String,
    /// The programme that it sells in.
    #[n(2)]
    pub programme: Programme,
    /// The plan that it sells under.
    #[n(3)]
    pub plan: Plan,
    /// Its own take rate, if any.
    #[n(4)]
    pub take_bp: Option<BasisPoints>,
    /// The member who owns it.
    #[n(5)]
    pub owner: Option<Member>,
    /// The member who recruited it.
    #[n(6)]
    pub recruiter: Option<Member>,
    /// Its region, from the largest part to the smallest; empty for none.
    #[n(7)]
    pub region: Vec<String>,
}

/// See [`Event::AgentAppointed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AgentAppointed {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The region, from the largest part to the smallest.
    #[n(1)]
    pub region: Vec<String>,
    /// The new agent.
    #[n(2)]
    pub member: Member,
}

/// What the split lines of an order took; hardly any plan has more than four.
pub type Lines = SmallVec<[Fen; 4]>;

/// See [`Event::OrderBooked`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrderBooked {
    /// The next order handle.
    #[n(0)]
    pub order: Order,
    /// The outside id.
    #[n(1)]
    #[cbor(with = "crate::short_text")]
    pub id: CompactString,
    /// The programme.
    #[n(2)]
    pub programme: Programme,
    /// The version of the rules that it was booked under.
    #[n(3)]
    pub version: u32,
    /// The plan that it was booked under.
    #[n(4)]
    pub plan: Plan,
    /// Who bought.
    #[n(5)]
    pub member: Member,
    /// Who sold.
    #[n(6)]
    pub merchant: Merchant,
    /// What was paid.
    #[n(7)]
    pub amount: Fen,
    /// What the merchant gave up of it.
    #[n(8)]
    pub commission: Fen,
    /// What each split line took, in the order of the plan's line names.
    #[n(9)]
    #[cbor(with = "crate::few")]
    pub lines: Lines,
    /// What entered the reserve.
    #[n(10)]
    pub pool: Fen,
    /// Units minted for it.
    #[n(11)]
    pub minted: Points,
    /// The position that took them, if any were minted; opened by this event when it is the next one.
    #[n(12)]
    pub position: Option<Position>,
    /// Awards paid from the distribution line.
    #[n(13)]
    #[cbor(with = "crate::few")]
    pub awards: Awards,
    /// What is out of the ordinary about it; hardly any order paid at a till has any of it.
    #[n(14)]
    pub particulars: Option<Box<Particulars>>,
}

impl OrderBooked {
    /// All awards, those of levels behind the others, in the order of their postings: who, what for, how much.
    pub fn every_award(&self) -> impl Iterator<Item = (Member, &'static str, Fen)> {
        let levels = self.particulars.as_ref().map_or(&[][..], |particulars| particulars.level_awards());
        every_award(&self.awards, levels)
    }

    /// What all awards come to.
    #[must_use]
    pub fn awarded(&self) -> Fen {
        let of_order: Fen = self.awards.iter().map(|award| award.amount).sum();
        let levels = self.particulars.as_ref().map_or(&[][..], |particulars| particulars.level_awards());
        of_order + levels.iter().map(|award| award.amount).sum()
    }
}

fn every_award<'a>(
    awards: &'a [Award],
    levels: &'a [LevelAward],
) -> impl Iterator<Item = (Member, &'static str, Fen)> + 'a {
    let of_order = awards.iter().map(|award| (award.member, award.kind.name(), award.amount));
    of_order.chain(levels.iter().map(|award| (award.member, award.kind.name(), award.amount)))
}

/// See [`Event::Sold`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Sold {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// The position.
    #[n(1)]
    pub position: Position,
    /// Whose it is.
    #[n(2)]
    pub member: Member,
    /// Units sold.
    #[n(3)]
    pub points: Points,
    /// What they were worth, at most what the cap leaves where overshoot is retained.
    #[n(4)]
    pub gross: Fen,
    /// What the member received of it; the rest is the fee and stays in the reserve.
    #[n(5)]
    pub net: Fen,
    /// Who sold.
    #[n(6)]
    pub cause: SaleCause,
}

/// Who sold points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum SaleCause {
    /// The member.
    #[n(0)]
    Redemption,
    /// The system, because the position reached its cap.
    #[n(1)]
    ForcedExit,
    /// The system, because the programme closes: at the price for everybody, without a fee.
    #[n(2)]
    Closing,
}

/// See [`Event::Emptied`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Emptied {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// What moved from the reserve to the unallocated account.
    #[n(1)]
    pub remainder: Fen,
    /// The price before the last units left: the reference for the next order.
    #[n(2)]
    pub reference: Price,
}

/// See [`Event::Refunded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Refunded {
    /// The order.
    #[n(0)]
    pub order: Order,
    /// Its programme.
    #[n(1)]
    pub programme: Programme,
    /// Its merchant, whose payable falls.
    #[n(2)]
    pub merchant: Merchant,
    /// Its member, who receives the money.
    #[n(3)]
    pub member: Member,
    /// What was given back.
    #[n(4)]
    pub amount: Fen,
    /// The order's position, when it is still open.
    #[n(5)]
    pub position: Option<Position>,
    /// Units of it burned without payment.
    #[n(6)]
    pub burned: Points,
    /// What its spend fell by.
    #[n(7)]
    pub spend: Fen,
    /// Where the money went, when not all of it went out in cash.
    #[n(8)]
    pub given_back: Option<GivenBack>,
    /// Goods of a campaign that are on sale again.
    #[n(20)]
    pub put_back: Option<Goods>,
}

/// See [`Event::Corrected`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Corrected {
    /// The order.
    #[n(0)]
    pub order: Order,
    /// Its programme.
    #[n(1)]
    pub programme: Programme,
    /// Its merchant, whose payable falls by `payable`.
    #[n(2)]
    pub merchant: Merchant,
    /// Its member, who receives `amount` in cash.
    #[n(3)]
    pub member: Member,
    /// The whole amount of the order.
    #[n(4)]
    pub amount: Fen,
    /// What the merchant was owed for it.
    #[n(5)]
    pub payable: Fen,
    /// The order's position, when it minted.
    #[n(6)]
    pub position: Option<Position>,
    /// Units burned.
    #[n(7)]
    pub burned: Points,
    /// What the position's spend fell by.
    #[n(8)]
    pub spend: Fen,
    /// What the reserve paid.
    #[n(9)]
    pub from_reserve: Fen,
    /// What the platform account bore.
    #[n(10)]
    pub from_platform: Fen,
    /// Awards taken back.
    #[n(11)]
    #[cbor(with = "crate::few")]
    pub awards: Awards,
    /// Where the money went, when not all of it went out in cash.
    #[n(12)]
    pub given_back: Option<GivenBack>,
    /// What of the awards was still frozen; the rest comes out of balances.
    #[n(13)]
    pub unfrozen: Option<Vec<Unfrozen>>,
    /// What the reserve paid beyond that, back into the fund that had subsidised the order.
    #[n(14)]
    pub to_fund: Option<Fen>,
    /// Goods of a campaign that are on sale again.
    #[n(20)]
    pub put_back: Option<Goods>,
    /// Awards of levels taken back.
    #[n(17)]
    pub level_awards: Option<Vec<LevelAward>>,
    /// What it had brought into the pot of dividends.
    #[n(18)]
    pub dividend: Option<DividendBack>,
}

impl Corrected {
    /// All awards taken back, those of levels behind the others, in the order of their postings: from whom, what for, how
    /// much.
    pub fn every_award(&self) -> impl Iterator<Item = (Member, &'static str, Fen)> {
        every_award(&self.awards, self.level_awards.as_deref().unwrap_or_default())
    }

    /// What all awards taken back come to.
    #[must_use]
    pub fn awarded(&self) -> Fen {
        self.every_award().map(|(_, _, amount)| amount).sum()
    }
}

/// See [`Event::Injected`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Injected {
    /// The programme.
    #[n(0)]
    pub programme: Programme,
    /// What entered the reserve.
    #[n(1)]
    pub amount: Fen,
}

/// See [`Event::BatchAdvanced`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BatchAdvanced {
    /// The name of the batch.
    #[n(0)]
    pub batch: String,
    /// Lines of the file taken so far.
    #[n(1)]
    pub lines: u64,
    /// Digest of those lines and of how they were read.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

//! Histories drawn at random: whatever the engine accepts becomes a record.

use crate::stage::{NOW, rules};
use proptest::prelude::*;
use ratchet_core::allotments::{Offer, Proceeds, Requirement};
use ratchet_core::campaigns;
use ratchet_core::event::Conclusion;
use ratchet_core::keys::Key;
use ratchet_core::month::Month;
use ratchet_core::operations::{
    AddMember, AddMerchant, AdvanceBatch, AppointAgent, ApprovePayout, Book, CampaignGoods, CloseProgramme,
    ConcludePayment, ConcludePayout, ConvertClaim, Correct, DeploymentTerms, Fund, GrantAllotment, ImportClaim, Inject,
    LinkMember, LinkTo, OpenCampaign, OpenOffer, OpenPayment, OpenProgramme, Operation, PayeeId, PayoutResult, Place,
    PublishRules, Redeem, Refund, Replace, RequestPayout, ReturnOrder, ReturnPayout, SendPayout, SetShares,
    SignContract, Subscribe, Tick, TopUp,
};
use ratchet_core::payouts::{Evidence, Identity};
use ratchet_core::policy::Sha256;
use ratchet_core::rules::{
    Basis, CoinPoints, CoinRules, ContractRules, DISTRIBUTION, DividendRules, FreezeDays, FundRules, LevelMode,
    LevelRules, LevelStep, Line, Outflow, ShareWeight,
};
use ratchet_core::{BasisPoints, Coins, Command, Engine, Fen, MODEL_VERSION, Points, Rules, Shares, State, Time};
use ratchet_deployment::{Record, month_in_zone};
use ratchet_journal::Head;

/// Records in their order, and the state that they lead to.
#[derive(Debug)]
pub struct RandomHistory {
    pub records: Vec<(u64, Record)>,
    pub state: State,
}

impl RandomHistory {
    /// The head of a journal that would hold them.
    pub fn head(&self) -> Head {
        Head { frame: 7, hash: [7; 32], next_sequence: self.records.len() as u64, time: NOW.milliseconds() }
    }
}

/// Histories of up to `most` actions.
pub fn histories(most: usize) -> impl Strategy<Value = RandomHistory> {
    prop::collection::vec(prop::array::uniform5(any::<u32>()), 1..most).prop_map(|dice| played(&dice))
}

/// The rules with awards to referrers that are frozen for a day or two, and a fee for holding a region.
fn freezing(mut rules: Rules) -> Rules {
    rules.contracts = Some(ContractRules { fee_max_fen: Fen::new(1_000) });
    for plan in rules.plans.values_mut() {
        plan.awards.freeze_days = Some(FreezeDays { direct: 2, indirect: 1, ..FreezeDays::default() });
    }
    rules
}

/// The rules with a subsidy and a drip.
fn giving(mut rules: Rules) -> Rules {
    let flow = |bp| Outflow {
        bp: BasisPoints::new(bp),
        order_max_fen: Fen::new(500),
        day_max_fen: Fen::new(20_000),
        last_day: "2999-12-31".parse().unwrap(),
    };
    rules.fund = Some(FundRules { drip: Some(flow(900)), subsidy: Some(flow(20)) });
    rules
}

/// The rules with levels that are paid, dividends, and coins that bring points. Every plan gets a line for awards, of which
/// levels can be paid.
fn with_months_and_coins(mut rules: Rules) -> Rules {
    for plan in rules.plans.values_mut() {
        let line = Line { basis: Basis::Amount, bp: BasisPoints::new(200) };
        plan.split.entry(DISTRIBUTION.to_owned()).or_insert(line);
    }
    let step = |rate: u32, own: i64| LevelStep {
        rate_bp: BasisPoints::new(rate),
        own_spend_fen: Fen::new(own),
        ..LevelStep::default()
    };
    rules.levels = Some(LevelRules {
        mode: LevelMode::Pay,
        depth: 4,
        team_depth: 3,
        peer_bp: BasisPoints::new(5),
        steps: vec![step(10, 1), step(20, 300_000)],
    });
    rules.dividends =
        Some(DividendRules { dividend_bp: BasisPoints::new(1_500), weight: ShareWeight::Turnover, team_depth: None });
    let points = CoinPoints {
        grant_bp: BasisPoints::new(3_000),
        target_bp: BasisPoints::new(6_000),
        tranches: 3,
        tranche_days: 10,
    };
    rules.coins = Some(CoinRules { coin_max_bp: BasisPoints::new(5_000), points: Some(points) });
    rules
}

/// The rules with everything that a programme can have.
fn with_everything() -> Rules {
    let rules = with_months_and_coins(giving(freezing(rules())));
    assert_eq!(rules.faults(), []);
    rules
}

/// What concerns a fund, allotments, and now and then the end of a programme.
fn of_fund(kind: u32, (who, what, how): (u32, u32, u32), at: i64) -> Operation {
    let (offer, member) = (format!("x{}", what % 3), format!("m{}", who % 6));
    let time = Time::from_milliseconds;
    match kind {
        40 | 41 => {
            Fund { amount: Fen::new(i64::from(how % 90_000) + 1), source: "round".to_owned(), document: None }.into()
        }
        42 | 43 => {
            let requires = if how % 4 == 0 {
                Requirement::Contribution(Fen::new(i64::from(how % 900) + 1))
            } else {
                Requirement::Points(Points::new(i64::from(how) + 1))
            };
            let to_issuer = matches!(requires, Requirement::Points(_)) && how % 3 == 0;
            let proceeds = if to_issuer { Proceeds::ToIssuer(None) } else { Proceeds::ToReserve };
            let offer_of = Offer {
                instrument: "share".to_owned(),
                units: u64::from(how % 40) + 1,
                member_max: None,
                requires,
                opens_at: time(at - 1),
                closes_at: time(at + 90_000_000),
                locked_until: time(at + 900_000_000),
                proceeds,
                opinion: None,
            };
            OpenOffer { id: offer, offer: offer_of }.into()
        }
        44 | 45 => Subscribe { offer, member, units: u64::from(how % 3) + 1 }.into(),
        46 => {
            let (contribution, reason) = (Fen::new(i64::from(how % 5_000) + 1), format!("r{}", how % 4));
            GrantAllotment { offer, member, contribution, reason, document: None }.into()
        }
        _ if how % 9 == 0 => CloseProgramme { from: time(at + i64::from(what % 2_000)) }.into(),
        _ => Tick {}.into(),
    }
}

/// An engine, and the records of what it accepted.
struct Play {
    engine: Engine,
    records: Vec<(u64, Record)>,
    /// The last order that coins paid a part of.
    with_coins: String,
}

impl Play {
    fn run(&mut self, at: i64, occurred_at: i64, programme: u32, operation: Operation) {
        let programme = if programme == 0 { "second" } else { "main" };
        let time = Time::from_milliseconds;
        let command = Command::new(time(at), "operator-1", operation).in_programme(programme);
        let mut command = command.occurred(time(occurred_at)).approved_by("finance-1");
        if at % 3 == 0 {
            command = command.keyed(Key::of("till", &self.records.len().to_string(), &[7]));
        }
        if let Ok(events) = self.engine.execute(&command) {
            if let Operation::Place(Place { id, coins: Some(_), .. }) = &command.operation {
                self.with_coins.clone_from(id);
            }
            let record = Record { model_version: MODEL_VERSION, command, events: events.to_vec() };
            self.records.push((self.records.len() as u64, record));
        }
    }
}

/// The history that dice say.
pub fn played(dice: &[[u32; 5]]) -> RandomHistory {
    let mut play = Play { engine: Engine::new(), records: Vec::new(), with_coins: String::new() };
    let mut at = NOW.milliseconds();
    let opening: [Operation; 4] = [
        DeploymentTerms { refundable_days: 3, ..DeploymentTerms::sandbox() }.into(),
        OpenProgramme::new(with_everything()).into(),
        AddMember { id: "m0".to_owned(), referrer: None }.into(),
        AddMerchant { recruiter: Some("m0".to_owned()), ..AddMerchant::new("s0", "store") }.into(),
    ];
    for operation in opening {
        play.run(at, at, 1, operation);
    }
    // Most of what is drawn needs several members: all but the last one are there, in a line.
    for number in 1..dice.len().min(5) {
        let (id, referrer) = (format!("m{number}"), Some(format!("m{}", number - 1)));
        play.run(at, at, 1, AddMember { id, referrer }.into());
    }
    for (number, dice) in (0_u32..).zip(dice) {
        at += i64::from(dice[0] % 100) * if dice[0] % 50 == 0 { 86_400_000 } else { 700 };
        let occurred_at = at - if dice[1] % 5 == 0 { 5_000 } else { 0 };
        let operation = match dice[1] % 64 {
            60 => Correct { order: play.with_coins.clone() }.into(),
            _ => action(number, dice, at, play.engine.state()),
        };
        play.run(at, occurred_at, dice[4] % 7, operation);
    }
    RandomHistory { records: play.records, state: play.engine.state().clone() }
}

fn action(number: u32, &[_, kind, who, what, how]: &[u32; 5], at: i64, state: &State) -> Operation {
    let member = |number: u32| format!("m{}", number % 6);
    let (order, fen) = (format!("o{}", what % number.max(1)), Fen::new(i64::from(how % 200_000) + 1));
    let region = ["浙江", "杭州", "西湖"].map(str::to_owned);
    let kind = kind % 64;
    match kind {
        0 | 1 => AddMember { id: member(who), referrer: (what % 3 > 0).then(|| member(what)) }.into(),
        2 => {
            let (owner, recruiter) = (Some(member(what)), (how % 2 == 0).then(|| member(how)));
            let region = (how % 3 > 0).then(|| region.to_vec());
            AddMerchant { owner, recruiter, region, ..AddMerchant::new(&format!("s{}", who % 4), "store") }.into()
        }
        3 => AppointAgent { region: region[..=(how % 3) as usize].to_vec(), member: member(who) }.into(),
        4 | 5 => Refund { order, amount: fen }.into(),
        6 => Correct { order }.into(),
        7 | 8 => Redeem { member: member(who), units: Points::new(i64::from(how) * 7) }.into(),
        9 => Inject::new(fen).into(),
        10 => OpenProgramme::new(rules()).into(),
        11 => {
            let rules = if how % 3 == 0 { rules() } else { with_everything() };
            PublishRules::new(rules, Time::from_milliseconds(at + 1)).into()
        }
        12 => {
            let digest = [u8::try_from(how % 256).unwrap(); 32];
            AdvanceBatch { batch: format!("b{}", who % 3), lines: u64::from(number), digest }.into()
        }
        13..=18 => of_payouts(kind, (who, what, how)),
        19 => TopUp { merchant: "s0".to_owned(), amount: fen, reference: Some(format!("in-{number}")) }.into(),
        20..=23 => {
            let (id, merchant) = (format!("o{number}"), format!("s{}", what % 4));
            let from_balance = (how % 3 == 0).then(|| Fen::new(fen.get() % 50 + 1));
            let settle_after_days = Some(how % 4);
            Place {
                id,
                member: member(who),
                merchant,
                amount: fen,
                cost: None,
                from_balance,
                settle_after_days,
                coins: None,
                goods: None,
            }
            .into()
        }
        24 => ReturnOrder { order, amount: if how % 2 == 0 { fen } else { Fen::new(7) } }.into(),
        25 | 26 => Tick {}.into(),
        27 | 28 => {
            let (id, merchant) = (format!("o{number}"), "s0".to_owned());
            let settle_after_days = Some(how % 2);
            let (from_balance, amount) = (None, Fen::new(fen.get() % 40 + 1));
            let order = Place {
                id,
                member: member(who),
                merchant,
                amount,
                cost: None,
                from_balance,
                settle_after_days,
                coins: None,
                goods: None,
            };
            let expires_at = Time::from_milliseconds(at + 50_000);
            OpenPayment { id: format!("pay{}", what % 6), provider: "sandbox".to_owned(), order, expires_at }.into()
        }
        29 => {
            let conclusion = [Conclusion::Paid, Conclusion::Paid, Conclusion::Failed][how as usize % 3];
            let (payment, reference) = (format!("pay{}", what % 6), (how % 2 == 0).then(|| format!("txn-{how}")));
            ConcludePayment { payment, conclusion, reference, received: None }.into()
        }
        30 => {
            let to = if how % 2 == 0 { LinkTo::Member(member(what)) } else { LinkTo::Merchant("s0".to_owned()) };
            LinkMember { member: member(who), to, replace: (how % 3 == 0).then_some(Replace::InForce) }.into()
        }
        31 => {
            let (id, merchant, from_balance) =
                (format!("o{number}"), "s0".to_owned(), Some(Fen::new(fen.get() % 90 + 1)));
            Book { id, member: member(who), merchant, amount: fen, cost: None, from_balance, coins: None }.into()
        }
        40..=47 => of_fund(kind, (who, what, how), at),
        48..=51 => of_regions(kind % 4, number, (who, what, how), at),
        52..=55 => of_months(kind, (who, how), state),
        56..=59 => of_debts(kind, number, (who, what, how)),
        _ => {
            let (id, merchant) = (format!("o{number}"), format!("s{}", what % 4));
            Book { id, member: member(who), merchant, amount: fen, cost: None, from_balance: None, coins: None }.into()
        }
    }
}

/// Campaigns, orders for their goods, contracts of region agents.
fn of_regions(kind: u32, number: u32, (who, what, how): (u32, u32, u32), at: i64) -> Operation {
    let (from, campaign) = (Time::from_milliseconds(at), format!("k{}", who % 3));
    match kind {
        0 => {
            let stock = i64::from(how % 9) + 1;
            let (price, cost) = (Fen::new(500), Fen::new(300));
            let offer =
                |sku: &str| campaigns::Offer { sku: sku.to_owned(), name: format!("好物 {sku}"), price, cost, stock };
            let (plan, until, goods) = ("store".to_owned(), from.plus_days(how % 9 + 1), vec![offer("b"), offer("a")]);
            OpenCampaign { id: campaign, plan, from, until, goods }.into()
        }
        1 | 2 => {
            let quantity = i64::from(how % 3) + 1;
            Place {
                id: format!("o{number}"),
                member: format!("m{}", what % 6),
                merchant: "s0".to_owned(),
                amount: Fen::new(500 * quantity),
                cost: None,
                from_balance: None,
                settle_after_days: Some(what % 2),
                coins: None,
                goods: Some(CampaignGoods { campaign, sku: "a".to_owned(), quantity }),
            }
            .into()
        }
        _ => SignContract {
            id: format!("c{number}"),
            division: ["330106", "330100"][what as usize % 2].to_owned(),
            member: format!("m{}", who % 6),
            from: from.day().plus(how % 2),
            to: from.day().plus(how % 32),
            document: Sha256([1; 32]),
            fee: Some(Fen::new(i64::from(how % 1_000))),
        }
        .into(),
    }
}

/// Money that is paid out, and what becomes of it.
fn of_payouts(kind: u32, (who, what, how): (u32, u32, u32)) -> Operation {
    let payout = format!("p{}", what % 8);
    match kind {
        13 | 14 => {
            let payee = match how % 5 {
                0 => PayeeId::Platform,
                1 => PayeeId::Merchant("s0".to_owned()),
                _ => PayeeId::Member(format!("m{}", who % 6)),
            };
            RequestPayout {
                id: payout,
                payee,
                amount: Fen::new(i64::from(how % 900) + 1),
                identity: Identity::Verified,
            }
            .into()
        }
        15 => ApprovePayout { id: payout }.into(),
        16 => SendPayout { id: payout, provider: "sandbox".to_owned() }.into(),
        17 => {
            let result = [PayoutResult::Paid, PayoutResult::Failed, PayoutResult::Unknown][how as usize % 3];
            let reference = (how % 2 == 0).then(|| format!("bank-{how}"));
            let evidence = if who % 2 == 0 { Evidence::Answer } else { Evidence::Query };
            ConcludePayout { id: payout, result, evidence, reference }.into()
        }
        _ => ReturnPayout { id: payout, reference: None }.into(),
    }
}

/// The register of shares, and the closing of the month that is next.
fn of_months(kind: u32, (who, how): (u32, u32), state: &State) -> Operation {
    if kind < 54 {
        let (member, shares) = (format!("m{}", who % 6), Shares::new(i64::from(how % 5)));
        return SetShares { member, shares, document: None }.into();
    }
    let closed = state.programmes[0].periods.closed.map(|closed| closed.month);
    let month = closed.map_or(Month::new(2_023, 11).unwrap(), Month::next);
    month_in_zone(month, state.terms.as_ref().unwrap()).unwrap().into()
}

/// Claims, coins out of them, and orders that coins pay a part of.
fn of_debts(kind: u32, number: u32, (who, what, how): (u32, u32, u32)) -> Operation {
    let member = format!("m{}", who % 6);
    let amount = Fen::new(i64::from(how % 20_000) + 1);
    match kind {
        56 => ImportClaim { member, amount, evidence: [u8::try_from(what % 4).unwrap(); 32] }.into(),
        57 => ConvertClaim { member, amount: Fen::new(amount.get() / 8 + 1) }.into(),
        _ => {
            let (id, merchant, coins) =
                (format!("o{number}"), "s0".to_owned(), Some(Coins::new(i64::from(what % 90) + 1)));
            let settle_after_days = Some(how % 2);
            Place {
                id,
                member,
                merchant,
                amount,
                cost: None,
                from_balance: None,
                settle_after_days,
                coins,
                goods: None,
            }
            .into()
        }
    }
}

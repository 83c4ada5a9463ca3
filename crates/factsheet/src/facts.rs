//! The factsheet as a whole.

use crate::awards::{self, AwardsIncome};
use crate::cap::{self, CapFacts};
use crate::everyone::{self, EveryoneSells};
use crate::gathering::Gathering;
use crate::price_change::PriceChange;
use crate::quote::{self, MedianQuote};
use crate::rules_in_force::{self, RulesInForce};
use crate::scenario::{self, Scenarios};
use crate::sources::SOURCES;
use crate::spending::{self, PlanSpending};
use crate::withdrawals::Withdrawals;
use ratchet_core::view::{PriceView, mode_name};
use ratchet_core::{Coins, Engine, Fen, Time};
use ratchet_deployment::{DeploymentError, Layout, Replayed, replay};
use ratchet_journal::{Head, SignedHead};
use serde::Serialize;
use std::collections::BTreeMap;

/// Said on every factsheet, in both languages.
pub(crate) const NO_PROMISE: [&str; 2] =
    ["积分不是存款，不保本，不承诺收益", "points are not a deposit; nothing is guaranteed"];

/// What a member is told. Definitions of all fields are in `docs/factsheet.md`.
#[derive(Clone, Debug, Serialize)]
pub struct Factsheet {
    /// `sandbox` or `live`.
    pub mode: &'static str,
    /// `沙盒 / SANDBOX` in a sandbox.
    pub watermark: Option<&'static str>,
    /// 积分不是存款，不保本，不承诺收益, and the same in English.
    pub no_promise: [&'static str; 2],
    /// The programme.
    pub programme: String,
    /// The time zone of the deployment.
    pub zone: String,
    /// When this was made, UTC milliseconds: the rules in force at that moment decide.
    pub made_at: Time,
    /// Time of the last record, UTC milliseconds.
    pub as_of: Time,
    /// The frame of the journal that all figures belong to.
    pub head: Option<HeadFacts>,
    /// Orders booked in the programme.
    pub orders: u64,
    /// Price, reserve and supply.
    pub account: Account,
    /// The most that all members together can ever receive.
    pub most_back: MostBack,
    /// What everyone would get if all sold now.
    pub everyone_sells: EveryoneSells,
    /// Where 100.00 of spend goes, by plan.
    pub spending: Vec<PlanSpending>,
    /// What the median holder would receive; none where nobody holds points.
    pub median_quote: Option<MedianQuote>,
    /// Who reached the cap, who did not, and how far it is.
    pub cap: CapFacts,
    /// What changed the price.
    pub price_change: PriceChange,
    /// Income by awards.
    pub awards: AwardsIncome,
    /// How withdrawals went.
    pub withdrawals: Withdrawals,
    /// The rules in force and the next change.
    pub rules: RulesInForce,
    /// What the simulator says.
    pub scenarios: Scenarios,
    /// Where each of these comes from.
    pub sources: BTreeMap<&'static str, &'static str>,
}

/// Price, reserve and supply.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// The price with the accounts that it is the quotient of.
    #[serde(flatten)]
    pub price: PriceView,
    /// Money left when the last unit left, in fen; it backs nobody's points.
    pub unallocated: Fen,
    /// What is owed of old debts: a liability that no reserve backs.
    pub debts_owed: Coins,
}

/// The most that all members together can ever receive from the reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MostBack {
    /// Per 100.00 spent, in fen, floored; none while nothing is spent.
    pub per_hundred: Option<Fen>,
    /// Paid for orders, less refunds and corrections, in fen.
    pub spent: Fen,
    /// What entered the reserve for orders, in fen.
    pub pool: Fen,
    /// What of that corrections returned, in fen.
    pub returned: Fen,
    /// Injections, in fen.
    pub injected: Fen,
}

/// A frame of the journal, and whether its owner signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeadFacts {
    /// Index of the frame.
    pub frame: u64,
    /// BLAKE3 hash of the frame, hexadecimal.
    pub hash: String,
    /// Records up to and with it.
    pub records: u64,
    /// Ed25519 public key and signature over it, hexadecimal; none where the head signed last is another.
    pub signature: Option<[String; 2]>,
}

impl HeadFacts {
    fn of(head: &Head, signed: Option<&SignedHead>) -> Self {
        let hexadecimal = |bytes: &[u8]| bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let signature = signed.filter(|signed| signed.head == *head);
        Self {
            frame: head.frame,
            hash: hexadecimal(&head.hash),
            records: head.next_sequence,
            signature: signature.map(|signed| [hexadecimal(&signed.public_key), hexadecimal(&signed.signature)]),
        }
    }
}

/// The factsheet of `programme` in the deployment at `layout`, as of `now`; nothing where there is no such programme.
/// Reads the whole journal and keeps a row for each member; simulates under `seed`. `progress` is told how many records of how many are done.
pub fn factsheet(
    layout: &Layout,
    programme: &str,
    now: Time,
    seed: u64,
    progress: impl FnMut(u64, u64),
) -> Result<Option<Factsheet>, DeploymentError> {
    let mut gathering = Gathering::new(programme);
    let Replayed { engine, head } = replay(layout, &mut gathering, progress)?;
    let signed = SignedHead::load(layout.head())?;
    let head = head.map(|head| HeadFacts::of(&head, signed.as_ref()));
    told(gathering, engine, head, now, seed)
}

/// The factsheet of what was gathered while `engine` came to where it stands.
pub fn told(
    gathering: Gathering,
    mut engine: Engine,
    head: Option<HeadFacts>,
    now: Time,
    seed: u64,
) -> Result<Option<Factsheet>, DeploymentError> {
    let Some(programme) = gathering.programme else { return Ok(None) };
    let at = now.max(engine.state().clock);
    let median_quote = quote::median(&mut engine, programme, at);
    let scenarios = scenario::told(&gathering, &engine, programme, at, seed);
    let state = engine.state();
    let Some(of) = state.programme(programme) else { return Ok(None) };
    let Some(rules) = rules_in_force::told(of, at) else { return Ok(None) };
    let totals = of.totals;
    let sheet = Factsheet {
        mode: mode_name(state),
        watermark: (!state.is_live()).then_some("沙盒 / SANDBOX"),
        no_promise: NO_PROMISE,
        programme: gathering.name,
        zone: state.terms.as_ref().map(|terms| terms.zone.clone()).unwrap_or_default(),
        made_at: now,
        as_of: state.clock,
        head,
        orders: of.orders,
        account: Account { price: PriceView::of(of), unallocated: of.unallocated, debts_owed: of.debts.owed() },
        most_back: MostBack {
            per_hundred: totals.most_back_per_hundred(),
            spent: totals.spent(),
            pool: totals.pool,
            returned: totals.returned,
            // What the fund pays for points that came with coins enters the reserve without an order, too.
            injected: totals.injected + totals.granted,
        },
        spending: spending::told(state, programme, of.version_at(at), &gathering.plans),
        median_quote,
        cap: cap::told(&gathering.members, of, &gathering.price),
        price_change: gathering.price.told(),
        awards: awards::told(&gathering.members),
        withdrawals: gathering.withdrawals.told(),
        rules,
        scenarios,
        sources: SOURCES.iter().copied().collect(),
        // Last, because it uses the engine up.
        everyone_sells: everyone::sell(&mut engine, programme, at)?,
    };
    Ok(Some(sheet))
}

//! Whatever it is asked, the engine answers: it refuses with a code and an unchanged state, or it does something after
//! which every invariant holds. It never panics.

use crate::generator::{config, engine_for, mixed_scripts, play};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use ratchet_core::allotments::{Offer, Proceeds, Requirement};
use ratchet_core::event::{Conclusion, LinkTerm};
use ratchet_core::keys::Key;
use ratchet_core::operations::{
    AddMember, AddMerchant, AdvanceBatch, AppointAgent, ApprovePayout, ApproveRequest, Book, BookHeld, CancelPayout,
    CancelRequest, CloseProgramme, ConcludePayment, ConcludePayout, ConcludeRefund, ConvertClaim, Correct,
    DeploymentTerms, Fund, GrantAllotment, ImportClaim, Inject, LinkMember, LinkTo, Mode, OpenOffer, OpenPayment,
    OpenProgramme, Operation, PayeeId, PayoutResult, Place, PublishMoneyTerms, PublishRules, Redeem, Refund,
    RejectPayout, RejectRequest, ReleaseUnallocated, RemitWithheld, Replace, RequestApproval, RequestPayout,
    ReturnOrder, ReturnPayout, SendPayout, SetLinkTerms, Subscribe, Tick, TopUp,
};
use ratchet_core::payouts::{Evidence, Identity, IdentityRule, MoneyTerms, PayoutTerms};
use ratchet_core::requests::Bounds;
use ratchet_core::rules::{
    AwardRates, Basis, Cap, CoinPoints, CoinRules, FundRules, Line, Margin, Outflow, Overshoot, Plan, RegionRates,
    Rules, Scope,
};
use ratchet_core::units::BasisPoints;
use ratchet_core::{Coins, Command, Engine, Fen, Points, Time, invariants};

/// Ids that are known, or nearly, or anything.
fn id() -> BoxedStrategy<String> {
    let known = ["m0", "m1", "m2", "s0", "o0", "o1", "p0", "main", "second"].map(str::to_owned).to_vec();
    let odd = ["", " ", "m0 ", "13812345678", "11010519491231002X", "\0", "张三", "o\u{202e}0", "distribution"];
    prop_oneof![
        6 => select(known),
        1 => select(odd.map(str::to_owned).to_vec()),
        1 => any::<String>(),
        1 => "[A-Za-z0-9._:-]{1,70}",
    ]
    .boxed()
}

/// Numbers at and around every bound.
fn number() -> BoxedStrategy<i64> {
    let bounds =
        [0, 1, i64::MIN, i64::MAX, 100_000_000, 10_000_000_000_000, 9_000_000_000_000_000, 1 << 32, 1 << 53, 1 << 62];
    let near = (select(bounds.to_vec()), -2_i64..=2).prop_map(|(bound, more)| bound.saturating_add(more));
    prop_oneof![2 => near, 1 => any::<i64>(), 2 => 1_i64..=1_000_000].boxed()
}

fn rate() -> BoxedStrategy<BasisPoints> {
    let rate = prop_oneof![
        6 => 0_u32..=10_000,
        1 => select(vec![10_001, 1_000_000, 1_000_001, u32::MAX]),
        1 => any::<u32>(),
    ];
    rate.prop_map(BasisPoints::new).boxed()
}

fn awards() -> BoxedStrategy<AwardRates> {
    let none = Just(AwardRates::default());
    let some = (rate(), rate(), rate(), rate(), rate(), rate()).prop_map(|rates| AwardRates {
        direct_bp: rates.0,
        indirect_bp: rates.1,
        recruiter_bp: rates.2,
        region_bp: RegionRates { district: rates.3, city: rates.4, province: rates.5 },
        freeze_days: None,
    });
    prop_oneof![none, some].boxed()
}

fn plan() -> BoxedStrategy<Plan> {
    let line = (select(vec![Basis::Amount, Basis::Commission]), rate()).prop_map(|(basis, bp)| Line { basis, bp });
    let split = btree_map(id(), line, 0..3);
    (select(vec![Margin::Take, Margin::Cost]), option::of(rate()), split, awards())
        .prop_map(|(margin, take_bp, split, awards)| Plan { margin, take_bp, split, awards, settle_after_days: None })
        .boxed()
}

fn rules() -> BoxedStrategy<Rules> {
    let scope = select(vec![Scope::Member, Scope::Order]);
    let overshoot = select(vec![Overshoot::Pay, Overshoot::Retain]);
    let cap =
        (rate(), scope, overshoot).prop_map(|(multiple_bp, scope, overshoot)| Cap { multiple_bp, scope, overshoot });
    let founding = prop_oneof![Just(0), number()];
    let fund = option::of((option::of(outflow()), option::of(outflow())));
    let granted = (rate(), rate(), any::<u32>(), any::<u32>());
    let points = granted.prop_map(|(grant_bp, target_bp, tranches, tranche_days)| CoinPoints {
        grant_bp,
        target_bp,
        tranches: tranches % 1_200,
        tranche_days: tranche_days % 50_000,
    });
    let coins = (rate(), option::of(points)).prop_map(|(coin_max_bp, points)| CoinRules { coin_max_bp, points });
    (number(), rate(), rate(), founding, option::of(cap), btree_map(id(), plan(), 0..3), fund, option::of(coins))
        .prop_map(|(price, mint_bp, redemption_fee_bp, founding, cap, plans, fund, coins)| Rules {
            initial_price_fen: Fen::new(price),
            mint_bp,
            redemption_fee_bp,
            founding_fen: Fen::new(founding),
            cap,
            plans,
            contracts: None,
            levels: None,
            dividends: None,
            fund: fund.map(|(drip, subsidy)| FundRules { drip, subsidy }),
            coins,
        })
        .boxed()
}

fn outflow() -> BoxedStrategy<Outflow> {
    let last_day = select(vec!["0001-01-01", "1970-01-01", "9999-12-31"]).prop_map(|day| day.parse().unwrap());
    (rate(), number(), number(), last_day)
        .prop_map(|(bp, order_max, day_max, last_day)| Outflow {
            bp,
            order_max_fen: Fen::new(order_max),
            day_max_fen: Fen::new(day_max),
            last_day,
        })
        .boxed()
}

fn of_fund() -> BoxedStrategy<Operation> {
    let fen = || number().prop_map(Fen::new);
    let time = || number().prop_map(Time::from_milliseconds);
    let requires = prop_oneof![
        3 => number().prop_map(|units| Requirement::Points(Points::new(units))),
        1 => fen().prop_map(Requirement::Contribution),
    ];
    let proceeds = prop_oneof![2 => Just(Proceeds::ToReserve), 3 => option::of(fen()).prop_map(Proceeds::ToIssuer)];
    let units = || prop_oneof![4 => 0_u64..=5, 1 => any::<u64>()];
    let offer = (id(), units(), option::of(units()), requires, time(), time(), proceeds).prop_map(
        |(instrument, units, member_max, requires, opens_at, closes_at, proceeds)| Offer {
            instrument,
            units,
            member_max,
            requires,
            opens_at,
            closes_at,
            locked_until: closes_at,
            proceeds,
            opinion: None,
        },
    );
    prop_oneof![
        3 => (fen(), id()).prop_map(|(amount, source)| Fund { amount, source, document: None }.into()),
        1 => time().prop_map(|from| CloseProgramme { from }.into()),
        3 => ("x[0-2]", offer).prop_map(|(id, offer)| OpenOffer { id, offer }.into()),
        3 => ("x[0-2]", "m[0-2]", units())
            .prop_map(|(offer, member, units)| Subscribe { offer, member, units }.into()),
        2 => ("x[0-2]", "m[0-2]", fen(), id()).prop_map(|(offer, member, contribution, reason)| {
            GrantAllotment { offer, member, contribution, reason, document: None }.into()
        }),
    ]
    .boxed()
}

fn path() -> BoxedStrategy<Vec<String>> {
    let part = prop_oneof![3 => select(vec!["P0".to_owned(), "C0".to_owned(), "D0".to_owned()]), 1 => any::<String>()];
    vec(part, 0..5).boxed()
}

fn money_terms() -> BoxedStrategy<MoneyTerms> {
    let fen = || number().prop_map(Fen::new);
    let kind = move || {
        let limits = (option::of(0_u32..3), option::of(fen()));
        (fen(), fen(), rate(), rate(), option::of(id()), limits, any::<bool>()).prop_map(
            |(minimum, fee_flat, fee_bp, withheld_bp, withholding, (daily_count, daily_amount), required)| {
                let identity = if required { IdentityRule::Required } else { IdentityRule::NotNeeded };
                PayoutTerms { minimum, fee_flat, fee_bp, withheld_bp, withholding, daily_count, daily_amount, identity }
            },
        )
    };
    let sound = || {
        (0_i64..100, 0_u32..9_000).prop_map(|(fee, bp)| PayoutTerms {
            fee_flat: Fen::new(fee),
            fee_bp: BasisPoints::new(bp),
            ..PayoutTerms::default()
        })
    };
    let kind = move || prop_oneof![1 => kind(), 3 => sound()];
    let platform = prop_oneof![1 => kind(), 3 => Just(PayoutTerms::default())];
    let offset = prop_oneof![3 => Just(480), 1 => any::<i32>()];
    (offset, kind(), kind(), platform)
        .prop_map(|(utc_offset_minutes, member, merchant, platform)| MoneyTerms {
            utc_offset_minutes,
            member,
            merchant,
            platform,
        })
        .boxed()
}

/// Mostly the same payout or request.
fn number_of_its_own() -> BoxedStrategy<String> {
    prop_oneof![6 => "p[0-2]", 1 => id()].boxed()
}

fn money_out() -> BoxedStrategy<Operation> {
    let fen = || number().prop_map(Fen::new);
    let reference = || option::of(id());
    let payee = prop_oneof![
        2 => id().prop_map(PayeeId::Member),
        2 => id().prop_map(PayeeId::Merchant),
        1 => Just(PayeeId::Platform),
    ];
    let identity = select(vec![Identity::Unverified, Identity::Verified]);
    let result = select(vec![PayoutResult::Paid, PayoutResult::Failed, PayoutResult::Unknown]);
    let evidence = select(vec![Evidence::Answer, Evidence::Query, Evidence::Decision]);
    let own = number_of_its_own;
    let inner = prop_oneof![
        3 => fen().prop_map(|amount| minicbor::to_vec(Operation::from(Inject::new(amount))).unwrap()),
        1 => id().prop_map(|order| minicbor::to_vec(Operation::from(Correct { order })).unwrap()),
        1 => vec(any::<u8>(), 0..40),
    ];
    let bounds = option::of((option::of(any::<u64>()), option::of(any::<u64>()), option::of(0_u64..2)).prop_map(
        |(price_at_least, price_at_most, exits_at_most)| Bounds {
            price_at_least,
            price_at_most,
            exits_at_most,
            ..Bounds::default()
        },
    ));
    prop_oneof![
        1 => money_terms().prop_map(|terms| PublishMoneyTerms { terms: Box::new(terms) }.into()),
        4 => (own(), payee, fen(), identity)
            .prop_map(|(id, payee, amount, identity)| RequestPayout { id, payee, amount, identity }.into()),
        1 => own().prop_map(|id| ApprovePayout { id }.into()),
        1 => (own(), reference()).prop_map(|(id, reason)| RejectPayout { id, reason }.into()),
        1 => own().prop_map(|id| CancelPayout { id }.into()),
        1 => (own(), id()).prop_map(|(id, provider)| SendPayout { id, provider }.into()),
        1 => (own(), result, evidence, reference())
            .prop_map(|(id, result, evidence, reference)| ConcludePayout { id, result, evidence, reference }.into()),
        1 => (own(), reference()).prop_map(|(id, reference)| ReturnPayout { id, reference }.into()),
        2 => (id(), fen(), reference())
            .prop_map(|(merchant, amount, reference)| TopUp { merchant, amount, reference }.into()),
        1 => fen().prop_map(|amount| ReleaseUnallocated { amount }.into()),
        1 => (fen(), reference()).prop_map(|(amount, reference)| RemitWithheld { amount, reference }.into()),
        2 => (own(), inner, bounds)
            .prop_map(|(id, operation, bounds)| RequestApproval { id, operation, bounds }.into()),
        1 => (own(), any::<[u8; 32]>()).prop_map(|(id, payload)| ApproveRequest { id, payload }.into()),
        1 => own().prop_map(|id| RejectRequest { id }.into()),
        1 => own().prop_map(|id| CancelRequest { id }.into()),
    ]
    .boxed()
}

fn of_programmes() -> BoxedStrategy<Operation> {
    let fen = || number().prop_map(Fen::new);
    let modes = select(vec![Mode::Sandbox, Mode::Live]);
    let merchant = (id(), id(), option::of(rate()), option::of(id()), option::of(id()), option::of(path()));
    prop_oneof![
        (modes, any::<String>(), any::<u32>()).prop_map(|(mode, zone, refundable_days)| {
            DeploymentTerms { mode, zone, refundable_days, ..DeploymentTerms::sandbox() }.into()
        }),
        rules().prop_map(|rules| OpenProgramme::new(rules).into()),
        (rules(), number()).prop_map(|(rules, at)| { PublishRules::new(rules, Time::from_milliseconds(at)).into() }),
        (id(), option::of(id())).prop_map(|(id, referrer)| AddMember { id, referrer }.into()),
        merchant.prop_map(|(id, plan, take_bp, owner, recruiter, region)| {
            AddMerchant { id, plan, take_bp, owner, recruiter, region }.into()
        }),
        (path(), id()).prop_map(|(region, member)| AppointAgent { region, member }.into()),
        (id(), id(), id(), fen(), option::of(fen()), option::of(number())).prop_map(
            |(id, member, merchant, amount, cost, coins)| {
                let coins = coins.map(Coins::new);
                Book { id, member, merchant, amount, cost, from_balance: None, coins }.into()
            }
        ),
        (id(), fen(), any::<[u8; 32]>()).prop_map(|(member, amount, evidence)| ImportClaim {
            member,
            amount,
            evidence
        }
        .into()),
        (id(), fen()).prop_map(|(member, amount)| ConvertClaim { member, amount }.into()),
        ("[a-z]{3}", "m[0-2]", "s[0-2]", fen(), option::of(fen())).prop_map(|(id, member, merchant, amount, cost)| {
            Book { id, member, merchant, amount, cost, from_balance: None, coins: None }.into()
        }),
        (id(), number()).prop_map(|(member, units)| Redeem { member, units: Points::new(units) }.into()),
        (id(), fen()).prop_map(|(order, amount)| Refund { order, amount }.into()),
        id().prop_map(|order| Correct { order }.into()),
        fen().prop_map(|amount| Inject::new(amount).into()),
        order_life(),
        (id(), any::<u64>()).prop_map(|(batch, lines)| AdvanceBatch { batch, lines, digest: [7; 32] }.into()),
    ]
    .boxed()
}

fn order_life() -> BoxedStrategy<Operation> {
    let fen = || number().prop_map(Fen::new);
    let place = || {
        let parts = (fen(), option::of(fen()), option::of(fen()), option::of(any::<u32>()));
        ("[a-z]{3}", "m[0-2]", "s[0-2]", parts).prop_map(|(id, member, merchant, parts)| {
            let (amount, cost, from_balance, settle_after_days) = parts;
            Place { id, member, merchant, amount, cost, from_balance, settle_after_days, coins: None, goods: None }
        })
    };
    let term = prop_oneof![
        Just(LinkTerm::Permanent),
        any::<u32>().prop_map(LinkTerm::Days),
        any::<u32>().prop_map(LinkTerm::UntilIdle),
    ];
    let conclusion = select(vec![Conclusion::Paid, Conclusion::Failed, Conclusion::Expired]);
    prop_oneof![
        place().prop_map(Operation::from),
        ("[a-z]{3}", fen()).prop_map(|(order, amount)| ReturnOrder { order, amount }.into()),
        "[a-z]{3}".prop_map(|order| BookHeld { order }.into()),
        Just(Tick {}.into()),
        term.prop_map(|term| SetLinkTerms { term }.into()),
        ("m[0-2]", "m[0-2]", any::<bool>()).prop_map(|(member, to, replace)| {
            LinkMember { member, to: LinkTo::Member(to), replace: replace.then_some(Replace::InForce) }.into()
        }),
        ("[a-z]{2}", id(), place(), number()).prop_map(|(id, provider, order, at)| {
            OpenPayment { id, provider, order, expires_at: Time::from_milliseconds(at) }.into()
        }),
        ("[a-z]{2}", conclusion, option::of(id()), option::of(fen())).prop_map(
            |(payment, conclusion, reference, received)| {
                ConcludePayment { payment, conclusion, reference, received }.into()
            }
        ),
        ("[a-z]{2}", any::<u32>())
            .prop_map(|(payment, refund)| { ConcludeRefund { payment, refund, reference: None }.into() }),
    ]
    .boxed()
}

fn operation() -> BoxedStrategy<Operation> {
    prop_oneof![3 => of_programmes(), 2 => money_out(), 2 => order_life(), 2 => of_fund()].boxed()
}

/// Mostly now, sometimes any time at all.
fn time() -> BoxedStrategy<i64> {
    prop_oneof![60 => Just(1_000_000), 2 => number(), 1 => select(vec![i64::MIN, i64::MAX])].boxed()
}

fn command() -> impl Strategy<Value = Command> {
    let approver = option::weighted(0.8, id());
    let key =
        option::weighted(0.2, (0_u8..4, 0_u8..2).prop_map(|(key, asked)| Key::of("", &key.to_string(), &[asked])));
    (operation(), time(), time(), any::<bool>(), id(), approver, id(), key).prop_map(
        |(operation, recorded, occurred, same, actor, approver, programme, key)| Command {
            recorded_at: Time::from_milliseconds(recorded),
            occurred_at: Time::from_milliseconds(if same { recorded } else { occurred }),
            actor,
            approver,
            programme: if same { "main".to_owned() } else { programme },
            operation,
            key,
        },
    )
}

/// Asks `commands`; how many were accepted.
fn ask(engine: &mut Engine, commands: &[Command]) -> Result<usize, TestCaseError> {
    let mut accepted = 0;
    for command in commands {
        let before = engine.state().hash();
        let tried = engine.dry_run(command, |_, events| events.to_vec());
        prop_assert_eq!(engine.state().hash(), before, "the dry run of {:?} left something", command);
        let found = engine.execute(command).map(<[_]>::to_vec);
        prop_assert_eq!(&tried, &found);
        if found.is_ok() {
            accepted += 1;
            prop_assert_eq!(invariants::check(engine.state()), Ok(()), "{:?}", command);
            let read = ratchet_core::State::from_bytes(&engine.state().to_bytes());
            prop_assert_eq!(read.map(|state| state.hash()).ok(), Some(engine.state().hash()));
        } else {
            prop_assert_eq!(engine.state().hash(), before, "{:?} was refused and changed something", command);
        }
    }
    Ok(accepted)
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn nothing_that_a_new_engine_is_asked_breaks_it(commands in vec(command(), 1..40)) {
        ask(&mut Engine::new(), &commands)?;
    }

    #[test]
    fn nothing_that_a_used_engine_is_asked_breaks_it(script in mixed_scripts(30), commands in vec(command(), 1..80)) {
        let mut engine = engine_for(&script);
        play(&script, &mut engine, |engine, _, command| {
            let _ = engine.execute(command);
            Ok(())
        })?;
        ask(&mut engine, &commands)?;
    }

    /// Rules of any kind are judged without a panic, and those that pass open a programme.
    #[test]
    fn rules_are_judged_whatever_they_say(rules in rules()) {
        let passes = rules.faults().is_empty();
        prop_assert_eq!(ratchet_conformance::engine_under(rules).is_ok(), passes);
    }

    /// Bytes that are no state are refused; a state with a byte changed is refused or is another state.
    #[test]
    fn broken_bytes_never_read_as_the_same_state(
        script in mixed_scripts(20), place in any::<proptest::sample::Index>(), flip in 1_u8..,
        noise in vec(any::<u8>(), 0..200),
    ) {
        let _ = ratchet_core::State::from_bytes(&noise);
        let mut engine = engine_for(&script);
        play(&script, &mut engine, |engine, _, command| {
            let _ = engine.execute(command);
            Ok(())
        })?;
        let mut bytes = engine.state().to_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= flip;
        if let Ok(state) = ratchet_core::State::from_bytes(&bytes) {
            prop_assert_ne!(state.hash(), engine.state().hash());
        }
    }
}

//! The checks that look at facts: each declared fact that breaks a demand, each boundary, each fact that is not stated.

use super::*;

#[test]
fn joining_costs_nothing_and_pays_nothing() {
    assert_eq!(
        found(|_, facts| facts.joining.pays_for_recruits = Some(true)),
        blocks("headcount", "joining.pays_for_recruits")
    );
    assert_eq!(found(|_, facts| facts.joining.pays_for_recruits = None), []);
    let entry_fee = |place| blocks("entry-fee", place);
    assert_eq!(found(|_, facts| facts.joining.fee = Some(Fen::new(1))), entry_fee("joining.fee_fen"));
    assert_eq!(found(|_, facts| facts.joining.deposit = Some(Fen::new(1))), entry_fee("joining.deposit_fen"));
    assert_eq!(found(|_, facts| facts.joining.region_fee = Some(Fen::new(1))), entry_fee("joining.region_fee_fen"));
    assert_eq!(found(|_, facts| facts.joining.purchase_required = Some(true)), entry_fee("joining.purchase_required"));
    let all = found(|_, facts| facts.joining = Joining::default());
    let places = ["joining.fee_fen", "joining.deposit_fen", "joining.region_fee_fen", "joining.purchase_required"];
    assert_eq!(all, places.map(entry_fee).concat());
}

#[test]
fn texts_promise_nothing() {
    let with =
        |text: &str| found(|_, facts| drop(facts.texts.as_mut().unwrap().insert("poster".to_owned(), text.to_owned())));
    assert_eq!(with("稳赚"), blocks("promised-return", "texts.poster"));
    assert_eq!(with("不是稳赚"), []);
    assert_eq!(found(|_, facts| facts.texts = None), blocks("promised-return", "texts"));
    assert_eq!(found(|_, facts| facts.texts = Some(BTreeMap::new())), []);
}

#[test]
fn points_come_from_orders_alone() {
    assert_eq!(found(|_, facts| facts.points.purchasable = Some(true)), blocks("buy-points", "points.purchasable"));
    assert_eq!(found(|_, facts| facts.points.transferable = Some(true)), blocks("buy-points", "points.transferable"));
    let shares = blocks("shares-for-points", "points.exchangeable_for_shares");
    assert_eq!(found(|_, facts| facts.points.exchangeable_for_shares = Some(true)), shares);
    // The engine has no means for any of it: what is not stated is satisfied.
    assert_eq!(found(|_, facts| facts.points = PointsUse::default()), []);
}

#[test]
fn orders_are_booked_after_the_return_window_of_what_is_sold() {
    let till = blocks("return-window", "settle_after_days.till");
    assert_eq!(found(|_, facts| facts.settle_till_days = Some(0)), till);
    assert_eq!(found(|_, facts| facts.settle_till_days = None), till);
    // Nothing is sold as goods here.
    assert_eq!(found(|_, facts| facts.settle_goods_days = None), []);
    let goods = |days| {
        found(|_, facts| {
            facts.plans.get_mut("store").unwrap().sold = Sold::Goods;
            (facts.settle_goods_days, facts.settle_till_days) = (days, None);
        })
    };
    assert_eq!(goods(Some(7)), []);
    assert_eq!(goods(Some(6)), blocks("return-window", "settle_after_days.goods"));
    assert_eq!(goods(None), blocks("return-window", "settle_after_days.goods"));
    assert_eq!(
        settings(|_, facts| facts.settle_till_days = None),
        [("settle_after_days.till".to_owned(), Bound::AtLeast, 1)]
    );
}

#[test]
fn notice_and_records_have_their_least_times() {
    let notice = |days| found(|_, facts| facts.notice_days = days);
    assert_eq!((notice(Some(7)), notice(Some(6))), (vec![], blocks("notice", "notice_days")));
    assert_eq!(notice(None), blocks("notice", "notice_days"));
    let records = |years| found(|_, facts| facts.records_years = years);
    assert_eq!((records(Some(3)), records(Some(2))), (vec![], blocks("records", "records_years")));
    assert_eq!(records(None), blocks("records", "records_years"));
}

#[test]
fn somebody_else_holds_the_reserve_and_clears() {
    let custody = |place| blocks("custody", place);
    assert_eq!(found(|_, facts| facts.custodian_name = None), custody("custodian.name"));
    assert_eq!(found(|_, facts| facts.custodian_name = Some(" ".to_owned())), custody("custodian.name"));
    assert_eq!(found(|_, facts| facts.custodian_name = Some(" Operator Ltd".to_owned())), custody("custodian.name"));
    assert_eq!(found(|_, facts| facts.custodian_account = None), custody("custodian.account"));
    assert_eq!(found(|_, facts| facts.clearing = None), custody("clearing"));
    assert_eq!(found(|_, facts| facts.clearing = Some(Clearing::OwnAccount)), custody("clearing"));
    // Under a take plan merchants are owed money; under a cost plan alone there may be nobody.
    assert_eq!(found(|_, facts| facts.clearing = Some(Clearing::OwnGoodsOnly)), custody("clearing"));
    let own_goods = |rules: &mut Rules, facts: &mut Facts| {
        rules.plans = BTreeMap::from([("store".to_owned(), own())]);
        let plan = facts.plans.get_mut("store").unwrap();
        (plan.typical_amount, plan.typical_cost) = (Some(Fen::new(10_000)), Some(Fen::new(5_000)));
        facts.clearing = Some(Clearing::OwnGoodsOnly);
    };
    assert_eq!(found(own_goods), []);
}

#[test]
fn each_payout_that_is_made_has_a_category() {
    // Points are sold in every programme; of the awards, this one pays only the direct one.
    let expected = [warns("tax", "withholding.points"), warns("tax", "withholding.direct")].concat();
    assert_eq!(found(|_, facts| facts.withholding.clear()), expected);
    let recruiter = |rules: &mut Rules, facts: &mut Facts| {
        store_of(rules).awards.recruiter_bp = bp(1);
        facts.withholding.remove(&PayoutKind::Recruiter);
        facts.withholding.remove(&PayoutKind::Indirect);
    };
    assert_eq!(found(recruiter), warns("tax", "withholding.recruiter"));
}

#[test]
fn people_are_verified_and_can_be_forgotten() {
    let identity = |how| found(|_, facts| facts.identity_check = how);
    assert_eq!(identity(Some(IdentityCheck::BankAccount)), []);
    assert_eq!(identity(Some(IdentityCheck::None)), blocks("identity", "identity_check"));
    assert_eq!(identity(None), blocks("identity", "identity_check"));
    let (ids, store) = (
        blocks("personal-data", "personal_data.ids_are_personal"),
        blocks("personal-data", "personal_data.erasable_store"),
    );
    assert_eq!(found(|_, facts| facts.ids_are_personal = Some(true)), ids);
    assert_eq!(found(|_, facts| facts.erasable_store = Some(false)), store);
    assert_eq!(found(|_, facts| (facts.ids_are_personal, facts.erasable_store) = (None, None)), [ids, store].concat());
}

#[test]
fn what_is_not_stated_says_so() {
    let (rules, mut facts) = (clean_rules(), clean_facts());
    facts.notice_days = None;
    facts.records_years = Some(1);
    let findings = assessed(&CN_STRICT, &rules, Some(&facts)).findings;
    assert_eq!(findings.iter().map(|finding| finding.is_stated).collect::<Vec<_>>(), [false, true]);
    assert_eq!(findings[0].sentence.en, "the deployment file does not state notice_days");
}

#[test]
fn a_sandbox_is_looked_at_as_if_it_were_live() {
    let sandbox = |rules: &mut Rules, facts: &mut Facts| {
        facts.mode = Mode::Sandbox;
        rules.founding_fen = Fen::ZERO;
        facts.notice_days = None;
    };
    assert_eq!(found(sandbox), [blocks("founding", "founding_fen"), blocks("notice", "notice_days")].concat());
}

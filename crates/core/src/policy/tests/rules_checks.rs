//! The checks that look at rules.

use super::*;

#[test]
fn clean_rules_and_facts_pass_every_check() {
    let assessment = assessed(&CN_STRICT, &clean_rules(), Some(&clean_facts()));
    assert_eq!((rows(&assessment), assessment.status()), (vec![], Status::Clean));
    assert_eq!(assessment.passed.len(), CN_STRICT.entries.len());
    assert_eq!(assessment.not_examined, []);
}

#[test]
fn reward_depth_counts_the_deepest_level_paid() {
    assert_eq!(
        found(|rules, _| store_of(rules).awards.indirect_bp = bp(1)),
        warns("reward-depth", "plans.store.awards.indirect_bp")
    );
    // The referrer's referrer alone is no nearer.
    let skipped = |rules: &mut Rules, _: &mut Facts| {
        store_of(rules).awards.direct_bp = bp(0);
        store_of(rules).awards.indirect_bp = bp(1);
    };
    assert_eq!(found(skipped), warns("reward-depth", "plans.store.awards.indirect_bp"));
    assert_eq!(found(|rules, _| store_of(rules).awards.direct_bp = bp(400)), []);
    assert_eq!(found(|rules, _| store_of(rules).awards.recruiter_bp = bp(100)), []);
    assert_eq!(settings(skipped), [("plans.store.awards.indirect_bp".to_owned(), Bound::Exactly, 0)]);
}

#[test]
fn team_pay_is_any_rate_of_a_region() {
    for region in [
        RegionRates { district: bp(1), ..RegionRates::default() },
        RegionRates { city: bp(1), ..RegionRates::default() },
        RegionRates { province: bp(1), ..RegionRates::default() },
    ] {
        let change = |rules: &mut Rules, _: &mut Facts| store_of(rules).awards.region_bp = region;
        assert_eq!(found(change), blocks("team-pay", "plans.store.awards.region_bp"));
        assert_eq!(settings(change).len(), 1);
    }
}

#[test]
fn static_return_is_exact_at_the_spend_itself() {
    let found_at = |multiple, fee| {
        found(|rules, _| {
            set_multiple(rules, multiple);
            rules.redemption_fee_bp = bp(fee);
        })
    };
    let finding = blocks("static-return", "cap.multiple_bp");
    assert_eq!((found_at(12_500, 2_000), found_at(12_501, 2_000)), (vec![], finding.clone()));
    assert_eq!((found_at(10_000, 0), found_at(10_001, 0)), (vec![], finding.clone()));
    // 15000 × 6667 is above 10⁸ by 5000, 14999 × 6667 below it: rounding either way would miss one of them.
    assert_eq!((found_at(14_999, 3_333), found_at(15_000, 3_333)), (vec![], finding.clone()));
    assert_eq!(found_at(1_000_000, 10_000), []);
    // Points that came with coins, measured against the coins.
    let target_at = |target| {
        found(|rules, _| {
            let points = CoinPoints { grant_bp: bp(1), target_bp: bp(target), tranches: 1, tranche_days: 1 };
            rules.coins = Some(CoinRules { coin_max_bp: bp(1), points: Some(points) });
        })
    };
    assert_eq!((target_at(12_500), target_at(12_501)), (vec![], blocks("static-return", "coins.points.target_bp")));
    // With a fee of 99.99 % every multiple that rules can have will do, but there has to be one.
    let no_cap = |rules: &mut Rules, _: &mut Facts| (rules.cap, rules.redemption_fee_bp) = (None, bp(9_999));
    assert_eq!(found_at(1_000_000, 9_999), []);
    assert_eq!(settings(no_cap), [("cap.multiple_bp".to_owned(), Bound::AtMost, 1_000_000)]);
    assert_eq!(found(|rules, _| rules.cap = None), finding);
    assert_eq!(found(|rules, _| (rules.cap, rules.redemption_fee_bp) = (None, bp(10_000))), []);
    assert_eq!(
        settings(|rules, _| set_multiple(rules, 30_000)),
        [("cap.multiple_bp".to_owned(), Bound::AtMost, 12_500)]
    );
}

#[test]
fn the_awards_ceiling_counts_every_kind_and_regions_once() {
    let plan_with = |awards: AwardRates| {
        move |rules: &mut Rules, facts: &mut Facts| {
            rules.plans = BTreeMap::from([("own".to_owned(), Plan { awards, ..own() })]);
            let typical = (Some(Fen::new(100_000)), Some(Fen::new(50_000)));
            let plan = PlanFacts { typical_amount: typical.0, typical_cost: typical.1, ..PlanFacts::default() };
            facts.plans = BTreeMap::from([("own".to_owned(), plan)]);
        }
    };
    let at = AwardRates { direct_bp: bp(2_900), recruiter_bp: bp(100), ..AwardRates::default() };
    assert_eq!(found(plan_with(at)), []);
    let above = AwardRates { recruiter_bp: bp(101), ..at };
    assert_eq!(found(plan_with(above)), warns("awards-ceiling", "plans.own.awards"));
    assert_eq!(settings(plan_with(above)), [("plans.own.awards.direct_bp".to_owned(), Bound::AtMost, 2_899)]);
    // The levels are differential: the highest stands for all three. Team pay comes first among the findings.
    let region_bp = RegionRates { district: bp(100), city: bp(3_500), province: bp(3_400) };
    let regions = AwardRates { region_bp, ..AwardRates::default() };
    let (mut rules, mut facts) = (clean_rules(), clean_facts());
    plan_with(regions)(&mut rules, &mut facts);
    let assessment = assessed(&CN_STRICT, &rules, Some(&facts));
    let ceiling = assessment.findings.iter().find(|finding| finding.id == "awards-ceiling").unwrap();
    let lowered: Vec<_> = ceiling.settings.iter().map(|setting| (setting.key.as_str(), setting.value)).collect();
    assert_eq!(lowered, [("plans.own.awards.region_bp.city", 3_000), ("plans.own.awards.region_bp.province", 3_000)]);
}

#[test]
fn a_cap_has_to_lie_above_the_largest_pool_share() {
    // Own goods: nothing keeps the cost up, so all but the line of 40 % can enter the pool.
    let own_goods = |multiple: u32, least_cost: Option<u32>| {
        found(|rules, facts| {
            rules.plans.insert("own".to_owned(), own());
            set_multiple(rules, multiple);
            let typical = (Some(Fen::new(1_000)), Some(Fen::new(500)));
            let least_cost = least_cost.map(bp);
            let plan =
                PlanFacts { typical_amount: typical.0, typical_cost: typical.1, least_cost, ..PlanFacts::default() };
            facts.plans.insert("own".to_owned(), plan);
        })
    };
    let finding = blocks("can-run-away", "cap.multiple_bp");
    assert_eq!((own_goods(6_001, None), own_goods(6_000, None)), (vec![], finding.clone()));
    assert_eq!((own_goods(3_001, Some(3_000)), own_goods(3_000, Some(3_000))), (vec![], finding.clone()));
    // A merchant's own take rate of 100 % brings 96 % into the pool.
    let own_rate = |multiple| {
        move |rules: &mut Rules, facts: &mut Facts| {
            set_multiple(rules, multiple);
            facts.plans.get_mut("store").unwrap().largest_take = Some(bp(10_000));
        }
    };
    assert_eq!((found(own_rate(9_601)), found(own_rate(9_600))), (vec![], finding));
    assert_eq!(settings(own_rate(5_000)), [("cap.multiple_bp".to_owned(), Bound::AtLeast, 9_601)]);
    // Nothing is ever sold without a cap, whatever else that means.
    assert_eq!(
        found(|rules, facts| {
            own_rate(5_000)(rules, facts);
            rules.cap = None;
        }),
        blocks("static-return", "cap.multiple_bp")
    );
}

#[test]
fn a_share_of_a_fraction_of_a_basis_point_is_not_lost() {
    // 20 % less 0.01 % of it: 1999.8 basis points. A cap of 1999 is not above, one of 2000 is.
    let change = |multiple| {
        move |rules: &mut Rules, _: &mut Facts| {
            let line = Line { basis: Basis::Commission, bp: bp(1) };
            *store_of(rules) = Plan {
                split: BTreeMap::from([("platform".to_owned(), line)]),
                awards: AwardRates::default(),
                ..store()
            };
            set_multiple(rules, multiple);
        }
    };
    let (mut rules, mut facts) = (clean_rules(), clean_facts());
    change(2_000)(&mut rules, &mut facts);
    let subject = Subject { rules: &rules, facts: Some(&facts), today: TODAY };
    assert_eq!(largest_pool_share(&subject), Some(PoolShare { plan: "store", scaled: 19_998_000 }));
    assert_eq!(rules.faults(), []);
    change(1_999)(&mut rules, &mut facts);
    assert_eq!(rules.faults().first().map(|fault| fault.code), Some("rule_cap_below_pool"));
}

#[test]
fn the_founding_deposit_is_large_against_a_typical_order() {
    // 1000.00 under 20 % less 4 %: 160.00 into the pool, so 16000.00.
    assert_eq!(found(|rules, _| rules.founding_fen = Fen::new(1_599_999)), warns("founding", "founding_fen"));
    assert_eq!(found(|rules, _| rules.founding_fen = Fen::new(1_600_000)), []);
    assert_eq!(found(|rules, _| rules.founding_fen = Fen::ZERO), blocks("founding", "founding_fen"));
    assert_eq!(
        settings(|rules, _| rules.founding_fen = Fen::ZERO),
        [("founding_fen".to_owned(), Bound::AtLeast, 1_600_000)]
    );
    // 9.99 gives ⌊1.998⌋ − ⌊0.3996⌋ = 1.99 − 0.39 = 1.60: lines are floored, as in the engine.
    let small = |deposit| {
        move |rules: &mut Rules, facts: &mut Facts| {
            facts.plans.get_mut("store").unwrap().typical_amount = Some(Fen::new(999));
            rules.founding_fen = Fen::new(deposit);
        }
    };
    assert_eq!((found(small(16_000)), found(small(15_999))), (vec![], warns("founding", "founding_fen")));
    let unknown = |_: &mut Rules, facts: &mut Facts| facts.plans.clear();
    let sold_as_goods = found(unknown);
    assert_eq!(sold_as_goods, warns("founding", "plans.store.typical_amount_fen"));
    // The plan that brings most counts.
    let two = |rules: &mut Rules, facts: &mut Facts| {
        rules.plans.insert("own".to_owned(), own());
        let typical = (Some(Fen::new(100_000)), Some(Fen::new(30_000)));
        let plan = PlanFacts { typical_amount: typical.0, typical_cost: typical.1, ..PlanFacts::default() };
        facts.plans.insert("own".to_owned(), plan);
    };
    assert_eq!(settings(two), [("founding_fen".to_owned(), Bound::AtLeast, 3_000_000)]);
    let at_a_loss = |rules: &mut Rules, facts: &mut Facts| {
        two(rules, facts);
        facts.plans.get_mut("own").unwrap().typical_cost = Some(Fen::new(60_001));
    };
    assert_eq!(found(at_a_loss), warns("founding", "plans.own.typical_amount_fen"));
    let cost_unknown = |rules: &mut Rules, facts: &mut Facts| {
        two(rules, facts);
        facts.plans.get_mut("own").unwrap().typical_cost = None;
    };
    assert_eq!(found(cost_unknown), warns("founding", "plans.own.typical_cost_fen"));
}

#[test]
fn rules_alone_leave_what_depends_on_facts_unexamined() {
    let assessment = assessed(&CN_STRICT, &clean_rules(), None);
    assert_eq!((rows(&assessment), assessment.status()), (vec![], Status::Clean));
    let ids = |standings: &[Standing]| standings.iter().map(|standing| standing.id).collect::<Vec<_>>();
    assert_eq!(
        ids(&assessment.not_examined),
        [
            "entry-fee",
            "promised-return",
            "return-window",
            "founding",
            "notice",
            "records",
            "custody",
            "tax",
            "identity",
            "personal-data",
            "opinion",
        ]
    );
    let impossible = assessment.passed.iter().filter(|standing| standing.is_impossible).map(|standing| standing.id);
    assert_eq!(
        impossible.collect::<Vec<_>>(),
        ["headcount", "buy-points", "reserve-source", "payable-from-reserve", "shares-for-points"]
    );
    let mut rules = clean_rules();
    rules.founding_fen = Fen::ZERO;
    assert_eq!(rows(&assessed(&CN_STRICT, &rules, None)), blocks("founding", "founding_fen"));
}

#[test]
fn every_plan_is_looked_at_and_named_as_toml_does() {
    let rows = found(|rules, facts| {
        let awards = AwardRates { indirect_bp: bp(1), ..AwardRates::default() };
        for name in ["a.b", "c"] {
            rules.plans.insert(name.to_owned(), Plan { awards, ..store() });
            facts.plans.insert(name.to_owned(), facts.plans["store"].clone());
        }
    });
    let expected = [
        warns("reward-depth", "plans.\"a.b\".awards.indirect_bp"),
        warns("reward-depth", "plans.c.awards.indirect_bp"),
    ];
    assert_eq!(rows, expected.concat());
}

/// Levels that are only reported, with 9 % at most; `direct` asks for a direct member on V2.
fn levels(mode: LevelMode, direct: bool) -> LevelRules {
    let step = |rate, direct: Option<DirectMembers>| LevelStep {
        rate_bp: bp(rate),
        own_spend_fen: Fen::new(1),
        direct,
        ..LevelStep::default()
    };
    let direct = direct.then_some(DirectMembers { count: 1, level: 1 });
    LevelRules { mode, depth: 3, team_depth: 3, peer_bp: bp(1), steps: vec![step(1, None), step(2, direct)] }
}

#[test]
fn levels_are_team_pay_once_they_are_paid() {
    let with = |mode| found(move |rules, _| rules.levels = Some(levels(mode, false)));
    assert_eq!(with(LevelMode::Report), []);
    assert_eq!(
        with(LevelMode::Pay),
        [blocks("reward-depth", "levels.depth"), blocks("team-pay", "levels.mode")].concat()
    );
}

#[test]
fn a_rank_by_recruits_is_warned_of_and_blocks_where_it_is_paid() {
    let with = |mode| found(move |rules, _| rules.levels = Some(levels(mode, true)));
    let place = "levels.steps.1.direct";
    assert_eq!(with(LevelMode::Report), warns("headcount", place));
    assert_eq!(with(LevelMode::Pay)[..1], blocks("headcount", place));
}

#[test]
fn dividends_by_turnover_are_team_pay() {
    let with = |weight| {
        found(move |rules, _| {
            let platform = Line { basis: Basis::Amount, bp: bp(1) };
            store_of(rules).split.insert("platform".to_owned(), platform);
            let team_depth = (weight == ShareWeight::Turnover).then_some(2);
            rules.dividends = Some(DividendRules { dividend_bp: bp(100), weight, team_depth });
        })
    };
    assert_eq!(with(ShareWeight::Fixed), []);
    assert_eq!(with(ShareWeight::Turnover), blocks("team-pay", "dividends.weight"));
}

//! Arguments that are not what they should be.

use crate::stage::{CANNOT, REFUSED, Stage};

#[test]
fn values_are_refused_with_a_code_and_change_nothing() {
    let stage = Stage::played();
    let before = stage.bytes_of("shop");
    let book = "book shop o9 --member m1 --merchant s1 --amount";
    let cases = [
        (format!("{book} 1,000"), CANNOT, "argument_invalid"),
        (format!("{book} 1e3"), CANNOT, "argument_invalid"),
        (format!("{book} 1.234"), CANNOT, "argument_invalid"),
        (format!("{book} ¥5"), CANNOT, "argument_invalid"),
        (format!("{book} 0x10"), CANNOT, "argument_invalid"),
        (format!("{book} {}", "9".repeat(300)), CANNOT, "argument_invalid"),
        (format!("{book} -5"), REFUSED, "amount_not_positive"),
        (format!("{book} 0"), REFUSED, "amount_not_positive"),
        (format!("{book} 5 --cost 1"), REFUSED, "cost_unexpected"),
        (format!("{book} 5 --cost -1.5.5"), CANNOT, "argument_invalid"),
        (format!("{book} 5 --occurred-at yesterday"), CANNOT, "argument_invalid"),
        (format!("{book} 5 --occurred-at 2998-01-01"), REFUSED, "occurred_in_future"),
        (format!("{book} 5 --programme nope"), REFUSED, "programme_unknown"),
        (format!("{book} 5 --by 13800138000"), CANNOT, "actor_invalid"),
        (format!("{book} 5 --approved-by 张三"), CANNOT, "actor_invalid"),
        ("book shop o1 --member m1 --merchant s1 --amount 5".to_owned(), REFUSED, "order_exists"),
        ("book shop o9 --member nobody --merchant s1 --amount 5".to_owned(), REFUSED, "member_unknown"),
        ("book shop o9 --member m1 --merchant nobody --amount 5".to_owned(), REFUSED, "merchant_unknown"),
        ("redeem shop --member m1 --points 1.123456789".to_owned(), CANNOT, "argument_invalid"),
        ("redeem shop --member m1 --points 1e3".to_owned(), CANNOT, "argument_invalid"),
        ("redeem shop --member m1 --points -5".to_owned(), CANNOT, "argument_invalid"),
        ("redeem shop --member m1 --points 99999999999999999999".to_owned(), CANNOT, "argument_invalid"),
        ("redeem shop --member m1 --points 99999999".to_owned(), REFUSED, "points_insufficient"),
        ("redeem shop --member m1 --units 0".to_owned(), REFUSED, "points_not_positive"),
        ("redeem shop --member m1 --units -9223372036854775808".to_owned(), REFUSED, "points_not_positive"),
        ("redeem shop --member m1 --units 9223372036854775807".to_owned(), REFUSED, "points_insufficient"),
        ("redeem shop --member nobody --everything".to_owned(), REFUSED, "member_unknown"),
        ("redeem shop --member m1 --everything --programme nope".to_owned(), REFUSED, "programme_unknown"),
        ("refund shop --order o1 --amount 1000.01".to_owned(), REFUSED, "refund_exceeds_order"),
        ("refund shop --order nope --amount 1".to_owned(), REFUSED, "order_unknown"),
        ("refund shop --order o1 --amount -1".to_owned(), REFUSED, "amount_not_positive"),
        ("inject shop --amount 100000000000.01".to_owned(), CANNOT, "argument_invalid"),
        ("inject shop --amount -1".to_owned(), REFUSED, "amount_not_positive"),
        ("add-member shop 13800138000".to_owned(), REFUSED, "identifier_personal"),
        ("add-member shop 11010519491231002X".to_owned(), REFUSED, "identifier_personal"),
        ("add-member shop 张三".to_owned(), REFUSED, "identifier_invalid"),
        (format!("add-member shop {}", "x".repeat(65)), REFUSED, "identifier_invalid"),
        ("add-member shop m1".to_owned(), REFUSED, "member_exists"),
        ("add-member shop m9 --referrer m9".to_owned(), REFUSED, "referrer_unknown"),
        ("add-merchant shop s1 --plan store".to_owned(), REFUSED, "merchant_exists"),
        ("add-merchant shop s9 --plan nope".to_owned(), REFUSED, "plan_unknown"),
        ("add-merchant shop s9 --plan store --take-bp 10001".to_owned(), REFUSED, "take_rate_out_of_range"),
        ("add-merchant shop s9 --plan store --take-bp 1".to_owned(), REFUSED, "take_rate_too_low"),
        ("add-merchant shop s9 --plan store --owner nobody".to_owned(), REFUSED, "owner_unknown"),
        ("add-merchant shop s9 --plan store --recruiter nobody".to_owned(), REFUSED, "recruiter_unknown"),
        ("add-merchant shop s9 --plan store --region a/b/c/d".to_owned(), REFUSED, "region_invalid"),
        ("appoint-agent shop a//c m0".to_owned(), REFUSED, "region_invalid"),
        ("appoint-agent shop 33 nobody".to_owned(), REFUSED, "member_unknown"),
        ("publish-rules shop --rules rules.toml --effective-at now".to_owned(), CANNOT, "argument_invalid"),
        ("publish-rules shop --rules rules.toml --effective-at 9999-01-01".to_owned(), CANNOT, "argument_invalid"),
        ("publish-rules shop --rules rules.toml --effective-at 2500-13-01".to_owned(), CANNOT, "argument_invalid"),
        ("status shop --programme nope".to_owned(), REFUSED, "programme_unknown"),
        ("price shop --programme nope".to_owned(), REFUSED, "programme_unknown"),
        ("member shop m1 --programme nope".to_owned(), REFUSED, "programme_unknown"),
        ("member shop nobody".to_owned(), REFUSED, "member_unknown"),
        ("merchant shop nobody".to_owned(), REFUSED, "merchant_unknown"),
        ("order shop nope".to_owned(), REFUSED, "order_unknown"),
        ("init new --sandbox --rules rules.toml --zone Mars/Base".to_owned(), CANNOT, "zone_unknown"),
        ("init new --sandbox --rules rules.toml --refundable-days 36501".to_owned(), REFUSED, "window_invalid"),
        ("init new --sandbox --rules rules.toml --by 13800138000".to_owned(), CANNOT, "actor_invalid"),
        ("init new --sandbox --rules a/b=rules.toml".to_owned(), CANNOT, "file_unreadable"),
    ];
    for (line, status, code) in cases {
        stage.refused(&line, status, code);
        if line.starts_with("init") {
            assert!(!stage.path("new").exists(), "{line}");
        }
    }
    assert_eq!(stage.bytes_of("shop"), before);
}

#[test]
fn an_empty_or_strange_argument_is_refused_too() {
    let stage = Stage::played();
    let before = stage.bytes_of("shop");
    let line_break = "a\nb";
    let cases: [(&[&str], i32, &str); 7] = [
        (&["add-member", "shop", "", "--json"], REFUSED, "identifier_invalid"),
        (&["add-member", "shop", line_break, "--json"], REFUSED, "identifier_invalid"),
        (&["add-member", "shop", "m9", "--by", "", "--json"], CANNOT, "actor_invalid"),
        (&["appoint-agent", "shop", "", "m0", "--json"], REFUSED, "region_invalid"),
        (&["inject", "shop", "--amount", "", "--json"], CANNOT, "argument_invalid"),
        (&["inject", "shop", "--amount", "5 000", "--json"], CANNOT, "argument_invalid"),
        (&["order", "shop", "", "--json"], REFUSED, "order_unknown"),
    ];
    for (arguments, status, code) in cases {
        stage.refused_arguments(arguments, status, code);
    }
    assert_eq!(stage.bytes_of("shop"), before);
}

#[test]
fn an_import_that_can_not_be_tried_leaves_nothing() {
    let stage = Stage::played();
    stage.write("orders.csv", "t,m,a,s\n2024-01-31,m0,5,s1\n");
    stage.write("notes.txt", "not refused lines\n");
    let before = stage.bytes_of("");
    let columns = "--col time=t --col member=m --col amount=a";
    let cases = [
        (format!("{columns} --merchant s1 --tz Mars/Base"), CANNOT, "zone_unknown"),
        (format!("{columns} --merchant s1 --batch a/b"), CANNOT, "batch_invalid"),
        (format!("{columns} --merchant s1 --batch {}", "x".repeat(49)), CANNOT, "batch_invalid"),
        (format!("{columns} --merchant s1 --programme nope"), REFUSED, "programme_unknown"),
        (format!("{columns} --merchant s1 --plan nope"), REFUSED, "plan_unknown"),
        (format!("{columns} --merchant s9"), REFUSED, "plan_missing"),
        (columns.to_owned(), CANNOT, "merchant_missing"),
        (format!("{columns} --merchant s1 --col merchant=s"), CANNOT, "merchant_missing"),
        (format!("{columns} --merchant s1 --by 13800138000"), CANNOT, "actor_invalid"),
        (format!("{columns} --merchant s1 --rejects missing/r.csv"), CANNOT, "file_unwritable"),
        (format!("{columns} --merchant s1 --rejects shop"), CANNOT, "file_unwritable"),
        (format!("{columns} --merchant s1 --rejects notes.txt"), CANNOT, "file_unwritable"),
        (format!("{columns} --merchant s1 --rejects orders.csv"), CANNOT, "file_unwritable"),
        (format!("{columns} --merchant s1 --col time=t"), CANNOT, "mapping_repeated"),
        (format!("{columns} --merchant s1 --col price=a"), CANNOT, "mapping_unknown"),
        ("--col time=t --col member=m --merchant s1".to_owned(), CANNOT, "mapping_missing"),
        ("--col time --merchant s1".to_owned(), CANNOT, "mapping_malformed"),
        ("--col time=t --col member=m --col amount=nope --merchant s1".to_owned(), CANNOT, "column_unknown"),
    ];
    for (rest, status, code) in cases {
        stage.refused(&format!("import shop orders.csv {rest}"), status, code);
        assert_eq!(stage.bytes_of(""), before, "{rest}");
    }
}

#[test]
fn what_can_not_be_parsed_says_how_it_is_written() {
    let stage = Stage::empty();
    for line in [
        "",
        "nonsense",
        "status",
        "status shop --nonsense",
        "status shop --lang fr",
        "status shop --lang",
        "init shop --rules rules.toml",
        "init shop --sandbox --live --rules rules.toml",
        "init shop --sandbox",
        "init shop --sandbox --rules rules.toml --refundable-days -1",
        "redeem shop --member m1",
        "redeem shop --member m1 --points 1 --everything",
        "redeem shop --member m1 --units 9223372036854775808",
        "redeem shop --member m1 --units 1.5",
        "import shop orders.csv --merchant s1",
        "import shop orders.csv --col time=t --cost-bp 10001",
        "add-merchant shop s1 --plan store --take-bp -1",
        "conform",
    ] {
        let run = stage.run(line);
        assert_eq!(run.status, CANNOT, "{line}: {run:?}");
        assert!(run.err.contains("ratchet") || run.err.contains("--help"), "{line}: {run:?}");
        assert_eq!(run.out, "", "{line}");
    }
    for line in ["--help", "--version", "help", "help import", "import --help", "-h"] {
        assert!(stage.ok(line).contains("ratchet"), "{line}");
    }
}

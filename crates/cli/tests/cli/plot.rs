//! Charts of a programme, and the line of text in its status.

use crate::stage::{CANNOT, REFUSED, SOME_REJECTED, Stage, repository};
use serde_json::Value;
use std::fs;

/// A small history in which the price also brought somebody to the cap.
fn with_exits() -> Stage {
    let stage = Stage::played();
    stage.ok("correct shop --order o3 --by till-1 --approved-by finance-1");
    // Somebody who comes late stays: an injection after which nobody is left is refused.
    stage.ok("inject shop --amount 150000");
    stage.ok("book shop o4 --member m0 --merchant s1 --amount 500");
    stage.ok("inject shop --amount 150000");
    assert!(stage.json("status shop")["exits"].as_u64().unwrap() > 0);
    stage
}

fn count(report: &Value, kind: &str) -> u64 {
    let total = report["total"][kind]["count"].as_u64().unwrap();
    let buckets = report["buckets"].as_array().unwrap();
    assert_eq!(buckets.iter().map(|bucket| bucket["flow"][kind]["count"].as_u64().unwrap()).sum::<u64>(), total);
    total
}

/// Width and height of a PNG, as its first chunk says them.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn the_numbers_drawn_are_those_of_the_books() {
    let stage = with_exits();
    let status = stage.json("status shop");
    let report = stage.json("plot shop -o chart.svg");
    let last = report["buckets"].as_array().unwrap().last().unwrap().clone();
    for account in ["price", "reserve", "supply"] {
        assert_eq!(last[account]["last"], status[account], "{account}");
    }
    assert_eq!(report["total"]["orders"], status["orders"]);
    assert_eq!(Value::from(count(&report, "forced_exits")), status["exits"]);
    assert_eq!(report["total"]["injections"]["amount"], status["totals"]["injected"]);
    assert_eq!((count(&report, "injections"), count(&report, "refunds"), count(&report, "corrections")), (3, 1, 1));
    assert!(count(&report, "redemptions") > 0);
    assert_eq!((&report["mode"], &report["path"]), (&Value::from("sandbox"), &Value::from("chart.svg")));

    let svg = stage.read("chart.svg");
    assert!(svg.contains("<title>Programme main: price, reserve, points</title>") && !svg.contains("<text"));
    for lane in ["exits", "injections", "refunds", "corrections", "redemptions"] {
        assert!(svg.contains(&format!("id=\"{lane}-0\"")), "{lane}");
    }
    for said in ["SANDBOX", "arithmetic, not a return", "Forced exits at the cap: ", "Injections into the reserve: 3, "]
    {
        assert!(svg.contains(said), "{said}");
    }
    let head: Value = serde_json::from_str(&stage.ok("head shop")).unwrap();
    assert_eq!((&report["frame"], &report["hash"]), (&head["head"]["frame"], &head["head"]["hash"]));
}

#[test]
fn a_chart_is_in_both_languages_and_formats() {
    let stage = with_exits();
    assert!(stage.ok("plot shop -o en.png").ends_with("Chart: en.png\n"));
    assert!(stage.ok("--lang zh plot shop -o zh.png").ends_with("图：zh.png\n"));
    let read = |name: &str| fs::read(stage.path(name)).unwrap();
    let (english, chinese) = (read("en.png"), read("zh.png"));
    assert_ne!(english, chinese);
    let (width, height) = png_size(&chinese);
    assert!(width == 1_280 && (1_400..3_000).contains(&height), "{width} {height}");
    stage.ok("plot shop --lang zh -o zh.svg");
    let svg = stage.read("zh.svg");
    for said in ["<title>方案 main：价格、盈利池与积分</title>", "沙盒 SANDBOX", "不保本，不承诺收益", "到顶强制出局"]
    {
        assert!(svg.contains(said), "{said}");
    }
    let json = |line: &str| stage.json(line)["buckets"].clone();
    assert_eq!(json("plot shop -o a.svg"), json("plot shop -o a.svg --lang zh"));
}

#[test]
fn without_a_name_it_lies_beside_the_deployment_and_never_in_it() {
    let stage = Stage::played();
    let before = stage.bytes_of("shop");
    assert!(stage.ok("plot shop").contains("Chart: shop-main.svg"));
    assert!(stage.path("shop-main.svg").is_file());
    fs::remove_file(stage.path("shop-main.svg")).unwrap();
    let mut inside = stage.command("plot .");
    assert!(inside.current_dir(stage.path("shop")).status().unwrap().success());
    assert!(stage.path("shop-main.svg").is_file());
    stage.refused("plot shop -o shop/chart.svg", CANNOT, "chart_inside_deployment");
    stage.refused("plot shop -o shop/journal/chart.png", CANNOT, "chart_inside_deployment");
    assert_eq!(stage.bytes_of("shop"), before);
}

#[test]
fn what_cannot_be_drawn_is_said_and_leaves_nothing() {
    let stage = Stage::new();
    stage.refused("plot shop", CANNOT, "chart_no_orders");
    let stage = Stage::played();
    fs::create_dir(stage.path("taken.svg")).unwrap();
    let names = |stage: &Stage| fs::read_dir(stage.path("")).unwrap().count();
    let before = names(&stage);
    let cases = [
        ("plot shop -o chart.pdf", CANNOT, "chart_suffix_unknown"),
        ("plot shop -o chart", CANNOT, "chart_suffix_unknown"),
        ("plot shop -o nowhere/chart.svg", CANNOT, "chart_unwritable"),
        ("plot shop -o taken.svg", CANNOT, "chart_unwritable"),
        ("plot shop -o rules.toml/chart.svg", CANNOT, "chart_unwritable"),
        ("plot shop --programme nope", REFUSED, "programme_unknown"),
        ("plot shop --from 2990-01-01", CANNOT, "chart_range_empty"),
        ("plot shop --to 1999-01-01", CANNOT, "chart_range_empty"),
        ("plot shop --from yesterday", CANNOT, "argument_invalid"),
        ("plot shop --from 2027-01-02 --to 2027-01-01", CANNOT, "argument_invalid"),
        ("plot nope", CANNOT, "journal_missing"),
    ];
    for (line, status, code) in cases {
        stage.refused(line, status, code);
    }
    assert_eq!(names(&stage), before, "nothing is left");
}

#[test]
fn a_programme_has_its_own_chart() {
    let stage = Stage::played();
    stage.ok("open-programme shop mall --rules rules.toml");
    stage.refused("plot shop --programme mall", CANNOT, "chart_no_orders");
    stage.ok("inject shop --programme mall --amount 5");
    let report = stage.json("plot shop --programme mall");
    assert_eq!(report["buckets"].as_array().unwrap().len(), 1);
    assert_eq!((report["total"]["orders"].as_u64(), count(&report, "injections")), (Some(0), 1));
    assert!(stage.read("shop-mall.svg").contains("Programme mall"));
}

#[test]
fn status_shows_the_course_of_the_price() {
    let stage = with_exits();
    let blocks = |text: &str| text.chars().filter(|character| ('▁'..='█').contains(character)).count();
    let (english, chinese) = (stage.ok("status shop"), stage.ok("status shop --lang zh"));
    assert!(english.contains("Price over time") && chinese.contains("价格走势"), "{english}{chinese}");
    // How many depends on where the seconds of this run fall.
    assert!((24..=48).contains(&blocks(&english)) && blocks(&english) == blocks(&chinese), "{english}{chinese}");
    assert!(english.contains('▁') && english.contains('█'));
    assert_eq!(stage.ok("status shop --trend"), english);
    assert_eq!(blocks(&Stage::new().ok("status shop")), 0);
    assert_eq!(stage.json("status shop --trend"), stage.json("status shop"));
}

/// The pictures in the README files are those of the purchases in `examples/`. Their footers, which come last, name the
/// journal that they were drawn from, and every journal has a key of its own.
#[test]
fn the_pictures_of_the_readme_are_what_is_drawn() {
    let stage = Stage::new();
    let data = repository().join("examples/data/cdnow.csv");
    let import = "import shop FILE --col time=date --col member=customer --col amount=amount --merchant cdnow --plan \
                  store --rejects rejects.csv";
    assert_eq!(stage.run(&import.replace("FILE", data.to_str().unwrap())).status, SOME_REJECTED);
    let without_footer = |svg: &str| svg.split_once("id=\"footer\"").expect("a footer").0.to_owned();
    for language in ["en", "zh"] {
        stage.ok(&format!("--lang {language} plot shop -o drawn.svg"));
        let shown = fs::read_to_string(repository().join(format!("docs/demo.{language}.svg"))).unwrap();
        let drawn = without_footer(&stage.read("drawn.svg"));
        assert!(drawn == without_footer(&shown), "docs/demo.{language}.svg shows something else: draw it again");
        let readme = if language == "en" { "README.md" } else { "README.zh-CN.md" };
        let text = fs::read_to_string(repository().join(readme)).unwrap();
        assert!(text.contains(&format!("(docs/demo.{language}.svg)")), "{readme}");
    }
}

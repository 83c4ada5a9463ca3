//! Chinese and English: what people read differs, what programs read does not.

use crate::stage::{Run, Stage};

fn has_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// Runs a line under a locale of the environment.
fn run_in(stage: &Stage, locale: &str, line: &str) -> Run {
    Run::of(&stage.command(line).env("LANG", locale).output().unwrap())
}

/// Lines of every kind, reading, writing, and refused.
const LINES: [&str; 30] = [
    "check rules.toml --profile none",
    "check rules.toml --deployment nope.toml",
    "status shop",
    "status shop --trend",
    "status shop --all",
    "price shop",
    "member shop m1",
    "merchant shop s1",
    "order shop o2",
    "factsheet shop --programme none",
    "explain shop --order o2",
    "explain shop --member m0",
    "explain shop --price-at 2999-12-31",
    "explain shop --price-at 1999-12-31",
    "verify shop",
    "book shop o9 --member m1 --merchant s1 --amount 5 --dry-run",
    "redeem shop --member m1 --points 1 --dry-run",
    "refund shop --order o1 --amount 1 --dry-run",
    "correct shop --order o3 --by till-1 --approved-by finance-1 --dry-run",
    "inject shop --amount 1 --dry-run",
    "add-member shop m9 --dry-run",
    "order shop nope",
    "inject shop --amount 1,000",
    "status nope",
    "payouts shop",
    "requests shop",
    "request-payout shop w1 --merchant s1 --amount 5 --dry-run",
    "payout shop w1",
    "top-up shop --merchant s1 --amount 0",
    "init new --sandbox --rules nope.toml",
];

#[test]
fn people_read_the_language_they_ask_for() {
    let stage = Stage::played();
    for line in LINES {
        let english = run_in(&stage, "C.UTF-8", line);
        for other in ["en_US.UTF-8", "POSIX", "fr_FR.UTF-8", ""] {
            let run = run_in(&stage, other, line);
            assert_eq!(
                (run.status, &run.out, &run.err),
                (english.status, &english.out, &english.err),
                "{other}: {line}"
            );
        }
        assert!(!has_chinese(&english.out) && !has_chinese(&english.err), "{english:?}");
        let chinese = run_in(&stage, "zh_CN.UTF-8", line);
        assert_eq!(chinese.status, english.status, "{line}");
        let shown = if chinese.status == 0 { &chinese.out } else { &chinese.err };
        assert!(has_chinese(shown), "{line}: {chinese:?}");
        for asked in [format!("--lang zh {line}"), format!("{line} --lang zh"), format!("{line} --lang=zh")] {
            let run = run_in(&stage, "C.UTF-8", &asked);
            assert_eq!((run.status, &run.out, &run.err), (chinese.status, &chinese.out, &chinese.err), "{asked}");
        }
        let back = run_in(&stage, "zh_CN.UTF-8", &format!("{line} --lang en"));
        assert_eq!((&back.out, &back.err), (&english.out, &english.err), "{line}");
    }
    assert!(stage.ok("status shop --lang zh").contains("沙盒：这里的钱都不是真的"));
}

#[test]
fn programs_read_the_same_in_every_language() {
    let stage = Stage::played();
    for line in LINES {
        let line = format!("{line} --json");
        let (english, chinese) = (run_in(&stage, "C.UTF-8", &line), run_in(&stage, "zh_CN.UTF-8", &line));
        assert_eq!((english.status, &english.out), (chinese.status, &chinese.out), "{line}");
        english.json();
    }
}

#[test]
fn every_page_of_help_is_in_both_languages() {
    let stage = Stage::empty();
    for command in [
        "check",
        "init",
        "import",
        "status",
        "price",
        "member",
        "merchant",
        "order",
        "explain",
        "factsheet",
        "open-programme",
        "publish-rules",
        "add-member",
        "add-merchant",
        "appoint-agent",
        "book",
        "redeem",
        "refund",
        "correct",
        "inject",
        "plot",
        "books",
        "reconcile",
        "verify",
        "head",
        "conform",
    ] {
        for help in ["--help", "-h"] {
            let english = stage.ok(&format!("{command} {help}"));
            assert!(english.contains("Usage:") && !has_chinese(&english), "{english}");
            let chinese = stage.ok(&format!("{command} {help} --lang zh"));
            for said in ["用法：", "参数:", "选项:", "部署的目录", "显示帮助"] {
                assert!(chinese.contains(said) || ["conform", "check"].contains(&command), "{said}: {chinese}");
            }
        }
    }
    let chinese = run_in(&stage, "zh_CN.UTF-8", "--help").out;
    for said in ["用法：", "命令:", "选项:", "消费增值方案", "退出码", "显示版本"] {
        assert!(chinese.contains(said), "{said}: {chinese}");
    }
    assert!(
        !chinese.contains("Usage") && !chinese.contains("Options") && !chinese.contains("Print version"),
        "{chinese}"
    );
    assert_eq!(run_in(&stage, "zh_CN.UTF-8", "--version").out, stage.ok("--version"));
}

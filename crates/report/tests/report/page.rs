//! The page as a file: its bytes, its first lines, what it never contains.

use crate::stage::{EVERYTHING, example, simulate, stopped};
use ratchet_report::{Language, page, sections};
use ratchet_sim::Results;

fn pages(results: &Results) -> [String; 2] {
    Language::ALL.map(|language| page(results, language).unwrap())
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let first = pages(&simulate(EVERYTHING, 1));
    assert_eq!(first, pages(&simulate(EVERYTHING, 3)));
    let other = pages(&simulate(&EVERYTHING.replace("seed = 5", "seed = 6"), 2));
    assert!(first[0] != other[0] && first[1] != other[1]);
}

#[test]
fn it_stands_alone() {
    for page in pages(&simulate(EVERYTHING, 2)) {
        for loaded in ["<script", "href", "src=", "url(", "@import", "<link", "<img", "<iframe", "javascript:"] {
            assert!(!page.contains(loaded), "{loaded}");
        }
        assert!(page.contains("default-src 'none'") && page.contains("size:A4") && page.contains("width=device-width"));
        assert!(!page.contains("report."), "a text without words shows its key");
        assert!(page.len() < 3_000_000, "{} bytes", page.len());
    }
}

#[test]
fn what_is_uncomfortable_comes_first_then_where_it_comes_from() {
    let results = example("steady-local-life.toml");
    let about = &results.summary.about;
    let [chinese, english] = pages(&results);
    let run = &results.runs[0];
    let most = format!("¥{}.{:02}", run.most_back_per_100_fen / 100, run.most_back_per_100_fen % 100);
    let reached = format!("{:.2} %", run.capped as f64 * 100.0 / run.members as f64);
    let seed = "<code>1</code>".to_owned();
    let in_order = |page: &str, parts: &[&str]| {
        let mut from = 0;
        for part in parts {
            let found = page[from..].find(part).unwrap_or_else(|| panic!("{part} is not there, or too early"));
            from += found + part.len();
        }
    };
    let parts =
        [&most, "can ever receive", &reached, "reached the cap", "did not", &seed, &about.rules, &about.scenario];
    let promise = ["积分不是存款，不保本，不承诺收益。", "Points are not a deposit; nothing is guaranteed."];
    let charts = ["is arithmetic, not a return", "<svg", "What the words and figures mean"];
    in_order(&english, &[&parts[..], &promise[..], &charts[..]].concat());
    let parts = ["<p class=\"large\">", &most, "最多只能", &reached, "到过封顶", &seed, &about.rules, &about.scenario];
    in_order(&chinese, &[&parts[..], &promise[..], &["只是算术", "<svg"][..]].concat());
    assert!(chinese.contains("lang=\"zh-CN\"") && english.contains("lang=\"en\""));
}

#[test]
fn every_chart_has_its_sentence_its_numbers_and_its_origin() {
    let results = simulate(EVERYTHING, 2);
    let about = &results.summary.about;
    for (language, page) in Language::ALL.into_iter().zip(pages(&results)) {
        let sections = sections(&results, language);
        let ids: Vec<&str> = sections.iter().map(|section| section.id).collect();
        let order = [
            "course",
            "returns",
            "deciles",
            "waits",
            "cash_flow",
            "ways",
            "orders_stop",
            "bank_run",
            "fans",
            "tornado",
            "sobol",
            "sweep",
        ];
        assert_eq!(ids, order);
        let exhibits = sections.iter().map(|section| section.exhibits.len()).sum::<usize>();
        assert!(exhibits > order.len());
        for part in ["<svg", "<details>", "<figcaption>", "<p class=\"sentence\">", "<div class=\"numbers\">"] {
            assert_eq!(page.matches(part).count(), exhibits, "{part}");
        }
        let captions: Vec<&str> = page.split("<figcaption>").skip(1).collect();
        for caption in captions {
            let caption = caption.split('<').next().unwrap();
            assert!(caption.contains(" 5 ") && caption.contains(&about.rules[..16]), "{caption}");
            assert!(caption.contains(&about.scenario[..16]), "{caption}");
        }
    }
}

#[test]
fn what_has_no_data_is_left_out_with_the_reason() {
    let results = example("steady-local-life.toml");
    let left_out: Vec<&str> = sections(&results, Language::English)
        .iter()
        .filter(|section| section.left_out.is_some())
        .map(|section| section.id)
        .collect();
    assert_eq!(left_out, ["bank_run", "fans", "tornado", "sobol", "sweep"]);
    let [chinese, english] = pages(&results);
    assert!(english.contains("A bank run, by place in the queue: the scenario has no bank run."));
    assert!(chinese.contains("挤兑：按排队位置：场景里没有挤兑。"));
    // Stopped before any run ended: a page that says so.
    let nothing = stopped(EVERYTHING);
    assert!(nothing.summary.interrupted && nothing.runs.is_empty());
    assert!(sections(&nothing, Language::English).iter().all(|section| section.exhibits.is_empty()));
    let [chinese, english] = pages(&nothing);
    assert!(english.contains("No run was finished") && !english.contains("<svg"));
    assert!(english.contains("0 of 18 runs were finished") && chinese.contains("中途被停止"));
}

#[test]
fn names_are_never_markup() {
    let hostile = "<script>alert(1)</script>\"'&%{seed}";
    let mut results = simulate(EVERYTHING, 2);
    results.summary.about.scenario_file = hostile.to_owned();
    results.summary.refused.insert(hostile.to_owned(), 3);
    results.points.iter_mut().for_each(|row| row.key = hostile.to_owned());
    results.sellers.iter_mut().for_each(|row| row.behaviour = hostile.to_owned());
    results.tornado.iter_mut().for_each(|row| row.key = hostile.to_owned());
    results.sobol.iter_mut().for_each(|row| row.key = hostile.to_owned());
    for page in pages(&results) {
        assert!(!page.contains("<script") && !page.contains("</script"));
        let escaped = page.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count();
        assert!(escaped > 10, "it is shown, as text: {escaped}");
        assert!(page.contains("%{seed}"), "what a name contains is not filled in");
    }
}

//! The page: first lines, sections, definitions.

use crate::definitions::definitions;
use crate::head::head;
use crate::section::{Exhibit, Numbers, Section};
use crate::sections;
use crate::words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ratchet_charts::ChartError;
use ratchet_sim::Results;
use ratchet_sim::results::About;

/// Digits of the hashes beneath a chart; the first lines have all of them.
const HASH_DIGITS: usize = 16;

pub(crate) fn page(results: &Results, words: Words) -> Result<String, ChartError> {
    let about = &results.summary.about;
    let title = words.text("title", &[("scenario", &about.scenario_file)]);
    let mut shown = Vec::new();
    let sections = sections::all(results, words);
    for part in sections.iter().filter(|part| part.left_out.is_none()) {
        shown.push(section(part, about, words)?);
    }
    let markup = html! {
        (DOCTYPE)
        html lang=(words.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // Nothing is loaded from anywhere, whatever stands in a name.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body { main {
                header {
                    p.mark { (words.say("mark")) }
                    h1 { (title) }
                }
                (head(results, words))
                @for section in &shown { (section) }
                (left_out(&sections, words))
                (definitions(&sections, words))
            } }
        }
    };
    Ok(markup.into_string())
}

fn section(section: &Section, about: &About, words: Words) -> Result<Markup, ChartError> {
    let mut shown = Vec::new();
    for part in &section.exhibits {
        shown.push(exhibit(part, about, words)?);
    }
    Ok(html! {
        section id=(section.id) {
            h2 { (section.title) }
            @for exhibit in &shown { (exhibit) }
        }
    })
}

/// A line for each section without data.
fn left_out(sections: &[Section], words: Words) -> Markup {
    let lines: Vec<_> = sections.iter().filter_map(|section| Some((section, section.left_out.as_ref()?))).collect();
    html! {
        @if !lines.is_empty() {
            section.left-out {
                h2 { (words.say("left_out")) }
                ul { @for (section, why) in lines { li { (section.title) (words.say("colon")) (why) } } }
            }
        }
    }
}

fn exhibit(exhibit: &Exhibit, about: &About, words: Words) -> Result<Markup, ChartError> {
    let chart = exhibit.chart.to_svg()?;
    let (rules, scenario) = (short(&about.rules), short(&about.scenario));
    let seed = about.seed.to_string();
    let origin = words.text("origin.line", &[("seed", &seed), ("rules", rules), ("scenario", scenario)]);
    Ok(html! {
        div.exhibit {
            figure {
                p.sentence { (exhibit.sentence) }
                @if let Some(note) = &exhibit.note { p.note { (note) } }
                // Text in it is outlines: nothing that comes from a scenario is markup there.
                (PreEscaped(chart))
                figcaption { (origin) }
            }
            (numbers(&exhibit.numbers, words))
        }
    })
}

/// The table folds on a screen and is always there in print, also where a printer knows nothing of folded details: it
/// stands behind them, and only screens hide it while they are closed.
fn numbers(numbers: &Numbers, words: Words) -> Markup {
    let tables: Vec<String> = numbers.tables.iter().map(|table| format!("{table}.csv")).collect();
    html! {
        details { summary { (words.text("numbers", &[("tables", &tables.join(words.say("and").as_str()))])) } }
        div.numbers {
            table {
                thead { tr { @for heading in &numbers.headings { th { (heading) } } } }
                tbody {
                    @for row in &numbers.rows { tr { @for cell in row { td.n[is_figure(cell)] { (cell) } } } }
                }
            }
        }
    }
}

/// Figures stand to the right.
fn is_figure(cell: &str) -> bool {
    let known = |character: char| character.is_ascii_digit() || "¥+-–.,%< ".contains(character);
    cell.chars().all(known)
}

fn short(hash: &str) -> &str {
    hash.get(..HASH_DIGITS).unwrap_or(hash)
}

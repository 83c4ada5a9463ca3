//! The history of a price as a chart and as a line of text, in the words of the user's language.

use crate::language;
use crate::output::{count, money, points};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratchet_charts::{Colour, Lane, Mark, Numerals, Page, Panel, Shape, Span, TimeChart, sparkline};
use ratchet_core::operations::Mode;
use ratchet_core::price::Price;
use ratchet_core::{Points, Time};
use ratchet_deployment::{Extent, Flow, Happened, PriceBucket, PriceHistory};
use rust_i18n::t;

/// Across every chart of a sandbox, in both languages: a picture travels further than the text around it.
const WATERMARK: &str = "沙盒 SANDBOX";
/// Characters of a hash that tell it from others at a glance.
const HASH_CHARACTERS: usize = 16;
/// Blocks of the line of text.
const COLUMNS: usize = 48;

/// The chart of a history; nothing when nothing happened in it.
pub(super) fn price_chart(history: &PriceHistory, programme: &str) -> Option<TimeChart> {
    let (first, last) = (history.buckets.first()?, history.buckets.last()?);
    let zone = TimeZone::get(&history.terms.zone).unwrap_or(TimeZone::UTC);
    Some(TimeChart {
        page: page(history, programme, (first.first_at, last.last_at), &zone),
        panels: panels(history, first, last),
        lanes: lanes(history),
        from: first.first_at.milliseconds(),
        to: last.last_at.milliseconds(),
        zone,
        numerals: if language::is_chinese() { Numerals::Chinese } else { Numerals::English },
    })
}

/// The course of the price in a line of text between its days; nothing when nothing happened.
pub(super) fn price_trend(history: &PriceHistory) -> Option<String> {
    let (first, last) = (history.buckets.first()?, history.buckets.last()?);
    let zone = TimeZone::get(&history.terms.zone).unwrap_or(TimeZone::UTC);
    let blocks = sparkline(&spans(history, |bucket| bucket.price, drawn_price), COLUMNS);
    let (from, to) = (day(first.first_at, &zone), day(last.last_at, &zone));
    Some(format!("{from} {blocks} {to}"))
}

fn page(history: &PriceHistory, programme: &str, (from, to): (Time, Time), zone: &TimeZone) -> Page {
    let (from, to) = (day(from, zone), day(to, zone));
    let orders = count(history.total.orders);
    let hash: String = history.head_hash.chars().take(HASH_CHARACTERS).collect();
    Page {
        title: t!("chart.title", programme = programme).into_owned(),
        subtitle: t!("chart.subtitle", from = from, to = to, orders = orders, zone = history.terms.zone).into_owned(),
        footer: vec![t!("chart.head", frame = history.frame, hash = hash).into_owned()],
        watermark: (history.terms.mode == Mode::Sandbox).then(|| WATERMARK.to_owned()),
    }
}

fn panels(history: &PriceHistory, first: &PriceBucket, last: &PriceBucket) -> Vec<Panel> {
    let course = |first: String, last: String| t!("chart.course", first = first, last = last).into_owned();
    let price = |price: Price| format!("¥{}", price.to_text());
    vec![
        Panel {
            heading: t!("chart.price").into_owned(),
            figure: course(price(first.price.first), price(last.price.last)),
            note: Some(t!("status.no_promise").into_owned()),
            sign: "¥",
            colour: Colour::Blue,
            height: 170.0,
            spans: spans(history, |bucket| bucket.price, drawn_price),
        },
        Panel {
            heading: t!("chart.reserve").into_owned(),
            figure: course(money(first.reserve.first), money(last.reserve.last)),
            note: None,
            sign: "¥",
            colour: Colour::Green,
            height: 110.0,
            spans: spans(history, |bucket| bucket.reserve, |fen| drawn(fen.get()) / 100.0),
        },
        Panel {
            heading: t!("chart.supply").into_owned(),
            figure: course(points_in_short(first.supply.first), points_in_short(last.supply.last)),
            note: None,
            sign: "",
            colour: Colour::Ochre,
            height: 110.0,
            spans: spans(history, |bucket| bucket.supply, drawn_points),
        },
    ]
}

/// A lane for each kind of thing that happened.
fn lanes(history: &PriceHistory) -> Vec<Lane> {
    let lane = |id, key, colour, shape, of: fn(&Flow) -> Happened| {
        let total = of(&history.total);
        let name = t!(key, count = count(total.count), amount = money(total.amount)).into_owned();
        let marks = history
            .buckets
            .iter()
            .map(|bucket| Mark { at: bucket.last_at.milliseconds(), count: of(&bucket.flow).count });
        let marks: Vec<Mark> = marks.filter(|mark| mark.count > 0).collect();
        (!marks.is_empty()).then_some(Lane { id, name, colour, shape, marks })
    };
    let lanes = [
        lane("exits", "chart.forced_exits", Colour::Vermilion, Shape::Triangle, |flow| flow.forced_exits),
        lane("injections", "chart.injections", Colour::Green, Shape::Diamond, |flow| flow.injections),
        lane("refunds", "chart.refunds", Colour::Purple, Shape::Circle, |flow| flow.refunds),
        lane("corrections", "chart.corrections", Colour::Ink, Shape::Square, |flow| flow.corrections),
        lane("redemptions", "chart.redemptions", Colour::Blue, Shape::Bar, |flow| flow.redemptions),
    ];
    lanes.into_iter().flatten().collect()
}

fn spans<T: Copy>(history: &PriceHistory, of: fn(&PriceBucket) -> Extent<T>, drawn: fn(T) -> f64) -> Vec<Span> {
    let span = |bucket: &PriceBucket| {
        let extent = of(bucket);
        Span {
            from: bucket.first_at.milliseconds(),
            to: bucket.last_at.milliseconds(),
            first: drawn(extent.first),
            least: drawn(extent.least),
            most: drawn(extent.most),
            last: drawn(extent.last),
        }
    };
    history.buckets.iter().map(span).collect()
}

/// Points with two decimals, floored: eight of them would fill the line.
fn points_in_short(of: Points) -> String {
    let text = points(of);
    text.get(..text.len().saturating_sub(6)).unwrap_or(&text).to_owned()
}

fn day(time: Time, zone: &TimeZone) -> String {
    let timestamp = Timestamp::from_millisecond(time.milliseconds()).unwrap_or_default();
    timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string()
}

/// CNY per point.
fn drawn_price(price: Price) -> f64 {
    drawn(price.reserve.get()) / 100.0 / drawn_points(price.supply)
}

fn drawn_points(points: Points) -> f64 {
    drawn(points.get()) / drawn(ratchet_core::units::UNITS_PER_POINT)
}

/// An exact figure on its way to the page, where the eye cannot see the last of 53 bits. Nothing comes back from here.
#[allow(clippy::cast_precision_loss)]
fn drawn(figure: i64) -> f64 {
    figure as f64
}

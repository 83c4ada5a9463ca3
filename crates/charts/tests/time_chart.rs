//! Charts of a few values over time, looked at as files.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use jiff::tz::TimeZone;
use ratchet_charts::{
    ChartError, Colour, Drawing, Lane, Mark, Numerals, Page, Panel, PictureFile, Shape, Span, TimeChart, missing_glyphs,
};
use resvg::tiny_skia::Pixmap;
use std::path::Path;

const DAY: i64 = 86_400_000;

fn panel(values: &[(i64, f64)]) -> Panel {
    Panel {
        heading: "积分价格 Price".to_owned(),
        figure: "¥1.00 → ¥2.00".to_owned(),
        note: Some("A price that cannot fall is arithmetic & not a <return>. ".repeat(3)),
        sign: "¥",
        colour: Colour::Blue,
        height: 120.0,
        spans: values.iter().map(|(at, value)| Span::at(*at, *value)).collect(),
    }
}

fn chart(values: &[(i64, f64)], marks: Vec<Mark>) -> TimeChart {
    let page = Page {
        title: "方案 本地生活: price".to_owned(),
        subtitle: "After every command".to_owned(),
        footer: vec!["frame 7".to_owned()],
        watermark: Some("沙盒 SANDBOX".to_owned()),
    };
    let lane =
        Lane { id: "exits", name: "Forced exits".to_owned(), colour: Colour::Vermilion, shape: Shape::Triangle, marks };
    TimeChart {
        page,
        panels: vec![panel(values), panel(&[])],
        lanes: vec![lane],
        from: values.first().map_or(0, |(at, _)| *at),
        to: values.last().map_or(0, |(at, _)| *at),
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        numerals: Numerals::Chinese,
    }
}

fn svg(values: &[(i64, f64)]) -> String {
    chart(values, Vec::new()).draw().to_svg().unwrap()
}

/// The number of a root's attribute.
fn attribute(svg: &str, name: &str) -> u32 {
    svg.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
}

/// How many pixels have this colour, and how many have another than paper.
fn pixels(drawing: &Drawing, colour: (u8, u8, u8)) -> (usize, usize) {
    let picture = Pixmap::decode_png(&drawing.to_png().unwrap()).unwrap();
    let colours = || picture.pixels().iter().map(|pixel| (pixel.red(), pixel.green(), pixel.blue()));
    (colours().filter(|found| *found == colour).count(), colours().filter(|found| *found != (255, 255, 255)).count())
}

#[test]
fn text_is_outlines_and_is_said_again_in_words() {
    let svg = svg(&[(0, 1.0), (100 * DAY, 2.0)]);
    assert!(!svg.contains("<text") && !svg.contains("font-family"));
    for said in [
        "<title>方案 本地生活: price</title>",
        "After every command",
        "arithmetic &amp; not a &lt;return&gt;",
        "SANDBOX",
    ] {
        assert!(svg.contains(said), "{said}");
    }
    assert!(svg.contains("viewBox=\"0 0 640 ") && svg.contains("id=\"watermark\"") && svg.contains("id=\"footer\""));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let values = [(0, 1.0), (5 * DAY, 1.25), (9 * DAY, 2.0)];
    assert_eq!(svg(&values), svg(&values));
    let png = || chart(&values, Vec::new()).draw().to_png().unwrap();
    assert_eq!(png(), png());
}

#[test]
fn a_png_has_two_pixels_for_each_unit_and_its_course_is_on_it() {
    let drawing = chart(&[(0, 1.0), (100 * DAY, 2.0)], Vec::new()).draw();
    let svg = drawing.to_svg().unwrap();
    let picture = Pixmap::decode_png(&drawing.to_png().unwrap()).unwrap();
    assert_eq!((picture.width(), picture.height()), (2 * attribute(&svg, "width"), 2 * attribute(&svg, "height")));
    // The figures are of the colour of their course: what a page without one has less is the course.
    let (blue, inked) = pixels(&drawing, (0x00, 0x72, 0xb2));
    let (figures, _) = pixels(&chart(&[], Vec::new()).draw(), (0x00, 0x72, 0xb2));
    assert!(blue > figures + 700 && inked > 20_000, "{blue} {figures} {inked}");
}

#[test]
fn marks_that_lie_apart_are_drawn_one_by_one_and_others_as_one() {
    let drawn = |days: &[i64]| {
        let marks = days.iter().map(|day| Mark { at: day * DAY, count: 1 }).collect();
        let svg = chart(&[(0, 1.0), (100 * DAY, 2.0)], marks).draw().to_svg().unwrap();
        svg.matches("id=\"exits-").count()
    };
    assert_eq!(drawn(&[]), 0);
    assert_eq!(drawn(&[0]), 1);
    assert_eq!(drawn(&[0, 30, 60, 100]), 4);
    assert_eq!(drawn(&[0, 30, 30, 30, 100]), 3);
    assert!((20..=80).contains(&drawn(&(0..100).collect::<Vec<_>>())));
}

#[test]
fn nothing_and_one_point_and_a_flat_line_and_enormous_values_are_drawn() {
    let cases: [&[(i64, f64)]; 7] = [
        &[],
        &[(5, 3.0)],
        &[(0, 2.0), (DAY, 2.0)],
        &[(0, 0.0), (DAY, 0.0)],
        &[(0, 1.0), (DAY, 9.2e18)],
        &[(0, 1e-12), (DAY, 1e-9)],
        &[(-62_000_000_000_000, 1.0), (32_503_680_000_000, 2.0)],
    ];
    for values in cases {
        let svg = svg(values);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{values:?}");
        assert!(svg.len() > 10_000, "{values:?}");
    }
}

#[test]
fn a_peak_inside_a_stretch_is_drawn() {
    let mut with_peak = chart(&[(0, 1.0), (50 * DAY, 1.0), (100 * DAY, 1.0)], Vec::new());
    let flat = with_peak.draw().to_svg().unwrap();
    with_peak.panels[0].spans[1].most = 1.9;
    with_peak.panels[0].spans[2].most = 2.0;
    let peaked = with_peak.draw().to_svg().unwrap();
    assert_ne!(flat, peaked);
    let highest = |svg: &str| {
        let line = svg.lines().find(|line| line.contains("stroke-width=\"1.8\"")).unwrap().to_owned();
        let numbers = line.split(" d=\"").nth(1).unwrap().replace(['M', 'L', '"', '/', '>'], " ");
        let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let heights = || numbers.iter().skip(1).step_by(2).copied();
        heights().fold(f64::MIN, f64::max) - heights().fold(f64::MAX, f64::min)
    };
    assert!(highest(&flat) < 1.0 && highest(&peaked) > 30.0, "{} {}", highest(&flat), highest(&peaked));
}

#[test]
fn a_file_says_its_format_by_its_name() {
    for name in ["a", "a.jpg", "svg", "a.svg.gz", ".svg"] {
        assert!(matches!(PictureFile::new(Path::new(name)), Err(ChartError::SuffixUnknown { .. })), "{name}");
    }
    assert!(PictureFile::new(Path::new("a.PNG")).is_ok());
}

#[test]
fn what_is_drawn_here_has_glyphs() {
    assert_eq!(missing_glyphs("kMbntn万亿¥0123456789.,-:% 沙盒 SANDBOX"), Vec::<char>::new());
}

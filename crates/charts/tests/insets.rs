//! Charts that stand in a document, looked at as files.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use ratchet_charts::{
    Bar, BarChart, BarPanel, Colour, DivergingChart, DivergingRow, Drawing, FanChart, FanPanel, FanPoint, Numerals,
    Part, ShareChart, ShareRow, TornadoBar, TornadoChart,
};
use resvg::tiny_skia::Pixmap;

const HOSTILE: &str = "<script>alert(1)</script>&\"";

/// How many pixels have this colour.
fn pixels(drawing: &Drawing, colour: (u8, u8, u8)) -> usize {
    let picture = Pixmap::decode_png(&drawing.to_png().unwrap()).unwrap();
    picture.pixels().iter().filter(|pixel| (pixel.red(), pixel.green(), pixel.blue()) == colour).count()
}

fn bars(values: &[f64]) -> Drawing {
    let bar = |value: &f64| Bar {
        name: HOSTILE.repeat(3),
        value: *value,
        figure: format!("{value} %"),
        colour: Colour::Blue,
    };
    let panel = BarPanel { heading: "会员占比".to_owned(), bars: values.iter().map(bar).collect() };
    BarChart { title: HOSTILE.to_owned(), panels: vec![panel.clone(), panel] }.draw()
}

fn shares(rows: &[&[f64]]) -> Drawing {
    let row = |parts: &&[f64]| ShareRow { name: HOSTILE.to_owned(), parts: parts.to_vec() };
    let parts = ["没有", "不到 ¥10", "¥10", "¥20", "¥50", "¥100"].map(str::to_owned).to_vec();
    ShareChart { title: HOSTILE.to_owned(), parts, rows: rows.iter().map(row).collect() }.draw()
}

fn diverging(rows: &[(f64, f64)]) -> Drawing {
    let row = |(left, right): &(f64, f64)| DivergingRow {
        name: HOSTILE.to_owned(),
        left: vec![*left],
        right: vec![*right, *right / 2.0],
        figure: "-¥1.00".to_owned(),
    };
    let part = |colour| Part { name: HOSTILE.to_owned(), colour };
    DivergingChart {
        title: HOSTILE.to_owned(),
        left: vec![part(Colour::Vermilion)],
        right: vec![part(Colour::Blue), part(Colour::Green)],
        rows: rows.iter().map(row).collect(),
        sign: "¥",
        numerals: Numerals::Chinese,
    }
    .draw()
}

fn fan(points: &[(f64, [f64; 5])], has_bands: bool) -> Drawing {
    let panel = FanPanel {
        heading: "积分单价".to_owned(),
        figure: "¥2.00".to_owned(),
        sign: "¥",
        colour: Colour::Purple,
        height: 100.0,
        points: points.iter().map(|(day, quantiles)| FanPoint { day: *day, quantiles: *quantiles }).collect(),
    };
    let bands = has_bands.then(|| [HOSTILE, "half", "nine tenths"].map(str::to_owned));
    let (title, unit) = (HOSTILE.to_owned(), "天".to_owned());
    FanChart { title, bands, unit, panels: vec![panel.clone(), panel], numerals: Numerals::English }.draw()
}

fn tornado(bars: &[(f64, f64)], at_base: f64) -> Drawing {
    let bar = |(at_low, at_high): &(f64, f64)| TornadoBar {
        name: HOSTILE.to_owned(),
        at_low: *at_low,
        at_high: *at_high,
        low_figure: format!("¥{at_low}"),
        high_figure: format!("¥{at_high}"),
    };
    let low_and_high = ["low", "high"].map(str::to_owned);
    let (title, base) = (HOSTILE.to_owned(), "as it stands: ¥1.00".to_owned());
    TornadoChart { title, at_base, base, low_and_high, bars: bars.iter().map(bar).collect() }.draw()
}

/// A drawing, made anew each time.
type Draw = fn() -> Drawing;

#[test]
fn every_kind_is_the_same_bytes_again_and_never_markup_or_nonsense() {
    let all: [(&str, Draw); 13] = [
        ("bars", || bars(&[0.0, 0.001, 62.5, 100.0])),
        ("a negative bar", || bars(&[-0.02, 1.38])),
        ("no bars", || bars(&[])),
        ("shares", || shares(&[&[80.0, 10.0, 5.0, 3.0, 1.0, 1.0], &[0.0; 6], &[0.0, 0.0, 0.0, 0.0, 0.0, 1e15]])),
        ("no shares", || shares(&[])),
        ("diverging", || diverging(&[(600_000.0, 20_000.0), (0.0, 0.0)])),
        ("nothing diverges", || diverging(&[(0.0, 0.0)])),
        ("fan", || fan(&[(0.0, [1.0; 5]), (60.0, [1.0, 1.5, 2.0, 2.5, 3.0]), (120.0, [2.0; 5])], true)),
        ("line", || fan(&[(0.0, [1.0; 5]), (7.0, [2.0; 5])], false)),
        ("one day", || fan(&[(3.0, [1.0; 5])], true)),
        ("no days", || fan(&[], true)),
        ("tornado", || tornado(&[(0.8, 1.3), (1.2, 1.1), (0.5, 0.9)], 1.0)),
        ("still tornado", || tornado(&[(1.0, 1.0)], 1.0)),
    ];
    for (name, draw) in all {
        let svg = draw().to_svg().unwrap();
        assert_eq!(svg, draw().to_svg().unwrap(), "{name}");
        assert!(!svg.contains("<script") && !svg.contains("NaN") && !svg.contains("inf"), "{name}");
        assert!(!svg.contains(" id=") && !svg.contains("url("), "{name}: several stand in one page");
        assert!(svg.contains("&lt;script&gt;") && svg.contains("viewBox=\"0 0 520 "), "{name}");
        assert!(svg.len() < 400_000, "{name}: {} bytes", svg.len());
    }
}

#[test]
fn a_longer_bar_has_more_ink() {
    let blue = |values: &[f64]| pixels(&bars(values), (0, 0x72, 0xb2));
    let (half, whole) = (blue(&[50.0, 100.0]), blue(&[100.0, 100.0]));
    // Both panels have both bars: three halves against two wholes.
    assert!(half * 4 > whole * 3 - whole / 20 && half * 4 < whole * 3 + whole / 20, "{half} of {whole}");
    assert!(blue(&[0.0, 0.0]) < whole / 20);
}

#[test]
fn what_is_paid_lies_left_of_what_is_received() {
    let picture = Pixmap::decode_png(&diverging(&[(50.0, 50.0)]).to_png().unwrap()).unwrap();
    // In the row, below the legend.
    let mean = |colour: (u8, u8, u8)| {
        let places = picture.pixels().iter().enumerate().skip(picture.pixels().len() / 2);
        let found = places.filter(|(_, pixel)| (pixel.red(), pixel.green(), pixel.blue()) == colour);
        let columns: Vec<usize> = found.map(|(place, _)| place % picture.width() as usize).collect();
        columns.iter().sum::<usize>() / columns.len()
    };
    let (paid, sold, exited) = (mean((0xd5, 0x5e, 0)), mean((0, 0x72, 0xb2)), mean((0, 0x9e, 0x73)));
    assert!(paid < sold && sold < exited, "{paid} {sold} {exited}");
}

#[test]
fn bands_are_drawn_only_where_there_are_many_runs() {
    let points = [(0.0, [1.0; 5]), (60.0, [1.0, 1.5, 2.0, 2.5, 3.0])];
    let opacities = |svg: &str| svg.matches("fill-opacity").count();
    assert_eq!(opacities(&fan(&points, true).to_svg().unwrap()), 4);
    assert_eq!(opacities(&fan(&points, false).to_svg().unwrap()), 0);
}

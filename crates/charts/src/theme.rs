//! How charts look: sizes for a page that is still readable at the width of a phone, and colours that colour-blind people
//! and printers tell apart.

/// Width of a page. Shown at 390 pixels, the smallest text is still about 8 pixels high.
pub(crate) const WIDTH: f64 = 640.0;
/// Left of the plots: room for the labels of the value axis.
pub(crate) const LEFT: f64 = 72.0;
/// Right edge of the plots.
pub(crate) const RIGHT: f64 = WIDTH - 24.0;
/// Left edge of title, headings and footer.
pub(crate) const MARGIN: f64 = 20.0;

/// Sizes of text.
pub(crate) const TITLE: f64 = 23.0;
pub(crate) const HEADING: f64 = 16.0;
pub(crate) const TEXT: f64 = 14.0;
pub(crate) const SMALL: f64 = 13.0;

/// Ink and paper.
pub(crate) const PAPER: &str = "#ffffff";
pub(crate) const INK: &str = "#1b1f24";
pub(crate) const GREY: &str = "#57606a";
pub(crate) const GRID: &str = "#e3e6ea";
pub(crate) const AXIS: &str = "#8c959f";

/// A colour of the palette of Okabe and Ito. Where two of them could be confused, in print or otherwise, place and
/// shape say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Blue.
    Blue,
    /// Bluish green.
    Green,
    /// Vermilion.
    Vermilion,
    /// Reddish purple.
    Purple,
    /// Ochre: the orange of the palette, darker for thin lines on white.
    Ochre,
    /// Ink.
    Ink,
}

impl Colour {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Blue => "#0072b2",
            Self::Green => "#009e73",
            Self::Vermilion => "#d55e00",
            Self::Purple => "#b0578d",
            Self::Ochre => "#a87400",
            Self::Ink => INK,
        }
    }
}

/// Shades of one colour from little to much, and the ink that is read on each; grey stands for nothing. Each is darker than
/// the one before, so that their order survives a printer without colours.
pub(crate) const SHADES: [(&str, &str); 6] =
    [("#e3e6ea", INK), ("#c6dcec", INK), ("#8fbbdb", INK), ("#4a93c4", PAPER), ("#0072b2", PAPER), ("#003f66", PAPER)];

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A triangle that points up.
    Triangle,
    /// A diamond.
    Diamond,
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// An upright bar.
    Bar,
}

impl Shape {
    /// The path of a mark around a point.
    pub(crate) fn path(self, x: f64, y: f64, radius: f64) -> String {
        let (left, right, top, bottom) = (x - radius, x + radius, y - radius, y + radius);
        match self {
            Self::Triangle => format!("M{x:.2} {top:.2}L{right:.2} {bottom:.2}L{left:.2} {bottom:.2}Z"),
            Self::Diamond => format!("M{x:.2} {top:.2}L{right:.2} {y:.2}L{x:.2} {bottom:.2}L{left:.2} {y:.2}Z"),
            Self::Circle => format!(
                "M{left:.2} {y:.2}A{radius:.2} {radius:.2} 0 1 1 {right:.2} {y:.2}A{radius:.2} {radius:.2} 0 1 1 {left:.2} {y:.2}Z"
            ),
            Self::Square => format!("M{left:.2} {top:.2}H{right:.2}V{bottom:.2}H{left:.2}Z"),
            Self::Bar => {
                let half = radius * 0.3;
                format!("M{:.2} {top:.2}H{:.2}V{bottom:.2}H{:.2}Z", x - half, x + half, x - half)
            }
        }
    }
}

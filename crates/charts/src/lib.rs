//! Charts: from plain series to SVG that looks the same everywhere, and to PNG.
//!
//! Drawing only. What a series means, where it comes from and in which words it is told is the caller's affair: exact
//! integers become floats at this door and never come back through it. Each kind of chart is a file of its own;
//! page, scales, numbers and outlines are shared. A [`TimeChart`] is a page that stands alone; the others stand in a document,
//! which has their titles and says where their figures come from.
//!
//! The same input gives the same bytes: there is no clock, no random id and no font of the machine in a picture.

mod bar_chart;
mod canvas;
mod diverging_chart;
mod drawing;
mod error;
mod fan_chart;
mod font;
mod inset;
mod number;
mod page;
mod picture_file;
mod scale;
mod share_chart;
mod sparkline;
mod theme;
mod time_axis;
mod time_chart;
mod tornado_chart;

pub use bar_chart::{Bar, BarChart, BarPanel};
pub use diverging_chart::{DivergingChart, DivergingRow, Part};
pub use drawing::Drawing;
pub use error::{CODES, ChartError};
pub use fan_chart::{FanChart, FanPanel, FanPoint};
pub use font::missing_glyphs;
pub use number::Numerals;
pub use page::Page;
pub use picture_file::PictureFile;
pub use share_chart::{ShareChart, ShareRow};
pub use sparkline::sparkline;
pub use theme::{Colour, Shape};
pub use time_chart::{Lane, Mark, Panel, Span, TimeChart};
pub use tornado_chart::{TornadoBar, TornadoChart};

//! Charts: from plain series to SVG that looks the same everywhere, and to PNG.
//!
//! Drawing only. What a series means, where it comes from and in which words it is told is the caller's affair: exact
//! integers become floats at this door and never come back through it. Each kind of chart is a file of its own
//! ([`TimeChart`] so far); page, scales, numbers and outlines are shared.
//!
//! The same input gives the same bytes: there is no clock, no random id and no font of the machine in a picture.

mod canvas;
mod drawing;
mod error;
mod font;
mod number;
mod page;
mod picture_file;
mod scale;
mod sparkline;
mod theme;
mod time_axis;
mod time_chart;

pub use drawing::Drawing;
pub use error::{CODES, ChartError};
pub use font::missing_glyphs;
pub use number::Numerals;
pub use page::Page;
pub use picture_file::PictureFile;
pub use sparkline::sparkline;
pub use theme::{Colour, Shape};
pub use time_chart::{Lane, Mark, Panel, Span, TimeChart};

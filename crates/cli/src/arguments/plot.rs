//! Arguments of `ratchet plot`.

use super::shared::ProgrammeName;
use clap::Args;
use std::path::PathBuf;

/// Draw price, reserve and points of a programme over time, with what happened to them
///
/// Three panels over one time axis, each from zero, and beneath them forced exits, injections, refunds, corrections and
/// points sold. Time is that of business: what is booked late stands at the latest time known when it was recorded. A
/// history of any length is thinned so that no peak and no end is lost. SVG has its text as outlines and needs no font;
/// PNG is for where SVG is not shown. With --json also the numbers that are drawn, exactly.
#[derive(Debug, Args)]
pub(crate) struct Plot {
    /// Directory of the deployment
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) programme: ProgrammeName,
    /// File to write, .svg or .png; what is there is replaced [default: DIR-PROGRAMME.svg, beside DIR]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// From when: 2027-01-01 or 2027-01-01T09:00:00+08:00 [default: the first order]
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Until when, that moment included [default: the end]
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
}

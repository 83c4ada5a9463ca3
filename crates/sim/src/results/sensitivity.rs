//! Which assumption matters how much.

use super::table::table;

table! {
    /// One assumption moved alone, from low to high: a bar of a tornado.
    TornadoRow in "tornado" {
        /// What is looked at, see [`super::Measure`].
        measure: &'static str,
        /// The dotted key in the scenario.
        key: String,
        /// The low value.
        low: f64,
        /// The high value.
        high: f64,
        /// The measure with the scenario as it stands: mean of its runs.
        at_base: f64,
        /// The measure at the low value.
        at_low: f64,
        /// The measure at the high value.
        at_high: f64,
        /// The length of the bar: what lies between the two.
        swing: f64,
    }
}

table! {
    /// The share of a measure's variance that an assumption explains.
    SobolRow in "sobol" {
        /// What is looked at, see [`super::Measure`].
        measure: &'static str,
        /// The dotted key in the scenario.
        key: String,
        /// By itself (first-order index); none where the measure does not vary.
        first: Option<f64>,
        /// With all that it does together with others (total index).
        total: Option<f64>,
        /// Rows of each sample matrix.
        samples: u32,
    }
}

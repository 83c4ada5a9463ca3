//! Statistics over finished runs: the only place with floats.

pub mod quantile;
pub mod sobol;

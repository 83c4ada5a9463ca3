//! Sobol indices by Saltelli's sampling: which input explains how much of an output's variance.
//!
//! Two matrices `A` and `B` of `n` rows, and for each input `A` with that column from `B`: `n·(k + 2)` evaluations. First
//! order by Saltelli et al. (2010), total by Jansen (1999).

/// What an input explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// By itself.
    pub first: f64,
    /// With all that it does together with others.
    pub total: f64,
}

/// The rows at which a model is evaluated: all of `A`, all of `B`, then for each input all of `A` with its column from `B`.
/// `unit` gives numbers in [0, 1).
pub fn saltelli(inputs: usize, samples: usize, mut unit: impl FnMut() -> f64) -> Vec<Vec<f64>> {
    let mut matrix = || -> Vec<Vec<f64>> { (0..samples).map(|_| (0..inputs).map(|_| unit()).collect()).collect() };
    let (a, b) = (matrix(), matrix());
    let mut rows = [a.clone(), b.clone()].concat();
    for input in 0..inputs {
        rows.extend(a.iter().zip(&b).map(|(of_a, of_b)| {
            let mut row = of_a.clone();
            row[input] = of_b[input];
            row
        }));
    }
    rows
}

/// The indices of `inputs` inputs from the values at the rows of [`saltelli`]; none where the output does not vary.
#[must_use]
#[allow(clippy::cast_precision_loss)] // a count of samples
pub fn indices(values: &[f64], inputs: usize) -> Option<Vec<Indices>> {
    let samples = values.len() / (inputs + 2);
    if samples < 2 {
        return None;
    }
    let mut blocks = values.chunks_exact(samples);
    let (a, b) = (blocks.next()?, blocks.next()?);
    let count = 2.0 * samples as f64;
    let mean = a.iter().chain(b).sum::<f64>() / count;
    let variance = a.iter().chain(b).map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    if variance <= f64::EPSILON * mean.abs() * mean.abs() || variance == 0.0 {
        return None;
    }
    let of_input = |mixed: &[f64]| {
        let rows = || a.iter().zip(b).zip(mixed);
        // Centred: the estimate is the same, with less noise where the mean is far from 0.
        let first = rows().map(|((a, b), mixed)| (b - mean) * (mixed - a)).sum::<f64>();
        let total = rows().map(|((a, _), mixed)| (a - mixed) * (a - mixed)).sum::<f64>();
        let samples = samples as f64;
        Indices { first: first / samples / variance, total: total / (2.0 * samples) / variance }
    };
    Some(blocks.take(inputs).map(of_input).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draw, Purpose};
    use std::f64::consts::PI;

    #[test]
    fn indices_of_the_ishigami_function_are_the_known_ones() {
        let mut draw = Draw::of(1, 0, Purpose::Study);
        let rows = saltelli(3, 1 << 15, || draw.unit());
        assert_eq!(rows.len(), 5 << 15);
        let values: Vec<f64> = rows
            .iter()
            .map(|row| {
                let x: Vec<f64> = row.iter().map(|unit| (2.0 * unit - 1.0) * PI).collect();
                x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
            })
            .collect();
        let found = indices(&values, 3).unwrap();
        // Ishigami and Homma (1990), with a = 7 and b = 0.1.
        for (indices, (first, total)) in found.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]) {
            assert!((indices.first - first).abs() < 0.03 && (indices.total - total).abs() < 0.03, "{found:?}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_indices() {
        assert_eq!(indices(&[3.5; 40], 2), None);
        assert_eq!(indices(&[], 2), None);
    }
}

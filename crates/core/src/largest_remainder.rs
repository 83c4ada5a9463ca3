//! Sharing a sum by weight to the last fen: everybody gets the floor of their part, and what is left goes, one fen each, to
//! those who lost most by flooring; among equals to the first.

use crate::units::Fen;

/// The parts of `sum` by `weights`, which come to `sum` exactly; nothing where there is no weight at all.
///
/// `sum` times the largest weight fits `u128`: [`crate::limits::DIVIDENDS_MAX`] and the bounds of weights see to it.
pub(crate) fn share(sum: Fen, weights: &[u128]) -> Option<Vec<Fen>> {
    let all: u128 = weights.iter().sum();
    if all == 0 {
        return None;
    }
    let mut lost = Vec::with_capacity(weights.len());
    let mut parts = Vec::with_capacity(weights.len());
    let mut given = Fen::ZERO;
    for (place, weight) in weights.iter().enumerate() {
        let product = sum.wide() * weight;
        let part = Fen::from_wide(product / all).unwrap_or(sum);
        lost.push((product % all, place));
        parts.push(part);
        given += part;
    }
    // The most lost first, and among equals the first.
    lost.sort_unstable_by(|(one, place), (other, behind)| other.cmp(one).then(place.cmp(behind)));
    let left = usize::try_from((sum - given).get()).unwrap_or_default();
    for (_, place) in lost.into_iter().take(left) {
        parts[place] += Fen::new(1);
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_go_to_the_first() {
        // 100 by 1:1:1: 33 each, and the one fen left to the first of three who lost a third each.
        let fen = |parts: [i64; 3]| Some(parts.map(Fen::new).to_vec());
        assert_eq!(share(Fen::new(100), &[1, 1, 1]), fen([34, 33, 33]));
        // 10 by 1:2:4 of 7: 1 3/7, 2 6/7, 5 5/7: floors 8, so the second and the third get one each.
        assert_eq!(share(Fen::new(10), &[1, 2, 4]), fen([1, 3, 6]));
        assert_eq!(share(Fen::new(10), &[0, 0, 0]), None);
        assert_eq!(share(Fen::new(10), &[]), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nobody_is_a_fen_away(sum in 0i64..=10_000_000_000_000, weights in prop::collection::vec(0u64..=u64::MAX >> 8, 1..40)) {
            let weights: Vec<u128> = weights.into_iter().map(u128::from).collect();
            let all: u128 = weights.iter().sum();
            prop_assume!(all > 0);
            let parts = share(Fen::new(sum), &weights).unwrap();
            prop_assert_eq!(parts.iter().copied().sum::<Fen>(), Fen::new(sum));
            for (part, weight) in parts.iter().zip(&weights) {
                let floor = Fen::new(sum).wide() * weight / all;
                prop_assert!(part.wide() == floor || (part.wide() == floor + 1 && *weight > 0));
            }
        }
    }
}

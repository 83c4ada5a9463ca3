//! Quantiles by nearest rank: each is the value of a run, so that integers stay integers.

/// The value at `percent` of a sorted list; none of an empty one.
#[must_use]
pub fn nearest_rank_by<T>(sorted: &[T], percent: u32) -> Option<&T> {
    let rank = (sorted.len() as u128 * u128::from(percent)).div_ceil(100);
    let place = usize::try_from(rank).unwrap_or(usize::MAX).max(1);
    sorted.get(place - 1).or(sorted.last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_of_the_list() {
        let list: Vec<u32> = (1..=100).collect();
        for percent in [5, 25, 50, 75, 95, 100] {
            assert_eq!(nearest_rank_by(&list, percent), Some(&percent));
        }
        assert_eq!(nearest_rank_by(&[7, 9], 50), Some(&7));
        assert_eq!(nearest_rank_by(&[7, 9], 51), Some(&9));
        assert_eq!(nearest_rank_by(&[7], 5), Some(&7));
        assert_eq!(nearest_rank_by::<u32>(&[], 50), None);
    }
}

//! Medians, percentiles and shares on integers, by one definition each.

use ratchet_core::BasisPoints;

/// The value of nearest rank: of `sorted`, the one at place `⌈n·per_cent/100⌉`, counted from 1; none of nothing.
pub(crate) fn nearest_rank<T: Copy>(sorted: &[T], per_cent: usize) -> Option<T> {
    let rank = (sorted.len() * per_cent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// ⌊part·10⁴/whole⌋; none of nothing.
pub(crate) fn share(part: u128, whole: u128) -> Option<BasisPoints> {
    let count = (part * 10_000).checked_div(whole)?;
    Some(BasisPoints::new(u32::try_from(count).unwrap_or(u32::MAX)))
}

/// ⌈part·10⁴/whole⌉; none of nothing.
pub(crate) fn share_rounded_up(part: u128, whole: u128) -> Option<BasisPoints> {
    let count = (whole > 0).then(|| (part * 10_000).div_ceil(whole))?;
    Some(BasisPoints::new(u32::try_from(count).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_nearest() {
        assert_eq!(nearest_rank::<i64>(&[], 50), None);
        assert_eq!(nearest_rank(&[7], 10), Some(7));
        assert_eq!(nearest_rank(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(nearest_rank(&[1, 2, 3, 4, 5], 50), Some(3));
        let hundred: Vec<i64> = (1..=100).collect();
        assert_eq!([10, 50, 90, 100].map(|per_cent| nearest_rank(&hundred, per_cent)), [10, 50, 90, 100].map(Some));
    }

    #[test]
    fn shares_are_rounded_as_they_say() {
        assert_eq!(share(1, 3), Some(BasisPoints::new(3_333)));
        assert_eq!(share_rounded_up(1, 3), Some(BasisPoints::new(3_334)));
        assert_eq!((share(1, 0), share_rounded_up(0, 0)), (None, None));
    }
}

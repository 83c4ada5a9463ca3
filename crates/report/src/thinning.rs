//! Fewer rows of a long course.

/// At most `most` of `rows`, evenly, the first and the last among them.
pub(crate) fn thinned<T: Copy>(rows: &[T], most: usize) -> Vec<T> {
    if rows.len() <= most || most < 2 {
        return rows.to_vec();
    }
    (0..most).filter_map(|place| rows.get(place * (rows.len() - 1) / (most - 1)).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_stay_and_short_courses_too() {
        let rows: Vec<usize> = (0..1_000).collect();
        let few = thinned(&rows, 31);
        assert_eq!((few.len(), few[0], few[30]), (31, 0, 999));
        assert!(few.windows(2).all(|pair| (33..=34).contains(&(pair[1] - pair[0]))));
        assert_eq!(thinned(&[1, 2, 3], 31), [1, 2, 3]);
    }
}

//! A line of text that shows a course.

use crate::time_chart::Span;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The course of `spans`, which are in the order of time, in at most `columns` blocks of equal time: each as high as the
/// last value in it stands between the least and the most of all. Empty without any.
#[must_use]
pub fn sparkline(spans: &[Span], columns: usize) -> String {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return String::new() };
    let low = spans.iter().fold(f64::MAX, |low, span| low.min(span.last));
    let high = spans.iter().fold(f64::MIN, |high, span| high.max(span.last));
    let columns = i64::try_from(columns).unwrap_or(i64::MAX).clamp(1, last.to.saturating_sub(first.from).max(1));
    let width = last.to.saturating_sub(first.from).max(1);
    let (mut line, mut coming, mut at) = (String::new(), spans.iter().peekable(), first.last);
    for column in 1..=columns {
        let end = i128::from(first.from) + i128::from(width) * i128::from(column) / i128::from(columns);
        while let Some(span) = coming.next_if(|span| i128::from(span.from) <= end) {
            at = span.last;
        }
        line.push(block(at, low, high));
    }
    line
}

fn block(value: f64, low: f64, high: f64) -> char {
    let part = if high > low { (value - low) / (high - low) } else { 0.0 };
    let steps = BLOCKS.iter().zip(1_u32..);
    steps.filter(|(_, step)| part * 8.0 >= f64::from(*step) - 1.0).last().map_or(BLOCKS[0], |(block, _)| *block)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(values: &[(i64, f64)]) -> Vec<Span> {
        values.iter().map(|(at, value)| Span::at(*at, *value)).collect()
    }

    #[test]
    fn it_rises_with_the_values_and_stands_where_nothing_happens() {
        assert_eq!(sparkline(&spans(&[(0, 1.0), (100, 2.0)]), 4), "▁▁▁█");
        assert_eq!(sparkline(&spans(&[(0, 1.0), (50, 1.5), (100, 2.0)]), 4), "▁▅▅█");
        let rising: Vec<(i64, f64)> = (0..80).map(|at| (at * 10, f64::from(u32::try_from(at).unwrap_or(0)))).collect();
        let line = sparkline(&spans(&rising), 8);
        assert_eq!(line.chars().count(), 8);
        assert!(line.chars().is_sorted() && line.ends_with('█') && line.starts_with('▁'), "{line}");
    }

    #[test]
    fn flat_and_single_and_none() {
        assert_eq!(sparkline(&spans(&[(0, 3.0), (9, 3.0)]), 3), "▁▁▁");
        assert_eq!(sparkline(&spans(&[(7, 3.0)]), 40), "▁");
        assert_eq!(sparkline(&[], 40), "");
    }
}

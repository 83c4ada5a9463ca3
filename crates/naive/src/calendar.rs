//! Days and months as the pages count them: days of UTC+08:00, one after the other since 1970.

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// Days begin at midnight of UTC+08:00.
const MIDNIGHT: i64 = 8 * 3_600_000;

/// The day that a moment lies in.
pub(crate) fn day_of(at: i64) -> i64 {
    (at + MIDNIGHT).div_euclid(DAY)
}

/// When a day begins.
pub(crate) fn midnight(day: i64) -> i64 {
    day * DAY - MIDNIGHT
}

/// Which day `2026-01-31` is.
pub(crate) fn day_number(text: &str) -> Result<i64, String> {
    let parts: Vec<i64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = parts[..] else { return Err("malformed".into()) };
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1_970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let months: i64 = (1..month).zip(lengths).map(|(_, length)| length).sum();
    Ok(years + months + day - 1)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Which month `2026-01` is, and the first days of it and of the next.
pub(crate) fn month_number(text: &str) -> Result<(i64, [i64; 2]), String> {
    let parts: Vec<i64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month] = parts[..] else { return Err("malformed".into()) };
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let first = |year: i64, month: i64| day_number(&format!("{year}-{month}-1"));
    Ok((year * 12 + month - 1, [first(year, month)?, first(next_year, next)?]))
}

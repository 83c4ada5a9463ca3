//! The one font of all charts. It comes with the program, so that no machine needs one; what it has is in `font/README.md`.

use resvg::usvg::fontdb::Database;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::{Arc, LazyLock};

/// Its name inside a picture, before its text becomes outlines.
pub(crate) const FAMILY: &str = "Noto Sans SC";

static BYTES: &[u8] = include_bytes!("../font/NotoSansSC-subset.ttf");

/// The characters of `text` that would be drawn as an empty box.
#[must_use]
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let Ok(font) = FontRef::new(BYTES) else { return text.chars().collect() };
    let glyphs = font.charmap();
    text.chars().filter(|character| glyphs.map(*character).is_none()).collect()
}

/// How wide a line of text is at a size.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    // Widths are asked for at a size that loses nothing to rounding.
    const AT: f32 = 1_000.0;
    let Ok(font) = FontRef::new(BYTES) else { return 0.0 };
    let (glyphs, metrics) = (font.charmap(), font.glyph_metrics(Size::new(AT), LocationRef::default()));
    let advance = |character| metrics.advance_width(glyphs.map(character).unwrap_or_default()).unwrap_or_default();
    text.chars().map(|character| f64::from(advance(character))).sum::<f64>() * size / f64::from(AT)
}

/// Breaks text into lines of at most `limit`: between words, and before any Chinese character that may begin a line.
pub(crate) fn wrap(text: &str, size: f64, limit: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && width(&format!("{line}{}", piece.trim_end()), size) > limit {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The parts of a text between which a line can break.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut begin, mut before) = (0, ' ');
    for (at, character) in text.char_indices() {
        let can_break = before == ' ' || is_wide(before) || is_wide(character);
        if at > begin && can_break && !is_closing(character) && character != ' ' {
            pieces.extend(text.get(begin..at));
            begin = at;
        }
        before = character;
    }
    pieces.extend(text.get(begin..));
    pieces
}

fn is_wide(character: char) -> bool {
    character >= '\u{3000}'
}

fn is_closing(character: char) -> bool {
    "，。、；：！？）」』】》”’,.;:!?)".contains(character)
}

/// The font as the renderer wants it.
pub(crate) fn database() -> Arc<Database> {
    // A report has many pictures, and the font is two megabytes.
    static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut database = Database::new();
        database.load_font_data(BYTES.to_vec());
        Arc::new(database)
    });
    Arc::clone(&DATABASE)
}

/// Text that fits into `limit`: cut with `…` where it is longer.
pub(crate) fn cut(text: &str, size: f64, limit: f64) -> String {
    if width(text, size) <= limit {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        if width(&format!("{cut}{character}…"), size) > limit {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_people_write_and_says_what_it_lacks() {
        let ascii: String = (' '..='~').collect();
        assert_eq!(missing_glyphs(&ascii), Vec::<char>::new());
        assert_eq!(missing_glyphs("本地生活：价格、盈利池（¥）与流通积分 → 10.5万亿 · “好”——"), Vec::<char>::new());
        assert_eq!(missing_glyphs("a\u{1f600}b龘"), ['\u{1f600}', '龘']);
    }

    #[test]
    fn chinese_is_as_wide_as_its_size_and_latin_narrower() {
        assert!((width("价格", 20.0) - 40.0).abs() < 0.01);
        assert!(width("ii", 20.0) < width("WW", 20.0) && width("WW", 20.0) < 40.0);
        assert!(width("", 20.0).abs() < 1e-9);
    }

    #[test]
    fn lines_break_between_words_and_never_before_a_closing_mark() {
        for text in [
            "That a price cannot fall is arithmetic, not a return.",
            "积分价格不会跌，这是算术，不是收益；积分不是存款。",
        ] {
            let lines = wrap(text, 14.0, 120.0);
            assert!(lines.len() > 1, "{lines:?}");
            for line in &lines {
                assert!(width(line, 14.0) <= 134.0, "{line}");
                assert!(!line.starts_with(is_closing) && !line.starts_with(' '), "{lines:?}");
            }
            let joined = if text.is_ascii() { lines.join(" ") } else { lines.concat() };
            assert_eq!(joined, text);
        }
        assert_eq!(wrap("", 14.0, 100.0), [""]);
        assert_eq!(cut("short", 14.0, 100.0), "short");
        assert!(cut("rules.plans.a-very-long-name", 14.0, 100.0).ends_with('…'));
        assert!(width(&cut("rules.plans.a-very-long-name", 14.0, 100.0), 14.0) <= 100.0);
        assert_eq!(wrap("one-word-that-is-far-too-long", 14.0, 10.0).len(), 1);
    }
}

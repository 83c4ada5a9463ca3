//! Finds words in texts that promise a return, and lets stand what denies one: "不保本", "nothing is guaranteed".
//!
//! A denial counts where it stands before the word in the same clause and only words of promising lie between them:
//! "不承诺保本" denies, "不花一分钱就稳赚" and "not only guaranteed" do not. Two denials promise again: "不会不保本". What is
//! in doubt is found, for a person to look at.

/// Chinese words that promise.
const CHINESE: &[&str] = &[
    "保本",
    "返本",
    "稳赚",
    "穩賺",
    "必赚",
    "包赚",
    "只涨不跌",
    "只漲不跌",
    "永不下跌",
    "年化",
    "保息",
    "保收益",
    "保证收益",
    "承诺收益",
    "固定收益",
    "固定回报",
    "保证回报",
    "承诺回报",
    "保证回购",
    "承诺回购",
    "零风险",
    "无风险",
    "刚性兑付",
];
/// Words in which the letters of a promise stand by chance: 确保本店 is "to ensure that this shop".
const CHINESE_BY_CHANCE: &[(&str, &str)] = &[
    ("确保本", "本"),
    ("投保本", "本"),
    ("社保本", "本"),
    ("医保本", "本"),
    ("参保本", "本"),
    ("环保本", "本"),
    ("往返本", "本"),
    ("年化妆", ""),
    ("年化学", ""),
    ("年化验", ""),
    ("老年化", ""),
];
/// Denials, longer ones first.
const CHINESE_DENIALS: &[&str] = &["没有", "并非", "绝非", "禁止", "严禁", "不", "非", "无", "未", "勿"];
/// What may lie between a denial and the word; a promise among others in a list may too.
const CHINESE_BETWEEN: &[&str] = &[
    "作出",
    "做出",
    "承诺",
    "保证",
    "担保",
    "提供",
    "构成",
    "属于",
    "存在",
    "任何",
    "形式",
    "视为",
    "意味着",
    "等于",
    "代表",
    "宣传",
    "使用",
    "所谓",
    "或者",
    "以及",
    "是",
    "会",
    "能",
    "可",
    "得",
    "应",
    "作",
    "做",
    "有",
    "的",
    "或",
    "和",
    "及",
    "与",
    "对",
    "其",
    "、",
    "“",
    "”",
    "\"",
    "‘",
    "’",
    "「",
    "」",
];
/// Where a clause ends.
const CHINESE_ENDS: &[char] = &['，', '。', '；', '！', '？', '：', ',', ';', '!', '?', ':', '.', '\n'];

/// English words that promise, as lower-case words.
const ENGLISH: &[&[&str]] = &[
    &["guaranteed"],
    &["risk", "free"],
    &["riskfree"],
    &["riskless"],
    &["annualised"],
    &["annualized"],
    &["sure", "profit"],
];
/// Denials.
const ENGLISH_DENIALS: &[&str] =
    &["not", "no", "never", "nothing", "none", "neither", "nor", "without", "non", "cannot", "nobody"];
/// What may lie between a denial and the word.
const ENGLISH_BETWEEN: &[&str] = &[
    "a",
    "an",
    "any",
    "the",
    "this",
    "that",
    "here",
    "is",
    "are",
    "be",
    "was",
    "were",
    "been",
    "being",
    "of",
    "in",
    "by",
    "to",
    "our",
    "or",
    "and",
    "nor",
    ",",
    "kind",
    "form",
    "way",
    "offer",
    "offers",
    "offered",
    "provide",
    "provides",
    "provided",
    "promise",
    "promises",
    "promised",
    "guarantee",
    "guarantees",
    "give",
    "gives",
    "given",
    "make",
    "makes",
    "constitute",
    "constitutes",
    "imply",
    "implies",
    "mean",
    "means",
    "represent",
    "represents",
    "claim",
    "claims",
    "return",
    "returns",
    "profit",
    "profits",
    "income",
    "principal",
    "points",
    "as",
    "considered",
    "investment",
];

/// How far before a Chinese word a denial can stand, in letters.
const DENIAL_LETTERS_MAX: usize = 60;
/// How far before an English word, in words.
const DENIAL_WORDS_MAX: usize = 20;

/// The words in `text` that promise a return, in the order of the lists; each as the list has it.
#[must_use]
pub fn promises_in(text: &str) -> Vec<String> {
    let chinese = chinese_form(text);
    let chinese = CHINESE.iter().filter(|word| has_chinese_promise(&chinese, word)).map(|word| (*word).to_owned());
    let words = english_words(text);
    let english =
        ENGLISH.iter().filter(|promise| has_english_promise(&words, promise)).map(|promise| promise.join(" "));
    let mut found: Vec<String> = chinese.chain(english).collect();
    found.dedup();
    found
}

/// Without what is put between letters to hide a word, full-width letters narrowed.
fn chinese_form(text: &str) -> String {
    let is_filler = |letter: char| {
        letter != '\n'
            && (letter.is_whitespace()
                || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}' | '*' | '·' | '•' | '_' | '-' | '~' | '|'))
    };
    text.chars().filter(|letter| !is_filler(*letter)).collect()
}

fn has_chinese_promise(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(place, _)| {
        let (before, rest) = text.split_at(place);
        !stands_by_chance(before, rest) && !is_denied_in_chinese(before)
    })
}

fn stands_by_chance(before: &str, rest: &str) -> bool {
    CHINESE_BY_CHANCE.iter().any(|(phrase, last)| {
        phrase.char_indices().map(|(at, _)| phrase.split_at(at)).any(|(left, right)| {
            let follows = rest.strip_prefix(right).filter(|_| before.ends_with(left) && !right.is_empty());
            // 确保本金, "to ensure the principal", is a promise again.
            follows.is_some_and(|follows| last.is_empty() || !follows.starts_with(['金', '息', '利']))
        })
    })
}

/// Whether an odd number of denials stands before the word.
fn is_denied_in_chinese(before: &str) -> bool {
    let clause = before.rsplit(CHINESE_ENDS).next().unwrap_or_default();
    let near = clause.char_indices().rev().nth(DENIAL_LETTERS_MAX).map_or(0, |(place, _)| place);
    let mut left = clause.get(near..).unwrap_or_default();
    let mut denials = 0_u32;
    let mut is_list = false;
    loop {
        let ends_with = |words: &[&'static str]| words.iter().copied().find(|word| left.ends_with(*word));
        if let Some(promise) = ends_with(CHINESE).filter(|promise| !promise.starts_with(['无', '零', '永'])) {
            left = left.strip_suffix(promise).unwrap_or_default();
            is_list = true;
        } else if let Some(denial) = ends_with(CHINESE_DENIALS) {
            left = left.strip_suffix(denial).unwrap_or_default();
            // In a list each item has its own: 不承诺、不保证保本; 不保本不保息.
            denials += u32::from(denials == 0 || !is_list);
            is_list = false;
        } else if let Some(between) = ends_with(CHINESE_BETWEEN) {
            left = left.strip_suffix(between).unwrap_or_default();
            is_list |= between == "、";
        } else {
            return denials % 2 == 1;
        }
    }
}

/// Lower-case words, and a mark for each comma and each end of a clause.
fn english_words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ',' | '，' | '、' => spaced.push_str(" , "),
            '.' | ';' | '!' | '?' | ':' | '\n' | '。' | '；' | '！' | '？' | '：' => spaced.push_str(" . "),
            '\'' | '’' => spaced.push('\''),
            letter if letter.is_alphanumeric() => spaced.extend(letter.to_lowercase()),
            _ => spaced.push(' '),
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

fn has_english_promise(words: &[String], promise: &[&str]) -> bool {
    let places = words.windows(promise.len()).enumerate().filter(|(_, window)| window.iter().eq(promise.iter()));
    places.map(|(place, _)| words.get(..place).unwrap_or_default()).any(|before| !is_denied_in_english(before))
}

fn is_denied_in_english(before: &[String]) -> bool {
    let is_promise = |word: &str| ENGLISH.iter().any(|promise| promise.contains(&word));
    for word in before.iter().rev().take(DENIAL_WORDS_MAX) {
        if ENGLISH_DENIALS.contains(&word.as_str()) || word.ends_with("n't") {
            return true;
        }
        if !ENGLISH_BETWEEN.contains(&word.as_str()) && !is_promise(word) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_found() {
        for (text, word) in [
            ("本活动保本", "保本"),
            ("三年返本", "返本"),
            ("跟着买稳赚", "稳赚"),
            ("积分只涨不跌！", "只涨不跌"),
            ("年化 12%", "年化"),
            ("保 本 保 息", "保本"),
            ("保*本", "保本"),
            ("不花一分钱就稳赚", "稳赚"),
            ("不仅保本，还有分红", "保本"),
            ("不但稳赚", "稳赚"),
            ("积分不是存款，保本", "保本"),
            ("不会不保本", "保本"),
            ("并非不保本", "保本"),
            ("无条件保本", "保本"),
            ("不用担心稳赚", "稳赚"),
            ("不是存款。稳赚", "稳赚"),
            ("确保本金安全", "保本"),
            ("零风险", "零风险"),
            ("我们承诺收益", "承诺收益"),
            ("無論如何穩賺", "穩賺"),
            ("- 不是存款\n- 保本", "保本"),
            ("Guaranteed returns", "guaranteed"),
            ("a RISK-FREE plan", "risk free"),
            ("risk free", "risk free"),
            ("12 % annualised", "annualised"),
            ("not only guaranteed but more", "guaranteed"),
            ("Not a deposit. Guaranteed.", "guaranteed"),
            ("Points are not a deposit, guaranteed", "guaranteed"),
            ("It is not guaranteed, but risk-free", "risk free"),
            ("no fee: guaranteed", "guaranteed"),
        ] {
            assert_eq!(promises_in(text).first().map(String::as_str), Some(word), "{text}");
        }
    }

    #[test]
    fn denials_are_no_promises() {
        for text in [
            "",
            "积分不是存款，不保本，不承诺收益",
            "积分不是存款，不保本，不承诺收益 / points are not a deposit; nothing is guaranteed",
            "本平台不承诺保本",
            "不承诺保本、返本、稳赚",
            "不承诺、不保证保本",
            "不保本不保息",
            "并不保证只涨不跌",
            "不存在任何形式的保本承诺",
            "没有保本一说",
            "绝不承诺固定收益",
            "并非零风险",
            "不是无风险的",
            "无保本承诺",
            "非保本",
            "严禁宣传“保本”“稳赚”",
            "不构成年化收益",
            "为确保本店会员权益",
            "环保本色",
            "往返本地",
            "每年化验一次",
            "不得使用保本、稳赚、只涨不跌等说法",
            "not guaranteed",
            "Returns are not guaranteed.",
            "No return is guaranteed or risk-free",
            "there is no guaranteed return",
            "Nothing here is guaranteed.",
            "We don't offer guaranteed returns",
            "returns aren’t guaranteed",
            "never risk-free",
            "non-guaranteed",
            "unguaranteed",
            "without any guaranteed income",
            "neither guaranteed nor risk free",
        ] {
            assert_eq!(promises_in(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn long_texts_are_read_to_their_end() {
        assert_eq!(promises_in(&"不保本不保息，".repeat(10_000)), Vec::<String>::new());
        assert_eq!(promises_in(&format!("{}保本", "不保本，".repeat(10_000))), ["保本"]);
        assert_eq!(promises_in(&format!("{}guaranteed", "not guaranteed; ".repeat(10_000))), ["guaranteed"]);
        // A denial so far away denies nothing.
        assert_eq!(promises_in(&format!("不{}", "保本、".repeat(10_000))), ["保本"]);
        assert_eq!(promises_in(&"不".repeat(10_001)), Vec::<String>::new());
    }
}

//! `promised-return`: nothing is promised. The rules know no rate and no schedule; texts shown to members are read.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

use crate::policy::promise_words::promises_in;

/// The check.
pub static PROMISED_RETURN: Check = Check {
    id: "promised-return",
    demand: Text::fixed(
        "不承诺收益：没有收益率、返还计划、保证回购，给会员看的文字也不得有这类说法",
        "no return is promised: no rate, no schedule, no guaranteed buy-back, and no such words in what members read",
    ),
    sources: &[source::ILLEGAL_FUNDRAISING, source::ADVERTISING_LAW, source::REBATE_NOTICE],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let Some(texts) = &facts.texts else {
        return Examination::of(vec![Breach::not_stated(
            "texts",
            Text::fixed("在 [texts] 中给出会员看到的文字", "give the texts that members are shown under [texts]"),
        )]);
    };
    Examination::of(texts.iter().filter_map(|(name, text)| breach(name, text)).collect())
}

fn breach(name: &str, text: &str) -> Option<Breach> {
    let mut words = promises_in(text);
    words.dedup();
    if words.is_empty() {
        return None;
    }
    let (zh, en) = (words.join("、"), words.join(", "));
    Some(Breach::in_facts(
        format!("texts.{name}"),
        Text::computed(format!("文字“{name}”承诺收益：{zh}"), format!("the text `{name}` promises a return: {en}")),
        Text::fixed(
            "删去或改写；如“积分不是存款，不保本，不承诺收益”",
            "delete or rewrite it, for example: points are not a deposit; nothing is guaranteed",
        ),
    ))
}

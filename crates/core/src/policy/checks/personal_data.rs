//! `personal-data`: ids say nothing about people, and what does can be erased. (The journal refuses ids that look like
//! mobile or identity numbers; it cannot see names behind other ids.)

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

/// The check.
pub static PERSONAL_DATA: Check = Check {
    id: "personal-data",
    demand: Text::fixed(
        "编号不含个人信息，个人信息存放在可删除的地方",
        "ids carry no personal data, and personal data lies where it can be erased",
    ),
    sources: &[source::PERSONAL_INFORMATION],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let ids = (
        "personal_data.ids_are_personal",
        facts.ids_are_personal.map(|personal| !personal),
        Text::fixed("编号含有个人信息，日志无法删除它们", "ids carry personal data, which a journal cannot erase"),
        Text::fixed("改用不含个人信息的编号", "use ids that say nothing about a person"),
    );
    let store = (
        "personal_data.erasable_store",
        facts.erasable_store,
        Text::fixed("没有可删除个人信息的地方", "there is no place from which personal data can be erased"),
        Text::fixed(
            "把姓名、手机号和证件存放在可删除的库中",
            "keep names, phone numbers and documents in a store that can be erased",
        ),
    );
    let breaches = [ids, store].into_iter().filter_map(|(key, is_kept, sentence, change)| match is_kept {
        Some(true) => None,
        Some(false) => Some(Breach::in_facts(key, sentence, change)),
        None => Some(Breach::not_stated(key, change)),
    });
    Examination::of(breaches.collect())
}

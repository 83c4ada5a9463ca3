//! `opinion`: a legal opinion is one, and is about something that an opinion can clear.

use crate::policy::check::{Breach, Check, Examination, Subject};
use crate::policy::source;
use crate::policy::text::Text;

use crate::policy::opinion::{Opinion, OpinionFault};

/// The check.
pub static OPINION: Check = Check {
    id: "opinion",
    demand: Text::fixed(
        "法律意见完整，且针对可凭意见放行的事项",
        "legal opinions are complete, and about findings that an opinion can clear",
    ),
    sources: &[source::THIS_DOCUMENT],
    examine,
};

fn examine(subject: &Subject<'_>) -> Examination {
    let Some(facts) = subject.facts else { return Examination::NeedsFacts };
    let faulty = facts.opinions.iter().enumerate();
    Examination::of(
        faulty.filter_map(|(place, opinion)| Some(faulted(place, opinion, opinion.fault(subject.today)?))).collect(),
    )
}

fn faulted(place: usize, opinion: &Opinion, fault: OpinionFault) -> Breach {
    let (key, zh, en) = match fault {
        OpinionFault::Reference => ("reference", "没有文号", "has no reference"),
        OpinionFault::Sha256 => ("sha256", "没有 64 位十六进制的 SHA-256", "has no SHA-256 of 64 hexadecimal digits"),
        OpinionFault::SignedBy => ("signed_by", "没有签署人", "is signed by nobody"),
        OpinionFault::Date => ("date", "没有形如 2026-01-31 的日期", "has no date such as 2026-01-31"),
        OpinionFault::Future => ("date", "日期在今天之后", "is dated after today"),
    };
    let about = &opinion.finding;
    Breach::in_facts(
        format!("opinions[{place}].{key}"),
        Text::computed(
            format!("针对 {about} 的法律意见{zh}，不起作用"),
            format!("the opinion for {about} {en}: it has no effect"),
        ),
        Text::fixed("照签署的文件改正", "correct it after the signed document"),
    )
}

/// An opinion, the `place`-th of the file, about what no opinion can clear.
pub fn useless_opinion(place: usize, opinion: &Opinion, profile: &str) -> Breach {
    let about = &opinion.finding;
    Breach::in_facts(
        format!("opinions[{place}].finding"),
        Text::computed(
            format!("{profile} 下没有可凭法律意见放行的“{about}”，这份意见不起作用"),
            format!("under {profile} no opinion can clear `{about}`: this one has no effect"),
        ),
        Text::fixed("去掉这份意见，或改正它针对的编号", "remove the opinion, or correct the id that it is about"),
    )
}

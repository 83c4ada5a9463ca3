//! What the checks rest on. Information, not legal advice; [`AS_OF`] says how recent it is.

use super::text::Text;
use serde::Serialize;

/// The month in which the sources were last looked at.
pub const AS_OF: &str = "2026-01";

/// A rule of law, or of arithmetic, that a check rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its name and article in Chinese.
    pub zh: &'static str,
    /// Its name and article in English.
    pub en: &'static str,
    /// Since when it is in force in the version meant, or when it was issued; empty for arithmetic.
    pub date: &'static str,
}

impl Source {
    const fn new(zh: &'static str, en: &'static str, date: &'static str) -> Self {
        Self { zh, en, date }
    }

    /// The name with its date.
    #[must_use]
    pub fn text(&self) -> Text {
        match self.date {
            "" => Text::fixed(self.zh, self.en),
            date => Text::computed(format!("{}（{date}）", self.zh), format!("{} ({date})", self.en)),
        }
    }
}

pub(super) const PYRAMID_HEADCOUNT: Source = Source::new(
    "《禁止传销条例》第七条第（一）项",
    "Regulation on the Prohibition of Pyramid Selling, Art. 7(1)",
    "2005-11-01",
);
pub(super) const PYRAMID_ENTRY_FEE: Source = Source::new(
    "《禁止传销条例》第七条第（二）项",
    "Regulation on the Prohibition of Pyramid Selling, Art. 7(2)",
    "2005-11-01",
);
pub(super) const PYRAMID_TEAM_PAY: Source = Source::new(
    "《禁止传销条例》第七条第（三）项",
    "Regulation on the Prohibition of Pyramid Selling, Art. 7(3)",
    "2005-11-01",
);
pub(super) const CRIMINAL_LAW: Source =
    Source::new("《刑法》第二百二十四条之一", "Criminal Law, Art. 224-1", "2009-02-28");
pub(super) const DIRECT_SELLING_FEE: Source = Source::new(
    "《直销管理条例》第十四条",
    "Regulation on the Administration of Direct Selling, Art. 14",
    "2005-12-01",
);
pub(super) const DIRECT_SELLING_CEILING: Source = Source::new(
    "《直销管理条例》第二十四条（类推）",
    "Regulation on the Administration of Direct Selling, Art. 24, by analogy",
    "2005-12-01",
);
pub(super) const PYRAMID_LEVELS: Source = Source::new(
    "公通字〔2013〕37号：计算层级包括组织者本人及其本层级",
    "Gong Tong Zi [2013] No. 37, which counts the organiser's own level",
    "2013-11-14",
);
pub(super) const ILLEGAL_FUNDRAISING: Source = Source::new(
    "《防范和处置非法集资条例》第二条、第十九条",
    "Regulation on the Prevention and Handling of Illegal Fundraising, Art. 2 and 19",
    "2021-05-01",
);
pub(super) const ADVERTISING_LAW: Source =
    Source::new("《广告法》第二十五条", "Advertising Law, Art. 25", "2021-04-29");
pub(super) const REBATE_NOTICE: Source = Source::new(
    "六部门关于消费返利的风险提示",
    "Notice of six ministries on the risks of consumption rebates",
    "2018-04-12",
);
pub(super) const GREEN_CONSUMPTION_NOTICE: Source = Source::new(
    "九部门关于绿色消费的通知（据新闻摘要）",
    "Notice of nine ministries on green consumption (press summary)",
    "2026-01",
);
pub(super) const CONSUMER_LAW: Source =
    Source::new("《消费者权益保护法》第二十五条", "Consumer Rights Protection Law, Art. 25", "2014-03-15");
pub(super) const PREPAID_INTERPRETATION: Source =
    Source::new("法释〔2025〕4号", "Judicial Interpretation Fa Shi [2025] No. 4", "2025-05-01");
pub(super) const ECOMMERCE_NOTICE: Source =
    Source::new("《电子商务法》第三十四条", "E-Commerce Law, Art. 34", "2019-01-01");
pub(super) const ECOMMERCE_RECORDS: Source =
    Source::new("《电子商务法》第三十一条", "E-Commerce Law, Art. 31", "2019-01-01");
pub(super) const PAYMENT_INSTITUTIONS: Source = Source::new(
    "《非银行支付机构监督管理条例》第二条、第六条",
    "Regulation on the Supervision of Non-Bank Payment Institutions, Art. 2 and 6",
    "2024-05-01",
);
pub(super) const INCOME_TAX: Source =
    Source::new("《个人所得税法》第二条、第三条、第九条", "Individual Income Tax Law, Art. 2, 3 and 9", "2019-01-01");
pub(super) const MONEY_LAUNDERING: Source = Source::new("《反洗钱法》", "Anti-Money Laundering Law", "2025-01-01");
pub(super) const PERSONAL_INFORMATION: Source = Source::new(
    "《个人信息保护法》第二十八条、第四十七条",
    "Personal Information Protection Law, Art. 28 and 47",
    "2021-11-01",
);
pub(super) const SECURITIES_LAW: Source = Source::new("《证券法》第九条", "Securities Law, Art. 9", "2020-03-01");
pub(super) const SOLVENCY: Source = Source::new("偿付能力（模型第 8 节）", "solvency (the model, section 8)", "");
pub(super) const MATHEMATICS: Source = Source::new("数学（docs/policy.md）", "mathematics (docs/policy.md)", "");
pub(super) const MODEL_FOUNDING: Source = Source::new("模型第 1 节", "the model, section 1", "");
pub(super) const MODEL_RETURNS: Source = Source::new("模型第 5 节", "the model, section 5", "");
pub(super) const THIS_DOCUMENT: Source = Source::new("本项目 docs/policy.md", "docs/policy.md of this project", "");

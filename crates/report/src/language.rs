//! The languages of a report.

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 简体中文.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// `zh` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// The name of the file of a report: one a language, so that whoever passes it on passes on what is read.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Chinese => "report.zh.html",
            Self::English => "report.en.html",
        }
    }
}

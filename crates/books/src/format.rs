//! The formats of exports.

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A journal for hledger.
    Hledger,
    /// A ledger for beancount.
    Beancount,
    /// A directory of CSV files.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A directory of Parquet files.
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Hledger, Self::Beancount, Self::Csv, Self::Xlsx, Self::Parquet];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hledger => "hledger",
            Self::Beancount => "beancount",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it is one text, which can go to a stream.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Hledger | Self::Beancount)
    }
}

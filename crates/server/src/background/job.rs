//! Something that somebody asked for, and how far it is.

use serde_json::Value;
use std::path::PathBuf;

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum JobState {
    /// Others are made first.
    #[default]
    Waiting,
    /// It is being made.
    Running,
    /// It is there.
    Done {
        /// Whether all is as it should be; nothing where that is no question.
        is_good: Option<bool>,
        /// What was found.
        found: Value,
        /// Files that were made, all in one directory.
        files: Vec<PathBuf>,
    },
    /// It could not be made, or what it looked at is broken.
    Failed {
        /// The stable code.
        code: &'static str,
        /// The words.
        detail: String,
    },
}

impl JobState {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done { .. } => "done",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether nothing more comes of it.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Failed { .. })
    }
}

/// Something that somebody asked for.
#[derive(Clone, Debug)]
pub struct Job<K> {
    /// Its number.
    pub number: String,
    /// Which it is since the start: the name of its directory, which the number is not, as somebody else chose that.
    pub place: u64,
    /// What is to be made.
    pub kind: K,
    /// Who asked.
    pub asked_by: String,
    /// When, UTC milliseconds.
    pub asked_at: i64,
    /// How far it is.
    pub state: JobState,
    /// What is done of it, and of how much.
    pub progress: (u64, u64),
    /// When it ended, UTC milliseconds.
    pub ended_at: Option<i64>,
}

impl<K> Job<K> {
    /// The same as it was when it was asked for.
    #[must_use]
    pub fn as_asked(self) -> Self {
        Self { state: JobState::Waiting, progress: (0, 0), ended_at: None, ..self }
    }

    /// The file of this name that was made. Only what was made has a name here: a path that leads elsewhere is not among them.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        let JobState::Done { files, .. } = &self.state else { return None };
        files.iter().find(|path| path.file_name().is_some_and(|file| file == name)).cloned()
    }
}

impl JobState {
    /// Names of the files that were made.
    #[must_use]
    pub fn file_names(&self) -> Vec<String> {
        let Self::Done { files, .. } = self else { return Vec::new() };
        files.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
    }
}

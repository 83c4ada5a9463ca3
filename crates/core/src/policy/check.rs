//! What a check is: an id that never changes, one sentence, its sources, and a pure function over rules and facts.

use super::facts::Facts;
use super::source::Source;
use super::text::Text;
use crate::rules::Rules;
use serde::Serialize;

/// What is checked: valid rules, and the facts of the deployment if it has any yet.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The rules; they have no faults.
    pub rules: &'a Rules,
    /// The declared facts; none when only rules are looked at.
    pub facts: Option<&'a Facts>,
    /// The day of the check, `YYYY-MM-DD`: opinions are not signed in the future.
    pub today: &'a str,
}

/// A check.
pub struct Check {
    /// The stable id.
    pub id: &'static str,
    /// What a programme has to keep to.
    pub demand: Text,
    /// What it rests on.
    pub sources: &'static [Source],
    /// Looks.
    pub examine: fn(&Subject<'_>) -> Examination,
}

/// What looking brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Examination {
    /// The demand is kept.
    Holds,
    /// The engine has no means to violate it, whatever the rules say.
    Cannot,
    /// It depends on facts of a deployment, and there is no deployment yet.
    NeedsFacts,
    /// It is not kept, here and there.
    Breached(Vec<Breach>),
}

impl Examination {
    /// Breached by what was found; holds if nothing was.
    #[must_use]
    pub fn of(breaches: Vec<Breach>) -> Self {
        if breaches.is_empty() { Self::Holds } else { Self::Breached(breaches) }
    }
}

/// How far a demand is missed, where a check tells two grades apart: the profile gives each its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Plainly.
    Grave,
    /// Somewhat.
    Slight,
}

/// In which file something is to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum File {
    /// The rules.
    Rules,
    /// The facts of the deployment.
    Deployment,
}

/// One place at which a demand is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// How far.
    pub grade: Grade,
    /// Whether the fact is known. No opinion clears what is not even stated.
    pub is_stated: bool,
    /// In which file.
    pub file: File,
    /// Where in it, as TOML writes the key.
    pub place: String,
    /// What is wrong, in one sentence.
    pub sentence: Text,
    /// What clears it, in one sentence.
    pub change: Text,
    /// What clears it, in figures: all of these together. Empty where no figure does.
    pub settings: Vec<Setting>,
}

impl Breach {
    /// A grave breach in the rules.
    #[must_use]
    pub fn in_rules(place: impl Into<String>, sentence: Text, change: Text) -> Self {
        let (grade, file) = (Grade::Grave, File::Rules);
        Self { grade, is_stated: true, file, place: place.into(), sentence, change, settings: Vec::new() }
    }

    /// A grave breach in the facts.
    #[must_use]
    pub fn in_facts(place: impl Into<String>, sentence: Text, change: Text) -> Self {
        Self { file: File::Deployment, ..Self::in_rules(place, sentence, change) }
    }

    /// A fact that a live deployment has to state and this one does not.
    #[must_use]
    pub fn not_stated(place: impl Into<String>, change: Text) -> Self {
        let place = place.into();
        let sentence =
            Text::computed(format!("部署文件没有写明 {place}"), format!("the deployment file does not state {place}"));
        Self { is_stated: false, ..Self::in_facts(place, sentence, change) }
    }

    /// The same, slight.
    #[must_use]
    pub fn slight(self) -> Self {
        Self { grade: Grade::Slight, ..self }
    }

    /// The same, with one more figure that clears it.
    #[must_use]
    pub fn setting(mut self, key: impl Into<String>, bound: Bound, value: u64) -> Self {
        self.settings.push(Setting { key: key.into(), bound, value });
        self
    }
}

/// A figure that clears a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Which, in the finding's file.
    pub key: String,
    /// On which side of the value.
    pub bound: Bound,
    /// The value, in the key's own unit.
    pub value: u64,
}

/// On which side of a value a figure has to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The value or less.
    AtMost,
    /// The value or more.
    AtLeast,
    /// The value itself.
    Exactly,
}

/// The key of a plan as TOML writes it: quoted where the name has other characters than a bare key.
#[must_use]
pub fn plan_key(name: &str) -> String {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare { format!("plans.{name}") } else { format!("plans.\"{name}\"") }
}

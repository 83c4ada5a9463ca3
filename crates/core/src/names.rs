//! Outside ids, interned once: all text in one arena, found through a hash table, numbered in order of arrival.

use crate::limits::{HANDLES_MAX, NAMES_BYTES_MAX};
use crate::spread_table::SpreadTable;
use siphasher::sip::SipHasher13;

/// The names of one kind.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Keyed, so that nobody outside can choose ids that collide.
    key: [u8; 16],
    text: String,
    ends: Vec<u32>,
    index: SpreadTable<Entry>,
}

/// Where a name is and how long: its text is compared without a detour over [`Names::ends`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) place: u32,
    start: u32,
    bytes: u32,
}

impl Entry {
    /// No name at all.
    pub(crate) const NOBODY: Self = Self { place: u32::MAX, start: 0, bytes: 0 };

    /// Empty where there is no such text.
    fn text_in<'a>(&self, text: &'a str) -> &'a [u8] {
        let text = text.as_bytes().get(self.start as usize..).unwrap_or_default();
        text.get(..self.bytes as usize).unwrap_or_default()
    }
}

impl Names {
    /// No names yet, hashed under `key`.
    #[must_use]
    pub fn new(key: [u8; 16]) -> Self {
        Self { key, ..Self::default() }
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The place of `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        let hash = self.hash(name);
        self.index.find(hash, |entry| entry.text_in(&self.text) == name.as_bytes()).map(|entry| entry.place)
    }

    /// The place of `name`, which is most likely `candidate`: found between two commands, so still where it was.
    pub(crate) fn find_near(&self, candidate: Entry, name: &str) -> Option<u32> {
        let is_it = !name.is_empty() && candidate.text_in(&self.text) == name.as_bytes();
        if is_it { Some(candidate.place) } else { self.find(name) }
    }

    /// The hash of `name`, for [`Names::candidate`].
    pub(crate) fn hash(&self, name: &str) -> u64 {
        hash_bytes(&self.key, name.as_bytes())
    }

    /// Where a name with this hash most likely is: not compared, so only good for looking ahead.
    pub(crate) fn candidate(&self, hash: u64) -> Entry {
        self.index.find(hash, |_| true).copied().unwrap_or(Entry::NOBODY)
    }

    /// Looks at the text of `candidate`, and keeps nothing.
    pub(crate) fn look_at(&self, candidate: Entry) {
        // The byte itself: to know where it is would not wait for it.
        std::hint::black_box(candidate.text_in(&self.text).first().copied());
    }

    /// The name at `place`; empty when there is none.
    #[must_use]
    pub fn name(&self, place: u32) -> &str {
        let place = place as usize;
        let Some(&end) = self.ends.get(place) else { return "" };
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start as usize..end as usize]
    }

    /// All names in order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).map(|place| self.name(place)).take(self.len())
    }

    /// Adds `name`, which must not be there yet; nothing when there is no more room.
    pub fn add(&mut self, name: &str) -> Option<u32> {
        if self.len() >= HANDLES_MAX || self.text.len() + name.len() > NAMES_BYTES_MAX {
            return None;
        }
        let place = u32::try_from(self.len()).ok()?;
        let start = u32::try_from(self.text.len()).ok()?;
        self.text.push_str(name);
        let end = u32::try_from(self.text.len()).ok()?;
        self.ends.push(end);
        let Self { key, text, index, .. } = self;
        let entry = Entry { place, start, bytes: end - start };
        index.insert(hash_bytes(key, name.as_bytes()), entry, |other| hash_bytes(key, other.text_in(text)));
        Some(place)
    }

    /// Takes the last name back.
    pub fn remove_last(&mut self) {
        let Some(last) = self.len().checked_sub(1) else { return };
        let place = u32::try_from(last).unwrap_or(u32::MAX);
        let hash = self.hash(self.name(place));
        self.index.remove(hash, |other| other.place == place);
        self.ends.pop();
        self.text.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }
}

fn hash_bytes(key: &[u8; 16], text: &[u8]) -> u64 {
    SipHasher13::new_with_key(key).hash(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_taken_back() {
        let mut names = Names::new([7; 16]);
        for count in 0..1_000 {
            assert_eq!(names.add(&format!("name{count}")), Some(count));
        }
        names.remove_last();
        assert_eq!(names.find("name999"), None);
        assert_eq!(names.find("name998"), Some(998));
        assert_eq!(names.name(0), "name0");
        assert_eq!(names.name(5_000), "");
        assert_eq!(names.iter().last(), Some("name998"));
    }
}

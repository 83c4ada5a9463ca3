//! One file as the page cache has it and as the disk has it.

use std::collections::BTreeSet;

use crate::dice::Dice;
use crate::survival::Survival;

/// What the system writes to the disk as one, if nothing goes wrong, in bytes.
pub const PAGE_BYTES: usize = 4096;
/// What the disk itself never tears, in bytes.
pub const SECTOR_BYTES: usize = 512;

/// What stands in a lost page that was never written: some file systems show what the blocks held before.
const RUBBISH: u8 = 0xA5;

/// One file as the page cache has it and as the disk has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct CachedFile {
    /// What the file reads as while the machine runs.
    cached: Vec<u8>,
    /// What is on the disk.
    durable: Vec<u8>,
    /// Pages changed since they were last written to the disk, by number. A page that a failed sync dropped is not
    /// among them, and differs all the same.
    dirty: BTreeSet<usize>,
    /// Whether the directory entry is on the disk.
    pub(crate) named: bool,
}

impl CachedFile {
    /// A file that was there before, all of it on the disk.
    pub(crate) fn settled(content: Vec<u8>) -> Self {
        Self { durable: content.clone(), cached: content, dirty: BTreeSet::new(), named: true }
    }

    pub(crate) fn append(&mut self, bytes: &[u8]) {
        let first = self.cached.len() / PAGE_BYTES;
        self.cached.extend_from_slice(bytes);
        if !bytes.is_empty() {
            self.dirty.extend(first..=(self.cached.len() - 1) / PAGE_BYTES);
        }
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.cached.truncate(length);
        self.dirty.retain(|page| *page < length.div_ceil(PAGE_BYTES));
    }

    pub(crate) fn sync(&mut self) {
        self.durable.resize(self.cached.len(), 0);
        for page in std::mem::take(&mut self.dirty) {
            copy(&self.cached, &mut self.durable, page * PAGE_BYTES, PAGE_BYTES);
        }
    }

    /// A sync that fails on the way: the system forgets which pages it could not write, and thinks that all is well.
    pub(crate) fn fail_to_sync(&mut self, dice: &mut Dice) {
        if dice.coin() {
            self.durable.resize(self.cached.len(), 0);
        }
        for page in std::mem::take(&mut self.dirty) {
            if dice.coin() {
                copy(&self.cached, &mut self.durable, page * PAGE_BYTES, PAGE_BYTES);
            }
        }
    }

    /// The content after a crash; nothing if the file is gone.
    pub(crate) fn after(&self, survival: Survival) -> Option<Vec<u8>> {
        match survival {
            Survival::MachineRuns => Some(self.cached.clone()),
            Survival::Nothing => self.named.then(|| self.durable.clone()),
            Survival::Everything => {
                let mut file = self.clone();
                file.sync();
                Some(file.durable)
            }
            Survival::LengthsOnly => {
                let mut content = self.durable.clone();
                content.resize(self.cached.len(), 0);
                Some(content)
            }
            Survival::SomePages(seed) => self.some(seed, PAGE_BYTES),
            Survival::SomeSectors(seed) => self.some(seed, SECTOR_BYTES),
        }
    }

    fn some(&self, seed: u64, unit: usize) -> Option<Vec<u8>> {
        let mut dice = Dice::new(seed ^ (self.cached.len() as u64) << 20);
        if !self.named && dice.coin() {
            return None;
        }
        let length = match dice.below(4) {
            0 => self.durable.len(),
            // Lengths grow page by page while pages are written.
            1 => {
                let page = dice.below(self.dirty.len());
                self.dirty
                    .iter()
                    .nth(page)
                    .map_or(self.cached.len(), |page| ((page + 1) * PAGE_BYTES).min(self.cached.len()))
            }
            _ => self.cached.len(),
        };
        let mut content = self.durable.clone();
        content.resize(length, if dice.below(3) == 0 { RUBBISH } else { 0 });
        for page in &self.dirty {
            for start in (page * PAGE_BYTES..(page + 1) * PAGE_BYTES).step_by(unit) {
                if dice.coin() {
                    copy(&self.cached, &mut content, start, unit);
                }
            }
        }
        Some(content)
    }
}

/// Copies so many bytes at `start`, as far as both reach.
fn copy(from: &[u8], to: &mut [u8], start: usize, bytes: usize) {
    let end = (start + bytes).min(from.len()).min(to.len());
    if start < end {
        to[start..end].copy_from_slice(&from[start..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_synced_is_sure_to_stay() {
        let mut file = CachedFile::settled(vec![1; 5_000]);
        file.append(&[2; 5_000]);
        assert_eq!(file.after(Survival::Nothing), Some(vec![1; 5_000]));
        assert_eq!(file.after(Survival::Everything), file.after(Survival::MachineRuns));
        assert_eq!(file.after(Survival::LengthsOnly), Some([vec![1; 5_000], vec![0; 5_000]].concat()));
        file.sync();
        let whole = Some([vec![1; 5_000], vec![2; 5_000]].concat());
        assert!(Survival::patterns(20).into_iter().all(|survival| file.after(survival) == whole));
    }

    #[test]
    fn pages_and_sectors_are_lost_one_by_one() {
        let mut file = CachedFile::settled(Vec::new());
        file.append(&vec![7; 40_000]);
        let mut seen = BTreeSet::new();
        for seed in 0..50 {
            for (survival, unit) in
                [(Survival::SomePages(seed), PAGE_BYTES), (Survival::SomeSectors(seed), SECTOR_BYTES)]
            {
                let content = file.after(survival).unwrap();
                assert!(content.chunks(unit).all(|chunk| chunk.iter().all(|byte| *byte == chunk[0])));
                seen.insert(content);
            }
        }
        assert!(seen.len() > 60);
    }

    #[test]
    fn a_second_sync_does_not_bring_back_what_a_failed_one_dropped() {
        let mut dropped = 0;
        for seed in 0..20 {
            let mut file = CachedFile::settled(Vec::new());
            file.append(&vec![7; 20_000]);
            file.fail_to_sync(&mut Dice::new(seed));
            file.sync();
            assert_eq!(file.after(Survival::MachineRuns), Some(vec![7; 20_000]));
            dropped += usize::from(file.after(Survival::Everything) != Some(vec![7; 20_000]));
        }
        assert!(dropped > 15);
    }
}

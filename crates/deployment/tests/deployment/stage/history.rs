//! A history that can be changed and written again as a journal whose chain is good.

use super::Stage;
use ratchet_deployment::{DeploymentError, Record};
use ratchet_journal::{Head, HeadKey, Reader, SegmentJournal, Writer};
use std::fs;

/// The records of a journal, commit by commit.
#[derive(Clone)]
pub struct History {
    pub commits: Vec<Commit>,
}

#[derive(Clone)]
pub struct Commit {
    pub time: i64,
    pub records: Vec<Vec<u8>>,
}

impl History {
    /// The history of a deployment; each of its commits is one frame.
    pub fn of(stage: &Stage) -> Self {
        let mut commits: Vec<Commit> = Vec::new();
        for record in Reader::open(stage.layout().journal()).unwrap().records_from(0) {
            let record = record.unwrap();
            if record.frame == commits.len() as u64 {
                commits.push(Commit { time: record.time, records: Vec::new() });
            }
            commits[usize::try_from(record.frame).unwrap()].records.push(record.bytes);
        }
        Self { commits }
    }

    /// Frame and place in it of the record `sequence`.
    pub fn place(&self, sequence: usize) -> (usize, usize) {
        let mut left = sequence;
        for (frame, commit) in self.commits.iter().enumerate() {
            if left < commit.records.len() {
                return (frame, left);
            }
            left -= commit.records.len();
        }
        panic!("there is no record {sequence}");
    }

    pub fn len(&self) -> usize {
        self.commits.iter().map(|commit| commit.records.len()).sum()
    }

    pub fn bytes(&mut self, sequence: usize) -> &mut Vec<u8> {
        let (frame, place) = self.place(sequence);
        &mut self.commits[frame].records[place]
    }

    pub fn record(&self, sequence: usize) -> Record {
        let (frame, place) = self.place(sequence);
        Record::from_bytes(&self.commits[frame].records[place]).unwrap()
    }

    /// Changes one record and encodes it again.
    pub fn change(&mut self, sequence: usize, change: impl FnOnce(&mut Record)) {
        let mut record = self.record(sequence);
        change(&mut record);
        *self.bytes(sequence) = minicbor::to_vec(&record).unwrap();
    }

    /// Sequences of the records of this operation.
    pub fn all(&self, operation: &str) -> Vec<usize> {
        let is_asked = |sequence: &usize| self.record(*sequence).command.operation.name() == operation;
        (0..self.len()).filter(is_asked).collect()
    }

    /// Writes the history as the journal of `stage`, every hash and link of it good; the signed head stays as it was.
    pub fn write(&self, stage: &Stage) -> Head {
        let journal = stage.layout().journal();
        fs::remove_dir_all(&journal).unwrap();
        let mut writer = Writer::new(SegmentJournal::create(&journal).unwrap());
        for commit in &self.commits {
            writer.commit(commit.time, &commit.records).unwrap();
        }
        writer.head().unwrap()
    }

    /// As [`Self::write`], and signs the new head with the deployment's own key.
    pub fn write_and_sign(&self, stage: &Stage) -> Head {
        let head = self.write(stage);
        let key = HeadKey::load(stage.layout().head_key()).unwrap();
        key.sign(&head, &stage.signed_head().journal_id).store(stage.layout().head()).unwrap();
        head
    }
}

/// Frame, record and text of a broken history.
pub fn broken<T>(result: Result<T, DeploymentError>) -> (usize, usize, String) {
    match result {
        Err(DeploymentError::Broken { frame, record, what }) => {
            (usize::try_from(frame).unwrap(), usize::try_from(record).unwrap(), what)
        }
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("nothing was found"),
    }
}

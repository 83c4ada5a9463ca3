//! The lines of a file of orders that were refused, written beside it with line and code.

use crate::error::DeploymentError;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The first line of the file.
const HEADER: &str = "line,code,column,value,detail\n";

/// A line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedLine {
    /// Where its record begins; the header is line 1.
    pub line: u64,
    /// The stable code.
    pub code: &'static str,
    /// The column, or the argument of the engine, that was wrong.
    pub column: String,
    /// What stood there, shortened.
    pub value: String,
    /// What is wrong and what is allowed.
    pub detail: String,
}

impl RejectedLine {
    /// A refused line, with what it quotes made harmless and short.
    pub(crate) fn new(line: u64, code: &'static str, column: &str, value: &str, detail: &str) -> Self {
        Self { line, code, column: harmless(column), value: harmless(value), detail: harmless(detail) }
    }

    fn to_csv(&self) -> String {
        let Self { line, code, column, value, detail } = self;
        format!("{line},{code},{},{},{}\n", quoted(column), quoted(value), quoted(detail))
    }
}

/// Longest text that is quoted, in characters.
const QUOTED_CHARACTERS_MAX: usize = 200;

/// Text from a file as it can be shown: short, and without what moves a terminal's cursor or turns its letters around.
fn harmless(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED_CHARACTERS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.chars().map(|character| if is_harmful(character) { '\u{fffd}' } else { character }).collect()
}

fn is_harmful(character: char) -> bool {
    let turns_letters =
        |character| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns_letters(character)
}

/// A field as CSV writes it: quoted where it needs to be, and never read as a formula by the spreadsheet that opens it.
fn quoted(field: &str) -> String {
    let mut text = field.to_owned();
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        text.insert(0, '\'');
    }
    if text.contains([',', '"']) || text != text.trim() {
        text = format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// The file of refused lines, made with the first of them.
#[derive(Debug)]
pub(crate) struct Rejects {
    path: PathBuf,
    file: Option<File>,
    unwritten: String,
}

impl Rejects {
    /// The file at `path`. Of an earlier, interrupted run the lines up to `taken` are kept: those behind it were
    /// refused again or will be.
    pub(crate) fn open(path: &Path, taken: u64) -> Result<Self, DeploymentError> {
        let mut rejects = Self { path: path.to_path_buf(), file: None, unwritten: String::new() };
        if path.exists() {
            let kept = rejects.kept_bytes(taken)?;
            if kept <= HEADER.len() as u64 {
                std::fs::remove_file(path).map_err(DeploymentError::file(path))?;
            } else {
                rejects.cut(kept)?;
            }
        } else {
            // Whether it can be written is known before the first order is booked, not after.
            rejects.create()?;
            rejects.file = None;
            std::fs::remove_file(path).map_err(DeploymentError::file(path))?;
        }
        Ok(rejects)
    }

    pub(crate) fn add(&mut self, line: &RejectedLine) {
        self.unwritten.push_str(&line.to_csv());
    }

    /// Makes every line added so far durable.
    pub(crate) fn sync(&mut self) -> Result<(), DeploymentError> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            self.create()?;
        }
        if let Some(file) = &mut self.file {
            let written = file.write_all(self.unwritten.as_bytes()).and_then(|()| file.sync_data());
            written.map_err(DeploymentError::file(&self.path))?;
            self.unwritten.clear();
        }
        Ok(())
    }

    fn create(&mut self) -> Result<(), DeploymentError> {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .open(&self.path)
            .map_err(DeploymentError::file(&self.path))?;
        file.write_all(HEADER.as_bytes()).map_err(DeploymentError::file(&self.path))?;
        self.file = Some(file);
        Ok(())
    }

    /// How much of the file of an earlier run stays, in bytes: lines are in order, and a crash may have torn the last.
    fn kept_bytes(&self, taken: u64) -> Result<u64, DeploymentError> {
        let mut reader = BufReader::new(File::open(&self.path).map_err(DeploymentError::file(&self.path))?);
        let (mut line, mut kept) = (Vec::new(), 0);
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line).map_err(DeploymentError::file(&self.path))?;
            let stays = if kept == 0 { self.is_header(&line)? } else { line_number(&line) <= taken };
            if !stays {
                return Ok(kept);
            }
            kept += read as u64;
        }
    }

    /// Whether this first line is the whole header. A file of somebody else is never written over.
    fn is_header(&self, line: &[u8]) -> Result<bool, DeploymentError> {
        if !HEADER.as_bytes().starts_with(line) {
            let what = "another file is here, not one of refused lines: name a new file for them";
            return Err(DeploymentError::file(&self.path)(Error::new(ErrorKind::AlreadyExists, what)));
        }
        Ok(line == HEADER.as_bytes())
    }

    /// Cuts the file of an earlier run and goes on behind what is left. Nothing is written again, so that a crash at
    /// this point loses nothing.
    fn cut(&mut self, kept: u64) -> Result<(), DeploymentError> {
        let file = OpenOptions::new().append(true).open(&self.path).map_err(DeploymentError::file(&self.path))?;
        file.set_len(kept).and_then(|()| file.sync_data()).map_err(DeploymentError::file(&self.path))?;
        self.file = Some(file);
        Ok(())
    }
}

/// The number that a whole line begins with; beyond all numbers where it is torn.
fn line_number(line: &[u8]) -> u64 {
    let number = line.strip_suffix(b"\n").and_then(|line| line.split(|byte| *byte == b',').next());
    number.and_then(|number| std::str::from_utf8(number).ok()?.parse().ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_one_line_and_no_formula() {
        let line = |value| RejectedLine::new(7, "code", "amount", value, "why").to_csv();
        assert_eq!(line("plain"), "7,code,amount,plain,why\n");
        assert_eq!(line("a,\"b\"\nc"), "7,code,amount,\"a,\"\"b\"\"\u{fffd}c\",why\n");
        assert_eq!(line("=1+1"), "7,code,amount,'=1+1,why\n");
        assert_eq!(line("＝cmd"), "7,code,amount,'＝cmd,why\n");
        assert_eq!(line("\u{1b}[2J\u{202e}x"), "7,code,amount,\u{fffd}[2J\u{fffd}x,why\n");
        assert!(line(&"x".repeat(1_000)).len() < 300);
    }
}

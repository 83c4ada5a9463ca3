//! Set-up that all tests share: a directory, the binary in it, and what a run of it left.

mod order_file;

pub use order_file::{OrderFile, write_gzip};

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Exit status of what is refused or broken.
pub const REFUSED: i32 = 1;
/// Exit status of what cannot be tried.
pub const CANNOT: i32 = 2;
pub const DONE_UNSAID: i32 = 4;
/// Exit status of an import with refused lines.
pub const SOME_REJECTED: i32 = 3;
/// Exit status after Ctrl-C.
pub const INTERRUPTED: i32 = 130;
/// Exit status of a panic, which no input may cause.
const PANICKED: i32 = 101;

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Rules with a founding deposit, a plan `store` that takes 20 %, and awards.
pub fn local_life() -> PathBuf {
    repository().join("examples/local-life.toml")
}

/// The binary with a neutral environment.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ratchet"));
    neutral(&mut command);
    command.stdin(Stdio::null());
    command
}

/// Takes whatever would choose a language or draw out of the environment.
pub fn neutral(command: &mut Command) {
    for variable in ["LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANGUAGE"] {
        command.env_remove(variable);
    }
    command.env("LANG", "C.UTF-8").env("RUST_BACKTRACE", "0");
}

/// What a finished run left.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Of a run that ended by itself and without a panic.
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let status = output.status.code().expect("it was killed");
        let run = Self { status, out: text(&output.stdout), err: text(&output.stderr) };
        assert!(run.status != PANICKED && !run.err.contains("panicked"), "a panic: {run:?}");
        run
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The stable code of what was refused, as JSON says it.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_else(|| panic!("no code: {self:?}")).to_owned()
    }
}

/// The words of a command line; words with spaces are given as arguments instead.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A directory in which the binary runs.
pub struct Stage {
    folder: TempDir,
}

impl Stage {
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a sandbox `shop` under the local-life rules.
    pub fn new() -> Self {
        let stage = Self::empty();
        fs::copy(local_life(), stage.path("rules.toml")).unwrap();
        stage.ok("init shop --sandbox --rules rules.toml");
        stage
    }

    /// With a sandbox `shop` in which a small history of every kind of command lies, each in a frame of its own.
    pub fn played() -> Self {
        let stage = Self::new();
        for line in [
            "add-member shop m0",
            "add-member shop m1 --referrer m0",
            "add-merchant shop s1 --plan store --recruiter m0 --region 33/3301/330106",
            "appoint-agent shop 33/3301/330106 m0",
            "book shop o1 --member m1 --merchant s1 --amount 1000",
            "book shop o2 --member m1 --merchant s1 --amount 250.50",
            "book shop o3 --member m0 --merchant s1 --amount 80",
            "refund shop --order o2 --amount 50.50",
            "redeem shop --member m1 --points 10",
            "inject shop --amount 100",
        ] {
            stage.ok(line);
        }
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The binary, about to run here.
    pub fn command(&self, line: &str) -> Command {
        let mut command = binary();
        command.current_dir(self.folder.path()).args(words(line));
        command
    }

    /// Runs the binary with these words.
    pub fn run(&self, line: &str) -> Run {
        Run::of(&self.command(line).output().unwrap())
    }

    /// Runs the binary with arguments that no line can hold.
    pub fn run_arguments(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command("").args(arguments).output().unwrap())
    }

    /// Runs what must succeed; what it printed.
    pub fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.status, 0, "{line}: {run:?}");
        run.out
    }

    /// Runs what must succeed; what it printed as JSON.
    pub fn json(&self, line: &str) -> Value {
        let run = self.run(&format!("{line} --json"));
        assert_eq!(run.status, 0, "{line}: {run:?}");
        run.json()
    }

    /// Runs what must end with this status and code, as JSON on standard output and as a sentence on the other.
    pub fn refused(&self, line: &str, status: i32, code: &str) -> Run {
        let mut arguments = words(line);
        arguments.push("--json");
        self.refused_arguments(&arguments, status, code)
    }

    /// As [`Stage::refused`], with `--json` among arguments that no line can hold.
    pub fn refused_arguments(&self, arguments: &[&str], status: i32, code: &str) -> Run {
        let run = self.run_arguments(arguments);
        assert_eq!(run.status, status, "{arguments:?}: {run:?}");
        assert_eq!(run.code(), code, "{arguments:?}: {run:?}");
        assert!(run.err.contains(&format!("error [{code}]: ")), "{arguments:?}: {run:?}");
        run
    }

    /// Every byte of the deployment in `dir`, by path.
    pub fn bytes_of(&self, dir: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(dir), &mut files);
        files
    }

    /// The only segment of `shop`.
    pub fn segment(&self) -> PathBuf {
        self.path("shop/journal/00000000000000000000.segment")
    }

    /// A copy of this directory, to be damaged.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        for (path, bytes) in self.bytes_of("") {
            let to = copy.folder.path().join(path.strip_prefix(self.folder.path()).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
        copy
    }
}

fn collect(dir: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path.clone(), fs::read(path).unwrap());
        }
    }
}

/// Numbers that look random and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }
}

/// A frame of the journal: where it lies, and its first record.
#[derive(Clone, Copy, Debug)]
pub struct FramePlace {
    pub begin: usize,
    pub end: usize,
    pub first_record: u64,
}

/// The frames of a segment, by the published format.
pub fn frames(segment: &[u8]) -> Vec<FramePlace> {
    let mut frames = Vec::new();
    let mut begin = 0;
    while begin < segment.len() {
        assert_eq!(&segment[begin..begin + 8], b"RATCHETF");
        let body = u32::from_le_bytes(segment[begin + 12..begin + 16].try_into().unwrap());
        let first_record = u64::from_le_bytes(segment[begin + 36..begin + 44].try_into().unwrap());
        let end = begin + 120 + usize::try_from(body).unwrap() + 32;
        frames.push(FramePlace { begin, end, first_record });
        begin = end;
    }
    frames
}

//! What the documents tell people to type works as written.

use crate::stage::{Run, SOME_REJECTED, Stage, neutral, repository};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The lines of all ```` ```sh ```` blocks of a document: continued ones joined, without comments.
fn shell_lines(document: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"));
    let mut lines = Vec::new();
    let mut is_shell = false;
    let mut begun = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_shell = line == "```sh";
        } else if is_shell {
            begun.push_str(line.trim());
            if begun.ends_with('\\') {
                begun.pop();
            } else {
                lines.push(std::mem::take(&mut begun));
            }
        }
    }
    assert!(begun.is_empty(), "{document} ends within a command");
    lines.retain(|line| !line.is_empty() && !line.starts_with('#'));
    lines
}

/// A directory as somebody has it who cloned the repository, without what the commands would write into.
fn clone() -> Stage {
    let stage = Stage::empty();
    let examples = repository().join("examples");
    for folder in ["", "data", "scenarios", "statements"] {
        fs::create_dir_all(stage.path("examples").join(folder)).unwrap();
        for entry in fs::read_dir(examples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let to = stage.path("examples").join(folder).join(path.file_name().unwrap());
            if path.is_file() && !path.to_string_lossy().ends_with(".rejects.csv") {
                fs::copy(&path, to).unwrap();
            }
        }
    }
    symlink(repository().join("vectors"), stage.path("vectors")).unwrap();
    stage
}

/// Whether the Makefile has the target.
fn has_target(target: &str) -> bool {
    let makefile = fs::read_to_string(repository().join("Makefile")).unwrap();
    makefile.lines().any(|line| line.split_once(':').is_some_and(|(name, _)| name == target))
}

/// Runs a line in a shell that finds the binary.
fn run_in_shell(stage: &Stage, line: &str) -> Run {
    let binaries = Path::new(env!("CARGO_BIN_EXE_ratchet")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    neutral(&mut command);
    Run::of(&command.args(["-c", line]).current_dir(stage.path("")).env("PATH", path).output().unwrap())
}

/// The exit status that the comment of a line states: `# exit 1`; else 0.
fn stated_status(line: &str) -> i32 {
    let stated = line
        .split_once("# exit ")
        .map_or("0", |(_, rest)| rest.split(|letter: char| !letter.is_ascii_digit()).next().unwrap());
    stated.parse().unwrap()
}

/// Runs the commands of a document in order; how many.
fn follow(document: &str) -> usize {
    let stage = clone();
    let mut followed = 0;
    for line in shell_lines(document) {
        match line.split_whitespace().next() {
            Some("ratchet") => {
                let run = run_in_shell(&stage, &line);
                let is_import = line.contains(" import ") && run.status == SOME_REJECTED;
                assert!(is_import || run.status == stated_status(&line), "{document}: {line}: {run:?}");
                followed += 1;
            }
            Some("make") => {
                let targets = line.split('#').next().unwrap_or_default().split_whitespace().skip(1);
                targets.for_each(|target| assert!(has_target(target), "{document}: {line}"));
            }
            Some("cargo" | "git" | "cd") => {}
            _ => panic!("{document}: what is this? {line}"),
        }
    }
    followed
}

#[test]
fn the_english_readme_works_as_written() {
    let followed = follow("README.md");
    assert!(followed >= 10, "only {followed} commands");
}

#[test]
fn the_chinese_readme_works_as_written() {
    let followed = follow("README.zh-CN.md");
    assert!(followed >= 10, "only {followed} commands");
}

/// The one ```` ```bash ```` block of a document, which is run as a whole: it starts a service and talks to it.
fn script(document: &str) -> String {
    let text = fs::read_to_string(repository().join(document)).unwrap();
    let blocks: Vec<&str> = text.split("\n```bash\n").skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 1, "{document}");
    blocks[0].to_owned()
}

/// The client that the documents use; installed where a machine comes without it.
fn have_curl() {
    let has = || Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success());
    if has() {
        return;
    }
    // The lists may be new enough already: what counts is whether the installation works.
    let _ = Command::new("apt-get").args(["-q", "update"]).output();
    let installed = Command::new("apt-get").args(["-q", "install", "-y", "--no-install-recommends", "curl"]).output();
    assert!(has(), "this test needs curl, and it could not be installed: {installed:?}");
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn the_service_of_both_readmes_works_as_written() {
    have_curl();
    for document in ["README.md", "README.zh-CN.md"] {
        let stage = clone();
        for line in
            shell_lines(document).iter().filter(|line| line.contains(" init shop ") || line.contains(" import shop "))
        {
            run_in_shell(&stage, line);
        }
        let port = free_port();
        let script = script(document)
            .replace("ratchet serve shop", &format!("ratchet serve shop --listen 127.0.0.1:{port}"))
            .replace("127.0.0.1:8787", &format!("127.0.0.1:{port}"));
        // A service that is left behind would hold on to what this reads.
        let run = run_in_shell(&stage, &format!("set -e\ntrap 'kill $(jobs -p)' ERR\n{script}\nwait"));
        assert_eq!(run.status, 0, "{document}: {run:?}");
        for said in ["\"ready\":true", "\"price\":\"", "\"order_no\":\"till-1\"", "\"balance_fen\":"] {
            assert!(run.out.contains(said), "{document}: {said}: {run:?}");
        }
        let history = run_in_shell(&stage, "ratchet order shop till-1 && ratchet verify shop");
        assert_eq!(history.status, 0, "{document}: {history:?}");
    }
}

#[test]
fn the_document_of_policy_works_as_written() {
    assert_eq!(follow("docs/policy.md"), 4);
}

#[test]
fn the_demo_runs_to_its_end() {
    let stage = Stage::empty();
    let mut command = Command::new("bash");
    neutral(&mut command);
    command.arg(repository().join("examples/demo.sh")).arg(env!("CARGO_BIN_EXE_ratchet")).arg("deep/demo");
    for _ in 0..2 {
        // Twice, because it makes its directory anew.
        let run = Run::of(&command.current_dir(stage.path("")).output().unwrap());
        assert_eq!(run.status, 0, "{run:?}");
        let sound = run.out.find("Sound: history").expect("verified");
        let summary = &run.out[sound..];
        for said in [
            "This history extends the published head",
            "Programme main",
            "69,579",
            "¥2,500,310.63",
            "Chart: deep/demo-main.svg",
        ] {
            assert!(summary.contains(said), "{said}: {summary}");
        }
    }
    assert!(stage.read("deep/demo-main.svg").contains("69,579 orders"));
    assert_eq!(fs::read_to_string(stage.path("deep/demo.rejects.csv")).unwrap().lines().count(), 81);
    assert!(!repository().join("examples/data/cdnow.csv.rejects.csv").exists(), "the repository stays clean");
}

//! The programs of others, installed where they are missing: a check that cannot run has failed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn output(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{command:?}: {}\n{out}{err}", output.status))
}

/// Runs a program that must succeed; what it printed.
pub fn run(command: &mut Command) -> String {
    let output = output(command).unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(output.stdout).unwrap()
}

/// Installs packages of the operating system.
fn install(packages: &[&str]) -> Result<(), String> {
    // The lists may be new enough already, or the network slow: what counts is whether the installation works.
    let _ = output(Command::new("apt-get").args(["-q", "update"]));
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "install", "-y", "--no-install-recommends"]);
    output(command.args(packages)).map(drop)
}

/// hledger, of this machine or installed now.
pub fn hledger() -> Command {
    let version = || output(Command::new("hledger").arg("--version"));
    if version().is_err()
        && let Err(error) = install(&["hledger"])
    {
        panic!("this test needs hledger, and it could not be installed (apt-get install hledger, as root): {error}");
    }
    version().unwrap_or_else(|error| panic!("hledger does not run: {error}"));
    Command::new("hledger")
}

/// The directory with beancount's programs and the Python that has it.
pub fn beancount() -> PathBuf {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beancount");
    let programs = environment.join("bin");
    let check = || output(Command::new(programs.join("bean-check")).arg("--version"));
    if check().is_ok() {
        return programs;
    }
    let create = || output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment));
    let created = create().or_else(|_| install(&["python3", "python3-venv"]).and_then(|()| create()));
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "beancount>=3,<4"];
    let installed = created.and_then(|_| output(Command::new(programs.join("python3")).args(pip)));
    if let Err(error) = installed {
        panic!("this test needs beancount, and it could not be installed (pip install beancount): {error}");
    }
    check().unwrap_or_else(|error| panic!("bean-check does not run: {error}"));
    programs
}

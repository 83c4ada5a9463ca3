//! How many files and connections this process may have open.

/// Raises the limit of open files as far as this process may: each client is one, and a service that is told nothing may have
/// no more than a thousand. How many there may be; nothing where the system does not say.
#[cfg(target_os = "linux")]
pub fn raise_open_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(error = %error, "the limit of open files stays as it is");
            limit.current
        }
    }
}

/// Elsewhere it stays as it is.
#[cfg(not(target_os = "linux"))]
pub fn raise_open_files() -> Option<u64> {
    None
}

//! Who goes first where there is not enough for all.

/// How much less this thread, and those that it begins, get than the writer and whoever answers clients.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lets others go first from now on. Linux knows this of each thread; elsewhere it would slow the whole process, and is left.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::warn!(error = %error, "this thread could not be made to give way");
    }
}

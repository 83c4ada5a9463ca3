//! Who goes first where there is not enough for all.

/// Lets others go first from now on: this thread, and those that it begins, run only while nobody who writes or answers
/// clients would. Linux knows this of each thread; elsewhere it would slow the whole process, and is left.
///
/// Niceness is not enough: a nice thread still finishes its turn while a frame waits.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::unix::{set_thread_priority_and_policy, thread_native_id};
        use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        if let Err(error) = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle) {
            tracing::warn!(error = %error, "this thread could not be made to give way");
        }
    }
}

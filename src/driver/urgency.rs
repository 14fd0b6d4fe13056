//! How urgent the system takes the threads behind the screen to be.

/// Makes the thread that calls it, and those that it starts, one that computes and doesn't answer: it never takes a core away from the
/// thread that paints, nor, where the desk was started at a real-time class, from the kernel's own that carry its bytes to the terminal.
/// Other systems than Linux don't let one that computes finish its slice first: there nothing is done.
pub fn work_behind_the_screen() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadPriorityValue, ThreadSchedulePolicy};
        use thread_priority::{set_thread_priority_and_policy, thread_native_id};

        /// Where neither more nor less than usual is asked for: a niceness of 0.
        const USUAL: u8 = 48;

        let computes = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Batch);
        if let Ok(usual) = ThreadPriorityValue::try_from(USUAL) {
            // The class is taken always. The niceness is refused where the desk was started at a lower one, which then stays.
            let _ = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Crossplatform(usual), computes);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy};

    use super::*;

    #[test]
    fn a_thread_behind_the_screen_and_what_it_starts_compute() {
        let of_both = || {
            work_behind_the_screen();
            let own = thread_schedule_policy().unwrap();
            (own, std::thread::spawn(|| thread_schedule_policy().unwrap()).join().unwrap())
        };
        let computes = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Batch);
        assert_eq!(std::thread::spawn(of_both).join().unwrap(), (computes, computes));
    }
}

//! Stopping the program for a while, as Ctrl-z in a shell does.
//!
//! Not here: the terminal, which is given back before and taken again after (`guard`).

use rustix::process::{Signal, getpgid, getpid, getsid, kill_current_process_group, kill_process};

/// Whether a shell would get the terminal: one with job control gives each of its jobs a group of its own. Without one, a program that
/// stops would never be continued.
pub fn has_shell() -> bool {
    matches!((getpgid(None), getsid(None)), (Ok(group), Ok(session)) if group != session)
}

/// Stops the whole job, with a script that it may run in, or this process alone; comes back when it is continued.
pub fn stop(job: bool) -> std::io::Result<()> {
    if job { kill_current_process_group(Signal::STOP) } else { kill_process(getpid(), Signal::STOP) }.map_err(Into::into)
}

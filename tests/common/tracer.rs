//! Stops a process at the n-th of its system calls and ends it there, with a kill that nothing in it can catch.
//!
//! Only a process that this thread started can be traced, and only from this thread. Where the machine refuses tracing (a container
//! may), [`Tracer::seize`] says so. Invariant: a traced thread is waited for by its own number only, so that nobody else's child is.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

/// How long the threads are left alone where none of them has stopped.
const BREATH: Duration = Duration::from_micros(100);
/// How often it is asked whether it is over.
const LOOK: Duration = Duration::from_millis(20);

/// A traced process.
pub struct Tracer {
    pid: Pid,
    /// Its threads as far as they were met.
    threads: BTreeSet<Pid>,
    /// Those that stand inside a system call.
    inside: BTreeSet<Pid>,
    /// System calls begun since it was seized.
    pub calls: u64,
}

impl Tracer {
    /// Takes hold of a child with all its threads; nothing where the machine does not allow it.
    pub fn seize(pid: u32) -> Option<Tracer> {
        let pid = Pid::from_raw(i32::try_from(pid).ok()?);
        let mut tracer = Tracer { pid, threads: BTreeSet::new(), inside: BTreeSet::new(), calls: 0 };
        // A thread may begin another one before it is taken hold of itself: look again until none is new.
        loop {
            let mut is_new = false;
            for entry in fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
                let thread = Pid::from_raw(entry.file_name().to_str()?.parse().ok()?);
                if tracer.threads.contains(&thread) {
                    continue;
                }
                let options = Options::PTRACE_O_TRACESYSGOOD | Options::PTRACE_O_TRACECLONE;
                match ptrace::seize(thread, options) {
                    Ok(()) => ptrace::interrupt(thread).ok()?,
                    // Its parent brought it along.
                    Err(Errno::EPERM) if !tracer.threads.is_empty() => {}
                    Err(Errno::ESRCH) => continue,
                    Err(_) => return None,
                }
                is_new |= tracer.threads.insert(thread);
            }
            if !is_new {
                return Some(tracer);
            }
        }
    }

    /// Lets it go on until it stands at the beginning of a system call, `calls` from now; gives up when `is_over` says so.
    pub fn run(&mut self, calls: u64, is_over: &mut dyn FnMut() -> bool) -> bool {
        let until = self.calls.saturating_add(calls);
        let mut looked = Instant::now();
        while !self.threads.is_empty() {
            let mut quiet = true;
            for thread in self.threads.clone() {
                match waitpid(thread, Some(WaitPidFlag::__WALL | WaitPidFlag::WNOHANG)) {
                    Ok(WaitStatus::StillAlive) => continue,
                    Ok(status) if self.begins_a_call(thread, status) => {
                        if self.calls >= until {
                            return true;
                        }
                        let _ = ptrace::syscall(thread, None);
                    }
                    Ok(_) => {}
                    Err(_) => {
                        self.threads.remove(&thread);
                    }
                }
                quiet = false;
            }
            if looked.elapsed() > LOOK {
                looked = Instant::now();
                if is_over() {
                    return false;
                }
            }
            if quiet {
                std::thread::sleep(BREATH);
            }
        }
        false
    }

    /// Takes what a thread stopped for. Where that is the beginning of a system call, it is left standing there; otherwise it goes on.
    fn begins_a_call(&mut self, thread: Pid, status: WaitStatus) -> bool {
        let mut signal = None;
        match status {
            WaitStatus::PtraceSyscall(_) if self.inside.insert(thread) => {
                self.calls += 1;
                return true;
            }
            WaitStatus::PtraceSyscall(_) => {
                self.inside.remove(&thread);
            }
            WaitStatus::PtraceEvent(_, _, event) if event == nix::libc::PTRACE_EVENT_CLONE => {
                let new = ptrace::getevent(thread).ok().and_then(|new| i32::try_from(new).ok());
                self.threads.extend(new.map(Pid::from_raw));
            }
            WaitStatus::Stopped(_, sent) => signal = Some(sent),
            WaitStatus::Exited(..) | WaitStatus::Signaled(..) => {
                self.threads.remove(&thread);
                return false;
            }
            _ => {}
        }
        let _ = ptrace::syscall(thread, signal);
        false
    }

    /// Ends the process where it stands. Its end is left to whoever started it to wait for.
    pub fn kill(self) {
        let _ = kill(self.pid, Signal::SIGKILL);
        for thread in self.threads.into_iter().filter(|thread| *thread != self.pid) {
            while !matches!(waitpid(thread, Some(WaitPidFlag::__WALL)), Ok(WaitStatus::Exited(..) | WaitStatus::Signaled(..)) | Err(_)) {}
        }
    }
}

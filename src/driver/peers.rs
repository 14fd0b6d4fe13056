//! Processes that share one person's files tell one another at once that something was written, over a socket in the folder.
//!
//! Who holds the push lock listens (`Herald`); every other desk keeps a connection (`Follower`), a command makes one for as long as it
//! waits (`Asking`). A broken connection tells that the holder ended, however it ended. Lines of one word, no data of any case.
//! Not here: who holds the lock (`store::lock`), what was written (SQLite's own numbers tell). Invariants: nobody waits for a process
//! that was stopped; without the socket (a file system that has none) all goes on, by looking from time to time.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::store::Folder;

/// The longest line, its end included.
const LONGEST_LINE: u64 = 16;
/// Connections at once: more than one person has windows.
const MOST_PEERS: usize = 32;
/// Paths of sockets are short in every system; a longer one is reached through the open folder.
const LONGEST_PATH: usize = 100;

/// What one process says to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// I wrote something: look.
    Look,
    /// Send what waits, pull to the end, and say so.
    Sync,
    /// I heard you.
    Heard,
    /// All that waited was answered, and all was pulled.
    Synced,
    /// It was tried, and can't be done now.
    Stuck,
    /// The connection is gone, and with it the process or its lock.
    Gone,
}

const WORDS: [(Word, &str); 5] =
    [(Word::Look, "look"), (Word::Sync, "sync"), (Word::Heard, "heard"), (Word::Synced, "synced"), (Word::Stuck, "stuck")];

impl Word {
    fn said(self) -> Option<String> {
        WORDS.iter().find(|(word, _)| *word == self).map(|(_, text)| format!("{text}\n"))
    }

    fn of(line: &str) -> Option<Word> {
        WORDS.iter().find(|(_, text)| *text == line.trim_end()).map(|(word, _)| *word)
    }
}

/// Says a word without ever waiting: a line always fits where the last ones were read.
fn say(mut stream: &UnixStream, word: Word) -> io::Result<()> {
    word.said().map_or(Ok(()), |line| stream.write_all(line.as_bytes()))
}

/// Hears words until the connection ends. A line that is none of ours ends it.
fn hear(stream: UnixStream, mut heard: impl FnMut(Word)) {
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = String::new();
        match lines.by_ref().take(LONGEST_LINE).read_line(&mut line) {
            Ok(1..) => match Word::of(&line) {
                Some(word) => heard(word),
                None => break,
            },
            _ => break,
        }
    }
    heard(Word::Gone);
}

/// Gives a path for a socket in a folder that is short enough, however long the folder's own is. The file stays open for it.
fn short_path(folder: &Folder) -> io::Result<(PathBuf, Option<std::fs::File>)> {
    let path = folder.push_socket();
    if path.as_os_str().len() <= LONGEST_PATH {
        return Ok((path, None));
    }
    let (open, name) = (std::fs::File::open(folder.path())?, path.file_name().unwrap_or_default());
    let short = Path::new("/proc/self/fd").join(open.as_raw_fd().to_string()).join(name);
    Ok((short, Some(open)))
}

fn connect(folder: &Folder) -> io::Result<UnixStream> {
    let (path, _open) = short_path(folder)?;
    UnixStream::connect(path)
}

type Peers = Arc<Mutex<Vec<Arc<UnixStream>>>>;

/// Held by who holds the push lock: hears the others, and tells them.
pub struct Herald {
    folder: Folder,
    peers: Peers,
    ended: Arc<AtomicBool>,
}

impl Herald {
    /// Listens in a folder whose push lock this process holds. `heard` runs on threads of its own.
    pub fn listen(folder: &Folder, heard: impl Fn(Word) + Send + Sync + 'static) -> io::Result<Herald> {
        let (path, _open) = short_path(folder)?;
        // What the last holder left: nobody else listens while the lock is ours.
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path)?;
        let (peers, ended, heard) = (Peers::default(), Arc::new(AtomicBool::new(false)), Arc::new(heard));
        let herald = Herald { folder: folder.clone(), peers: Arc::clone(&peers), ended: Arc::clone(&ended) };
        thread::Builder::new().name("peers".into()).spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream.and_then(|stream| stream.set_write_timeout(Some(Duration::from_millis(1))).map(|()| stream)) else {
                    continue;
                };
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                welcome(stream, &peers, &heard);
            }
        })?;
        Ok(herald)
    }

    /// Says something to everybody who is connected. Who doesn't read is let go: he comes again.
    pub fn tell(&self, word: Word) {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        peers.retain(|peer| say(peer, word).is_ok());
    }
}

/// Hears a process that came, on a thread of its own.
fn welcome(stream: UnixStream, peers: &Peers, heard: &Arc<impl Fn(Word) + Send + Sync + 'static>) {
    let (stream, all, heard) = (Arc::new(stream), Arc::clone(peers), Arc::clone(heard));
    let Ok(ears) = stream.try_clone() else { return };
    let mut peers = peers.lock().unwrap_or_else(PoisonError::into_inner);
    if peers.len() >= MOST_PEERS {
        return;
    }
    peers.push(Arc::clone(&stream));
    let spawned = thread::Builder::new().name("peer".into()).spawn(move || {
        hear(ears, |word| {
            if matches!(word, Word::Look | Word::Sync) {
                // That it was heard says that this process runs; what comes of it is told when it is there.
                let _ = say(&stream, Word::Heard);
                heard(word);
            }
        });
        let _ = stream.shutdown(std::net::Shutdown::Both);
        all.lock().unwrap_or_else(PoisonError::into_inner).retain(|peer| !Arc::ptr_eq(peer, &stream));
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "no thread for a process that shares these files");
    }
}

impl Drop for Herald {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The thread waits for a connection: this is the last.
        let _ = connect(&self.folder);
        for peer in self.peers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = peer.shutdown(std::net::Shutdown::Both);
        }
    }
}

/// A desk's connection to who holds the push lock.
pub struct Follower {
    stream: UnixStream,
}

impl Follower {
    /// Connects. `heard` runs on a thread of its own, at last with [`Word::Gone`].
    pub fn connect(folder: &Folder, heard: impl FnMut(Word) + Send + 'static) -> io::Result<Follower> {
        let stream = connect(folder)?;
        stream.set_write_timeout(Some(Duration::from_millis(1)))?;
        let ears = stream.try_clone()?;
        thread::Builder::new().name("peers".into()).spawn(move || hear(ears, heard))?;
        Ok(Follower { stream })
    }

    /// Says something to the holder.
    pub fn tell(&self, word: Word) -> io::Result<()> {
        say(&self.stream, word)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // The thread that hears ends with it.
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

/// A command's connection to who holds the push lock.
pub struct Asking {
    lines: BufReader<UnixStream>,
}

impl Asking {
    /// Connects, and asks.
    pub fn ask(folder: &Folder, word: Word) -> io::Result<Asking> {
        let stream = connect(folder)?;
        say(&stream, word)?;
        Ok(Asking { lines: BufReader::new(stream) })
    }

    /// Waits for the next word, no longer than so long; nothing where none came.
    pub fn next_word(&mut self, within: Duration) -> Option<Word> {
        let mut line = String::new();
        self.lines.get_ref().set_read_timeout(Some(within.max(Duration::from_millis(1)))).ok()?;
        match self.lines.by_ref().take(LONGEST_LINE).read_line(&mut line) {
            Ok(0) => Some(Word::Gone),
            Ok(_) => Some(Word::of(&line).unwrap_or(Word::Gone)),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => None,
            Err(_) => Some(Word::Gone),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    #[test]
    fn what_is_written_is_told_at_once_and_an_end_too() {
        let dir = tempfile::tempdir().unwrap();
        // Longer than any path of a socket may be.
        let folder = Folder::new(dir.path().join("x".repeat(120)));
        folder.make().unwrap();
        let (told, at_holder) = channel();
        let herald = Herald::listen(&folder, move |word| told.send(word).unwrap()).unwrap();
        let (told, at_follower) = channel();
        let follower = Follower::connect(&folder, move |word| {
            let _ = told.send(word);
        })
        .unwrap();
        follower.tell(Word::Look).unwrap();
        assert_eq!(at_holder.recv_timeout(SOON), Ok(Word::Look));
        assert_eq!(at_follower.recv_timeout(SOON), Ok(Word::Heard));
        let mut asking = Asking::ask(&folder, Word::Sync).unwrap();
        assert_eq!((at_holder.recv_timeout(SOON), asking.next_word(SOON)), (Ok(Word::Sync), Some(Word::Heard)));
        herald.tell(Word::Synced);
        assert_eq!((at_follower.recv_timeout(SOON), asking.next_word(SOON)), (Ok(Word::Synced), Some(Word::Synced)));
        drop(herald);
        assert_eq!((at_follower.recv_timeout(SOON), asking.next_word(SOON)), (Ok(Word::Gone), Some(Word::Gone)));
        // The thread that listened closes its socket when it next runs.
        let ends = std::time::Instant::now() + SOON;
        while Follower::connect(&folder, |_| ()).is_ok() {
            assert!(std::time::Instant::now() < ends, "nobody listens any more");
            thread::yield_now();
        }
        let herald = Herald::listen(&folder, |_| ()).unwrap();
        assert!(Follower::connect(&folder, |_| ()).is_ok(), "the next holder takes the place of what is left");
        drop(herald);
    }

    #[test]
    fn who_talks_nonsense_is_let_go_and_who_never_reads_holds_nobody_up() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let (told, at_holder) = channel();
        let herald = Herald::listen(&folder, move |word| told.send(word).unwrap()).unwrap();
        let mut stranger = UnixStream::connect(folder.push_socket()).unwrap();
        stranger.write_all(&[b'x'; 4096]).unwrap();
        let deaf = UnixStream::connect(folder.push_socket()).unwrap();
        (&deaf).write_all(b"look\n").unwrap();
        assert_eq!(at_holder.recv_timeout(SOON), Ok(Word::Look));
        for _ in 0..200_000 {
            herald.tell(Word::Look);
        }
        assert!(herald.peers.lock().unwrap().len() <= 1);
    }
}

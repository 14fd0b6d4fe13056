//! A wire between a client and a server that can be cut at the two places that matter: before a decision's request has come to the
//! server, and before its answer has come back. It can also lead to something that isn't our server at all.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What happens to the next decisions on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Open,
    /// Requests of decisions don't come through.
    CutBeforeServer,
    /// Requests come through, their answers don't.
    CutBeforeClient,
    /// The connection on which a decision comes breaks.
    Reset,
    /// 16 kbit/s, and 800 ms on the way.
    Slow,
    /// Something else answers: a page, with an escape sequence in it.
    Nonsense,
}

/// What was seen of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The client sent it. It has not gone on.
    Request,
    /// The server answered it. The answer has not gone on.
    Answer,
    /// The answer went to the client.
    Answered,
}

/// A wire that listens on an address of its own.
pub struct Proxy {
    pub address: String,
    pub seen: Receiver<Seen>,
    wire: Arc<Mutex<Wire>>,
}

#[derive(Clone)]
struct Ends {
    wire: Arc<Mutex<Wire>>,
    tell: Sender<Seen>,
    /// A decision's request has gone through on this connection, and its answer not yet.
    asked: Arc<AtomicBool>,
}

impl Proxy {
    pub fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let wire = Arc::new(Mutex::new(Wire::Open));
        let (tell, seen) = channel();
        let of_listener = Arc::clone(&wire);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if *of_listener.lock().unwrap() == Wire::Nonsense {
                    nonsense(client);
                    continue;
                }
                let Ok(upstream) = TcpStream::connect(server) else { continue };
                let ends = Ends { wire: Arc::clone(&of_listener), tell: tell.clone(), asked: Arc::default() };
                join(client, upstream, ends);
            }
        });
        Proxy { address, seen, wire }
    }

    pub fn set(&self, wire: Wire) {
        *self.wire.lock().unwrap() = wire;
    }
}

fn nonsense(mut client: TcpStream) {
    let _ = client.read(&mut [0; 4096]);
    let page = "<html><body>\x1b]0;pwned\x07It works!</body></html>";
    let _ = write!(client, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}", page.len());
}

fn join(client: TcpStream, server: TcpStream, ends: Ends) {
    let (from_client, to_client) = (client.try_clone().unwrap(), client);
    let (from_server, to_server) = (server.try_clone().unwrap(), server);
    let back = ends.clone();
    thread::spawn(move || requests(from_client, to_server, &ends));
    thread::spawn(move || answers(from_server, to_client, &back));
}

fn requests(mut client: TcpStream, mut server: TcpStream, ends: &Ends) {
    let mut buffer = [0; 1 << 16];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        let bytes = &buffer[..count];
        if is_decision(bytes) {
            let _ = ends.tell.send(Seen::Request);
            match *ends.wire.lock().unwrap() {
                Wire::CutBeforeServer => break,
                Wire::Reset => {
                    let _ = client.shutdown(Shutdown::Both);
                    let _ = server.shutdown(Shutdown::Both);
                    return;
                }
                _ => {}
            }
            ends.asked.store(true, Ordering::SeqCst);
        }
        slowly(ends, count);
        if server.write_all(bytes).is_err() {
            break;
        }
    }
    swallow(client);
    let _ = server.shutdown(Shutdown::Both);
}

fn answers(mut server: TcpStream, mut client: TcpStream, ends: &Ends) {
    let mut buffer = [0; 1 << 16];
    while let Ok(count @ 1..) = server.read(&mut buffer) {
        let asked = ends.asked.swap(false, Ordering::SeqCst);
        if asked {
            let _ = ends.tell.send(Seen::Answer);
            if *ends.wire.lock().unwrap() == Wire::CutBeforeClient {
                return swallow(server);
            }
        }
        slowly(ends, count);
        if client.write_all(&buffer[..count]).is_err() {
            break;
        }
        if asked {
            let _ = ends.tell.send(Seen::Answered);
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}

/// Takes the time that a slow line takes for so many bytes.
fn slowly(ends: &Ends, count: usize) {
    if *ends.wire.lock().unwrap() == Wire::Slow {
        thread::sleep(Duration::from_millis(800 + count as u64 / 2));
    }
}

/// Keeps a cut end open until the other side gives up, as a dead network does.
fn swallow(mut end: TcpStream) {
    let mut buffer = [0; 1 << 12];
    while let Ok(1..) = end.read(&mut buffer) {}
}

/// The head of a request comes in one piece: the client writes it at once.
fn is_decision(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(200)];
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or(head);
    line.starts_with(b"POST ") && line.windows(10).any(|window| window == b"/decisions")
}

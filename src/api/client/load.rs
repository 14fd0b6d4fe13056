//! A first load over the network: unpacked piece by piece, handed on part by part, each only when it is asked for.
//!
//! Not here: its lines (`api::load`). Invariants: between two parts nothing is read, so that what has not been asked for stays with the
//! server; what is unpacked at one go is bounded, whatever it was packed from.

use std::sync::PoisonError;
use std::time::Duration;

use reqwest::Response;
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Client, SILENCE, ZSTD, failure, is_packed};
use crate::api::load::LoadReader;
use crate::api::{Call, Failure, FailureKind, Reply};
use crate::wire::{LoadPart, NDJSON};

/// After so long what is there is handed on at the next token, so that a slow line fills the screen too; before the first case, at once.
const HURRY: Duration = Duration::from_secs(2);
/// Bytes unpacked at one go.
const PIECE: usize = 16 * 1024;
/// The window of the packing, as a power of two: 8 MiB. Ours is smaller.
pub(super) const WINDOW_LOG: u32 = 23;
/// Packed to less than so many parts it is no load: JSON is packed to a tenth, a row of equal cases to a hundredth.
const MOST_INFLATION: u64 = 1_000;
/// The same for the beginning, where little has come.
const INFLATION_SLACK: u64 = 1024 * 1024;

/// A load whose next part waits to be asked for.
pub(super) struct OpenLoad {
    response: Response,
    unpacker: Option<Unpacker>,
    /// What came and was not read.
    rest: Vec<u8>,
    lines: LoadReader,
    /// The token of the last part.
    at: Option<String>,
    /// Cases of it were handed on.
    brought: bool,
}

impl Client {
    /// Gives the next part behind a token: of the load that is open there, or of one that is begun or gone on with.
    pub(super) async fn load(&self, call: &Call, after: Option<&str>, limit: u32) -> Result<Reply, Failure> {
        let (signed, waiting) = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            (open.signed, open.load.take())
        };
        let waiting = waiting.filter(|load| after.is_some() && load.at.as_deref() == after);
        let mut load = match waiting {
            Some(load) => load,
            None => OpenLoad::of(self.stream(call, NDJSON, Some(ZSTD)).await?)?,
        };
        let (part, goes_on) = load.part(limit).await?;
        if goes_on && !part.complete {
            load.at.clone_from(&part.token);
            load.brought |= !part.changes.is_empty();
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            if open.signed == signed {
                open.load = Some(load);
            }
        }
        Ok(Reply::Load(Box::new(part)))
    }
}

impl OpenLoad {
    fn of(response: Response) -> Result<Self, FailureKind> {
        let unpacker = is_packed(&response)?.then(Unpacker::new).transpose()?;
        Ok(OpenLoad { response, unpacker, rest: Vec::new(), lines: LoadReader::default(), at: None, brought: false })
    }

    /// Reads up to the next part, and tells whether more can be read behind it. What came whole before a cut is not lost.
    async fn part(&mut self, limit: u32) -> Result<(LoadPart, bool), Failure> {
        let mut slow = std::pin::pin!(tokio::time::sleep(HURRY));
        let mut hurry = !self.brought;
        loop {
            self.read_on(limit)?;
            if let Some(part) = self.lines.part(limit, hurry) {
                return Ok((part, true));
            }
            let chunk = tokio::select! {
                biased;
                () = &mut slow, if !hurry => {
                    hurry = true;
                    continue;
                }
                chunk = tokio::time::timeout(SILENCE, self.response.chunk()) => chunk,
            };
            let fault = match chunk {
                Ok(Ok(Some(chunk))) => {
                    self.rest.extend_from_slice(&chunk);
                    continue;
                }
                // It ended without saying that it is complete.
                Ok(Ok(None)) => FailureKind::Broken,
                Ok(Err(error)) => failure(&error).kind,
                Err(_) => FailureKind::Timeout,
            };
            return self.lines.part(limit, true).map(|part| (part, false)).ok_or_else(|| fault.into());
        }
    }

    /// Takes what came into the lines, up to the end of a part.
    fn read_on(&mut self, limit: u32) -> Result<(), FailureKind> {
        let taken = match &mut self.unpacker {
            None => self.lines.push(&self.rest, limit)?,
            Some(unpacker) => unpacker.unpack_into(&self.rest, &mut self.lines, limit)?,
        };
        self.rest.drain(..taken);
        Ok(())
    }
}

/// Unpacks what comes, piece by piece.
struct Unpacker {
    decoder: Decoder<'static>,
    /// What was unpacked and not read.
    piece: Vec<u8>,
    packed: u64,
    unpacked: u64,
}

impl Unpacker {
    fn new() -> Result<Self, FailureKind> {
        let mut decoder = Decoder::new().map_err(|_| FailureKind::Nonsense)?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).map_err(|_| FailureKind::Nonsense)?;
        Ok(Unpacker { decoder, piece: Vec::new(), packed: 0, unpacked: 0 })
    }

    /// Unpacks bytes into lines up to the end of a part. Gives how many of the packed bytes it took.
    fn unpack_into(&mut self, bytes: &[u8], lines: &mut LoadReader, limit: u32) -> Result<usize, FailureKind> {
        let mut taken = 0;
        loop {
            let read = lines.push(&self.piece, limit)?;
            self.piece.drain(..read);
            if !self.piece.is_empty() {
                return Ok(taken);
            }
            // As the store does: a key typed meanwhile does not wait for all that came.
            std::thread::yield_now();
            let mut out = vec![0; PIECE];
            let (read, written) = {
                let mut from = InBuffer::around(bytes.get(taken..).unwrap_or_default());
                let mut to = OutBuffer::around(&mut out);
                self.decoder.run(&mut from, &mut to).map_err(|_| FailureKind::Nonsense)?;
                (from.pos(), to.pos())
            };
            taken += read;
            self.packed += read as u64;
            self.unpacked += written as u64;
            if self.unpacked > INFLATION_SLACK + self.packed.saturating_mul(MOST_INFLATION) {
                return Err(FailureKind::TooLarge);
            }
            out.truncate(written);
            self.piece = out;
            if read == 0 && self.piece.is_empty() {
                return Ok(taken);
            }
        }
    }
}

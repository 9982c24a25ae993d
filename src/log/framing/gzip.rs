//! gzip (RFC 1952): all members of a file, and the bytes behind the last member.
//!
//! Tapes and block-wise copies leave zeros behind a file, and other programs leave other bytes. Both gzip(1) and this reader ignore these
//! bytes; gzip(1) warns of all but zeros, and this reader counts all of them. Zeros between two members are passed. A stream that ends
//! inside a member was cut, which is an error. So is a log behind the last member, as `cat` leaves it of a packed and a plain file.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::GzDecoder;

use crate::evidence::input::unsupported;

/// The number of unread bytes behind the last member, zeros included, set once the stream has ended.
#[derive(Debug, Clone, Default)]
pub(in crate::log) struct Trailer(Arc<AtomicU64>);

/// Writes the number of unread bytes in parentheses, or nothing if the number is zero.
impl fmt::Display for Trailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.load(Ordering::Relaxed) {
            0 => Ok(()),
            bytes => write!(f, " ({bytes} bytes behind it are no gzip, left unread)"),
        }
    }
}

/// A reader of the decompressed content of all members.
pub(in crate::log) struct Members<R> {
    state: State<R>,
    trailer: Trailer,
}

enum State<R> {
    Inside(Box<GzDecoder<R>>),
    Between(R),
    End,
}

impl<R: BufRead> Members<R> {
    /// Starts at the first member. A stream that does not start with a gzip header gives an error on the first read.
    pub(in crate::log) fn of(stream: R, trailer: Trailer) -> Self {
        Members {
            state: State::Inside(Box::new(GzDecoder::new(stream))),
            trailer,
        }
    }

    /// Returns the state at the next member, or at the end of the stream.
    fn next(&self, mut stream: R) -> io::Result<State<R>> {
        let zeros = pass_zeros(&mut stream)?;
        let start = stream.fill_buf()?;
        // The first magic byte alone at the end of the stream is a member that was cut.
        if start.starts_with(&MAGIC) || start == &MAGIC[..1] {
            return Ok(State::Inside(Box::new(GzDecoder::new(stream))));
        }
        if unsupported::is_log(start) {
            return Err(io::Error::other(
                "a log that is not packed begins behind the last gzip member; give it in a file of its own",
            ));
        }
        let rest = io::copy(&mut stream, &mut io::sink())?;
        self.trailer.0.store(zeros + rest, Ordering::Relaxed);
        Ok(State::End)
    }
}

/// ID1 and ID2 of RFC 1952 section 2.3.1.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

fn pass_zeros(stream: &mut impl BufRead) -> io::Result<u64> {
    let mut passed = 0;
    loop {
        let block = stream.fill_buf()?;
        let zeros = block.iter().take_while(|it| **it == 0).count();
        let more = zeros == block.len() && zeros > 0;
        stream.consume(zeros);
        passed += zeros as u64;
        if !more {
            return Ok(passed);
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            self.state = match std::mem::replace(&mut self.state, State::End) {
                State::Inside(mut member) => match member.read(buffer)? {
                    0 => State::Between(member.into_inner()),
                    read => {
                        self.state = State::Inside(member);
                        return Ok(read);
                    }
                },
                State::Between(stream) => self.next(stream)?,
                State::End => return Ok(0),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    /// Returns the decompressed text and the message on unread bytes, read through a buffer of `buffer` bytes.
    fn read(packed: &[u8], buffer: usize) -> io::Result<(Vec<u8>, String)> {
        let trailer = Trailer::default();
        let stream = BufReader::with_capacity(buffer, packed);
        let mut text = Vec::new();
        Members::of(stream, trailer.clone()).read_to_end(&mut text)?;
        Ok((text, trailer.to_string()))
    }

    #[test]
    fn what_is_behind_the_last_member_is_left_unread_and_reported() {
        let both = [member(b"one\n"), member(b"two\n")].concat();
        let zeros = [&member(b"one\n")[..], &[0; 512], &member(b"two\n")].concat();
        for buffer in [1, 7, 4096] {
            for (packed, behind) in [(&both, 0), (&zeros, 0), (&both, 512), (&zeros, 3)] {
                for byte in [0, b'x', 0x1e] {
                    let packed = [&packed[..], &vec![byte; behind]].concat();
                    let (text, trailer) = read(&packed, buffer).unwrap();
                    assert_eq!(text, b"one\ntwo\n");
                    assert_eq!(trailer.contains(&format!("({behind} bytes")), behind > 0);
                }
            }
        }
    }

    #[test]
    fn a_cut_member_is_an_error_wherever_it_was_cut() {
        let first = member(b"one\n");
        let both = [&first[..], &[0; 9], &member(b"two\n")].concat();
        for buffer in [1, 4096] {
            for length in (1..first.len()).chain(first.len() + 10..both.len()) {
                assert!(read(&both[..length], buffer).is_err(), "{length}");
            }
        }
    }
}

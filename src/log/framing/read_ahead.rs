//! A stream that a separate thread reads ahead, because decompression takes as long as all other work.

use std::io::{self, Cursor, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

/// The size of a block, in bytes.
const BLOCK: u64 = 256 << 10;

/// The most blocks that are read ahead.
const WAITING: usize = 4;

/// A reader of a stream that a separate thread reads ahead, in the order of the stream.
pub struct Ahead {
    blocks: Receiver<io::Result<Vec<u8>>>, // an empty block is the end
    spent: Sender<Vec<u8>>,
    block: Cursor<Vec<u8>>,
    ended: bool,
}

impl Ahead {
    /// Starts the thread. The thread ends at the end of the stream, at its first error, or when the `Ahead` is dropped.
    ///
    /// # Errors
    /// If the system cannot start a thread.
    pub fn of(mut stream: Box<dyn Read + Send>) -> io::Result<Self> {
        let (sender, blocks) = sync_channel(WAITING);
        let (spent, free) = channel();
        thread::Builder::new()
            .name("unpack".to_owned())
            .spawn(move || read(&mut stream, &sender, &free))?;
        Ok(Ahead {
            blocks,
            spent,
            block: Cursor::default(),
            ended: false,
        })
    }
}

fn read(stream: &mut dyn Read, blocks: &SyncSender<io::Result<Vec<u8>>>, free: &Receiver<Vec<u8>>) {
    loop {
        let mut block = free.try_recv().unwrap_or_default();
        block.clear();
        let read = Read::take(&mut *stream, BLOCK).read_to_end(&mut block);
        let is_end = block.is_empty();
        let block = match read {
            Ok(_) => Ok(block),
            Err(error) if is_end => Err(error),
            Err(error) => {
                let _ = blocks.send(Ok(block)); // the reader may be dropped
                Err(error)
            }
        };
        let is_last = is_end || block.is_err();
        if blocks.send(block).is_err() || is_last {
            return;
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.block.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            if self.ended {
                return Ok(0);
            }
            let stopped = |_| Err(io::Error::other("the thread that unpacks has stopped"));
            let block = self.blocks.recv().unwrap_or_else(stopped);
            self.ended = block.as_ref().map_or(true, Vec::is_empty);
            let spent = std::mem::replace(&mut self.block, Cursor::new(block?));
            let _ = self.spent.send(spent.into_inner()); // the thread may have ended
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(stream: impl Read + Send + 'static) -> Ahead {
        Ahead::of(Box::new(stream)).unwrap()
    }

    #[test]
    fn what_was_read_comes_in_order() {
        let bytes: Vec<u8> = (0..3_000_000_u32).map(|it| (it / 7) as u8).collect();
        let mut read = Vec::new();
        ahead(Cursor::new(bytes.clone()))
            .read_to_end(&mut read)
            .unwrap();
        assert!(read == bytes);
    }

    #[test]
    fn an_error_comes_after_what_was_read_before_it() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::UnexpectedEof.into())
            }
        }
        let mut read = Vec::new();
        let result = ahead(b"abc".chain(Fails)).read_to_end(&mut read);
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(read, b"abc");
    }

    #[test]
    fn who_stops_early_holds_nobody_up() {
        let mut buffer = [0; 10];
        ahead(io::repeat(7)).read_exact(&mut buffer).unwrap();
        assert_eq!(buffer, [7; 10]);
    }
}

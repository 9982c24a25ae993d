//! A stream that a thread of its own reads ahead: to unpack takes as long as all the rest.

use std::io::{self, Cursor, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

/// Bytes read at a time.
const BLOCK: u64 = 256 << 10;

/// Blocks that wait to be taken.
const WAITING: usize = 4;

/// What has been read of a stream, in order.
pub struct Ahead {
    blocks: Receiver<io::Result<Vec<u8>>>, // an empty one is the end
    spent: Sender<Vec<u8>>,
    block: Cursor<Vec<u8>>,
    ended: bool,
}

impl Ahead {
    /// Begins to read. The thread ends with the stream, at its first error, or when nobody takes any more.
    ///
    /// # Errors
    /// If the system has no thread to give.
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
                let _ = blocks.send(Ok(block)); // nobody may want to know any more
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
            let _ = self.spent.send(spent.into_inner()); // the thread may be done
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

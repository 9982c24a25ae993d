//! Unpacks a file as `ingest` does and throws the bytes away: what reading a packed log costs at least.

use std::fs::File;
use std::io;

use credtrail::log::framing::decompress::unpack;

fn main() -> io::Result<()> {
    for path in std::env::args_os().skip(1) {
        let (_, mut stream) = unpack(File::open(path)?)?;
        io::copy(&mut stream, &mut io::sink())?;
    }
    Ok(())
}

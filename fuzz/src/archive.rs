//! The kept inputs of a target: `corpus/TARGET.tar.gz`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

/// The length of a header and of the blocks of a file (POSIX pax, ustar interchange format).
const BLOCK: usize = 512;

/// Returns the contents of all files of an archive, in its order.
pub fn read(path: &Path) -> Vec<Vec<u8>> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    GzDecoder::new(file)
        .read_to_end(&mut bytes)
        .expect("an archive that is whole");
    let mut rest = bytes.as_slice();
    let mut files = Vec::new();
    while let Some((header, behind)) = rest.split_at_checked(BLOCK) {
        let length = length(header);
        if header[156] == b'0' {
            files.push(behind[..length].to_vec());
        }
        rest = behind.get(length.next_multiple_of(BLOCK)..).unwrap_or(&[]);
    }
    files
}

/// Returns the size of a file, in octal digits at 124. 0 for the blocks of zeros at the end.
fn length(header: &[u8]) -> usize {
    let digits = header[124..136].iter().filter(|it| it.is_ascii_digit());
    digits.fold(0, |sum, digit| sum * 8 + usize::from(digit - b'0'))
}

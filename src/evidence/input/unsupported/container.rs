//! Containers in which logs may lie: archives, packed files and tables. They are not read, and their bytes are no lines of a log, even
//! where an archive keeps its files as they are.

use std::ops::Range;

/// The first bytes of containers, and the names of the containers, with advice.
const CONTAINERS: [(&[u8], &str); 21] = [
    (b"\0{\0", UTF_32), // read as UTF-16, after its mark
    (b"\0[\0", UTF_32),
    (b"\xff\xfe\0\0", UTF_32),
    (b"\0\0\xfe\xff", UTF_32),
    (b"PK\x03\x04", "a ZIP archive; unpack it"),
    (
        b"PK\x07\x08",
        "a ZIP archive in several parts; put it together and unpack it",
    ),
    (b"\xfd7zXZ\0", "packed by xz; unpack it"),
    (b"LZIP\x01", "packed by lzip; unpack it"),
    (b"BZh", "packed by bzip2; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it"),
    (b"\x04\x22\x4d\x18", "packed by lz4; unpack it"),
    (b"\x02\x21\x4c\x18", "packed by lz4; unpack it"),
    (b"\x89LZO\0", "packed by lzop; unpack it"),
    (b"\xff\x06\0\0sNaPpY", "packed by snappy; unpack it"),
    (b"\x1f\x8b", "packed by gzip twice; unpack it once"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd twice; unpack it once"),
    (b"\x1f\x9d", "packed by compress; unpack it"),
    (b"MSCF\0\0\0\0", "a cabinet archive; unpack it"),
    (b"PAR1", "a Parquet table; export it as JSON"),
    (b"Obj\x01", "an Avro table; export it as JSON"),
];

const UTF_32: &str = "text in UTF-32; convert it: iconv -f UTF-32 -t UTF-8";

/// The size of the first block of a tar archive, and the place of its checksum (POSIX.1-2017, pax, ustar header block).
const TAR: (usize, Range<usize>) = (512, 148..156);

/// Returns the name of a container, with advice.
pub(super) fn name(head: &[u8]) -> Option<&'static str> {
    let mut containers = CONTAINERS.into_iter();
    let container = containers.find(|(magic, _)| head.starts_with(magic));
    let tar = || is_tar(head).then_some("a tar archive; unpack it");
    let lzma = || is_lzma(head).then_some("packed by lzma; unpack it");
    container.map(|(_, name)| name).or_else(tar).or_else(lzma)
}

/// Returns whether a file begins with the header of the .lzma format, which has no mark of its own: the usual properties, the size of a
/// dictionary, and an unpacked size that is unknown or below 256 GiB (The .lzma File Format, sections 1.1 to 1.3).
fn is_lzma(head: &[u8]) -> bool {
    let Some(([0x5d, dictionary @ ..], rest)) = head.split_first_chunk::<5>() else {
        return false;
    };
    let is_size =
        |it: u32| it.is_power_of_two() || (it.is_multiple_of(3) && (it / 3).is_power_of_two());
    let unpacked = rest.first_chunk().map(|it| u64::from_le_bytes(*it));
    is_size(u32::from_le_bytes(*dictionary))
        && unpacked.is_none_or(|it| it == u64::MAX || it < 1 << 38)
}

/// Returns whether a file begins with the header of a tar archive: the checksum is right. Archives of old have no other mark.
fn is_tar(head: &[u8]) -> bool {
    let (size, place) = TAR;
    let Some((block, checksum)) = head.get(..size).zip(head.get(place.clone())) else {
        return false;
    };
    let checksum = std::str::from_utf8(checksum).unwrap_or_default();
    let checksum = u32::from_str_radix(checksum.trim_matches([' ', '\0']), 8);
    let counted = |(at, byte): (usize, &u8)| match place.contains(&at) {
        true => u32::from(b' '),
        false => u32::from(*byte),
    };
    let sum: u32 = block.iter().enumerate().map(counted).sum();
    checksum.is_ok_and(|it| it == sum) && head.first() != Some(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lzma_is_recognised_by_its_whole_header() {
        let lzma = |dictionary: u32, size: u64| {
            let sizes = [&dictionary.to_le_bytes()[..], &size.to_le_bytes()].concat();
            name(&[b"\x5d", &sizes[..], b"\0rest"].concat()).is_some()
        };
        assert!(lzma(1 << 23, u64::MAX) && lzma(3 << 21, 5_000) && lzma(1 << 16, 0));
        assert!(!lzma(5 << 20, u64::MAX), "no size of a dictionary");
        assert!(!lzma(1 << 23, 1 << 60), "no size of a file");
        let marked = "]\0\0".as_bytes();
        assert_eq!(name(marked), None);
        let utf_16: Vec<u8> = "] and text"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(name(&utf_16), None);
    }
}

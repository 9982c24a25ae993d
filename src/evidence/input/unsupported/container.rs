//! Containers in which logs may lie: archives, packed files and tables. They are not read, and their bytes are no lines of a log, even
//! where an archive keeps its files as they are.

use std::ops::Range;

/// The first bytes of containers, and the names of the containers, with advice.
const CONTAINERS: [(&[u8], &str); 22] = [
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
    (b"\x5d\0\0", "packed by lzma; unpack it"),
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
    container.map(|(_, name)| name).or_else(tar)
}

/// Returns whether a file begins with the header of a tar archive: the checksum is right. Archives of old have no other mark.
fn is_tar(head: &[u8]) -> bool {
    let (size, place) = TAR;
    let Some((block, told)) = head.get(..size).zip(head.get(place.clone())) else {
        return false;
    };
    let told = std::str::from_utf8(told).unwrap_or_default();
    let told = u32::from_str_radix(told.trim_matches([' ', '\0']), 8);
    let counted = |(at, byte): (usize, &u8)| match place.contains(&at) {
        true => u32::from(b' '),
        false => u32::from(*byte),
    };
    let sum: u32 = block.iter().enumerate().map(counted).sum();
    told.is_ok_and(|it| it == sum) && head.first() != Some(&0)
}

//! Lines that were cut in one file and that a later file has whole: an export that broke off is made again.

use memchr::memmem;
use sha2::{Digest as _, Sha256};

use serde::{Deserialize, Serialize};

use crate::model::receipt::Bytes;

/// The last bytes of a cut line, as a cheap test: few other lines of at least this length have these bytes at this offset.
pub type Tail = [u8; 16];

/// The most cut lines that are searched for at once.
pub const MOST: usize = 64;

/// The shortest cut line that is searched for, in bytes: many entries begin with the same shorter text.
const SHORTEST: usize = 64;

/// A cut line. A later line that begins with the same bytes may be the whole line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The range of the cut line in its file.
    pub bytes: Bytes,
    /// The last bytes of the cut line.
    #[serde(with = "hex::serde")]
    pub tail: Tail,
    /// SHA-256 of the cut line.
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
}

/// A whole line that begins with the bytes of a cut line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Again {
    /// SHA-256 of the cut line.
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
    /// Whether the cut line holds a whole id, or has the same offset in its file, so that no other entry begins like the cut line.
    pub is_certain: bool,
}

/// Returns the last bytes of a line that could not be read, or `None` if the line is too short.
pub(super) fn tail(line: &[u8]) -> Option<Tail> {
    line.last_chunk()
        .copied()
        .filter(|_| line.len() >= SHORTEST)
}

/// Returns the cut lines with which `line`, at `offset` of its file, begins. An equal beginning at the same offset of two files is the same
/// line, except at offset 0.
pub(super) fn begun<'l>(
    line: &'l [u8],
    offset: u64,
    cuts: &'l [Cut],
) -> impl Iterator<Item = Again> + 'l {
    cuts.iter().filter_map(move |cut| {
        let (head, rest) = line.split_at_checked(usize::try_from(cut.bytes.length).ok()?)?;
        let is_alike = !rest.is_empty() && head.ends_with(&cut.tail);
        let is_same = is_alike && <[u8; 32]>::from(Sha256::digest(head)) == cut.sha256;
        is_same.then(|| Again {
            sha256: cut.sha256,
            is_certain: names_itself(head) || offset > 0 && offset == cut.bytes.offset,
        })
    })
}

/// Returns whether the beginning of an entry holds a whole `insertId` or `auditID`, which no other entry has.
fn names_itself(head: &[u8]) -> bool {
    const NAMES: [&str; 3] = ["\"insertId\":", "\"insert_id\":", "\"auditID\":"];
    NAMES.into_iter().any(|name| {
        let at = memmem::find(head, name.as_bytes());
        let value = at.and_then(|at| head.get(at + name.len()..));
        let value = value.and_then(|it| it.trim_ascii_start().strip_prefix(b"\""));
        value.is_some_and(|it| it.contains(&b'"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(head: &str) -> Cut {
        Cut {
            bytes: Bytes {
                offset: 7,
                length: head.len() as u64,
            },
            tail: tail(head.as_bytes()).unwrap(),
            sha256: Sha256::digest(head).into(),
        }
    }

    #[test]
    fn a_line_that_goes_on_is_the_whole_of_a_cut_one() {
        let line = format!(r#"{{"x":"{}","insertId":"a","b":1}}"#, "y".repeat(80));
        for (left, offset, is_certain) in
            [(30, 0, false), (9, 8, false), (1, 8, true), (30, 7, true)]
        {
            let cuts = [cut(&line[..line.len() - left])];
            let again: Vec<Again> = begun(line.as_bytes(), offset, &cuts).collect();
            let sha256 = cuts[0].sha256;
            assert_eq!(again, [Again { sha256, is_certain }], "{left}");
            let other = line.replace("yy", "yz");
            assert_eq!(begun(other.as_bytes(), offset, &cuts).count(), 0);
        }
        assert_eq!(begun(line.as_bytes(), 7, &[cut(&line)]).count(), 0);
        assert_eq!(tail(&line.as_bytes()[..SHORTEST - 1]), None);
    }
}

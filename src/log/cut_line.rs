//! Lines that were cut, and are read whole from a later file: an export that broke off is made again.

use memchr::memmem;
use sha2::{Digest as _, Sha256};

use crate::model::receipt::Bytes;

/// Bytes at the end of a line that could not be read: of all lines that are as long only few have them there.
pub type Tail = [u8; 16];

/// Most lines that are looked for at once.
pub const MOST: usize = 64;

/// Less than this of an entry is the beginning of any.
const SHORTEST: usize = 64;

/// What follows the beginning of a line that could not be read may be its rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Where it stood, and its bytes.
    pub bytes: Bytes,
    /// The last of them.
    pub tail: Tail,
    /// The hash of all of them.
    pub sha256: [u8; 32],
}

/// A whole line that begins as a cut one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Again {
    /// Hash of the cut line.
    pub sha256: [u8; 32],
    /// Whether no other entry begins like that: if several do, none is known to be the one.
    pub is_certain: bool,
}

/// The end of a line that could not be read, if there is enough of it.
pub(super) fn tail(line: &[u8]) -> Option<Tail> {
    line.last_chunk()
        .copied()
        .filter(|_| line.len() >= SHORTEST)
}

/// The cut lines as which this one begins, that stands there in its file. At the same place of two files stands the same line, but for the
/// first one.
pub(super) fn begun<'l>(
    line: &'l [u8],
    offset: u64,
    cuts: &'l [Cut],
) -> impl Iterator<Item = Again> + 'l {
    cuts.iter().filter_map(move |cut| {
        let (head, rest) = line.split_at_checked(cut.bytes.length as usize)?;
        let is_alike = !rest.is_empty() && head.ends_with(&cut.tail);
        let is_same = is_alike && <[u8; 32]>::from(Sha256::digest(head)) == cut.sha256;
        is_same.then(|| Again {
            sha256: cut.sha256,
            is_certain: names_itself(head) || offset > 0 && offset == cut.bytes.offset,
        })
    })
}

/// Whether the beginning of an entry holds what no other one has, whole.
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

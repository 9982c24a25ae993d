//! The list of the files that a signed report rests on, of bounded length.

use sha2::Digest as _;

use super::sha256::Sha256;
use super::statement::{Evidence, Omitted, ReadFile};

/// The most bytes of the list, as JSON. With base64 around it, an envelope stays within the 16 MiB that are read.
const MOST_BYTES: usize = 8 << 20;

/// A list that grows.
#[derive(Debug, Default)]
pub struct EvidenceList {
    read: Vec<ReadFile>,
    bytes: usize,
    omitted: u64,
    /// Of the files that are omitted.
    hash: sha2::Sha256,
}

impl EvidenceList {
    /// Adds a file. After the first one for which there is no room, all are omitted.
    pub fn add(&mut self, file: ReadFile) {
        let line = serde_json::to_vec(&file).unwrap_or_default(); // texts and numbers cannot fail to be written
        if self.omitted == 0 && self.bytes + line.len() <= MOST_BYTES {
            self.bytes += line.len();
            self.read.push(file);
        } else {
            self.omitted += 1;
            self.hash.update(&line);
            self.hash.update(b"\n");
        }
    }

    /// Ends the list.
    pub fn end(self) -> Evidence {
        let omitted = Omitted {
            files: self.omitted,
            sha256: Sha256(self.hash.finalize().into()),
        };
        Evidence {
            read: self.read,
            omitted: Some(omitted).filter(|it| it.files > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: String) -> ReadFile {
        ReadFile {
            name,
            version: None,
            bytes: 1,
            fingerprint: String::new(),
            receipts: 0,
            receipts_sha256: Sha256::of(b""),
        }
    }

    #[test]
    fn what_finds_no_room_is_counted_and_hashed() {
        let mut list = EvidenceList::default();
        list.add(file("a".to_owned()));
        assert_eq!(list.end().omitted, None);
        let long = "x".repeat(MOST_BYTES / 2);
        let mut list = EvidenceList::default();
        for name in [&long, &long, "b"] {
            list.add(file(name.to_string()));
        }
        let evidence = list.end();
        assert_eq!(evidence.read.len(), 1);
        assert!(serde_json::to_vec(&evidence).unwrap().len() < MOST_BYTES + 200);
        let lines =
            [long, "b".to_owned()].map(|it| serde_json::to_string(&file(it)).unwrap() + "\n");
        let sha256 = Sha256::of(lines.concat().as_bytes());
        assert_eq!(evidence.omitted, Some(Omitted { files: 2, sha256 }));
    }
}

//! The lines that are wanted at one position of a file, and the answers to them.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::locate::{Lost, RawLine, Sought, WantedLine};
use crate::log::Reader;
use crate::log::framing::splitter::{self, Batch, Item};
use crate::log::parsed_batch::Use;
use crate::model::identifier::CredentialId;
use crate::model::receipt::Bytes;

/// The wanted lines at one position that are not found yet.
#[derive(Default)]
pub(super) struct Sheet<'w> {
    /// Records by their hashes.
    records: HashMap<[u8; 32], Vec<Wanted<'w>>>,
    /// Uses by their credentials.
    uses: HashMap<&'w CredentialId, Vec<Wanted<'w>>>,
    /// Records without a hash, which no line can agree with.
    vague: Vec<Wanted<'w>>,
}

/// The position of a wanted line among all, and its request.
struct Wanted<'w> {
    position: usize,
    request: Option<&'w str>,
}

impl<'w> Sheet<'w> {
    /// Adds a wanted line.
    pub(super) fn add(&mut self, position: usize, wanted: &WantedLine<'w>) {
        let list = match (wanted.sought, wanted.receipt.sha256) {
            (Sought::Use(credential), _) => self.uses.entry(credential).or_default(),
            (Sought::Record, Some(sha256)) => self.records.entry(sha256).or_default(),
            (Sought::Record, None) => &mut self.vague,
        };
        list.push(Wanted {
            position,
            request: wanted.receipt.insert_id.as_deref(),
        });
    }

    /// Whether all lines are found.
    pub(super) fn is_empty(&self) -> bool {
        self.left().next().is_none()
    }

    /// Answers the wanted lines that this content is.
    pub(super) fn meet(&mut self, range: Bytes, content: &[u8], answers: &mut Answers<'_>) {
        if !self.records.is_empty() {
            let sha256: [u8; 32] = Sha256::digest(content).into();
            for it in self.records.remove(&sha256).into_iter().flatten() {
                answers.found(&it, range, content, it.request.map(str::to_owned));
            }
        }
        if self.uses.is_empty() {
            return;
        }
        for (credential, request) in uses_in(content) {
            let Some(wanted) = self.uses.get_mut(&credential) else {
                continue;
            };
            wanted.retain(|it| {
                let is_it = it.request.is_none_or(|id| id == request);
                if is_it {
                    answers.found(it, range, content, Some(request.clone()));
                }
                !is_it
            });
            if wanted.is_empty() {
                self.uses.remove(&credential);
            }
        }
    }

    /// The wanted lines that are not found yet.
    fn left(&self) -> impl Iterator<Item = &Wanted<'w>> {
        let records = self.records.values().flatten();
        records
            .chain(self.uses.values().flatten())
            .chain(&self.vague)
    }
}

/// Returns the credential and the request of each use that a line records.
fn uses_in(content: &[u8]) -> Vec<(CredentialId, String)> {
    let item = Item {
        line: 1,
        offset: 0,
        bytes: 0..content.len(),
        problem: None,
        lost: splitter::Lost::Itself,
    };
    let batch = Batch {
        bytes: content.to_vec(),
        items: vec![item],
        end: 0,
    };
    let reading = Reader::default().read(&batch);
    let one = |it: &Use| {
        let credential = CredentialId::parse(it.credential(&reading.texts));
        (credential, it.request.to_string())
    };
    reading.uses.iter().map(one).collect()
}

/// The answers to the wanted lines of one file.
pub(super) struct Answers<'t> {
    path: &'t Path,
    take: &'t mut dyn FnMut(usize, Result<RawLine, Lost>),
}

impl<'t> Answers<'t> {
    /// Answers go to `take`.
    pub(super) fn of(
        path: &'t Path,
        take: &'t mut dyn FnMut(usize, Result<RawLine, Lost>),
    ) -> Self {
        Answers { path, take }
    }

    fn found(
        &mut self,
        wanted: &Wanted<'_>,
        range: Bytes,
        content: &[u8],
        insert_id: Option<String>,
    ) {
        let line = RawLine {
            range,
            content: content.to_vec(),
            insert_id,
        };
        (self.take)(wanted.position, Ok(line));
    }

    /// The file does not exist.
    pub(super) fn moved(&mut self, sheet: &Sheet<'_>) {
        let lost = || Lost::Moved(self.path.to_owned());
        sheet
            .left()
            .for_each(|it| (self.take)(it.position, Err(lost())));
    }

    /// The file has other lines there than those that are left.
    pub(super) fn changed(&mut self, sheet: &Sheet<'_>) {
        let lost = || Lost::Changed(self.path.to_owned());
        sheet
            .left()
            .for_each(|it| (self.take)(it.position, Err(lost())));
    }

    /// The file cannot be read there.
    pub(super) fn unreadable(&mut self, sheet: &Sheet<'_>, error: &io::Error) {
        let lost = || Lost::Unreadable {
            path: self.path.to_owned(),
            source: same(error),
        };
        sheet
            .left()
            .for_each(|it| (self.take)(it.position, Err(lost())));
    }
}

/// Returns an error of the same kind and in the same words.
pub(super) fn same(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

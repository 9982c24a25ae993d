//! The ingest of evidence: files that are no logs and add no coverage.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use sha2::{Digest as _, Sha256};

use super::ingested::Ingested;
use super::input::{Error, Input};
use super::log_beside::log_beside;
use super::stream::Hashed;
use crate::evidence::input::form::FileForm;
use crate::evidence::input::found::{FoundItem, Item, LOG_BESIDE};
use crate::evidence::input::text_encoding;
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::evidence::jose::token::Presented;
use crate::log::framing::decompress::Packing;
use crate::log::framing::splitter::{Lost, Splitter};
use crate::log::neighbour_times::Neighbours;
use crate::log::parsed_batch::{ParsedBatch, RawLine, Rejection};
use crate::log::shape::ca_service_listing;
use crate::log::shape::ca_service_listing::Listing;
use crate::model::receipt::Bytes;
use crate::store::Store;
use crate::store::rows::load::Loaded;

/// The number of first bytes by which the kind of a file is detected.
const HEAD: u64 = 64 << 10;

/// The largest file that is read as a whole, in bytes.
const LARGEST: u64 = 64 << 20;

/// Returns the first bytes of a stream, and a stream with the same content.
pub(crate) fn peek(
    mut stream: Box<dyn Read + Send>,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    stream.by_ref().take(HEAD).read_to_end(&mut head)?;
    let whole = Cursor::new(head.clone()).chain(stream);
    Ok((head, Box::new(whole)))
}

/// Returns the kind of a file by its first bytes, if the file is evidence.
pub(crate) fn listing(head: &[u8]) -> Option<Listing> {
    let form = FileForm::of(head).map(Listing::Whole);
    form.or_else(|| Listing::of(head)).or_else(|| {
        let text = text_encoding::text(head);
        Listing::of(&text).filter(|it| *it != Listing::Certificates) // the splitter reads listings from the unconverted bytes
    })
}

/// Returns the kind of a small JSON file that is no log and holds evidence, whatever object it is: `head` is the whole file.
pub(super) fn document(head: &[u8]) -> Option<Listing> {
    let is_whole = (head.len() as u64) < HEAD;
    let form = FileForm::of_value(head).filter(|_| is_whole)?;
    let mut found = form.read(head).into_iter();
    let is_evidence = |it: FoundItem| matches!(it.item, Item::Certificate(_) | Item::Token(_));
    found.any(is_evidence).then_some(Listing::Whole(form))
}

/// Returns all evidence in these bytes, for `trace`, by the same reader as `ingest`. Returns `None` if the bytes are no evidence;
/// [`unsupported::name`](crate::evidence::input::unsupported::name) may name their kind.
pub fn found(bytes: &[u8]) -> Option<Vec<FoundItem>> {
    let form = match listing(bytes) {
        Some(Listing::Whole(form)) => form,
        Some(Listing::Certificates) => FileForm::Document, // the certificates, without the data of CA Service
        None => FileForm::of_value(bytes)?,
    };
    Some(
        form.read(bytes)
            .into_iter()
            .chain(log_beside(form, bytes))
            .collect(),
    )
}

/// Reads one file of evidence into the database: all of the file or nothing.
pub(super) async fn ingest(
    input: &Input,
    listing: Listing,
    (packing, mut stream): (Packing, Hashed),
    store: &mut Store,
) -> Result<Ingested, Error> {
    let unreadable = |source| Error::Unreadable {
        path: input.path.clone(),
        source,
    };
    let name = input.path.display().to_string();
    let (sorted, readings) = match listing {
        Listing::Whole(form) => {
            let (sorted, reading) = read_whole(form, &mut stream).map_err(unreadable)?;
            (sorted, vec![reading])
        }
        Listing::Certificates => read_listed(&mut stream).map_err(unreadable)?,
    };
    if sorted.is_nothing_but_secrets() {
        return Ok(Ingested::Secret {
            lines: sorted.secrets,
        });
    }
    if sorted.is_foreign() {
        return Ok(Ingested::Foreign {
            what: sorted.foreign.unwrap_or_default(),
        });
    }
    let detected = sorted.describe(&packing);
    let load = store.load(&name)?;
    let mut load = load.of_object(input.object.as_ref());
    for reading in readings {
        load.add(reading)?;
    }
    let (hash, bytes) = stream.digest();
    let loaded = load.finish(&hash, &detected, bytes)?;
    store.try_tokens(sorted.tokens).await?;
    Ok(match loaded {
        Loaded::New(counts) => Ingested::Evidence {
            detected,
            rejected: counts.rejected,
            secrets: sorted.secrets,
        },
        Loaded::Known { name } => {
            if let Some(object) = &input.object {
                let entry_times = Default::default();
                store.record_known_object(object, &entry_times, &hash)?;
            }
            Ingested::Known { name }
        }
    })
}

/// The items of a file, sorted by kind.
struct Sorted {
    form: &'static str,
    numbers: BTreeMap<&'static str, u64>,
    rejected: u64,
    secrets: Vec<u64>,
    tokens: Vec<Presented>,
    /// The first item that is of no use.
    foreign: Option<String>,
}

impl Sorted {
    fn of(form: &'static str) -> Self {
        Sorted {
            form,
            numbers: BTreeMap::new(),
            rejected: 0,
            secrets: Vec::new(),
            tokens: Vec::new(),
            foreign: None,
        }
    }

    fn is_nothing_but_secrets(&self) -> bool {
        !self.secrets.is_empty() && self.numbers.is_empty() && self.rejected == 0
    }

    fn is_foreign(&self) -> bool {
        self.foreign.is_some() && self.numbers.is_empty() && self.rejected == 0
    }

    fn count(&mut self, what: &'static str) {
        *self.numbers.entry(what).or_default() += 1;
    }

    fn describe(&self, packing: &Packing) -> String {
        let parts: Vec<String> = self
            .numbers
            .iter()
            .map(|(what, number)| match number {
                1 => format!("1 {what}"),
                _ => format!("{number} {what}s"),
            })
            .collect();
        let parts = if parts.is_empty() {
            "nothing readable".to_owned()
        } else {
            parts.join(", ")
        };
        format!("{packing}{} with {parts}", self.form)
    }
}

fn read_whole(form: FileForm, stream: &mut Hashed) -> io::Result<(Sorted, ParsedBatch)> {
    let mut bytes = Vec::new();
    stream.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(format!(
            "more than 64 MiB, which is no {} file",
            form.as_str()
        )));
    }
    let mut sorted = Sorted::of(form.as_str());
    let mut reading = ParsedBatch::default();
    for found in form
        .read(&bytes)
        .into_iter()
        .chain(log_beside(form, &bytes))
    {
        sort(found, &bytes, &mut sorted, &mut reading);
    }
    Ok((sorted, reading))
}

fn sort(found: FoundItem, bytes: &[u8], sorted: &mut Sorted, reading: &mut ParsedBatch) {
    let FoundItem {
        line,
        bytes: range,
        item,
    } = found;
    let raw = || RawLine {
        line,
        bytes: Bytes {
            offset: range.start as u64,
            length: range.len() as u64,
        },
        sha256: Sha256::digest(bytes.get(range.clone()).unwrap_or_default()).into(),
    };
    let evidence = &mut reading.evidence;
    match item {
        Item::Certificate(certificate) => {
            sorted.count("certificate");
            evidence.add_certificate(raw(), &certificate, &[]);
        }
        Item::Request(request) => {
            sorted.count("signing request");
            evidence.items.extend(request.map(|it| (raw(), it)));
        }
        Item::RevocationList(list) => {
            sorted.count("revocation list");
            let item = list.digest.map(EvidenceItem::RevocationList);
            evidence.items.extend(item.map(|it| (raw(), it)));
            evidence.lists.push((raw(), *list));
        }
        Item::Token(token) => {
            sorted.count("token");
            let item = |digest| EvidenceItem::Token {
                credential: token.token.credential.clone(),
                digest: Some(digest),
                proof: SignatureCheck::None,
            };
            let items = token.digests().into_iter().map(item);
            evidence.items.extend(items.map(|it| (raw(), it)));
            sorted.tokens.push(*token);
        }
        Item::Key(key) => {
            sorted.count("public key");
            evidence.keys.push(key);
        }
        Item::Secret => sorted.secrets.push(line),
        Item::Foreign(what) => sorted.foreign = sorted.foreign.take().or(Some(what)),
        Item::Log => {
            sorted.rejected += 1;
            let lost = rejection(raw(), LOG_BESIDE.to_owned()).losing(Lost::Rest);
            reading.rejections.push(lost);
        }
        Item::Unreadable(reason) => {
            sorted.rejected += 1;
            reading.rejections.push(rejection(raw(), reason));
        }
    }
}

/// Returns the rejection of a part of a file that belongs to no log.
fn rejection(raw: RawLine, reason: String) -> Rejection {
    Rejection {
        raw,
        reason,
        sources: Vec::new(),
        scope: None,
        tail: None,
        neighbours: Neighbours::default(),
    }
}

fn read_listed(stream: &mut Hashed) -> io::Result<(Sorted, Vec<ParsedBatch>)> {
    let mut splitter = Splitter::new(stream);
    let mut sorted = Sorted::of("CA Service JSON");
    let mut readings = Vec::new();
    while let Some(batch) = splitter.next_batch()? {
        let reading = ca_service_listing::read(&batch);
        for _ in &reading.evidence.items {
            sorted.count("certificate");
        }
        sorted.rejected += reading.rejections.len() as u64;
        readings.push(reading);
        splitter.recycle(batch);
    }
    Ok((sorted, readings))
}

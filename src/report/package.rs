//! A package (bundle) with the lines of one lineage in a directory, and a manifest: what a third party needs to check a chain
//! without the logs.
//!
//! A file holds the bytes of a receipt, in which each secret is replaced by its hash. Without secrets its hash is the receipt's; with them
//! the manifest has the hash of the line as it is in the log. A line that cannot be looked through for secrets is left out.

mod read_me;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::evidence::redaction::redact;
use crate::files::destination_path::{DestinationPath, parent, refuse_standard_output};
use crate::files::output_file::create_for_owner;
use crate::files::temporary_files::{TemporaryDirectory, TemporaryFiles, sync_directory};
use crate::model::finding::message::{Message, message};
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::receipts::line_search;
use crate::receipts::locate::{Files, Lost, Sought, WantedLine};
use crate::report::TOOL;
use crate::report::json::{self, LineageV1, ReceiptV1};
use crate::report::text::Detail;
use crate::scan::Judged;

/// Why a bundle cannot be written.
#[derive(Debug, Error)]
pub enum Error {
    /// The directory is not empty.
    #[error("{} is not empty; a bundle needs a directory of its own", .0.display())]
    NotEmpty(PathBuf),
    /// Something else has the name.
    #[error("{} is no directory; a bundle needs one of its own", .0.display())]
    NotDirectory(PathBuf),
    /// A file or directory cannot be written.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
}

/// How lines are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Without secrets.
    Redacted,
    /// As they are, secrets included.
    Raw,
}

/// A line that is not in the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The receipt of the line.
    pub receipt: Receipt,
    /// Why the line is left out.
    pub reason: Reason,
}

/// Why a line is not in a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The line may hold a secret.
    Kept(Message),
    /// The line could not be read again.
    Lost(Message),
}

#[derive(Serialize)]
struct Manifest {
    version: u32,
    tool: &'static str,
    lineage: LineageV1,
    lines: Vec<LineV1>,
}

#[derive(Serialize)]
struct LineV1 {
    source: &'static str,
    event: &'static str,
    #[serde(flatten)]
    receipt: ReceiptV1,
    /// The name of the file in the bundle.
    name: Option<String>,
    /// The number of values that are replaced by their hashes.
    redacted: Option<usize>,
    /// The hash of the line as it is in the log.
    original_sha256: Option<String>,
    left_out: Option<String>,
}

/// A line that belongs in the bundle.
struct PackageContent {
    source: &'static str,
    event: &'static str,
    receipt: Receipt,
    content: Result<CopiedLine, Reason>,
}

/// A line as the bundle has it.
struct CopiedLine {
    bytes: Vec<u8>,
    redacted: usize,
    original_sha256: [u8; 32],
}

/// A directory for a bundle.
pub struct Package {
    path: PathBuf,
    beside: TemporaryDirectory,
}

impl Package {
    /// Sees that a bundle can be written, and begins.
    ///
    /// # Errors
    /// Those of the directory, which must be empty where it is there.
    pub fn begin(path: &Path, files: &TemporaryFiles) -> Result<Self, Error> {
        let unwritable = |source| Error::Unwritable {
            path: path.to_owned(),
            source,
        };
        refuse_standard_output(path).map_err(unwritable)?;
        let place = match DestinationPath::of(path).map_err(unwritable)? {
            DestinationPath::Directory(place) if is_empty(&place).map_err(unwritable)? => place,
            DestinationPath::Directory(_) => return Err(Error::NotEmpty(path.to_owned())),
            DestinationPath::File(place, None) => place,
            _ => return Err(Error::NotDirectory(path.to_owned())),
        };
        let mut named = tempfile::Builder::new();
        named.prefix(".bundle-");
        keep_mode(&place, &mut named);
        let beside = files.directory(&named, parent(&place));
        Ok(Package {
            beside: beside.map_err(unwritable)?,
            path: place,
        })
    }
}

fn is_empty(directory: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(directory)?.next().is_none())
}

/// A directory that is there keeps its mode; a new one is its owner's alone.
#[cfg(unix)]
fn keep_mode(place: &Path, named: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    let before = fs::metadata(place).map(|it| it.permissions());
    named.permissions(before.unwrap_or_else(|_| fs::Permissions::from_mode(0o700)));
}

#[cfg(not(unix))]
fn keep_mode(_: &Path, _: &mut tempfile::Builder<'_, '_>) {}

/// Writes a bundle, completely or not at all. Returns the lines that are left out.
///
/// # Errors
/// [`Error::NotEmpty`] for a directory that is not empty, and errors of the file system.
pub fn write(
    judged: &Judged<'_>,
    files: &Files,
    lines: Lines,
    package: Package,
) -> Result<Vec<LeftOut>, Error> {
    let wanted = wanted(judged, files, lines);
    let path = package.path.clone();
    fill(judged, &wanted, lines, package).map_err(|source| Error::Unwritable { path, source })?;
    let left_out = |it: PackageContent| {
        let reason = it.content.err()?;
        Some(LeftOut {
            receipt: it.receipt,
            reason,
        })
    };
    Ok(wanted.into_iter().filter_map(left_out).collect())
}

/// Returns the records in order of time, then the first and the last use. Each file is read once.
fn wanted(judged: &Judged<'_>, files: &Files, lines: Lines) -> Vec<PackageContent> {
    let listed = listed(judged);
    let wanted = listed.iter().map(|it| WantedLine {
        sought: it.sought,
        receipt: &it.receipt,
    });
    let wanted: Vec<WantedLine<'_>> = wanted.collect();
    let mut contents: Vec<Option<Result<CopiedLine, Reason>>> = Vec::new();
    contents.resize_with(wanted.len(), || None);
    line_search::read(files, &wanted, &mut |position, line| {
        if let Some(content) = contents.get_mut(position) {
            *content = Some(copy(line.map(|it| it.content), lines));
        }
    });
    let all = listed.into_iter().zip(contents);
    let content = |(it, content): (ListedLine<'_>, Option<_>)| {
        Some(PackageContent {
            source: it.source,
            event: it.event,
            receipt: it.receipt,
            content: content?,
        })
    };
    all.filter_map(content).collect()
}

/// A line that belongs in the bundle, before it is read again.
struct ListedLine<'j> {
    source: &'static str,
    event: &'static str,
    sought: Sought<'j>,
    receipt: Receipt,
}

fn listed<'j>(judged: &'j Judged<'_>) -> Vec<ListedLine<'j>> {
    let records = judged.lineage.records().into_iter();
    let records = records.map(|record| ListedLine {
        source: record.entry.event.source().as_str(),
        event: record.entry.event.as_str(),
        sought: Sought::Record,
        receipt: record.receipt(),
    });
    let (Subject::Credential(credential), Some(seen)) =
        (&judged.lineage.subject, &judged.use_receipts)
    else {
        return records.collect();
    };
    let last = (seen.last != seen.first).then_some(("used-last", &seen.last));
    let uses = std::iter::once(("used-first", &seen.first)).chain(last);
    let uses = uses.map(|(event, receipt)| ListedLine {
        source: crate::model::entry::Source::Kubernetes.as_str(),
        event,
        sought: Sought::Use(credential),
        receipt: receipt.clone(),
    });
    records.chain(uses).collect()
}

/// Returns the copy of a line.
fn copy(line: Result<Vec<u8>, Lost>, lines: Lines) -> Result<CopiedLine, Reason> {
    let opaque = || {
        Reason::Kept(message!(
            "bundle-opaque",
            "it cannot be looked through for secrets; --raw copies it as it is"
        ))
    };
    let content = line.map_err(|lost| Reason::Lost(lost.message()))?;
    let original_sha256 = Sha256::digest(&content).into();
    let (bytes, redacted) = match lines {
        Lines::Raw => (content, 0),
        Lines::Redacted => {
            let redacted = redact(&content).ok_or_else(opaque)?;
            (redacted.bytes, redacted.values)
        }
    };
    Ok(CopiedLine {
        bytes,
        redacted,
        original_sha256,
    })
}

/// Writes all files into a temporary directory, then renames that directory to the bundle's.
fn fill(
    judged: &Judged<'_>,
    wanted: &[PackageContent],
    lines: Lines,
    package: Package,
) -> io::Result<()> {
    let beside = package.beside.path();
    let mut sums = Vec::new();
    let mut put = |name: &str, content: &[u8]| {
        writeln!(sums, "{}  {name}", hex::encode(Sha256::digest(content)))?;
        write_new(&beside.join(name), content)
    };
    for (position, line) in wanted.iter().enumerate() {
        if let Ok(content) = &line.content {
            put(&line.name(position), &content.bytes)?;
        }
    }
    put("manifest.json", &manifest(judged, wanted, lines)?)?;
    put("README.txt", read_me::text(wanted, lines).as_bytes())?;
    write_new(&beside.join("SHA256SUMS"), &sums)?;
    sync_directory(beside)?;
    package.beside.persist(&package.path)?;
    sync_directory(parent(&package.path))
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = create_for_owner(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn manifest(judged: &Judged<'_>, wanted: &[PackageContent], lines: Lines) -> io::Result<Vec<u8>> {
    let listed = wanted.iter().enumerate().map(|(position, line)| LineV1 {
        source: line.source,
        event: line.event,
        receipt: json::receipt(&line.receipt),
        name: line.content.is_ok().then(|| line.name(position)),
        redacted: line.copied().map(|it| it.redacted),
        original_sha256: line.copied().map(|it| hex::encode(it.original_sha256)),
        left_out: line
            .content
            .as_ref()
            .err()
            .map(|it| it.message().to_string()),
    });
    let manifest = Manifest {
        version: 1,
        tool: TOOL,
        lineage: json::lineage(judged, Detail::All),
        lines: listed.collect(),
    };
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    let redacted = (lines == Lines::Redacted).then(|| redact(&text)).flatten();
    Ok(redacted.map_or(text, |it| it.bytes))
}

impl PackageContent {
    fn copied(&self) -> Option<&CopiedLine> {
        self.content.as_ref().ok()
    }

    fn name(&self, position: usize) -> String {
        format!("{:02}-{}-{}.json", position + 1, self.source, self.event)
    }
}

impl Reason {
    /// Returns the reason as a message.
    pub fn message(&self) -> &Message {
        let (Reason::Kept(why) | Reason::Lost(why)) = self;
        why
    }
}

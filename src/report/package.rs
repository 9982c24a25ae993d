//! A package (bundle) with the raw lines of one lineage in a directory, and a manifest: what a third party needs to check a chain
//! without the logs.
//!
//! A file holds exactly the bytes of a receipt, so that its hash is the receipt's. Lines that hold a token are left out; for
//! these the package has only the receipt.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::evidence::input::secret_detection::Secrecy;
use crate::model::receipt::Receipt;
use crate::model::subject::Subject;
use crate::receipts::locate::{Files, Lost};
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
    /// A file or directory cannot be written.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
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
    /// The line holds a secret.
    Kept(&'static str),
    /// The line could not be read again.
    Lost(String),
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
    left_out: Option<String>,
}

/// A line that belongs in the bundle.
struct PackageContent {
    source: &'static str,
    event: &'static str,
    receipt: Receipt,
    content: Result<Vec<u8>, Reason>,
}

/// Writes a bundle, completely or not at all. Returns the lines that are left out.
///
/// # Errors
/// [`Error::NotEmpty`] for a directory that is not empty, and errors of the file system.
pub fn write(judged: &Judged<'_>, files: &Files, directory: &Path) -> Result<Vec<LeftOut>, Error> {
    if fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::NotEmpty(directory.to_owned()));
    }
    let wanted = wanted(judged, files);
    fill(judged, &wanted, directory).map_err(|source| Error::Unwritable {
        path: directory.to_owned(),
        source,
    })?;
    let left_out = |it: PackageContent| {
        let reason = it.content.err()?;
        Some(LeftOut {
            receipt: it.receipt,
            reason,
        })
    };
    Ok(wanted.into_iter().filter_map(left_out).collect())
}

/// Returns the records in order of time, then the first and the last use.
fn wanted(judged: &Judged<'_>, files: &Files) -> Vec<PackageContent> {
    let records = judged.lineage.records().into_iter().map(|record| {
        let receipt = record.receipt();
        PackageContent {
            source: record.entry.event.source().as_str(),
            event: record.entry.event.as_str(),
            content: open(files.line_of_record(&receipt).map(|it| it.content)),
            receipt,
        }
    });
    let (Subject::Credential(credential), Some(seen)) =
        (&judged.lineage.subject, &judged.use_receipts)
    else {
        return records.collect();
    };
    let last = (seen.last != seen.first).then_some(("used-last", &seen.last));
    let uses = std::iter::once(("used-first", &seen.first)).chain(last);
    let uses = uses.map(|(event, receipt)| PackageContent {
        source: crate::model::entry::Source::Kubernetes.as_str(),
        event,
        content: open(files.line_of_use(credential, receipt).map(|it| it.content)),
        receipt: receipt.clone(),
    });
    records.chain(uses).collect()
}

/// Returns the content of a line, unless it holds a token.
fn open(line: Result<Vec<u8>, Lost>) -> Result<Vec<u8>, Reason> {
    let content = line.map_err(|lost| Reason::Lost(lost.to_string()))?;
    match Secrecy::of(&content) {
        Secrecy::Open => Ok(content),
        Secrecy::Secret => Err(Reason::Kept("it holds a token")),
        Secrecy::Opaque => Err(Reason::Kept("it cannot be looked through for tokens")),
    }
}

/// Writes all files into a temporary directory, then renames that directory to the bundle's.
fn fill(judged: &Judged<'_>, wanted: &[PackageContent], directory: &Path) -> io::Result<()> {
    let parent = directory.parent().filter(|it| !it.as_os_str().is_empty());
    let beside = tempfile::Builder::new()
        .prefix(".bundle-")
        .tempdir_in(parent.unwrap_or(Path::new(".")))?;
    let mut sums = Vec::new();
    let mut put = |name: &str, content: &[u8]| {
        writeln!(sums, "{}  {name}", hex::encode(Sha256::digest(content)))?;
        fs::write(beside.path().join(name), content)
    };
    for (position, line) in wanted.iter().enumerate() {
        if let Ok(content) = &line.content {
            put(&line.name(position), content)?;
        }
    }
    put("manifest.json", &manifest(judged, wanted)?)?;
    fs::write(beside.path().join("SHA256SUMS"), sums)?;
    fs::rename(beside.path(), directory)
}

fn manifest(judged: &Judged<'_>, wanted: &[PackageContent]) -> io::Result<Vec<u8>> {
    let lines = wanted.iter().enumerate().map(|(position, line)| LineV1 {
        source: line.source,
        event: line.event,
        receipt: json::receipt(&line.receipt),
        name: line.content.is_ok().then(|| line.name(position)),
        left_out: line.content.as_ref().err().map(Reason::text),
    });
    let manifest = Manifest {
        version: 1,
        tool: TOOL,
        lineage: json::lineage(judged, Detail::All),
        lines: lines.collect(),
    };
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    Ok(text)
}

impl PackageContent {
    fn name(&self, position: usize) -> String {
        format!("{:02}-{}-{}.json", position + 1, self.source, self.event)
    }
}

impl Reason {
    /// Returns the reason as text.
    pub fn text(&self) -> String {
        match self {
            Reason::Kept(why) => (*why).to_owned(),
            Reason::Lost(why) => why.clone(),
        }
    }
}

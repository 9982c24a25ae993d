//! The file to which `workload verify --log` adds what it saw.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use credtrail::files::destination_path::{DestinationPath, parent};
use credtrail::files::output_file::{OutputFile, Readers};
use credtrail::files::temporary_files::{TemporaryFiles, sync_directory};

use super::destination::{Destination, is_standard, unwritable};
use crate::command::failure::WithMessage;

/// The place of a line in a file.
pub struct LinePlace {
    /// The name of the file.
    pub file: String,
    /// The number of the line, counted from 1.
    pub line: u64,
    /// The offset of the line in bytes, counted from 0.
    pub offset: u64,
}

/// A file to which lines are added.
pub enum ObservationLog {
    /// A regular file, perhaps a new one: the name that was given, and where that leads.
    File(PathBuf, PathBuf),
    /// Standard output, a pipe, a device: lines have no place there.
    Stream(Destination),
}

impl ObservationLog {
    /// Sees that lines can be added; adds nothing yet.
    pub fn open(path: &Path, files: &TemporaryFiles) -> anyhow::Result<Self> {
        if is_standard(path) {
            return Ok(ObservationLog::Stream(Destination::standard()));
        }
        let place = DestinationPath::of(path).with_message(|| unwritable(path))?;
        let DestinationPath::File(place, before) = place else {
            return Ok(ObservationLog::Stream(Destination::to(Some(path), files)?));
        };
        let possible = match before {
            Some(_) => OutputFile::may_be_written(&place),
            None => OutputFile::open(&place, Readers::ByUmask, files).map(drop),
        };
        possible.with_message(|| unwritable(path))?;
        Ok(ObservationLog::File(path.to_owned(), place))
    }

    /// Adds lines, and returns their places. A last line that was cut gets its end first.
    pub fn append(self, lines: &[String]) -> anyhow::Result<Vec<LinePlace>> {
        match self {
            ObservationLog::File(named, place) => {
                let added = add(&place, lines).with_message(|| unwritable(&named))?;
                Ok(standing(&named, &added, lines))
            }
            ObservationLog::Stream(mut stream) => {
                stream.write_all(lines.concat().as_bytes())?;
                stream.finish()?;
                Ok(Vec::new())
            }
        }
    }
}

/// Adds lines to a file. Returns the content before them.
fn add(path: &Path, lines: &[String]) -> io::Result<Vec<u8>> {
    let mut before = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read?,
    };
    let mut text = String::new();
    if before.last().is_some_and(|it| *it != b'\n') {
        before.push(b'\n');
        text.push('\n');
    }
    text += &lines.concat();
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    sync_directory(parent(path))?;
    Ok(before)
}

fn standing(path: &Path, before: &[u8], lines: &[String]) -> Vec<LinePlace> {
    let first = before.split(|it| *it == b'\n').count() as u64;
    let mut offset = before.len() as u64;
    let standing = |(line, text): (u64, &String)| {
        let standing = LinePlace {
            file: path.display().to_string(),
            line,
            offset,
        };
        offset += text.len() as u64;
        standing
    };
    (first..).zip(lines).map(standing).collect()
}

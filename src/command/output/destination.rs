//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use credtrail::report::text::Palette;
use tempfile::NamedTempFile;

use crate::command::args::{Colour, Output};

/// A report on its way out.
pub enum Destination {
    /// To standard output.
    Standard(BufWriter<Stdout>),
    /// To a file beside the one it will be.
    File {
        /// What is written so far.
        temporary: BufWriter<NamedTempFile>,
        /// What it will be called.
        path: PathBuf,
    },
}

impl Destination {
    /// Begins a report.
    pub fn to(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Destination::Standard(BufWriter::new(io::stdout())));
        };
        let directory = path
            .parent()
            .filter(|it| !it.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let temporary = NamedTempFile::new_in(directory)
            .with_context(|| format!("cannot write to {}", directory.display()))?;
        Ok(Destination::File {
            temporary: BufWriter::new(temporary),
            path: path.to_owned(),
        })
    }

    /// Ends it.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Destination::Standard(mut standard) => Ok(standard.flush()?),
            Destination::File { temporary, path } => {
                let temporary = temporary
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                readable(&temporary)?;
                temporary
                    .persist(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                Ok(())
            }
        }
    }
}

/// Temporary files are for their owner alone; a report is as readable as any file.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Destination::Standard(standard) => standard.write(bytes),
            Destination::File { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Destination::Standard(standard) => standard.flush(),
            Destination::File { temporary, .. } => temporary.flush(),
        }
    }
}

/// Colours where they are wanted (<https://no-color.org>).
pub fn palette(output: &Output) -> Palette {
    let wanted = match output.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            let asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
            output.output.is_none() && io::stdout().is_terminal() && !asked_not_to
        }
    };
    if wanted {
        Palette::Colours
    } else {
        Palette::Plain
    }
}

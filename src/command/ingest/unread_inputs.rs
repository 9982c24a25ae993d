//! Inputs that cannot be read. The others are read all the same, and the command fails in the end, with all of them named.

use anyhow::bail;
use credtrail::fetch::bucket;
use credtrail::ingest::input::Error;
use indicatif::ProgressBar;

use crate::command::output::notice::notify_user;

/// Names that are told in the end; each was told when it was met.
const TOLD: usize = 20;

/// The inputs that could not be read.
#[derive(Default)]
pub struct UnreadInputs {
    names: Vec<String>,
    more: u64,
}

impl UnreadInputs {
    /// Says that an input cannot be read, and why.
    ///
    /// # Errors
    /// The error itself, where the next input would do no better: one of the database, or of the connection to a bucket.
    pub fn add(&mut self, error: Error, bar: &ProgressBar) -> anyhow::Result<()> {
        let Error::Unreadable { path, source } = &error else {
            return Err(error.into());
        };
        let inner = source.get_ref();
        if inner.is_some_and(|it| it.is::<bucket::Error>()) {
            return Err(error.into());
        }
        let name = path.display().to_string();
        let error = anyhow::Error::from(error);
        bar.suspend(|| notify_user(format_args!("credtrail: {}", crate::one_line(&error))));
        match self.names.len() {
            TOLD => self.more += 1,
            _ => self.names.push(name),
        }
        Ok(())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Fails where there is one.
    pub fn finish(self) -> anyhow::Result<()> {
        let number = self.names.len() as u64 + self.more;
        let more = match self.more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = self.names.join(", ");
        match number {
            0 => Ok(()),
            1 => bail!("could not read {names}; everything else was read"),
            _ => bail!("could not read {number} inputs: {names}{more}; everything else was read"),
        }
    }
}

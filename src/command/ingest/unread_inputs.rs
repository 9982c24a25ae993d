//! Inputs that cannot be read. The others are read all the same, and the command fails in the end, with all of them named. The database
//! remembers them: a record that is missing may be in them.

use std::path::{Path, PathBuf};

use anyhow::bail;
use credtrail::fetch::is_of_bucket;
use credtrail::ingest::input::Error;
use credtrail::report::text::escape::Safe;
use credtrail::store::Store;
use credtrail::store::bucket_object::is_url;
use credtrail::store::rows::unread::InputPath;

use super::Bar;

use crate::command::args;
use crate::command::output::notice::{notify, notify_error, warn};
use credtrail::message;
use credtrail::model::finding::message::Message;

/// The largest number of names in the closing message. Each input was named when reading it failed.
const TOLD: usize = 20;

/// The inputs that could not be read.
#[derive(Default)]
pub struct UnreadInputs {
    /// Inputs that the user dismissed by `--dismiss`: they hold no log entries.
    dismissed: Vec<InputPath>,
    names: Vec<String>,
    more: u64,
}

/// Where an input lies.
pub fn place(path: &Path) -> InputPath {
    if is_url(path) {
        InputPath::of_object(path)
    } else {
        InputPath::of_file(path)
    }
}

impl UnreadInputs {
    /// Returns an empty list. Inputs at the dismissed paths will not count, and the database forgets that earlier runs could not read them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn but_for(dismissed: &[PathBuf], store: &mut Store) -> anyhow::Result<Self> {
        let dismissed: Vec<_> = dismissed.iter().map(|it| place(it)).collect();
        for path in &dismissed {
            store.dismiss(path)?;
        }
        Ok(UnreadInputs {
            dismissed,
            ..UnreadInputs::default()
        })
    }

    /// Says that an input cannot be read, and why.
    ///
    /// # Errors
    /// The error itself, where the next input would do no better: one of the database, or of the connection to a bucket.
    pub fn add(&mut self, error: Error, bar: &Bar<'_>, store: &mut Store) -> anyhow::Result<()> {
        let Error::Unreadable { path, source } = &error else {
            return Err(error.into());
        };
        if is_of_bucket(source) {
            return Err(error.into());
        }
        let (path, name, reason) = (place(path), path.display().to_string(), source.to_string());
        let error = anyhow::Error::from(error);
        bar.bar.suspend(|| notify_error(&error, bar.locale));
        if self.pass_over_dismissed(&path, store)? {
            return Ok(());
        }
        store.record_unread(&path, &reason)?;
        match self.names.len() {
            TOLD => self.more += 1,
            _ => self.names.push(name),
        }
        Ok(())
    }

    /// Reports that an input of this form is not read, though it is a log or may hold logs. The command does not fail for it: the report
    /// names it, and ends with 3.
    ///
    /// # Errors
    /// Those of the database.
    pub fn leave(
        &self,
        input: &Path,
        form: &str,
        (bar, verbosity): (&Bar<'_>, args::Verbosity),
        store: &mut Store,
    ) -> anyhow::Result<()> {
        let path = place(input);
        let name = Safe(&input.display().to_string()).to_string();
        if self.pass_over_dismissed(&path, store)? {
            if !verbosity.quiet {
                let form = bar.locale.reason(form).into_owned();
                let over = message!(
                    "notice-dismissed",
                    "{name}: {form}; dismissed, passed over",
                    name,
                    form
                );
                bar.bar.suspend(|| notify(&over, bar.locale));
            }
            return Ok(());
        }
        store.record_unread(&path, &format!("{form}; {THEN_DISMISS}"))?;
        let form = bar.locale.reason(form).into_owned();
        let unread = message!(
            "notice-not-read",
            "{name} is not read: {form}; then read what was in it, and dismiss this file; until then a missing record is a gap and no break, and scan and replay end with 3 where they would end with 0; `ingest --dismiss PATH` says that it holds no log entries, or none that were not read",
            name,
            form
        );
        bar.bar.suspend(|| warn(&unread, bar.locale));
        Ok(())
    }

    /// Returns whether an input was dismissed, now or earlier; the database forgets that it is not read.
    fn pass_over_dismissed(&self, path: &InputPath, store: &mut Store) -> anyhow::Result<bool> {
        if self.dismissed.iter().any(|it| path.is_in(it)) {
            store.dismiss(path)?;
            return Ok(true);
        }
        let is_dismissed = store.is_dismissed(path)?;
        if is_dismissed {
            store.forget_unread(path)?;
        }
        Ok(is_dismissed)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Fails where there is one.
    pub fn finish(self) -> anyhow::Result<()> {
        let number = self.names.len() as u64 + self.more;
        let more = match self.more {
            0 => Message::default(),
            more => message!("error-unread-more", " and {more} more", more),
        };
        let names = self.names.join(", ");
        let what_now = message!(
            "error-unread-what-now",
            "until that is read, a missing record is a gap and no break; --dismiss PATH says that it holds no log entries"
        );
        match number {
            0 => Ok(()),
            1 => bail!(message!(
                "error-unread-one",
                "could not read {names}; everything else was read; {what_now}",
                names;
                what_now
            )),
            _ => bail!(message!(
                "error-unread-several",
                "could not read {number} inputs: {names}{more}; everything else was read; {what_now}",
                number, names;
                more, what_now
            )),
        }
    }
}

/// What to do with an input of a form that is not read, once its content was read in another form.
const THEN_DISMISS: &str = "then read what was in it, and dismiss this file";

//! What a scan writes: its report, and beside a report in another form the JSON report that is signed.

use std::io::{self, Write};

use credtrail::attestation::sha256::Sha256;
use credtrail::history::findings::{Findings, Resolved};
use credtrail::receipts::use_receipts::Cited;
use credtrail::report::text::Detail;
use credtrail::report::{Form, ReportContext, json};
use credtrail::scan::{Judged, Selection};
use sha2::Digest as _;

use super::signing::Signing;
use crate::command::output::destination::Destination;

/// The reports of a scan.
pub struct Outputs<'l> {
    report: Output<'l>,
    signed: Option<Output<'l>>,
}

/// A report on its way out.
struct Output<'l> {
    form: Box<dyn Form + 'l>,
    out: Hashed,
}

/// A destination whose bytes are hashed where they are signed.
struct Hashed {
    out: Destination,
    hash: Option<sha2::Sha256>,
}

impl<'l> Outputs<'l> {
    /// Returns the reports, without lineages. What is signed is what the same command writes with `--format json`, byte for byte.
    pub fn of(
        form: Box<dyn Form + 'l>,
        destination: Destination,
        signing: Option<&mut Signing>,
        detail: Detail,
    ) -> Self {
        let is_signed = signing.is_some();
        let beside = signing.and_then(|it| it.report.take()).map(|out| Output {
            form: Box::new(json::Report::new(detail)),
            out: Hashed {
                out,
                hash: Some(sha2::Sha256::new()),
            },
        });
        let is_signed_itself = is_signed && beside.is_none();
        let out = Hashed {
            out: destination,
            hash: is_signed_itself.then(sha2::Sha256::new),
        };
        Outputs {
            report: Output { form, out },
            signed: beside,
        }
    }

    /// Returns which lineages are needed.
    pub fn wanted(&self) -> Selection {
        match &self.signed {
            Some(signed) => signed.form.wanted(),
            None => self.report.form.wanted(),
        }
    }

    /// Returns what the reports show of uses.
    pub fn cited(&self) -> Cited {
        let signed = self.signed.as_ref().map(|it| it.form.cited());
        self.report
            .form
            .cited()
            .max(signed.unwrap_or(Cited::Places))
    }

    /// Takes one lineage, and what earlier scans reported on it and left open.
    pub fn add(&mut self, judged: &Judged<'_>, before: Option<&Findings>) -> io::Result<()> {
        let outputs = [Some(&mut self.report), self.signed.as_mut()];
        let mut outputs = outputs.into_iter().flatten();
        outputs.try_for_each(|it| it.add(judged, before))
    }

    /// Takes findings of earlier scans that are not found any more, on a subject of which no lineage was added.
    pub fn resolve(&mut self, resolved: Resolved<'_>) -> io::Result<()> {
        let outputs = [Some(&mut self.report), self.signed.as_mut()];
        let mut outputs = outputs.into_iter().flatten();
        outputs.try_for_each(|it| it.form.resolve(resolved, &mut it.out))
    }

    /// Writes the rest. Returns the hash of the report that is signed.
    pub fn end(self, context: &ReportContext) -> anyhow::Result<Option<Sha256>> {
        let signed = self.signed.map(|it| it.end(context)).transpose()?;
        let destination = self.report.end(context)?;
        Ok(signed.flatten().or(destination))
    }
}

impl Output<'_> {
    fn add(&mut self, judged: &Judged<'_>, before: Option<&Findings>) -> io::Result<()> {
        match before {
            Some(before) => self.form.add_again(judged, before, &mut self.out),
            None => self.form.add(judged, &mut self.out),
        }
    }

    fn end(mut self, context: &ReportContext) -> anyhow::Result<Option<Sha256>> {
        self.form.end(context, &mut self.out)?;
        self.out.out.finish()?;
        Ok(self.out.hash.map(|it| Sha256(it.finalize().into())))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        if let Some(hash) = &mut self.hash {
            hash.update(bytes.get(..written).unwrap_or(bytes));
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

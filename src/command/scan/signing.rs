//! The signature of a scan: a statement on its report, which names the signed report before.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use credtrail::attestation::evidence_list::EvidenceList;
use credtrail::attestation::sha256::Sha256;
use credtrail::attestation::statement::{
    self, Digest, RecordedScan, Scan, Statement, Subject, Tool, Verdicts, Window,
};
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::history::recorded::{ChainHead, Counts, ScanInputs};
use credtrail::store::Store;
use credtrail::store::rows::signed_reports::{LastSigned, Recorded};

use crate::command::args;
use crate::command::args::Format;
use crate::command::failure::WithMessage;
use crate::command::ingest::db;
use crate::command::keys::signer::Signer;
use crate::command::output::destination::{Destination, is_standard};
use credtrail::message;

/// The number of times that a report is signed anew, because other scans signed theirs meanwhile.
const TRIES: usize = 5;

/// How long a report that is signed waits for other writers of the database.
const PATIENCE: Duration = Duration::from_secs(60);

/// The name of a report that goes to standard output.
const UNNAMED: &str = "report.json";

/// How a report is signed.
pub struct Signing {
    signer: Signer,
    database: PathBuf,
    /// The name of the report that is signed.
    name: String,
    /// Where it is written, beside a report in another form.
    pub report: Option<Destination>,
    signature: Destination,
}

impl Signing {
    /// Sees that the key and the files can be used, before anything is read.
    pub async fn of(
        arguments: &args::Scan,
        files: &TemporaryFiles,
    ) -> anyhow::Result<Option<Self>> {
        let asked = &arguments.signature;
        let (Some(key), Some(signature)) = (&asked.sign, &asked.signature) else {
            return Ok(None);
        };
        let report = signed_report(arguments)?;
        let output = arguments.output.output.as_deref();
        refuse_one_for_two([output.or(Some(Path::new("-"))), Some(signature), report])?;
        let name = report.or(output).and_then(Path::file_name);
        let name = name.map(|it| it.to_string_lossy().into_owned());
        let token_file = arguments.origin.access_token_file.as_deref();
        Ok(Some(Signing {
            name: name.filter(|it| it != "-").unwrap_or(UNNAMED.to_owned()),
            report: report
                .map(|it| Destination::to(Some(it), files))
                .transpose()?,
            signature: Destination::to(Some(signature), files)?,
            signer: Signer::of(key, asked.kms_endpoint.as_ref(), token_file).await?,
            database: arguments.database.db.clone(),
        }))
    }

    /// Signs the statement on a report that was written, and writes it.
    pub async fn publish(
        self,
        report: Sha256,
        recorded: (ChainHead, (ScanInputs, Counts)),
    ) -> anyhow::Result<()> {
        let (head, (inputs, counts)) = recorded;
        let store = Store::append(&self.database, PATIENCE).await;
        let mut store = store.with_message(|| db(&self.database))?;
        let mut signature = Some(self.signature);
        for _ in 0..TRIES {
            let last = store.last_signed()?;
            let digest = Digest { sha256: report };
            let name = self.name.clone();
            let scan = scan(head, &inputs, counts, last, &mut store)?;
            let payload = Statement::of(Subject { name, digest }, scan).to_bytes();
            let envelope = self
                .signer
                .envelope(statement::PAYLOAD_TYPE, payload)
                .await?;
            let bytes = envelope.to_bytes();
            let previous = last.map(|it| it.report);
            let publish = || write(signature.take(), &bytes);
            match store.record_signed(head.scan, previous, Sha256::of(&bytes), publish)? {
                Recorded::Yes => return Ok(store.close().await?),
                Recorded::Overtaken => {}
            }
        }
        bail!(message!(
            "error-sign-overtaken",
            "other scans of this database signed their reports again and again meanwhile"
        ))
    }
}

/// Returns where the JSON report is written, where the report has another form.
fn signed_report(arguments: &args::Scan) -> anyhow::Result<Option<&Path>> {
    let report = arguments.signature.signed_report.as_deref();
    match (arguments.output.format, report) {
        (Format::Json, None) => Ok(None),
        (Format::Json, Some(_)) => {
            bail!(message!(
                "error-sign-twice",
                "the report is JSON and is signed itself: leave --signed-report out"
            ))
        }
        (_, Some(_)) => Ok(report),
        (_, None) => bail!(message!(
            "error-sign-form",
            "the signature is over the JSON report: say with --signed-report where to write it, or --format json"
        )),
    }
}

/// Two outputs into one file would leave one of them.
fn refuse_one_for_two<const N: usize>(outputs: [Option<&Path>; N]) -> anyhow::Result<()> {
    let outputs: Vec<&Path> = outputs.into_iter().flatten().collect();
    for (position, one) in outputs.iter().enumerate() {
        if outputs.iter().skip(position + 1).any(|it| it == one) {
            let which = match is_standard(one) {
                true => message!("error-sign-standard", "standard output"),
                false => one.display().to_string().into(),
            };
            bail!(message!(
                "error-sign-one-file",
                "report and signature both go to {which}; name another file with --output or --signature";
                which
            ));
        }
    }
    Ok(())
}

fn scan(
    head: ChainHead,
    inputs: &ScanInputs,
    counts: Counts,
    last: Option<LastSigned>,
    store: &mut Store,
) -> anyhow::Result<Scan> {
    let mut evidence = EvidenceList::default();
    let after = last.map(|it| it.position).unwrap_or_default();
    store.each_file_between(after, inputs.position, &mut |file| evidence.add(file))?;
    Ok(Scan {
        tool: Tool {
            name: "credtrail".to_owned(),
            version: inputs.tool.clone(),
        },
        scan: RecordedScan {
            number: head.scan.0,
            sha256: Sha256(head.hash.0),
        },
        began: inputs.began,
        window: Window {
            from: inputs.window.from,
            to: inputs.window.to,
        },
        policy: Digest {
            sha256: Sha256(inputs.policy),
        },
        verdicts: Verdicts {
            complete: counts.complete,
            unproven: counts.unproven,
            broken: counts.broken,
        },
        evidence: evidence.end(),
        previous: last.map(|it| it.report),
    })
}

fn write(signature: Option<Destination>, bytes: &[u8]) -> anyhow::Result<()> {
    let mut signature = signature
        .with_message(|| message!("error-sign-written", "the signature was written already"))?;
    signature.write_all(bytes)?;
    signature.finish()
}

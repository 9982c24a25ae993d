//! The chain of signed reports: each names the one before, by the SHA-256 of its envelope.

use thiserror::Error;

use super::envelope::{Envelope, Unproven};
use super::public_key::{KeyId, PublicKey};
use super::sha256::Sha256;
use super::statement::{PAYLOAD_TYPE, Previous, Statement};

/// Signed reports, taken one by one in their order.
#[derive(Debug)]
pub struct Chain<'k> {
    trusted: &'k [PublicKey],
    /// The last one that was taken.
    last: Option<Previous>,
}

/// A signed report with a valid signature, which names the report before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The signed statement.
    pub statement: Statement,
    /// The key that signed.
    pub key: KeyId,
}

/// Why a signed report is not the next one of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Break {
    /// The envelope proves nothing.
    #[error(transparent)]
    Unproven(#[from] Unproven),
    /// The statement is not about a report.
    #[error("it is signed, but as something else than a report of credtrail")]
    OtherStatement,
    /// The report names another predecessor than the report before it.
    #[error("it follows on {}, and not on the signed report of scan {} before it", before(.named.as_ref()), .met.scan)]
    Unlinked {
        /// The predecessor that the report names.
        named: Option<Previous>,
        /// The report before it in the chain.
        met: Previous,
    },
}

fn before(previous: Option<&Previous>) -> String {
    match previous {
        Some(Previous { scan, sha256 }) => {
            format!("the signed report of scan {scan} with the SHA-256 {sha256}")
        }
        None => "none".to_owned(),
    }
}

impl<'k> Chain<'k> {
    /// Returns an empty chain; any signed report may be its first.
    pub fn new(trusted: &'k [PublicKey]) -> Self {
        Chain {
            trusted,
            last: None,
        }
    }

    /// Takes the next signed report.
    ///
    /// # Errors
    /// [`Break`]; then the chain is as it was.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Link, Break> {
        let envelope = Envelope::read(bytes)?;
        envelope.verify(PAYLOAD_TYPE, self.trusted)?;
        let statement = Statement::read(&envelope.payload).ok_or(Break::OtherStatement)?;
        let named = statement.scan().previous;
        match self.last {
            Some(met) if named != Some(met) => return Err(Break::Unlinked { named, met }),
            _ => {}
        }
        self.last = Some(Previous {
            scan: statement.scan().scan.number,
            sha256: Sha256::of(bytes),
        });
        let key = envelope.key;
        Ok(Link { statement, key })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::attestation::private_key::PrivateKey;
    use crate::attestation::statement::{
        Digest, Evidence, RecordedScan, Scan, Subject, Tool, Verdicts, Window,
    };

    /// RFC 8410 section 10.3.
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    fn statement(number: i64, previous: Option<Previous>) -> Statement {
        let sha256 = Sha256::of(&number.to_be_bytes());
        let digest = Digest { sha256 };
        let name = "report.json".to_owned();
        let predicate = Scan {
            tool: Tool {
                name: "credtrail".to_owned(),
                version: "0.1.0".to_owned(),
            },
            scan: RecordedScan { number, sha256 },
            began: Timestamp::UNIX_EPOCH,
            window: Window {
                from: None,
                to: None,
            },
            policy: digest,
            verdicts: Verdicts {
                complete: 1,
                unproven: 0,
                broken: 0,
            },
            evidence: Evidence::default(),
            previous,
        };
        Statement::of(Subject { name, digest }, predicate)
    }

    fn sealed(payload: Vec<u8>, key: &PrivateKey) -> Vec<u8> {
        let message = Envelope::signed_bytes(PAYLOAD_TYPE, &payload);
        Envelope {
            payload_type: PAYLOAD_TYPE.to_owned(),
            payload,
            key: key.public().id(),
            signature: key.sign(&message).unwrap(),
        }
        .to_bytes()
    }

    /// Signed reports of so many scans, in their order.
    fn reports(scans: i64, key: &PrivateKey) -> Vec<Vec<u8>> {
        let mut reports: Vec<Vec<u8>> = Vec::new();
        for scan in 1..=scans {
            let previous = reports.last().map(|it| Previous {
                scan: scan - 1,
                sha256: Sha256::of(it),
            });
            reports.push(sealed(statement(scan, previous).to_bytes(), key));
        }
        reports
    }

    /// The position of the first report that breaks the chain.
    fn first_break(reports: &[&Vec<u8>], key: &PrivateKey) -> Option<usize> {
        let trusted = [key.public().clone()];
        let mut chain = Chain::new(&trusted);
        reports.iter().position(|it| chain.take(it).is_err())
    }

    proptest! {
        #[test]
        fn only_successive_reports_make_a_chain(
            order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
            length in 1..6_usize,
        ) {
            let key = PrivateKey::from_pem(KEY).unwrap();
            let reports = reports(6, &key);
            let taken: Vec<_> = order.iter().take(length).map(|it| &reports[*it]).collect();
            let expected = order.windows(2).take(length - 1).position(|it| it[1] != it[0] + 1);
            prop_assert_eq!(first_break(&taken, &key), expected.map(|it| it + 1));
        }
    }

    #[test]
    fn the_message_on_a_break_names_both_reports() {
        let key = PrivateKey::from_pem(KEY).unwrap();
        let (reports, trusted) = (reports(3, &key), [key.public().clone()]);
        let mut chain = Chain::new(&trusted);
        chain.take(&reports[0]).unwrap();
        let message = chain.take(&reports[2]).unwrap_err().to_string();
        assert!(
            message.starts_with("it follows on the signed report of scan 2 with"),
            "{message}"
        );
        assert!(message.ends_with("and not on the signed report of scan 1 before it"));
        assert_eq!(
            chain
                .take(&reports[1])
                .unwrap()
                .statement
                .scan()
                .scan
                .number,
            2
        );
    }

    #[test]
    fn a_statement_on_something_else_is_no_report() {
        let key = PrivateKey::from_pem(KEY).unwrap();
        let other = String::from_utf8(statement(1, None).to_bytes()).unwrap();
        let other = other.replace(
            "urn:credtrail:scan-report:v1",
            "https://slsa.dev/provenance/v1",
        );
        let trusted = [key.public().clone()];
        let taken = Chain::new(&trusted).take(&sealed(other.into_bytes(), &key));
        assert_eq!(taken, Err(Break::OtherStatement));
    }
}

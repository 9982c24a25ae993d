//! The status of certificates: revocations, invalid signatures, and the certificates of authorities.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::evidence::issuer::Authority;
use crate::model::entry::Validity;
use crate::model::identifier::Fingerprint;
use crate::model::receipt::Receipt;
use crate::model::time::UnixNanos;
use crate::store::questions::fingerprint::fingerprint;
use crate::store::questions::first_valid::FirstValid;
use crate::store::questions::receipt::receipt;
use crate::store::questions::revocations::Revocation;
use crate::store::{Error, Store};

/// Revocations, invalid signatures and authorities of certificates. A database holds few of them, so that all are in memory.
#[derive(Debug, Default)]
pub struct CertificateStatus {
    /// Revocations of certificates, in order of time.
    pub revoked: BTreeMap<Fingerprint, Vec<Revocation>>,
    /// Certificates that the known keys of their issuer did not sign.
    pub invalid_signatures: BTreeMap<Fingerprint, InvalidSignature>,
    /// Certificates whose issuer cannot be determined among too many keys, with the name of the issuer.
    pub undecided: BTreeMap<Fingerprint, String>,
    /// Certificates of authorities, by the name under which certificates refer to whoever issued them.
    authorities: BTreeMap<String, Vec<AuthorityCertificate>>,
    /// Where in `authorities` each certificate is.
    places: BTreeMap<Fingerprint, Vec<(String, usize)>>,
    /// The pools of the authorities below each name, found when they are first asked for.
    below: OnceLock<BTreeMap<String, BTreeSet<String>>>,
    /// What the certificates of each name have together, found when it is first asked for.
    summaries: OnceLock<BTreeMap<String, Summary>>,
}

/// What the certificates of one authority have together.
#[derive(Debug)]
struct Summary {
    /// Which of the certificates is the first that is valid.
    valid: FirstValid,
    /// The pools of all certificates.
    pools: BTreeSet<String>,
}

impl Summary {
    fn of(known: &[AuthorityCertificate]) -> Self {
        Summary {
            valid: FirstValid::of(known.iter().map(|it| it.validity)),
            pools: known.iter().flat_map(|it| &it.pools).cloned().collect(),
        }
    }
}

/// The certificate of an authority, one step on the path from a certificate to its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityCertificate {
    /// The fingerprint of the authority's certificate.
    pub certificate: Fingerprint,
    /// The name of the issuer; the authority's own name for a root.
    pub issuer: String,
    /// The distinguished name of the authority, for display.
    pub subject: String,
    /// The validity of the authority's certificate.
    pub validity: Validity,
    /// The CA pools for which the authority issues.
    pub pools: BTreeSet<String>,
    /// The receipt of the authority's certificate.
    pub receipt: Receipt,
}

/// Steps of an issuer path at most.
const LONGEST_PATH: usize = 8;

impl CertificateStatus {
    /// Adds the certificate of an authority, unless it is known.
    pub fn show(&mut self, authority: &Authority, receipt: &Receipt) {
        let name = authority.id().to_string();
        let certificate = authority.certificate.certificate;
        let places = self.places.get(&certificate).into_iter().flatten();
        if { places }.any(|(known, _)| *known == name) {
            return;
        }
        self.add(
            name,
            AuthorityCertificate {
                certificate,
                issuer: authority.issuer.id().to_string(),
                subject: authority.subject.clone(),
                validity: authority.validity,
                pools: BTreeSet::new(),
                receipt: receipt.clone(),
            },
        );
    }

    fn add(&mut self, name: String, authority: AuthorityCertificate) {
        let of_name = self.authorities.entry(name.clone()).or_default();
        let places = self.places.entry(authority.certificate).or_default();
        places.push((name, of_name.len()));
        of_name.push(authority);
        self.below.take();
        self.summaries.take();
    }

    fn summary(&self, name: &str) -> Option<&Summary> {
        let summary = |(name, known): (&String, &Vec<_>)| (name.clone(), Summary::of(known));
        let all = || self.authorities.iter().map(summary).collect();
        self.summaries.get_or_init(all).get(name)
    }

    /// The pools for which the authority of this name issues.
    pub fn pools_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let summary = self.summary(name).into_iter();
        summary.flat_map(|it| &it.pools).map(String::as_str)
    }

    /// The pools for which the authority in a certificate issues, or one below it.
    pub fn pools_below(&self, certificate: Fingerprint) -> BTreeSet<&str> {
        let below = self.below.get_or_init(|| self.pools_by_name());
        let mut pools = BTreeSet::new();
        for (name, position) in self.places.get(&certificate).into_iter().flatten() {
            let known = self.authorities.get(name).and_then(|it| it.get(*position));
            let own = known.into_iter().flat_map(|it| &it.pools);
            let all = own.chain(below.get(name).into_iter().flatten());
            pools.extend(all.map(String::as_str));
        }
        pools
    }

    /// The pools of the authorities below each name, each name looked at once.
    fn pools_by_name(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut issued: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut pools: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, known) in &self.authorities {
            for it in known {
                issued.entry(&it.issuer).or_default().insert(name);
                let of_issuer = pools.entry(&it.issuer).or_default();
                of_issuer.extend(it.pools.iter().map(String::as_str));
            }
        }
        let below = |name: &String| {
            let names = names_below(name, &issued);
            let pools = names.iter().filter_map(|it| pools.get(it)).flatten();
            let pools: BTreeSet<String> = pools.map(|it| (*it).to_owned()).collect();
            (!pools.is_empty()).then(|| (name.clone(), pools))
        };
        self.authorities.keys().filter_map(below).collect()
    }

    /// The authorities above a certificate that names this issuer, the nearest first, as far as they are known. Of several certificates
    /// of one authority the one that was good at this moment counts, else the first.
    pub fn issuer_path(&self, issuer: &str, at: Option<Timestamp>) -> Vec<&AuthorityCertificate> {
        let mut path: Vec<&AuthorityCertificate> = Vec::new();
        let mut next = issuer;
        while let Some(known) = self.authorities.get(next) {
            let valid = self.summary(next).map(|it| &it.valid);
            let good = valid.zip(at).and_then(|(valid, at)| valid.at(at));
            let Some(step) = known.get(good.unwrap_or_default()) else {
                break;
            };
            if path.len() >= LONGEST_PATH
                || path.iter().any(|it| it.certificate == step.certificate)
            {
                break;
            }
            path.push(step);
            next = &step.issuer;
        }
        path
    }
}

/// A name and those below it that issue to authorities on a path of [`LONGEST_PATH`], given to whom each name issued.
fn names_below<'n>(
    name: &'n str,
    issued: &BTreeMap<&'n str, BTreeSet<&'n str>>,
) -> BTreeSet<&'n str> {
    let mut names = BTreeSet::from([name]);
    let mut next = vec![name];
    for _ in 2..LONGEST_PATH {
        let below = next.iter().filter_map(|it| issued.get(it)).flatten();
        let below: Vec<&str> = below.copied().collect();
        next = below.into_iter().filter(|it| names.insert(it)).collect();
    }
    names
}

/// That a signature is not the issuer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSignature {
    /// The issuer, by its key identifier or the hash of its key.
    pub authority: String,
    /// The receipts of the issuer's keys.
    pub receipts: BTreeSet<Receipt>,
}

impl Store {
    /// Revocations, invalid signatures and certificates of authorities.
    pub async fn certificate_status(&mut self) -> Result<CertificateStatus, Error> {
        let mut status = CertificateStatus {
            revoked: self.revoked().await?,
            invalid_signatures: self.invalid_signatures().await?,
            undecided: self.undecided().await?,
            ..CertificateStatus::default()
        };
        for (name, known) in self.authorities().await? {
            known
                .into_iter()
                .for_each(|it| status.add(name.clone(), it));
        }
        Ok(status)
    }

    async fn authorities(&mut self) -> Result<BTreeMap<String, Vec<AuthorityCertificate>>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/authority_certificates.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let mut authorities: BTreeMap<String, Vec<AuthorityCertificate>> = BTreeMap::new();
        for row in rows {
            let certificate = fingerprint(row.try_get("certificate")?)?;
            let pool = Some(row.try_get::<String, _>("pool")?).filter(|it| !it.is_empty());
            let of_name = authorities.entry(row.try_get("name")?).or_default();
            // the rows of one certificate come one after the other
            match of_name
                .last_mut()
                .filter(|it| it.certificate == certificate)
            {
                Some(known) => known.pools.extend(pool),
                None => of_name.push(AuthorityCertificate {
                    certificate,
                    issuer: row.try_get("issuer")?,
                    subject: row.try_get("subject")?,
                    validity: Validity {
                        from: row
                            .try_get::<Option<UnixNanos>, _>("valid_from")?
                            .map(UnixNanos::timestamp),
                        to: row
                            .try_get::<Option<UnixNanos>, _>("valid_to")?
                            .map(UnixNanos::timestamp),
                    },
                    pools: pool.into_iter().collect(),
                    receipt: receipt(&row)?,
                }),
            }
        }
        Ok(authorities)
    }

    async fn undecided(&mut self) -> Result<BTreeMap<Fingerprint, String>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/undecided.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let undecided = |row: &SqliteRow| {
            let certificate = fingerprint(row.try_get("value")?)?;
            Ok((certificate, row.try_get("authority")?))
        };
        rows.iter().map(undecided).collect()
    }

    async fn invalid_signatures(
        &mut self,
    ) -> Result<BTreeMap<Fingerprint, InvalidSignature>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/invalid_signatures.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let mut invalid_signatures: BTreeMap<Fingerprint, InvalidSignature> = BTreeMap::new();
        for row in rows {
            let authority = row.try_get("authority")?;
            let invalid_signature = invalid_signatures
                .entry(fingerprint(row.try_get("value")?)?)
                .or_insert_with(|| InvalidSignature {
                    authority,
                    receipts: BTreeSet::new(),
                });
            invalid_signature.receipts.insert(receipt(&row)?);
        }
        Ok(invalid_signatures)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn authority(number: u8, issuer: u8) -> AuthorityCertificate {
        AuthorityCertificate {
            certificate: Fingerprint([number; 32]),
            issuer: issuer.to_string(),
            subject: String::new(),
            validity: Validity::default(),
            pools: BTreeSet::from([format!("pool {number}")]),
            receipt: Receipt {
                place: crate::model::receipt::Place {
                    file: String::new(),
                    line: 1,
                },
                bytes: None,
                insert_id: None,
                sha256: None,
            },
        }
    }

    /// The pools on all paths down from a certificate, one step after the other.
    fn walked(status: &CertificateStatus, certificate: Fingerprint) -> BTreeSet<&str> {
        let all = || {
            let all = status.authorities.iter();
            all.flat_map(|(name, known)| known.iter().map(move |it| (name, it)))
        };
        let mut next: Vec<_> = all().filter(|it| it.1.certificate == certificate).collect();
        let mut pools = BTreeSet::new();
        for _ in 0..LONGEST_PATH {
            pools.extend(
                next.iter()
                    .flat_map(|it| it.1.pools.iter().map(String::as_str)),
            );
            let names: BTreeSet<&String> = next.iter().map(|it| it.0).collect();
            next = all().filter(|it| names.contains(&it.1.issuer)).collect();
        }
        pools
    }

    proptest! {
        #[test]
        fn pools_below_an_authority_are_those_on_all_paths_down(
            known in proptest::collection::vec((0..14u8, 0..12u8, 0..12u8), 0..30),
        ) {
            let mut status = CertificateStatus::default();
            for (number, name, issuer) in known {
                status.add(name.to_string(), authority(number, issuer));
            }
            for number in 0..14 {
                let certificate = Fingerprint([number; 32]);
                prop_assert_eq!(status.pools_below(certificate), walked(&status, certificate));
            }
        }
    }
}

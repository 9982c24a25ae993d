//! The status of certificates: revocations, invalid signatures, and the certificates of authorities.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::Row;

use crate::evidence::crl::Lasting;
use crate::evidence::issuer::Authority;
use crate::model::entry::Validity;
use crate::model::identifier::Fingerprint;
use crate::model::receipt::Receipt;
use crate::model::time::UnixNanos;
use crate::store::questions::receipt::receipt;
use crate::store::schema::codes::Code;
use crate::store::{Error, Store};

/// Revocations, invalid signatures and authorities of certificates. A database holds few of them, so that all are in memory.
#[derive(Debug, Default)]
pub struct CertificateStatus {
    /// Revocations of certificates, in order of time.
    pub revoked: BTreeMap<Fingerprint, Vec<Revocation>>,
    /// Certificates that the known keys of their issuer did not sign.
    pub invalid_signatures: BTreeMap<Fingerprint, InvalidSignature>,
    /// Certificates whose issuer has too many keys to try them all, by the name of the issuer: none of those that were tried made the signature.
    pub undecided: BTreeMap<Fingerprint, String>,
    /// Certificates of authorities, by the name under which certificates refer to whoever issued them.
    pub authorities: BTreeMap<String, Vec<AuthorityCertificate>>,
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
        let known = self
            .authorities
            .entry(authority.id().to_string())
            .or_default();
        let certificate = authority.certificate.certificate;
        if known.iter().all(|it| it.certificate != certificate) {
            known.push(AuthorityCertificate {
                certificate,
                issuer: authority.issuer.id().to_string(),
                subject: authority.subject.clone(),
                validity: authority.validity,
                pools: BTreeSet::new(),
                receipt: receipt.clone(),
            });
        }
    }

    /// The pools for which the authority in a certificate issues, or one below it.
    pub fn pools_below(&self, certificate: Fingerprint) -> BTreeSet<&str> {
        let all = || {
            let all = self.authorities.iter();
            all.flat_map(|(name, known)| known.iter().map(move |it| (name.as_str(), it)))
        };
        let mut below: BTreeMap<Fingerprint, &str> = BTreeMap::new();
        let own = all().filter(|(_, it)| it.certificate == certificate);
        let mut next: Vec<(&str, &AuthorityCertificate)> = own.collect();
        let mut pools = BTreeSet::new();
        for _ in 0..LONGEST_PATH {
            next.retain(|(name, it)| below.insert(it.certificate, name).is_none());
            pools.extend(
                next.iter()
                    .flat_map(|it| it.1.pools.iter().map(String::as_str)),
            );
            let names: BTreeSet<&str> = next.iter().map(|it| it.0).collect();
            next = all()
                .filter(|it| names.contains(it.1.issuer.as_str()))
                .collect();
        }
        pools
    }

    /// The authorities above a certificate that names this issuer, the nearest first, as far as they are known. Of several certificates
    /// of one authority the one that was good at this moment counts, else the first.
    pub fn issuer_path(&self, issuer: &str, at: Option<Timestamp>) -> Vec<&AuthorityCertificate> {
        let mut path: Vec<&AuthorityCertificate> = Vec::new();
        let mut next = issuer;
        while let Some(known) = self.authorities.get(next) {
            let good = known
                .iter()
                .find(|it| at.is_some_and(|at| it.validity.holds(at)));
            let Some(step) = good.or(known.first()) else {
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

/// That a certificate was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The time of the revocation.
    pub at: Timestamp,
    /// Whether the revocation can be taken back.
    pub lasting: Lasting,
    /// Whether CA Service or a revocation list tells.
    pub by: RevokedBy,
    /// The receipt of the revocation.
    pub receipt: Receipt,
}

/// The source of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokedBy {
    /// CA Service.
    CaService,
    /// A revocation list of its issuer.
    List,
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
        Ok(CertificateStatus {
            revoked: self.revoked().await?,
            invalid_signatures: self.invalid_signatures().await?,
            undecided: self.undecided().await?,
            authorities: self.authorities().await?,
        })
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

    async fn revoked(&mut self) -> Result<BTreeMap<Fingerprint, Vec<Revocation>>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/revoked.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let mut revoked: BTreeMap<Fingerprint, Vec<Revocation>> = BTreeMap::new();
        for row in rows {
            revoked
                .entry(fingerprint(row.try_get("value")?)?)
                .or_default()
                .push(Revocation {
                    at: UnixNanos::timestamp(row.try_get("at")?),
                    lasting: Lasting::of_code(row.try_get("lasting")?)?,
                    by: if row.try_get::<i64, _>("source")? == 1 {
                        RevokedBy::CaService
                    } else {
                        RevokedBy::List
                    },
                    receipt: receipt(&row)?,
                });
        }
        Ok(revoked)
    }

    async fn undecided(&mut self) -> Result<BTreeMap<Fingerprint, String>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/undecided.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let undecided = |row: &sqlx::sqlite::SqliteRow| {
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

fn fingerprint(value: &[u8]) -> Result<Fingerprint, Error> {
    let bytes = value.try_into();
    bytes
        .map(Fingerprint)
        .map_err(|_| Error::Damaged("a fingerprint of another length"))
}

//! Classifies credentials by the rows that name them, one range of row numbers at a time.

use foldhash::HashSet;
use rusqlite::Statement;

use crate::model::plain_chain::{PlainChain, Used};
use crate::model::row_id::IdentifierId;
use crate::store::Error;
use crate::store::rows::plain_chains::accumulator::ChainAccumulator;
use crate::store::rows::plain_chains::names::ChainNames;
use crate::store::rows::plain_chains::signed::SignedDigests;
use crate::store::rows::reader::Reader;
use crate::store::rows::selection::candidates::Keys;
use crate::store::schema::codes::event::{CERTIFIED, ISSUED, REQUESTED};
use crate::store::schema::codes::identifier;
use crate::store::values::from_integer;

/// The class of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all credentials are plain, and a box for each would cost more than the copy"
)]
pub enum ChainClass {
    /// The chain is plain; with the digest that was signed.
    Plain(PlainChain, IdentifierId),
    /// The chain is not plain, and is judged in full.
    Other,
}

/// Prepared queries that read all identifiers, one range of row numbers after the other, and what they gave for the range at hand.
pub struct ChainWalk<'o> {
    identifiers: Statement<'o>,
    credentials: Statement<'o>,
    certificates: Statement<'o>,
    digests: Statement<'o>,
    usage: Statement<'o>,
    signatures: Statement<'o>,
    exceptional: &'o HashSet<IdentifierId>,
    names: &'o ChainNames,
    issuing: String,
    chains: Vec<ChainAccumulator>,
    signed: SignedDigests,
}

/// The chain of a credential in a range of row numbers that begins with `from`. None outside of the range, for which no query asks.
fn at(
    chains: &mut [ChainAccumulator],
    number: IdentifierId,
    from: IdentifierId,
) -> Option<&mut ChainAccumulator> {
    chains.get_mut(number.distance_from(from)?)
}

impl ChainWalk<'_> {
    /// Shows the class of each credential with a row number in `from..to`, in order of the numbers. Credentials that no row names are left
    /// out.
    pub fn classify(
        &mut self,
        from: IdentifierId,
        to: IdentifierId,
        show: &mut dyn FnMut(IdentifierId, ChainClass),
    ) -> Result<(), Error> {
        self.chains.clear();
        let length = to.distance_from(from).unwrap_or_default();
        self.chains.resize(length, ChainAccumulator::default());
        self.take_kinds(from, to)?;
        self.take_credentials(from, to)?;
        self.take_certificates(from, to)?;
        self.take_usage(from, to)?;
        let digests = self.chains.iter().filter_map(|it| it.digest.only());
        self.signed.read(digests.collect(), &mut self.digests)?;
        for (number, chain) in (from.0..to.0).map(IdentifierId).zip(&self.chains) {
            if chain.kind == identifier::DIGEST || chain.kind == 0 {
                continue;
            }
            let known = chain.named || self.exceptional.contains(&number);
            if !known {
                continue;
            }
            show(number, self.class(number, chain));
        }
        Ok(())
    }

    fn take_kinds(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.identifiers.query([from, to])?;
        while let Some(row) = rows.next()? {
            if let Some(chain) = at(&mut self.chains, row.get(0)?, from) {
                chain.kind = row.get(1)?;
            }
        }
        Ok(())
    }

    fn take_credentials(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.credentials.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            let Some(chain) = at(&mut self.chains, number, from) else {
                continue;
            };
            chain.named = true;
            let event: i64 = row.get(1)?;
            chain.holder.agree(row.get(7)?);
            if event == REQUESTED {
                chain.ask(row.get(2)?);
                chain.requested.widen(row.get(5)?, row.get(6)?);
                chain.digest.agree(row.get(4)?);
            } else if ISSUED.contains(&event) {
                let cluster = row.get(8)?;
                chain.issuing.agree(Some(cluster));
                chain.cluster.agree(self.names.cluster(cluster));
                chain.method = event;
                chain.issued.add(row.get(2)?);
                chain.odd |= row
                    .get::<_, Option<IdentifierId>>(3)?
                    .is_some_and(|it| it != number);
                chain.digest.agree(row.get(4)?);
            } else {
                chain.odd = true;
            }
        }
        Ok(())
    }

    fn take_certificates(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.certificates.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            let Some(chain) = at(&mut self.chains, number, from) else {
                continue;
            };
            chain.named = true;
            let event: i64 = row.get(1)?;
            if event == CERTIFIED {
                chain.certified.add(row.get(2)?);
                chain.certifier.agree(row.get(8)?);
                chain.holder.agree(row.get(7)?);
                chain.own.widen(row.get(5)?, row.get(6)?);
                chain.digest.agree(row.get(4)?);
            } else {
                let named: Option<IdentifierId> = row.get(3)?;
                chain.odd |= !ISSUED.contains(&event) || named != Some(number);
            }
        }
        Ok(())
    }

    fn take_usage(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.usage.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            let Some(chain) = at(&mut self.chains, number, from) else {
                continue;
            };
            chain.named = true;
            let used = Used {
                count: from_integer(row.get(1)?),
                first: row.get(2)?,
                last: row.get(3)?,
                users: self.names.user(row.get(4)?),
            };
            chain.cluster.agree(self.names.cluster(row.get(5)?));
            chain.used = Some(chain.used.map_or(used, |known| known.and(used)));
        }
        Ok(())
    }

    fn class(&self, number: IdentifierId, chain: &ChainAccumulator) -> ChainClass {
        let Some(digest) = chain.digest.only() else {
            return ChainClass::Other;
        };
        let exceptional = self.exceptional.contains(&number) || self.exceptional.contains(&digest);
        if chain.odd || exceptional {
            return ChainClass::Other;
        }
        let signed = self.signed.get(digest);
        // Everything that names the digest must be of this credential.
        if signed.odd || signed.named.only() != Some(number) {
            return ChainClass::Other;
        }
        let plain = chain.plain_chain(&signed, self.names);
        plain.map_or(ChainClass::Other, |it| ChainClass::Plain(it, digest))
    }

    /// Shows the digests with row numbers in `from..to` that issuing keys signed, some of them more than once.
    pub fn signatures(
        &mut self,
        from: IdentifierId,
        to: IdentifierId,
        show: &mut dyn FnMut(IdentifierId),
    ) -> Result<(), Error> {
        let mut rows = self.signatures.query((from, to, &self.issuing))?;
        while let Some(row) = rows.next()? {
            show(row.get(0)?);
        }
        Ok(())
    }
}

impl Reader {
    /// Prepares to classify credentials. `exceptional` are identifiers of which more is known than entries have.
    pub fn chain_walk<'o>(
        &'o self,
        exceptional: &'o HashSet<IdentifierId>,
        names: &'o ChainNames,
        issuing: &Keys,
    ) -> Result<ChainWalk<'o>, Error> {
        let prepare = |sql| self.rows.prepare(sql);
        Ok(ChainWalk {
            identifiers: prepare(include_str!("../../../../queries/kinds_of_identifiers.sql"))?,
            credentials: prepare(include_str!(
                "../../../../queries/issuances_of_credentials.sql"
            ))?,
            certificates: prepare(include_str!(
                "../../../../queries/entries_of_certificates.sql"
            ))?,
            digests: prepare(include_str!("../../../../queries/entries_of_digests.sql"))?,
            usage: prepare(include_str!("../../../../queries/usage_of_credentials.sql"))?,
            signatures: prepare(include_str!("../../../../queries/signatures_by_keys.sql"))?,
            exceptional,
            names,
            issuing: issuing.as_json(),
            chains: Vec::new(),
            signed: SignedDigests::default(),
        })
    }
}

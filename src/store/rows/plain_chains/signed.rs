//! The entries that name the digests of a range of credentials.

use rusqlite::Statement;

use crate::model::plain_chain::Signer;
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids::id_runs;
use crate::store::rows::plain_chains::at_most_one::AtMostOne;
use crate::store::schema::codes::event::{CERTIFIED, ISSUED, REQUESTED, SIGNED};
use crate::store::schema::codes::identifier;
use crate::store::values::to_integer;

/// The facts about one digest in the entries that name it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signed {
    pub(super) at: AtMostOne<UnixNanos>,
    /// The key version that signed.
    pub(super) key: AtMostOne<NameId>,
    /// The caller of the signature.
    by: AtMostOne<NameId>,
    /// The cluster whose token has the digest.
    cluster: AtMostOne<NameId>,
    /// The CA pool whose certificate has the digest.
    pool: AtMostOne<NameId>,
    /// The credential that entries name beside the digest.
    pub(super) named: AtMostOne<IdentifierId>,
    /// Whether an entry has something that no plain chain has.
    pub(super) odd: bool,
}

impl Signed {
    /// The caller of the signature and the cluster or pool that claims it, if there is one of each.
    pub(super) fn signer(&self, kind: i64) -> Option<Signer> {
        let claimer = if kind == identifier::CERTIFICATE {
            self.pool
        } else {
            self.cluster
        };
        Some(Signer {
            principal: self.by.only()?,
            claimer: claimer.only()?,
        })
    }
}

/// Digests whose row numbers lie close together.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The first number.
    low: IdentifierId,
    /// The position of the first number's [`Signed`]; the next number has the next position.
    begin: usize,
}

/// The facts about all digests of a range of credentials, run after run.
#[derive(Debug, Default)]
pub(super) struct SignedDigests {
    signed: Vec<Signed>,
    runs: Vec<Run>,
}

impl SignedDigests {
    /// Forgets the digests of the range before, and reads these. Digests with neighbouring row numbers take one query.
    pub(super) fn read(
        &mut self,
        mut digests: Vec<IdentifierId>,
        statement: &mut Statement<'_>,
    ) -> Result<(), Error> {
        self.signed.clear();
        self.runs.clear();
        digests.sort_unstable();
        for run in id_runs::runs(&digests) {
            let Some((low, end)) = id_runs::range(run) else {
                continue;
            };
            let begin = self.signed.len();
            self.runs.push(Run { low, begin });
            let end = begin + end.distance_from(low).unwrap_or_default();
            self.signed.resize(end, Signed::default());
            let signed = self.signed.get_mut(begin..).unwrap_or_default();
            read_signed(statement, low, signed)?;
        }
        Ok(())
    }

    /// Returns the facts about a digest that was read.
    pub(super) fn get(&self, digest: IdentifierId) -> Signed {
        let run = self.runs.partition_point(|it| it.low <= digest);
        let run = run.checked_sub(1).and_then(|it| self.runs.get(it));
        let known = run.and_then(|it| self.signed.get(it.begin + digest.distance_from(it.low)?));
        known.copied().unwrap_or_default()
    }
}

/// Reads what entries have on the digests with the row numbers from `low` on.
fn read_signed(
    statement: &mut Statement<'_>,
    low: IdentifierId,
    digests: &mut [Signed],
) -> Result<(), Error> {
    let end = IdentifierId(low.0 + to_integer(digests.len()));
    let mut rows = statement.query([low, end])?;
    while let Some(row) = rows.next()? {
        let position = row.get::<_, IdentifierId>(0)?.distance_from(low);
        let Some(signed) = position.and_then(|it| digests.get_mut(it)) else {
            continue; // the query asks for these alone
        };
        let event: i64 = row.get(1)?;
        let named: Option<IdentifierId> = match event {
            SIGNED => {
                signed.at.add(row.get(2)?);
                signed.key.agree(row.get(6)?);
                signed.by.add(row.get(7)?);
                signed.odd |= !row.get::<_, bool>(5)?; // a refused call has a detail
                continue;
            }
            CERTIFIED => {
                signed.pool.agree(row.get(6)?);
                row.get(4)?
            }
            REQUESTED => row.get(3)?,
            _ if ISSUED.contains(&event) => {
                signed.cluster.agree(row.get(6)?);
                row.get(3)?
            }
            _ => None,
        };
        signed.odd |= named.is_none();
        signed.named.agree(named);
    }
    Ok(())
}

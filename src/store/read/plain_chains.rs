//! Outlines on their way out: stretches of numbers instead of texts, straight from SQLite.

use foldhash::{HashMap, HashSet};
use rusqlite::{Connection, OptionalExtension, Statement};

use super::candidates::Keys;
use crate::model::entry::{Method, Work};
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::plain_chain::{Clusters, Holder, Kind, PlainChain, Signer, Used, Users};
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::model::user;
use crate::store::location::Location;
use crate::store::schema::codes::event::{CERTIFIED, ISSUED, REQUESTED, SIGNED};
use crate::store::schema::codes::{Code, identifier};
use crate::store::write::bulk;
use crate::store::write::bulk::Access;
use crate::store::{Error, ids};

/// A connection for outlines alone.
pub struct Outlines {
    connection: Connection,
}

/// A credential with a user who came with it.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'v> {
    /// Its number.
    pub credential: IdentifierId,
    /// The numbers of the user's name and of the cluster's.
    pub user: (NameId, NameId),
    /// Its kind, as the database numbers it.
    pub kind: i64,
    /// Its value, as the database keeps it.
    pub value: &'v [u8],
}

/// A credential from its kind and value. None for what this program never wrote.
pub fn restored(kind: i64, value: &[u8]) -> Option<CredentialId> {
    match ids::restored(kind, value)? {
        Identifier::Credential(credential) => Some(credential),
        Identifier::Digest(_) => None,
    }
}

/// What became of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainClass {
    /// It has an outline; this is its digest.
    Plain(PlainChain, IdentifierId),
    /// There is more to it, or less.
    Other,
}

impl Outlines {
    /// Opens a database for reading, and holds on to what is in it now.
    ///
    /// # Errors
    /// SQLite's own.
    pub(crate) fn open(location: &Location) -> Result<Self, Error> {
        let connection = bulk::open(location, Access::Read)?;
        connection.execute_batch("begin")?;
        Ok(Outlines { connection })
    }

    /// The number of the last identifier.
    pub fn last(&self) -> Result<IdentifierId, Error> {
        let sql = include_str!("../../../queries/identifier_count.sql");
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Identifiers of which there is more than the entries that name them: bytes that give others, or something in hand.
    pub fn strays(&self) -> Result<HashSet<IdentifierId>, Error> {
        let sql = include_str!("../../../queries/outlined_strays.sql");
        let mut statement = self.connection.prepare(sql)?;
        let strays = statement.query_map([], |row| row.get(0))?;
        Ok(strays.collect::<Result<_, _>>()?)
    }

    /// The credentials with numbers `from..to`, with each user who came with them, perhaps more than once.
    pub fn holders(
        &self,
        from: IdentifierId,
        to: IdentifierId,
        show: &mut dyn FnMut(Presented<'_>),
    ) -> Result<(), Error> {
        let sql = include_str!("../../../queries/outlined_holders.sql");
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([from, to])?;
        while let Some(row) = rows.next()? {
            show(Presented {
                credential: row.get(0)?,
                user: (row.get(1)?, row.get(2)?),
                kind: row.get(3)?,
                value: row.get_ref(4)?.as_bytes().map_err(rusqlite::Error::from)?,
            });
        }
        Ok(())
    }

    /// What is known of names beforehand: which are those of service accounts, and what these keys sign.
    pub fn names(&self, keys: &[(String, Work)]) -> Result<Names, Error> {
        let sql = include_str!("../../../queries/outlined_accounts.sql");
        let mut statement = self.connection.prepare(sql)?;
        let first = user::SERVICE_ACCOUNTS;
        let behind = first.replace("account:", "account;"); // `;` comes after `:`
        let accounts = statement.query_map([first, &behind], |row| row.get(0))?;
        let accounts = accounts.collect::<Result<_, _>>()?;
        let sql = include_str!("../../../queries/name_of_text.sql");
        let mut statement = self.connection.prepare(sql)?;
        let mut known = HashMap::default();
        for (key, work) in keys {
            let number = statement.query_row([key], |row| row.get::<_, NameId>(0));
            known.extend(number.optional()?.map(|it| (it, *work)));
        }
        Ok(Names {
            accounts,
            keys: known,
            short: self.short_names()?,
        })
    }

    /// The short names of clusters, as raw audit events may bear them, and what they mean: a full name, if only one ends so.
    fn short_names(&self) -> Result<HashMap<NameId, Option<NameId>>, Error> {
        let sql = include_str!("../../../queries/outlined_clusters.sql");
        let mut statement = self.connection.prepare(sql)?;
        let full = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let full = full.collect::<Result<Vec<(NameId, String)>, _>>()?;
        let mut by_end: HashMap<&str, AtMostOne<NameId>> = HashMap::default();
        for (number, name) in &full {
            let end = name.rsplit('/').next().unwrap_or_default();
            by_end.entry(end).or_default().add(*number);
        }
        let sql = include_str!("../../../queries/name_of_text.sql");
        let mut statement = self.connection.prepare(sql)?;
        let mut number = |name: &str| statement.query_row([name], |row| row.get(0)).optional();
        let mut short = HashMap::default();
        short.extend(number("")?.map(|it| (it, None)));
        for (end, of) in by_end {
            let meant = of
                .only()
                .and_then(|of| Some((number(end).transpose()?, of)));
            if let Some((own, of)) = meant {
                short.insert(own?, Some(of));
            }
        }
        Ok(short)
    }

    /// Gets ready to walk.
    pub fn walk<'o>(
        &'o self,
        strays: &'o HashSet<IdentifierId>,
        names: &'o Names,
        issuing: &Keys,
    ) -> Result<ChainWalk<'o>, Error> {
        let prepare = |sql| self.connection.prepare(sql);
        Ok(ChainWalk {
            identifiers: prepare(include_str!("../../../queries/outlined_identifiers.sql"))?,
            credentials: prepare(include_str!("../../../queries/outlined_credentials.sql"))?,
            certificates: prepare(include_str!("../../../queries/outlined_certificates.sql"))?,
            digests: prepare(include_str!("../../../queries/outlined_digests.sql"))?,
            usage: prepare(include_str!("../../../queries/outlined_usage.sql"))?,
            signatures: prepare(include_str!("../../../queries/outlined_signatures.sql"))?,
            strays,
            names,
            issuing: issuing.as_json(),
            sketches: Vec::new(),
            signed: Vec::new(),
            runs: Vec::new(),
        })
    }
}

/// What is known of names, by their numbers.
#[derive(Debug, Default)]
pub struct Names {
    accounts: HashSet<NameId>,
    keys: HashMap<NameId, Work>,
    /// Short names of clusters, and the full name where only one ends so; the empty name, which tells nothing.
    short: HashMap<NameId, Option<NameId>>,
}

impl Names {
    fn user(&self, number: NameId) -> Users {
        if self.accounts.contains(&number) {
            Users::Account(number)
        } else {
            Users::One(number)
        }
    }

    /// The number of a cluster's full name. None where the name tells nothing.
    fn cluster(&self, number: NameId) -> Option<NameId> {
        self.short.get(&number).copied().unwrap_or(Some(number))
    }
}

/// A walk over numbers, stretch by stretch.
pub struct ChainWalk<'o> {
    identifiers: Statement<'o>,
    credentials: Statement<'o>,
    certificates: Statement<'o>,
    digests: Statement<'o>,
    usage: Statement<'o>,
    signatures: Statement<'o>,
    strays: &'o HashSet<IdentifierId>,
    names: &'o Names,
    issuing: String,
    sketches: Vec<ChainAccumulator>,
    /// What is known of their digests, run after run.
    signed: Vec<Signed>,
    runs: Vec<Run>,
}

/// Digests with numbers close together.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The first number.
    low: IdentifierId,
    /// Where what is known of it stands; that of the next number follows.
    begin: usize,
}

/// What is known of one digest.
#[derive(Debug, Clone, Copy, Default)]
struct Signed {
    at: AtMostOne<UnixNanos>,
    /// The key that did it.
    key: AtMostOne<NameId>,
    /// Who had it signed.
    by: AtMostOne<NameId>,
    /// The cluster whose token has it.
    cluster: AtMostOne<NameId>,
    /// The pool whose certificate has it.
    pool: AtMostOne<NameId>,
    /// The credential that its entries name.
    named: AtMostOne<IdentifierId>,
    odd: bool,
}

impl Signed {
    /// Who had it signed, for whom. None where that is not plain.
    fn signer(&self, kind: i64) -> Option<Signer> {
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

/// Digests looked at together are at most so many numbers apart: else a question for each is faster.
const SPARSE: i64 = 8;

/// What is known so far of one number.
#[derive(Debug, Clone, Copy, Default)]
struct ChainAccumulator {
    kind: i64,
    /// The cluster that issued it, and where it was used.
    cluster: AtMostOne<NameId>,
    issued: AtMostOne<UnixNanos>,
    method: i64,
    certified: AtMostOne<UnixNanos>,
    signed: AtMostOne<UnixNanos>,
    key: AtMostOne<NameId>,
    signer: Option<Signer>,
    digest: AtMostOne<IdentifierId>,
    holder: AtMostOne<NameId>,
    asked: Option<(UnixNanos, UnixNanos)>,
    own: Span,
    requested: Span,
    used: Option<Used>,
    heard: bool,
    odd: bool,
}

/// A value that stood there never, once, or more often.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum AtMostOne<T> {
    #[default]
    None,
    Some(T),
    Many,
}

impl<T: Copy + PartialEq> AtMostOne<T> {
    fn add(&mut self, value: T) {
        *self = match self {
            AtMostOne::None => AtMostOne::Some(value),
            AtMostOne::Some(_) | AtMostOne::Many => AtMostOne::Many,
        }
    }

    /// The same value again is no other one.
    fn agree(&mut self, value: Option<T>) {
        if let Some(value) = value
            && *self != AtMostOne::Some(value)
        {
            self.add(value);
        }
    }

    fn only(self) -> Option<T> {
        match self {
            AtMostOne::Some(value) => Some(value),
            AtMostOne::None | AtMostOne::Many => None,
        }
    }
}

/// From when to when something is good, the wider of two.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    from: Option<UnixNanos>,
    to: Option<UnixNanos>,
}

impl Span {
    fn widen(&mut self, from: Option<UnixNanos>, to: Option<UnixNanos>) {
        self.from = [self.from, from].into_iter().flatten().min();
        self.to = self.to.max(to);
    }
}

impl ChainWalk<'_> {
    /// What became of the credentials with numbers `from..to`, in their order. Numbers of which nothing is known are left out.
    pub fn outlines(
        &mut self,
        from: IdentifierId,
        to: IdentifierId,
        show: &mut dyn FnMut(IdentifierId, ChainClass),
    ) -> Result<(), Error> {
        self.sketches.clear();
        self.sketches
            .resize((to.0 - from.0) as usize, ChainAccumulator::default());
        self.take_kinds(from, to)?;
        self.take_credentials(from, to)?;
        self.take_certificates(from, to)?;
        self.take_usage(from, to)?;
        self.take_digests()?;
        for number in (from.0..to.0).map(IdentifierId) {
            let mut sketch = self.sketches[(number.0 - from.0) as usize];
            if sketch.kind == identifier::DIGEST || sketch.kind == 0 {
                continue;
            }
            let known = sketch.heard || self.strays.contains(&number);
            if !known {
                continue;
            }
            show(number, self.outlined(number, &mut sketch));
        }
        Ok(())
    }

    fn take_kinds(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.identifiers.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            self.sketches[(number.0 - from.0) as usize].kind = row.get(1)?;
        }
        Ok(())
    }

    fn take_credentials(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.credentials.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            let sketch = &mut self.sketches[(number.0 - from.0) as usize];
            sketch.heard = true;
            let event: i64 = row.get(1)?;
            sketch.holder.agree(row.get(7)?);
            if event == REQUESTED {
                sketch.ask(row.get(2)?);
                sketch.requested.widen(row.get(5)?, row.get(6)?);
                sketch.digest.agree(row.get(4)?);
            } else if ISSUED.contains(&event) {
                sketch.cluster.agree(self.names.cluster(row.get(8)?));
                sketch.method = event;
                sketch.issued.add(row.get(2)?);
                sketch.odd |= row
                    .get::<_, Option<IdentifierId>>(3)?
                    .is_some_and(|it| it != number);
                sketch.digest.agree(row.get(4)?);
            } else {
                sketch.odd = true;
            }
        }
        Ok(())
    }

    fn take_certificates(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.certificates.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            let sketch = &mut self.sketches[(number.0 - from.0) as usize];
            sketch.heard = true;
            let event: i64 = row.get(1)?;
            if event == CERTIFIED {
                sketch.certified.add(row.get(2)?);
                sketch.holder.agree(row.get(7)?);
                sketch.own.widen(row.get(5)?, row.get(6)?);
                sketch.digest.agree(row.get(4)?);
            } else {
                let named: Option<IdentifierId> = row.get(3)?;
                sketch.odd |= !ISSUED.contains(&event) || named != Some(number);
            }
        }
        Ok(())
    }

    fn take_usage(&mut self, from: IdentifierId, to: IdentifierId) -> Result<(), Error> {
        let mut rows = self.usage.query([from, to])?;
        while let Some(row) = rows.next()? {
            let number: IdentifierId = row.get(0)?;
            let sketch = &mut self.sketches[(number.0 - from.0) as usize];
            sketch.heard = true;
            let used = Used {
                count: row.get::<_, i64>(1)? as u64,
                first: row.get(2)?,
                last: row.get(3)?,
                users: self.names.user(row.get(4)?),
            };
            sketch.cluster.agree(self.names.cluster(row.get(5)?));
            sketch.used = Some(sketch.used.map_or(used, |known| known.and(used)));
        }
        Ok(())
    }

    fn outlined(&self, number: IdentifierId, sketch: &mut ChainAccumulator) -> ChainClass {
        let Some(digest) = sketch.digest.only() else {
            return ChainClass::Other;
        };
        let stray = self.strays.contains(&number) || self.strays.contains(&digest);
        if sketch.odd || stray {
            return ChainClass::Other;
        }
        let signed = self.signed(digest);
        sketch.signed = signed.at;
        sketch.key = signed.key;
        sketch.signer = signed.signer(sketch.kind);
        // Everything that names the digest must be of this credential.
        sketch.odd |=
            signed.odd || !matches!(signed.named, AtMostOne::Some(named) if named == number);
        let outline = sketch.outline(self.names).filter(|_| !sketch.odd);
        outline.map_or(ChainClass::Other, |it| ChainClass::Plain(it, digest))
    }

    /// Looks at the digests of all credentials at hand: those whose numbers lie close together, as they do when they were read in the
    /// same order, with one question.
    fn take_digests(&mut self) -> Result<(), Error> {
        self.signed.clear();
        self.runs.clear();
        let mut digests: Vec<IdentifierId> = self
            .sketches
            .iter()
            .filter_map(|it| it.digest.only())
            .collect();
        digests.sort_unstable();
        for run in digests.chunk_by(|one, next| next.0 - one.0 <= SPARSE) {
            let (Some(&low), Some(&high)) = (run.first(), run.last()) else {
                continue;
            };
            let begin = self.signed.len();
            self.runs.push(Run { low, begin });
            self.signed
                .resize(begin + (high.0 - low.0) as usize + 1, Signed::default());
            let signed = self.signed.get_mut(begin..).unwrap_or_default();
            read_signed(&mut self.digests, low, signed)?;
        }
        Ok(())
    }

    /// What is known of a digest of the credentials at hand.
    fn signed(&self, digest: IdentifierId) -> Signed {
        let run = self.runs.partition_point(|it| it.low <= digest);
        let run = run.checked_sub(1).and_then(|it| self.runs.get(it));
        let known = run.and_then(|it| self.signed.get(it.begin + (digest.0 - it.low.0) as usize));
        known.copied().unwrap_or_default()
    }

    /// The digests that issuing keys signed, among those with numbers `from..to`; perhaps more than once.
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

/// Reads what entries say of digests, whose numbers begin with `low`.
fn read_signed(
    statement: &mut Statement<'_>,
    low: IdentifierId,
    digests: &mut [Signed],
) -> Result<(), Error> {
    let mut rows = statement.query([low, IdentifierId(low.0 + digests.len() as i64)])?;
    while let Some(row) = rows.next()? {
        let signed = &mut digests[(row.get::<_, IdentifierId>(0)?.0 - low.0) as usize];
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

impl ChainAccumulator {
    fn ask(&mut self, at: UnixNanos) {
        let (first, last) = self.asked.unwrap_or((at, at));
        self.asked = Some((first.min(at), last.max(at)));
    }

    fn outline(&self, names: &Names) -> Option<PlainChain> {
        let kind = match (self.kind, self.certified) {
            (identifier::CERTIFICATE, AtMostOne::Some(certified)) => {
                Kind::Certificate { certified }
            }
            (identifier::TOKEN, AtMostOne::None) => Kind::Token,
            _ => return None,
        };
        Some(PlainChain {
            kind,
            clusters: match self.cluster {
                AtMostOne::None | AtMostOne::Some(_) => Clusters::One,
                AtMostOne::Many => Clusters::Several,
            },
            issued: self.issued.only()?,
            method: Method::of_code(self.method).ok()?,
            signed: self.signed.only()?,
            work: self.key.only().and_then(|it| names.keys.get(&it).copied()),
            requested: self.asked,
            holder: match self.holder {
                AtMostOne::None => Holder::Untold,
                AtMostOne::Some(number) => Holder::One(number),
                AtMostOne::Many => Holder::Several,
            },
            signer: self.signer?,
            from: self.own.from.or(self.requested.from),
            to: self.own.to.or(self.requested.to),
            used: self.used,
        })
    }
}

//! The values of entries and uses of one credential, added up row by row, and the plain chain that comes of it.

use crate::model::entry::Method;
use crate::model::plain_chain::{Clusters, Holder, Kind, Place, PlainChain, Signer, Used, Users};
use crate::model::row_id::{IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::rows::plain_chains::at_most_one::AtMostOne;
use crate::store::rows::plain_chains::names::ChainNames;
use crate::store::rows::plain_chains::signed::Signed;
use crate::store::schema::codes::{Code, identifier};

/// The widest validity in the records of a credential.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    from: Option<UnixNanos>,
    to: Option<UnixNanos>,
}

impl Span {
    pub(super) fn widen(&mut self, from: Option<UnixNanos>, to: Option<UnixNanos>) {
        self.from = [self.from, from].into_iter().flatten().min();
        self.to = self.to.max(to);
    }
}

/// The values of the rows of one identifier that were read so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ChainAccumulator {
    /// The code of the identifier's kind; 0 for a number without an identifier.
    pub(super) kind: i64,
    /// The clusters that issued the credential and in which it was used.
    pub(super) cluster: AtMostOne<NameId>,
    pub(super) issued: AtMostOne<UnixNanos>,
    /// The event code of the issuance.
    pub(super) method: i64,
    /// The cluster of the issuance, as the record names the cluster.
    pub(super) issuing: AtMostOne<NameId>,
    pub(super) certified: AtMostOne<UnixNanos>,
    /// The caller of CA Service.
    pub(super) certifier: AtMostOne<NameId>,
    pub(super) digest: AtMostOne<IdentifierId>,
    pub(super) holder: AtMostOne<NameId>,
    pub(super) asked: Option<(UnixNanos, UnixNanos)>,
    pub(super) own: Span,
    pub(super) requested: Span,
    pub(super) used: Option<Used>,
    /// Whether any row names the identifier.
    pub(super) named: bool,
    /// Whether a row has something that no plain chain has.
    pub(super) odd: bool,
}

impl ChainAccumulator {
    /// Counts the time of a request.
    pub(super) fn ask(&mut self, at: UnixNanos) {
        let (first, last) = self.asked.unwrap_or((at, at));
        self.asked = Some((first.min(at), last.max(at)));
    }

    /// The plain chain, if every log that must hold a record holds exactly one. `signed` is what entries have on the digest.
    pub(super) fn plain_chain(&self, signed: &Signed, names: &ChainNames) -> Option<PlainChain> {
        let kind = match (self.kind, self.certified) {
            (identifier::CERTIFICATE, AtMostOne::Some(certified)) => {
                Kind::Certificate { certified }
            }
            (identifier::TOKEN, AtMostOne::None) => Kind::Token,
            _ => return None,
        };
        let signer = signed.signer(self.kind)?;
        Some(PlainChain {
            place: self.place(signed, signer)?,
            kind,
            clusters: match self.cluster {
                AtMostOne::None | AtMostOne::Some(_) => Clusters::One,
                AtMostOne::Many => Clusters::Several,
            },
            issued: self.issued.only()?,
            method: Method::of_code(self.method).ok()?,
            signed: signed.at.only()?,
            work: signed.key.only().and_then(|it| names.work(it)),
            requested: self.asked,
            holder: match self.holder {
                AtMostOne::None => Holder::Unknown,
                AtMostOne::Some(number) => Holder::One(number),
                AtMostOne::Many => Holder::Several,
            },
            signer,
            from: self.own.from.or(self.requested.from),
            to: self.own.to.or(self.requested.to),
            used: self.used,
        })
    }

    /// Where the credential belongs.
    fn place(&self, signed: &Signed, signer: Signer) -> Option<Place> {
        let user = self.used.and_then(|it| match it.users {
            Users::Account(user) | Users::One(user) => Some(user),
            Users::Several => None,
        });
        Some(Place {
            cluster: self.issuing.only()?,
            key: signed.key.only()?,
            caller_of_key: signer.principal,
            certified: self.certifier.only().map(|caller| (signer.claimer, caller)),
            holder: match self.holder {
                AtMostOne::None => user,
                AtMostOne::Some(holder) => Some(holder),
                AtMostOne::Many => None,
            },
        })
    }
}

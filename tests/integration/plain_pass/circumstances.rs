//! Chains that are plain but for one circumstance, which lies in what is known beside their records or in how they are used.

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::simulation::certificate::Signer;
use crate::simulation::clock::{CERTIFYING_LEAD, NOON};
use crate::simulation::constants::{
    CA_AGENT, CLUSTER_CA_KEY, CLUSTER_POOL, ClusterKeys, FOREIGN_GKE_AGENT, MALLORY,
    SA_SIGNING_KEY, SA_SIGNING_KEY_2, WORKLOAD_POOL,
};
use crate::simulation::entries::{ca_service, cluster, kms, kubernetes};
use crate::simulation::{Call, Certificate, Kind, Leaf, Record, Token, World, authority, entries};

/// What is said of one more credential.
#[derive(Clone, Copy, Debug)]
pub enum Circumstance {
    /// Nothing: it is plain.
    Plain,
    /// CA Service logs that its certificate was revoked, this many minutes after its issuance.
    Revoked(i64),
    /// A revocation list among the evidence names its certificate.
    Listed(i64),
    /// Another key than the authority's signed its certificate.
    Forged,
    /// Its certificate is among the evidence, or its token.
    AmongEvidence(Sort),
    /// The second version of its key signed it.
    SecondVersion(Sort),
    /// Another pool's certificate is its.
    OtherPool,
    /// It is used in another cluster, too.
    UsedElsewhere(Sort),
    /// It is used after its end, or so long after its issuance.
    UsedLate(Sort, i64),
    /// It is good only later than it is used.
    Postdated,
    /// Somebody else comes with it.
    Borrowed(Sort, &'static str),
    /// Somebody else than the agent had it signed.
    CalledFor(Sort, &'static str),
    /// The cluster is told which keys of tokens to use.
    Configured(bool, usize),
}

/// What kind of credential.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    Certificate,
    Token,
}

/// Agents of other projects and services, a person, and nobody whom the log names.
const CALLERS: [&str; 4] = [CA_AGENT, FOREIGN_GKE_AGENT, MALLORY, ""];

/// None, one or several.
pub fn circumstances() -> impl Strategy<Value = Vec<Circumstance>> {
    use Circumstance::*;
    let sort = || select(&[Sort::Certificate, Sort::Token][..]);
    let minutes = || select(&[-5_i64, 1, 30][..]);
    let users = &[
        "system:serviceaccount:team-a:web",
        "system:node:n0",
        "https://login.acme.example#alice",
        "kubernetes-admin",
    ];
    let one = prop_oneof![
        Just(Plain),
        minutes().prop_map(Revoked),
        minutes().prop_map(Listed),
        Just(Forged),
        sort().prop_map(AmongEvidence),
        sort().prop_map(SecondVersion),
        Just(OtherPool),
        sort().prop_map(UsedElsewhere),
        (sort(), select(&[61_i64, 90, 60 * 24 * 31][..])).prop_map(|(it, by)| UsedLate(it, by)),
        Just(Postdated),
        (sort(), select(&users[..])).prop_map(|(it, user)| Borrowed(it, user)),
        (sort(), select(&CALLERS[..])).prop_map(|(it, who)| CalledFor(it, who)),
        (any::<bool>(), 0..3_usize).prop_map(|(is_new, keys)| Configured(is_new, keys)),
    ];
    vec(one, 0..=4)
}

/// A world with files beside its logs.
pub struct Surrounded {
    pub world: World,
    pub evidence: Vec<(String, Vec<u8>)>,
}

impl Surrounded {
    /// Adds a credential for each circumstance.
    pub fn with(world: World, circumstances: &[Circumstance]) -> Self {
        let mut all = Surrounded {
            world,
            evidence: Vec::new(),
        };
        for (number, circumstance) in circumstances.iter().enumerate() {
            all.befall(number, *circumstance);
        }
        all
    }

    fn befall(&mut self, number: usize, circumstance: Circumstance) {
        let at = NOON + SignedDuration::from_mins(10 + number as i64);
        let after = |minutes| at + SignedDuration::from_mins(minutes);
        let leaf = Leaf::of_node(&format!("c{number}"), at).by(Signer::Identified);
        let token = || Token::mint("team-c", "job", at);
        match circumstance {
            Circumstance::Plain => {
                self.used(&leaf.mint());
            }
            Circumstance::Revoked(minutes) => {
                let certificate = self.used(&leaf.mint());
                let revoked = ca_service::certificate_revoked(&certificate, after(minutes));
                self.world.records.push(revoked);
                self.call(Call::by_certificate(&certificate).at(after(10)));
            }
            Circumstance::Listed(minutes) => {
                let certificate = self.used(&leaf.mint());
                let revoked = [(&certificate, after(minutes))];
                let list = authority::revocation_list(&CLUSTER_POOL, &revoked, after(40));
                let digest = &list.to_be_signed;
                let signed = kms::signature(CLUSTER_CA_KEY, digest, after(40), CA_AGENT);
                self.world.records.push(signed);
                self.evidence
                    .push((format!("{number}.crl"), list.pem.into_bytes()));
            }
            Circumstance::Forged => {
                let forged = leaf.by(Signer::Impostor).mint();
                let chained =
                    ca_service::certificate_created_with_chain(&forged, at - CERTIFYING_LEAD);
                self.world.records.extend([
                    entries::certificate_signature(&forged),
                    chained, // with the key of the authority, which did not sign
                    entries::certificate_issuance(&forged),
                ]);
                self.call(Call::by_certificate(&forged));
            }
            Circumstance::AmongEvidence(Sort::Certificate) => {
                let certificate = self.used(&leaf.mint());
                let pem = certificate.pem.into_bytes();
                self.evidence.push((format!("{number}.pem"), pem));
            }
            Circumstance::AmongEvidence(Sort::Token) => {
                let token = token();
                self.world = std::mem::take(&mut self.world).used_token(&token);
                let text = token.signed().into_bytes();
                self.evidence.push((format!("{number}.jwt"), text));
            }
            Circumstance::SecondVersion(sort) => {
                let version = match sort {
                    Sort::Certificate => CLUSTER_CA_KEY.replace("Versions/1", "Versions/2"),
                    Sort::Token => SA_SIGNING_KEY_2.to_owned(),
                };
                self.add_signed(sort, &leaf.mint(), &token(), |record| {
                    let record = record.set("/protoPayload/resourceName", version.as_str());
                    record.set("/protoPayload/request/name", version.as_str())
                });
            }
            Circumstance::CalledFor(sort, who) => {
                self.add_signed(sort, &leaf.mint(), &token(), |record| {
                    record.set("/protoPayload/authenticationInfo/principalEmail", who)
                });
            }
            Circumstance::OtherPool => {
                self.used(&leaf.made_by(WORKLOAD_POOL).mint());
            }
            Circumstance::UsedElsewhere(sort) => {
                let call = self.add(sort, &leaf.mint(), &token());
                let record = kubernetes::call(&call.at(after(3)));
                self.world
                    .records
                    .push(record.set("/resource/labels/cluster_name", "billing"));
            }
            Circumstance::UsedLate(sort, minutes) => {
                let hour = Leaf {
                    lifetime: SignedDuration::from_hours(1),
                    ..leaf
                };
                let call = self.add(sort, &hour.mint(), &token());
                self.call(call.at(after(minutes)));
            }
            Circumstance::Postdated => {
                let late = Leaf {
                    not_before: after(60),
                    ..leaf
                };
                self.used(&late.mint());
            }
            Circumstance::Borrowed(sort, user) => {
                let call = self.add(sort, &leaf.mint(), &token());
                self.call(Call {
                    user: Some(user.to_owned()),
                    ..call.at(after(3))
                });
            }
            Circumstance::Configured(is_new, keys) => self.configure(is_new, keys, number),
        }
    }

    fn configure(&mut self, is_new: bool, keys: usize, number: usize) {
        let versions = [SA_SIGNING_KEY, SA_SIGNING_KEY_2];
        let signing = versions[..keys].to_vec();
        let keys = ClusterKeys {
            verification: signing.clone(),
            signing,
        };
        let at = NOON + SignedDuration::from_mins(number as i64 - 30);
        let entry = if is_new {
            cluster::created(&keys, at)
        } else {
            cluster::updated(&keys, at)
        };
        self.evidence.push((
            format!("{number}.ndjson"),
            format!("{entry}\n").into_bytes(),
        ));
    }

    /// Issues one of the two and has it used; the call.
    fn add(&mut self, sort: Sort, certificate: &Certificate, token: &Token) -> Call {
        match sort {
            Sort::Certificate => {
                self.used(certificate);
                Call::by_certificate(certificate)
            }
            Sort::Token => {
                self.world = std::mem::take(&mut self.world).used_token(token);
                Call::by_token(token)
            }
        }
    }

    /// The same with another record of the signature.
    fn add_signed(
        &mut self,
        sort: Sort,
        certificate: &Certificate,
        token: &Token,
        otherwise: impl Fn(Record) -> Record,
    ) {
        let before = self.world.records.len();
        self.add(sort, certificate, token);
        let added = self.world.records[before..].iter_mut();
        for record in added.filter(|it| it.kind == Kind::Signed) {
            *record = otherwise(record.clone());
        }
    }

    fn used(&mut self, certificate: &Certificate) -> Certificate {
        let issued = entries::certificate_issued(certificate);
        self.world.records.extend(issued);
        self.call(Call::by_certificate(certificate));
        certificate.clone()
    }

    fn call(&mut self, call: Call) {
        self.world.calls.push(call);
    }
}

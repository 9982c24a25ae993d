//! Faults of a planned world.

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::clock::{NOON, written};
use super::constants::{
    CA_AGENT, CLUSTER_CA_KEY, FOREIGN_GKE_AGENT, GKE_AGENT, MALLORY, OTHER_KEY, SA_SIGNING_KEY,
};
use super::digest::Digest;
use super::entries::kms;
use super::raw::ISSUED_CREDENTIAL_ID;
use super::{Call, Kind, Record, Target, World};

/// One fault; the index picks the record or call that it affects, where there is any.
#[derive(Clone, Debug)]
pub enum Oddity {
    /// A record of an issuance is missing.
    Lost(Index),
    /// Another key signs a digest again.
    Resigned(Index),
    /// A call to sign was refused.
    Refused(Index),
    /// The signing key signs a digest that nothing claims.
    Unclaimed(i64),
    /// A principal other than the agent calls for a signature.
    CalledFor(Index, &'static str),
    /// A call to sign gives data in place of a digest, and not the data that the credential needs.
    SignedAsData(Index),
    /// The signing key signs data that the log does not hold.
    Untold(i64, &'static str),
    /// CA Service states another digest than the certificate has.
    Misstated(Index),
    /// GKE names the digest or certificate of another record.
    Confused(Index, Index),
    /// A credential is used long before it is issued.
    Early(Index),
    /// A credential that is in use is the answer to a further request.
    Requested(Index),
    /// A credential is used under another user name.
    Borrowed(Index, &'static str),
    /// GKE names another method.
    Misdirected(Index, &'static str),
    /// A key of another purpose signs.
    Misused(Index, &'static str),
    /// A record has a time hours before or after the right one.
    Displaced(Index, i64),
    /// The API server calls a token stale.
    Stale(Index),
    /// A token of an outside identity provider is used.
    Foreign(i64),
    /// A front proxy writes a malformed credential id.
    Malformed(i64),
    /// A line cannot be read.
    Unreadable(Index),
}

/// User names of users and of service accounts.
const USERS: [&str; 4] = [
    "kubernetes-admin",
    "system:node:n0",
    "system:serviceaccount:team-a:web",
    "system:serviceaccount:team-b:other",
];

/// Methods of issuances in GKE's log.
const METHODS: [&str; 4] = [
    "SignCertificate",
    "SignServiceAccountJWT",
    "IssueInternalClusterCertificate",
    "IssueInternalEtcdClientCertificate",
];

/// Keys that sign tokens, certificates, and neither of them.
const KEYS: [&str; 3] = [SA_SIGNING_KEY, CLUSTER_CA_KEY, OTHER_KEY];

/// Returns agents of the right and of other projects and services, a person, and an empty name.
fn callers() -> impl Strategy<Value = &'static str> {
    select(&[GKE_AGENT, CA_AGENT, FOREIGN_GKE_AGENT, MALLORY, ""][..])
}

/// Returns no, one or several faults.
pub fn oddities() -> impl Strategy<Value = Vec<Oddity>> {
    let index = any::<Index>;
    let oddity = prop_oneof![
        index().prop_map(Oddity::Lost),
        index().prop_map(Oddity::Resigned),
        index().prop_map(Oddity::Refused),
        (0..3_000_i64).prop_map(Oddity::Unclaimed),
        (index(), callers()).prop_map(|(which, who)| Oddity::CalledFor(which, who)),
        index().prop_map(Oddity::SignedAsData),
        (0..3_000_i64, callers()).prop_map(|(seconds, who)| Oddity::Untold(seconds, who)),
        index().prop_map(Oddity::Misstated),
        (index(), index()).prop_map(|(one, other)| Oddity::Confused(one, other)),
        index().prop_map(Oddity::Early),
        index().prop_map(Oddity::Requested),
        (index(), select(&USERS[..])).prop_map(|(which, user)| Oddity::Borrowed(which, user)),
        (index(), select(&METHODS[..])).prop_map(|(which, it)| Oddity::Misdirected(which, it)),
        (index(), select(&KEYS[..])).prop_map(|(which, key)| Oddity::Misused(which, key)),
        (index(), -9_000..9_000_i64).prop_map(|(which, by)| Oddity::Displaced(which, by)),
        index().prop_map(Oddity::Stale),
        (0..3_000_i64).prop_map(Oddity::Foreign),
        (0..3_000_i64).prop_map(Oddity::Malformed),
        index().prop_map(Oddity::Unreadable),
    ];
    vec(oddity, 0..=3)
}

impl Oddity {
    /// Applies the fault to a world.
    pub fn befall(&self, world: &mut World) {
        let after = |seconds| NOON + SignedDuration::from_secs(seconds);
        match self {
            Self::Lost(which) => world.lose(*which, Kind::is_issuance),
            Self::Resigned(which) => world.repeat(*which, |it| {
                it.set("/protoPayload/resourceName", OTHER_KEY)
                    .set("/protoPayload/request/name", OTHER_KEY)
            }),
            Self::Refused(which) => world.repeat(*which, |it| {
                it.set("/protoPayload/status", serde_json::json!({ "code": 7 }))
            }),
            Self::Unclaimed(seconds) => {
                let digest = Digest::sha256(format!("unclaimed {seconds}"));
                world.records.push(kms::signature(
                    SA_SIGNING_KEY,
                    &digest,
                    after(*seconds),
                    MALLORY,
                ));
            }
            Self::CalledFor(which, who) => world.change(*which, Kind::Signed, |it| {
                it.set("/protoPayload/authenticationInfo/principalEmail", *who)
            }),
            Self::SignedAsData(which) => world.change(*which, Kind::Signed, signed_as_data),
            Self::Untold(seconds, who) => {
                let signed = kms::data_signature(SA_SIGNING_KEY, None, after(*seconds), who);
                world.records.push(signed);
            }
            Self::Misstated(which) => world.change(*which, Kind::Certified, misstated),
            Self::Confused(one, other) => world.confuse(*one, *other),
            Self::Early(which) => world.recall(*which, |call| call.at(after(-600))),
            Self::Requested(which) => world.recall(*which, |call| {
                let id = call.credentials.concat();
                let asker =
                    Call::new(call.at, GKE_AGENT).to("create", Target::token_of("team-a", "web"));
                asker.annotated(ISSUED_CREDENTIAL_ID, id)
            }),
            Self::Borrowed(which, user) => world.recall(*which, |call| Call {
                user: Some((*user).to_owned()),
                ..call
            }),
            Self::Misdirected(which, method) => world.change(*which, Kind::Issued, |it| {
                let method = format!("google.cloud.gkeauth.v1.Auth.{method}");
                it.set("/protoPayload/methodName", method)
            }),
            Self::Misused(which, key) => world.change(*which, Kind::Signed, |it| {
                it.set("/protoPayload/resourceName", *key)
                    .set("/protoPayload/request/name", *key)
            }),
            Self::Displaced(which, by) => world.displace(*which, SignedDuration::from_secs(*by)),
            Self::Stale(which) => world.recall(*which, |call| {
                call.annotated("authentication.k8s.io/stale-token", "subject: somebody")
            }),
            Self::Foreign(seconds) => world
                .calls
                .push(Call::new(after(*seconds), "oidc:alice").with("JTI=of-alice")),
            Self::Malformed(seconds) => world
                .calls
                .push(Call::new(after(*seconds), "proxied").with("X509SHA256=abc")),
            Self::Unreadable(which) => world.change(*which, Kind::Signed, |it| {
                it.set("/protoPayload/request/digest", "")
            }),
        }
    }
}

impl World {
    /// Returns the positions of the records of these kinds.
    fn numbers(&self, wanted: impl Fn(Kind) -> bool) -> Vec<usize> {
        let records = self.records.iter().enumerate();
        records
            .filter_map(|(number, record)| wanted(record.kind).then_some(number))
            .collect()
    }

    /// Removes one record of some kinds.
    pub fn lose(&mut self, which: Index, wanted: impl Fn(Kind) -> bool) {
        let numbers = self.numbers(wanted);
        if !numbers.is_empty() {
            self.records.remove(*which.get(&numbers));
        }
    }

    /// Adds a changed copy of a signature.
    fn repeat(&mut self, which: Index, anew: impl Fn(Record) -> Record) {
        let numbers = self.numbers(|kind| kind == Kind::Signed);
        if !numbers.is_empty() {
            let record = anew(self.records[*which.get(&numbers)].clone());
            self.records.push(record.respell("/insertId", |id| {
                format!("{}again", id.as_str().unwrap_or_default()).into()
            }));
        }
    }

    fn change(&mut self, which: Index, kind: Kind, change: impl Fn(Record) -> Record) {
        let numbers = self.numbers(|it| it == kind);
        if !numbers.is_empty() {
            let number = *which.get(&numbers);
            self.records[number] = change(self.records[number].clone());
        }
    }

    /// Moves a record of an issuance to another time.
    fn displace(&mut self, which: Index, by: SignedDuration) {
        let numbers = self.numbers(Kind::is_issuance);
        if !numbers.is_empty() {
            let record = &mut self.records[*which.get(&numbers)];
            record.at += by;
            *record = record.clone().set("/timestamp", written(record.at));
        }
    }

    /// Copies the digest and certificate hash of one GKE record into another.
    fn confuse(&mut self, one: Index, other: Index) {
        let numbers = self.numbers(|kind| kind == Kind::Issued);
        if numbers.is_empty() {
            return;
        }
        let field = |record: &Record, key: &str| {
            record
                .entry
                .pointer(&format!("/protoPayload/metadata/{key}"))
                .cloned()
        };
        let foreign = self.records[*other.get(&numbers)].clone();
        self.change(one, Kind::Issued, |mut record| {
            for key in ["toBeSignedDigest", "certificateFingerprint"] {
                if let (Some(_), Some(value)) = (field(&record, key), field(&foreign, key)) {
                    record = record.set(&format!("/protoPayload/metadata/{key}"), value);
                }
            }
            record
        });
    }

    /// Adds a request for one credential with another credential, which may be the same.
    pub fn ask(&mut self, one: Index, other: Index) {
        let presented = self
            .calls
            .iter()
            .filter(|call| !call.credentials.is_empty());
        let calls: Vec<&Call> = presented.collect();
        if calls.is_empty() {
            return;
        }
        let asked_for = other.get(&calls).credentials.concat();
        let call = (*one.get(&calls)).clone();
        let call = call.to("create", Target::token_of("team-a", "web"));
        let call = call.annotated(ISSUED_CREDENTIAL_ID, asked_for);
        self.calls.push(call);
    }

    /// Adds a changed copy of a call that presents a credential.
    fn recall(&mut self, which: Index, anew: impl Fn(Call) -> Call) {
        let calls: Vec<&Call> = self
            .calls
            .iter()
            .filter(|call| !call.credentials.is_empty())
            .collect();
        if !calls.is_empty() {
            let call = anew((*which.get(&calls)).clone());
            self.calls.push(call);
        }
    }
}

fn signed_as_data(record: Record) -> Record {
    let data = record.entry["insertId"].clone();
    record
        .without("/protoPayload/request/digest")
        .set("/protoPayload/request/data", data)
}

fn misstated(record: Record) -> Record {
    let other = Value::from(Digest::sha256("something else").hex());
    record.set(
        "/protoPayload/response/certificate_description/tbs_certificate_digest",
        other,
    )
}

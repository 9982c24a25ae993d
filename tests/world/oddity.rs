//! What may go wrong in a planned world.

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::clock::NOON;
use super::digest::Digest;
use super::entries::kms;
use super::estate::{GKE_AGENT, MALLORY, OTHER_KEY, SA_SIGNING_KEY};
use super::raw::ISSUED_CREDENTIAL_ID;
use super::{Call, Kind, Record, Target, World};

/// One thing that is odd; the index picks the record or call that it happens to, where there is any.
#[derive(Clone, Debug)]
pub enum Oddity {
    /// A record of an issuance is not there.
    Lost(Index),
    /// Another key signs a digest again.
    Resigned(Index),
    /// A call to sign was refused.
    Refused(Index),
    /// The signing key signs what nothing claims.
    Unclaimed(i64),
    /// CA Service states another digest than the certificate has.
    Misstated(Index),
    /// GKE names the digest or certificate of another record.
    Confused(Index, Index),
    /// A credential is used long before it is issued.
    Early(Index),
    /// Somebody asks for a credential that others use.
    Requested(Index),
    /// A front proxy's word.
    Malformed(i64),
    /// A line that cannot be read.
    Unreadable(Index),
}

/// None, one or several at once.
pub fn oddities() -> impl Strategy<Value = Vec<Oddity>> {
    let index = any::<Index>;
    let oddity = prop_oneof![
        index().prop_map(Oddity::Lost),
        index().prop_map(Oddity::Resigned),
        index().prop_map(Oddity::Refused),
        (0..3_000_i64).prop_map(Oddity::Unclaimed),
        index().prop_map(Oddity::Misstated),
        (index(), index()).prop_map(|(one, other)| Oddity::Confused(one, other)),
        index().prop_map(Oddity::Early),
        index().prop_map(Oddity::Requested),
        (0..3_000_i64).prop_map(Oddity::Malformed),
        index().prop_map(Oddity::Unreadable),
    ];
    vec(oddity, 0..=3)
}

impl Oddity {
    /// Makes it happen.
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
            Self::Misstated(which) => world.change(*which, Kind::Certified, misstated),
            Self::Confused(one, other) => world.confuse(*one, *other),
            Self::Early(which) => world.recall(*which, |call| call.at(after(-600))),
            Self::Requested(which) => world.recall(*which, |call| {
                let id = call.credentials.concat();
                let asker =
                    Call::new(call.at, GKE_AGENT).to("create", Target::token_of("team-a", "web"));
                asker.annotated(ISSUED_CREDENTIAL_ID, id)
            }),
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
    /// The numbers of the records of these kinds.
    fn numbers(&self, wanted: impl Fn(Kind) -> bool) -> Vec<usize> {
        let records = self.records.iter().enumerate();
        records
            .filter_map(|(number, record)| wanted(record.kind).then_some(number))
            .collect()
    }

    /// Takes any one record of some kinds away.
    pub fn lose(&mut self, which: Index, wanted: impl Fn(Kind) -> bool) {
        let numbers = self.numbers(wanted);
        if !numbers.is_empty() {
            self.records.remove(*which.get(&numbers));
        }
    }

    /// Has a signature made once more, in another way.
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

    /// Has one GKE record say what another says beside its credential.
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

    /// Has the holder of one credential ask for another one, which may be the same.
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

    /// Adds a call made after the likeness of one that presents a credential.
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

fn misstated(record: Record) -> Record {
    let other = Value::from(Digest::sha256("something else").hex());
    record.set(
        "/protoPayload/response/certificate_description/tbs_certificate_digest",
        other,
    )
}

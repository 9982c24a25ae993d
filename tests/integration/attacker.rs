//! What somebody with one account cannot do: whatever they call, and whatever they write to logs of their own, a credential that is broken
//! stays broken.

use crate::harness::in_process::{report_on, subjects};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CLUSTER_CA_KEY, KEY_PROJECT, MALLORY, OTHER_KEY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::policy::{changed, delta};
use crate::simulation::entries::{certificate_signature, certification, kms};
use crate::simulation::faults::oddities;
use crate::simulation::plan::plans;
use crate::simulation::{Certificate, Leaf, Token, World};
use credtrail::model::finding::Verdict;
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_turns_a_break_into_a_gap(plan in plans(1..=2), oddities in oddities(), acts in vec(acts(), 1..8)) {
        let world = steady_before(plan.odd_world(&oddities));
        let lines = plan.lines_of(&world);
        let own = acts.iter().flat_map(|it| it.entries(&plan.world())).map(|it| it.to_string());
        let before = report_on(&lines);
        let after = report_on(&lines.iter().cloned().chain(own).collect::<Vec<_>>());
        let (mut before, after) = (subjects(&before, Verdict::Broken), subjects(&after, Verdict::Broken));
        before.extend(acts.iter().filter_map(Act::made).map(|it| it.credential_id()));
        let mended: Vec<_> = before.difference(&after).collect();
        prop_assert!(mended.is_empty(), "{mended:?} {acts:?}");
    }
}

/// What somebody does with one account.
#[derive(Clone, Debug)]
enum Act {
    /// Has a key sign something.
    Signs(i64, &'static str),
    /// Calls for a signature that nobody can read, and is refused.
    Fails(i64, &'static str),
    /// Has the cluster's authority make a certificate.
    Creates(i64),
    /// Writes a record to a log of their own, which may be missing in the audit logs.
    Writes(Index, &'static str),
    /// Switches a log off, and is refused.
    Switches(i64),
}

/// The logs that anybody may write.
const OWN_LOGS: [&str; 3] = [
    "projects/acme-prod/logs/app",
    "projects/acme-keys/logs/app%2Fdata_access",
    "projects/acme-prod/logs/app%2Fsystem_event",
];

fn acts() -> impl Strategy<Value = Act> {
    let seconds = || -40_000..15_000_i64;
    let keys = || select(&[SA_SIGNING_KEY, CLUSTER_CA_KEY, OTHER_KEY][..]);
    let writes = (any::<Index>(), select(&OWN_LOGS[..]));
    prop_oneof![
        3 => (seconds(), keys()).prop_map(|(at, key)| Act::Signs(at, key)),
        1 => (seconds(), keys()).prop_map(|(at, key)| Act::Fails(at, key)),
        2 => seconds().prop_map(Act::Creates),
        2 => writes.prop_map(|(which, log)| Act::Writes(which, log)),
        1 => seconds().prop_map(Act::Switches),
    ]
}

impl Act {
    /// Returns the certificate that is made.
    fn made(&self) -> Option<Certificate> {
        match self {
            Self::Creates(at) => {
                Some(Leaf::of_node("own", NOON + SignedDuration::from_secs(*at)).mint())
            }
            _ => None,
        }
    }

    /// Returns the entries of it, where `world` is what happened.
    fn entries(&self, world: &World) -> Vec<Value> {
        let after = |seconds: &i64| NOON + SignedDuration::from_secs(*seconds);
        let refused = |mut entry: Value| {
            entry["protoPayload"]["status"] = json!({ "code": 7 });
            entry
        };
        let signed = |at: &i64, key| {
            let digest = Digest::sha256(format!("own {at}"));
            kms::signature(key, &digest, after(at), MALLORY)
        };
        match self {
            Self::Signs(at, key) => vec![signed(at, key).entry],
            Self::Fails(at, key) => {
                let odd = signed(at, key).set("/protoPayload/request/digest", "00ff");
                vec![refused(odd.entry)]
            }
            Self::Creates(_) => self.made().iter().flat_map(creation).collect(),
            Self::Writes(which, log) => {
                let record = which.get(&world.records).clone();
                vec![record.set("/logName", *log).entry]
            }
            Self::Switches(at) => {
                let off = delta("REMOVE", "cloudkms.googleapis.com", "DATA_READ");
                let scope = format!("projects/{KEY_PROJECT}");
                vec![refused(changed(&scope, &off, MALLORY, after(at)))]
            }
        }
    }
}

fn creation(made: &Certificate) -> [Value; 2] {
    let who = "/protoPayload/authenticationInfo/principalEmail";
    let created = certification(made).set(who, MALLORY);
    [certificate_signature(made).entry, created.entry]
}

/// The world, of which each log spoke every ten minutes until some hours before.
fn steady_before(world: World) -> World {
    let minutes = (-1_440..-700).step_by(10);
    let tokens =
        minutes.map(|it| Token::mint("team-a", "batch", NOON + SignedDuration::from_mins(it)));
    let node = Leaf::of_node("n9", NOON - SignedDuration::from_mins(1_440)).mint();
    let world = world.used_certificate(&node);
    tokens.fold(world, |world, it| world.used_token(&it))
}

//! Plans: randomly chosen events of a world.

use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use super::clock::{NOON, SIGNING_LEAD};
use super::constants::{GKE_AGENT, WEB};
use super::faults::Oddity;
use super::raw::ISSUED_CREDENTIAL_ID;
use super::{Algorithm, Call, Certificate, Leaf, Record, Target, Token, Vm, World, entries};

const ACCOUNTS: [(&str, &str); 3] = [("team-a", "web"), ("team-a", "cache"), ("team-b", "db")];

/// Credentials that are issued one a minute, and how their calls are written down.
#[derive(Clone, Debug)]
pub struct Plan {
    pub credentials: Vec<Planned>,
    pub form: Form,
}

/// One credential.
#[derive(Clone, Debug)]
pub struct Planned {
    pub sort: Sort,
    /// The time between the beginning of the credential's minute and its issuance.
    pub delay: SignedDuration,
    /// The times between the issuance and each use.
    pub uses: Vec<SignedDuration>,
}

/// The kind of a credential.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    Certificate,
    Internal,
    Workload,
    Token(Algorithm),
}

/// The form in which the API server's calls were exported.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    Cloud,
    Raw,
    Both,
}

/// Plans for one to three credentials, each used a number of times within `uses`.
pub fn plans(uses: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Plan> {
    let form = prop_oneof![Just(Form::Cloud), Just(Form::Raw), Just(Form::Both)];
    (vec(planned(uses), 1..=3), form).prop_map(|(credentials, form)| Plan { credentials, form })
}

fn planned(uses: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Planned> {
    let sort = prop_oneof![
        3 => Just(Sort::Certificate),
        1 => Just(Sort::Internal),
        2 => Just(Sort::Workload),
        3 => Just(Sort::Token(Algorithm::Rs256)),
        1 => Just(Sort::Token(Algorithm::Es384)),
        1 => Just(Sort::Token(Algorithm::Es512)),
    ];
    let delay = (0..20_000_000_000_i64).prop_map(SignedDuration::from_nanos);
    let used = (1_000..3_000_000_i64).prop_map(SignedDuration::from_millis);
    (sort, delay, vec(used, uses)).prop_map(|(sort, delay, uses)| Planned { sort, delay, uses })
}

impl Plan {
    /// The world of the plan without faults.
    pub fn world(&self) -> World {
        let minutes = (0..).map(SignedDuration::from_mins);
        let credentials = self.credentials.iter().zip(minutes).enumerate();
        credentials.fold(World::framed(), |world, (number, (planned, minute))| {
            planned.happen(world, number, minute)
        })
    }

    /// The world of the plan with faults.
    pub fn odd_world(&self, oddities: &[Oddity]) -> World {
        let mut world = self.world();
        for oddity in oddities {
            oddity.befall(&mut world);
        }
        world
    }

    /// The log lines of a world, in the form of this plan.
    pub fn lines_of(&self, world: &World) -> Vec<String> {
        let calls = world.calls.iter().map(entries::kubernetes::call);
        let calls = calls.map(|record| record.entry.to_string());
        let records = world.records.iter().map(|record| record.entry.to_string());
        let raw = world
            .raw_events()
            .into_iter()
            .map(|event| event.to_string());
        let looks = world.looks.iter().map(ToString::to_string);
        let records = records.chain(looks);
        match self.form {
            Form::Cloud => records.chain(calls).collect(),
            Form::Raw => records.chain(raw).collect(),
            Form::Both => records.chain(calls).chain(raw).collect(),
        }
    }
}

impl Planned {
    fn happen(&self, world: World, number: usize, minute: SignedDuration) -> World {
        let at = NOON + minute + self.delay;
        let (world, call) = match self.sort {
            Sort::Workload => return self.workload(world, at),
            Sort::Token(algorithm) => {
                let (namespace, account) = ACCOUNTS[number];
                let token = Token::mint_with(algorithm, namespace, account, at);
                let world = world.call(asking_for(&token)).issue_token(&token);
                (world, Call::by_token(&token))
            }
            Sort::Certificate => {
                let certificate = Leaf::of_node(&format!("n{number}"), at).mint();
                let call = Call::by_certificate(&certificate);
                (world.issue_certificate(&certificate), call)
            }
            Sort::Internal => {
                let certificate = Leaf::of_node(&format!("n{number}"), at).mint();
                let call = Call::by_certificate(&certificate);
                let part = if self.uses.is_empty() {
                    "EtcdPeer"
                } else {
                    "Cluster"
                };
                (world.records(internal(&certificate, part)), call)
            }
        };
        let calls = self.uses.iter().map(|&after| call.clone().at(at + after));
        calls.fold(world, World::call)
    }
}

impl Planned {
    /// Adds a workload's certificate, which is observed on its VM in place of being used at an API server.
    fn workload(&self, world: World, at: Timestamp) -> World {
        let vm = Vm::with(WEB, at);
        let looks = self
            .uses
            .iter()
            .map(|&after| vm.observed("web-1", at + after));
        let mut world = world.records(vm.issued());
        world.looks.extend(looks);
        world
    }
}

/// The request for a token, which the API server hands out.
fn asking_for(token: &Token) -> Call {
    Call::new(token.issued_at - SIGNING_LEAD * 2, GKE_AGENT)
        .to("create", Target::token_of(token.namespace, token.account))
        .answered(201)
        .annotated(ISSUED_CREDENTIAL_ID, token.credential_id())
}

fn internal(certificate: &Certificate, part: &str) -> [Record; 3] {
    [
        entries::certificate_signature(certificate),
        entries::certification(certificate),
        entries::gke::internal_certificate_issued(certificate, part),
    ]
}

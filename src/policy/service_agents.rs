//! Which service agent belongs to which project, and which agent may sign for which cluster or pool.
//!
//! The GKE service agent of a cluster's project signs the cluster's tokens, and the CA Service agent of a pool's project signs
//! the pool's certificates (Google's list of service agents). The names of agents have the project's number, resource names the
//! project's id. The policy may name both, and entries may show both; else the agent that signed most of the issuances of a project's
//! clusters and pools counts as the project's agent.

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use crate::model::entry::Source;
use crate::model::identity::agent::{Agent, Service};
use crate::model::identity::project_number::ShownNumbers;
use crate::model::plain_chain::Signer;
use crate::model::row_id::NameId;
use crate::policy::project_numbers::ProjectNumbers;
use crate::policy::value::resource::Projects;

/// A name, with its number in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The number.
    pub number: NameId,
    /// The name.
    pub text: String,
}

/// How often one caller signed or certified what one cluster or pool issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The log of the call: CA Service, which certified, or KMS, which signed.
    pub source: Source,
    /// The caller.
    pub principal: Name,
    /// Whether a cluster (GKE) or a pool (CA Service) issued the credentials.
    pub by: Source,
    /// The cluster or pool.
    pub claimer: Name,
    /// The number of calls.
    pub count: u64,
    /// The time of the first call.
    pub first: Timestamp,
}

/// The relation of a caller to the cluster or pool for which a signature was made, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerStanding<'p> {
    /// The caller is, as far as is known, the agent that was to call; or the log names no caller.
    Expected,
    /// The caller is the agent of the same service in the project with this number.
    OfAnotherProject(&'p str),
    /// The caller is any other principal.
    Stranger,
}

/// The numbers of projects, and the callers that are expected.
#[derive(Debug, Default)]
pub struct Callers {
    numbers: ProjectNumbers,
    /// Callers with the clusters and pools for which they signed as expected, as numbers of names.
    expected: HashSet<(NameId, NameId), RandomState>,
}

/// How often an agent signed or certified for a project, and since when.
type Weight = (u64, std::cmp::Reverse<Timestamp>);

impl Callers {
    /// Learns which agent belongs to which project.
    pub fn of(claimed: &[Claimed], shown: &ShownNumbers, projects: &Projects) -> Self {
        let mut callers = Callers {
            numbers: ProjectNumbers::of(projects, shown, learned(claimed)),
            expected: HashSet::default(),
        };
        let signed = claimed.iter().filter(|it| it.source == Source::Kms);
        let expected = signed.filter(|it| {
            let (service, who) = (signer_of(it.by), &it.principal.text);
            callers.standing(service, who, &it.claimer.text) == CallerStanding::Expected
        });
        callers.expected = expected
            .map(|it| (it.principal.number, it.claimer.number))
            .collect();
        callers
    }

    /// Returns the number of the project of a resource.
    pub fn number_of<'c>(&'c self, resource: &'c str) -> Option<&'c str> {
        let project = project_of(resource)?;
        let is_number = project.bytes().all(|it| it.is_ascii_digit());
        let known = self.numbers.number(project);
        known.or(is_number.then_some(project))
    }

    /// Returns the numbers of projects with their ids, without numbers of which the id is not certain.
    pub fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.numbers.certain()
    }

    /// Returns the id of the project with this number.
    pub fn project_with(&self, number: &str) -> Option<&str> {
        self.numbers.project(number)
    }

    /// Returns the relation of a caller to a cluster or pool for which this service's agent is to call.
    pub fn standing<'p>(
        &self,
        service: Service,
        principal: &'p str,
        claimer: &str,
    ) -> CallerStanding<'p> {
        if principal.is_empty() {
            return CallerStanding::Expected;
        }
        match Agent::of(principal).filter(|it| it.service == service) {
            None => CallerStanding::Stranger,
            Some(agent) if self.may_be(agent.number, claimer) => CallerStanding::Expected,
            Some(agent) => CallerStanding::OfAnotherProject(agent.number),
        }
    }

    /// Whether this may be the number of the project of a cluster or pool: the project has this number, or no number of the
    /// project and no project of this number are known.
    pub fn may_be(&self, number: &str, resource: &str) -> bool {
        match self.number_of(resource) {
            Some(known) => known == number,
            None => project_of(resource).is_none() || self.project_with(number).is_none(),
        }
    }

    /// Whether the caller of a plain chain's signature was expected.
    pub fn is_expected(&self, signer: Signer) -> bool {
        self.expected.contains(&(signer.principal, signer.claimer))
    }
}

/// Returns the service whose agent signs for records of such a log.
fn signer_of(by: Source) -> Service {
    if by == Source::Gke {
        Service::Gke
    } else {
        Service::CaService
    }
}

/// Returns the number of each project: the number of the agent that signed most of the project's issuances; of two with equally
/// many the one seen first.
fn learned(claimed: &[Claimed]) -> BTreeMap<String, String> {
    let mut all: BTreeMap<&str, BTreeMap<&str, Weight>> = BTreeMap::new();
    for it in claimed {
        let agent = Agent::of(&it.principal.text).filter(|agent| agent.service == signer_of(it.by));
        let (Some(agent), Some(project)) = (agent, project_of(&it.claimer.text)) else {
            continue;
        };
        let of_project = all.entry(project).or_default();
        let first = std::cmp::Reverse(it.first);
        let weight = of_project.entry(agent.number).or_insert((0, first));
        *weight = (weight.0 + it.count, weight.1.max(first));
    }
    let most = |weights: BTreeMap<&str, Weight>| {
        let most = weights.into_iter().max_by_key(|(_, weight)| *weight);
        most.map(|(number, _)| number.to_owned())
    };
    let all = all.into_iter();
    all.filter_map(|(project, weights)| Some((project.to_owned(), most(weights)?)))
        .collect()
}

/// Returns the project id or number in a resource name.
fn project_of(resource: &str) -> Option<&str> {
    let project = resource.strip_prefix("projects/")?.split('/').next();
    project.filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYMENTS: &str = "projects/acme-prod/locations/eu/clusters/payments";
    const POOL: &str = "projects/acme-keys/locations/eu/caPools/p";

    fn signed(number: &str, by: Source, count: u64, first: i64) -> Claimed {
        let (service, claimer) = match by {
            Source::Gke => (Service::Gke, PAYMENTS),
            _ => (Service::CaService, POOL),
        };
        let name = |number, text: String| Name {
            number: NameId(number),
            text,
        };
        Claimed {
            source: Source::Kms,
            principal: name(number.parse().unwrap(), service.agent(Some(number))),
            by,
            claimer: name(100, claimer.to_owned()),
            count,
            first: Timestamp::from_second(first).unwrap(),
        }
    }

    fn standing<'p>(callers: &Callers, principal: &'p str) -> CallerStanding<'p> {
        callers.standing(Service::Gke, principal, PAYMENTS)
    }

    #[test]
    fn most_claims_tell_the_agent_and_the_first_one_where_they_are_as_many() {
        let (one, other) = (Service::Gke.agent(Some("1")), Service::Gke.agent(Some("2")));
        for (counts, first, second) in [((3, 2), 9, 1), ((2, 2), 1, 9)] {
            let claimed = [
                signed("1", Source::Gke, counts.0, first),
                signed("2", Source::Gke, counts.1, second),
            ];
            let callers = Callers::of(&claimed, &ShownNumbers::default(), &Projects::default());
            assert_eq!(standing(&callers, &one), CallerStanding::Expected);
            assert_eq!(
                standing(&callers, &other),
                CallerStanding::OfAnotherProject("2")
            );
            let signer = |principal| Signer {
                principal,
                claimer: NameId(100),
            };
            assert!(
                callers.is_expected(signer(NameId(1))) && !callers.is_expected(signer(NameId(2)))
            );
        }
    }

    #[test]
    fn any_agent_of_the_service_will_do_where_no_number_is_known() {
        let callers = Callers::of(&[], &ShownNumbers::default(), &Projects::default());
        let agent = Service::Gke.agent(Some("7"));
        assert_eq!(standing(&callers, &agent), CallerStanding::Expected);
        assert_eq!(standing(&callers, ""), CallerStanding::Expected);
        let ca_service = Service::CaService.agent(Some("7"));
        assert_eq!(standing(&callers, &ca_service), CallerStanding::Stranger);
        assert_eq!(
            standing(&callers, "mallory@acme.example"),
            CallerStanding::Stranger
        );
    }

    #[test]
    fn an_agent_of_one_project_is_none_of_another() {
        let callers = Callers::of(
            &[signed("1", Source::Gke, 1, 1)],
            &ShownNumbers::default(),
            &Projects::default(),
        );
        let agent = Service::Gke.agent(Some("1"));
        let billing = "projects/other-prod/locations/eu/clusters/billing";
        assert_eq!(standing(&callers, &agent), CallerStanding::Expected);
        assert_eq!(
            callers.standing(Service::Gke, &agent, billing),
            CallerStanding::OfAnotherProject("1")
        );
        assert_eq!(
            callers.standing(Service::Gke, &agent, ""),
            CallerStanding::Expected
        );
    }

    #[test]
    fn the_agent_of_a_pool_tells_nothing_of_another_project() {
        let claimed = [signed("5", Source::CaService, 9, 1)];
        let callers = Callers::of(&claimed, &ShownNumbers::default(), &Projects::default());
        assert_eq!(callers.number_of(POOL), Some("5"));
        assert_eq!(callers.number_of(PAYMENTS), None);
        assert_eq!(callers.project_with("5"), Some("acme-keys"));
    }
}

//! Service agents: the accounts by which services of Google Cloud act for a project.

/// A service whose agent calls keys to sign (Google's list of service agents).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// GKE, which has tokens signed for the project of the cluster.
    Gke,
    /// CA Service, which has certificates signed for the project of the CA pool.
    CaService,
}

impl Service {
    const ALL: [Service; 2] = [Service::Gke, Service::CaService];

    fn domain(self) -> &'static str {
        match self {
            Service::Gke => "container-engine-robot.iam.gserviceaccount.com",
            Service::CaService => "gcp-sa-privateca.iam.gserviceaccount.com",
        }
    }

    /// Returns the name of the service in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Service::Gke => "GKE",
            Service::CaService => "CA Service",
        }
    }

    /// Returns the name of the service agent in the project of this number. `None` gives `NUMBER` in place of the number.
    pub fn agent(self, number: Option<&str>) -> String {
        format!("service-{}@{}", number.unwrap_or("NUMBER"), self.domain())
    }
}

/// Whether a caller may sign for what this service issues, as far as the caller is not the agent of the other service. The agent of CA Service
/// signs certificates, whatever key a CA has, and the agent of GKE signs tokens.
pub fn may_sign_for(service: Service, principal: &str) -> bool {
    Agent::of(principal).is_none_or(|it| it.service == service)
}

/// A service agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agent<'p> {
    /// The service.
    pub service: Service,
    /// The number of the project for which the agent acts.
    pub number: &'p str,
}

impl<'p> Agent<'p> {
    /// Parses `service-NUMBER@…`, as an e-mail address or as a subject with the prefix `serviceAccount:`.
    pub fn of(principal: &'p str) -> Option<Self> {
        let (number, domain) = bare(principal).strip_prefix("service-")?.split_once('@')?;
        let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
        let service = Service::ALL.into_iter().find(|it| it.domain() == domain)?;
        is_number.then_some(Agent { service, number })
    }
}

/// Returns the account in a subject (`principalSubject`: `serviceAccount:…`, `user:…`).
pub fn bare(principal: &str) -> &str {
    let kinds = ["serviceAccount:", "user:"];
    let account = kinds.iter().find_map(|it| principal.strip_prefix(it));
    account.unwrap_or(principal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_services_have_agents_here() {
        let gke = "service-12@container-engine-robot.iam.gserviceaccount.com";
        let agent = Agent {
            service: Service::Gke,
            number: "12",
        };
        assert_eq!(Agent::of(gke), Some(agent));
        assert_eq!(Agent::of(&format!("serviceAccount:{gke}")), Some(agent));
        assert_eq!(Service::Gke.agent(Some("12")), gke);
        for other in [
            "service-12@gcp-sa-workloadcert.iam.gserviceaccount.com",
            "service-@container-engine-robot.iam.gserviceaccount.com",
            "service-1x@container-engine-robot.iam.gserviceaccount.com",
            "mallory@container-engine-robot.iam.gserviceaccount.com",
            "xservice-12@container-engine-robot.iam.gserviceaccount.com",
            "",
        ] {
            assert_eq!(Agent::of(other), None, "{other}");
        }
    }
}

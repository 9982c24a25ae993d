//! Where a finding belongs: the cloud, the resources, and who called what.

use super::objects::{Actor, Api, Cloud, Observable, Resource, Service, User};
use crate::model::entry::Source;
use crate::model::identity::subject::Kind;
use crate::model::receipt::Receipt;
use crate::scan::Judged;

/// The most keys and CA pools that are resources and observables.
const MOST: usize = 16;

/// The most records in which the caller of a receipt is looked for.
const MOST_RECORDS: usize = 64;

/// The role of the subject of a finding, and that of what its records name.
const TARGET: (u32, &str) = (1, "Target");
const RELATED: (u32, &str) = (4, "Related");

/// Returns the project and region of the cluster, or else of the first key or CA pool.
pub(super) fn cloud<'r>(judged: &'r Judged<'_>) -> Option<Cloud<'r>> {
    let place = &judged.attribution;
    let mut parts = place.cluster.or(place.key_or_pool())?.split('/');
    let (first, project) = (parts.next()?, parts.next()?);
    let is_place = |it: &str| matches!(it, "locations" | "regions" | "zones");
    let region = parts.next().filter(|it| is_place(it));
    (first == "projects").then_some(Cloud {
        provider: "GCP",
        project_uid: project,
        region: region.and_then(|_| parts.next()),
    })
}

/// Returns the subject, and the cluster, keys and CA pools that its records name.
pub(super) fn resources<'r>(judged: &'r Judged<'_>, subject: &'r str) -> Vec<Resource<'r>> {
    let place = &judged.attribution;
    let namespace = place.service_account.map(|it| it.namespace);
    let subject = Resource {
        namespace,
        ..target(subject, judged.kind)
    };
    let cluster = place.cluster.into_iter();
    let cluster = cluster.map(|it| resource(it, "cluster", RELATED));
    let keys = place.keys.iter().take(MOST);
    let keys = keys.map(|it| resource(it, "key version", RELATED));
    let pools = place.pools.iter().take(MOST);
    let pools = pools.map(|it| resource(it, "CA pool", RELATED));
    let all = std::iter::once(subject).chain(cluster);
    all.chain(keys).chain(pools).collect()
}

/// Returns the subject of a finding.
pub(super) fn target(subject: &str, kind: Kind) -> Resource<'_> {
    resource(subject, kind.as_str(), TARGET)
}

fn resource<'r>(uid: &'r str, r#type: &'r str, role: (u32, &'static str)) -> Resource<'r> {
    Resource {
        uid,
        r#type,
        role_id: role.0,
        role: role.1,
        namespace: None,
    }
}

/// Returns the values by which other events are found: type 10 is the id of a resource, type 4 the name of a user.
pub(super) fn observables<'r>(judged: &'r Judged<'_>, subject: &'r str) -> Vec<Observable<'r>> {
    let resources = resources(judged, subject).into_iter();
    let resources = resources.map(|it| observable(it.uid));
    let callers = judged.attribution.callers.iter().take(MOST);
    let callers = callers.map(|it| Observable {
        name: "evidences[].actor.user.name",
        r#type: "User Name",
        type_id: 4,
        value: it,
    });
    resources.chain(callers).collect()
}

/// Returns the id of a resource as an observable.
pub(super) fn observable(uid: &str) -> Observable<'_> {
    Observable {
        name: "resources[].uid",
        r#type: "Resource UID",
        type_id: 10,
        value: uid,
    }
}

/// Returns who called what in the record of a receipt; None for another line than that of a record.
pub(super) fn call(judged: &Judged<'_>, receipt: &Receipt) -> Option<(Option<Actor>, Option<Api>)> {
    let records = judged.lineage.records();
    let mut records = records.into_iter().take(MOST_RECORDS);
    let record = records.find(|it| it.place == receipt.place)?;
    let entry = &record.entry;
    let actor = (!entry.principal.is_empty()).then(|| Actor {
        user: User {
            name: entry.principal.clone(),
        },
    });
    let api = service(entry.event.source()).map(|name| Api {
        operation: entry.event.as_str(),
        service: Service { name },
    });
    Some((actor, api))
}

/// Returns the service that writes a log.
fn service(source: Source) -> Option<&'static str> {
    match source {
        Source::Workload => None,
        Source::Kubernetes => Some("k8s.io"),
        Source::Gke => Some("container.googleapis.com"),
        Source::CaService => Some("privateca.googleapis.com"),
        Source::Kms => Some("cloudkms.googleapis.com"),
    }
}

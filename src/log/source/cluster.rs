//! The configuration of clusters: the Admin Activity log of the GKE API, and descriptions of clusters.
//!
//! These entries are of none of the four logs and record no credential. The documented filter is `filter`.

use jiff::Timestamp;

use crate::log::parsed_batch::ParsedBatch;
use crate::log::query::explorer_query::Query;
use crate::log::shape::call::Call;
use crate::log::shape::lenient::Texts;
use crate::log::shape::row;
use crate::log::shape::row::Row;
use crate::log::{LogLine, Malformed, RecordSpan, Relevance};
use crate::model::cluster_keys::{Configuration, ConfigurationEvent, Ending, ManagedKeys};
use crate::model::identity::cluster_name::of_link;
use crate::model::identity::project::Project;
use crate::model::identity::resource_name::relative;

/// Returns the filter of the calls that configure clusters, and of the ends of their operations.
pub(in crate::log) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["activity"])
        .with("resource.type", "gke_cluster")
        .with("protoPayload.serviceName", "container.googleapis.com")
        .holding(
            "protoPayload.methodName",
            [
                "ClusterManager.CreateCluster",
                "ClusterManager.UpdateCluster",
                "ClusterManager.DeleteCluster",
            ],
        )
}

/// Returns the configuration event of a method.
fn event_of(method: &str) -> Option<fn(Timestamp) -> ConfigurationEvent> {
    match method.rsplit('.').next() {
        Some("CreateCluster") => Some(ConfigurationEvent::Created),
        Some("UpdateCluster") => Some(ConfigurationEvent::Updated),
        Some("DeleteCluster") => Some(ConfigurationEvent::Deleted),
        _ => None,
    }
}

/// Returns whether a method of a service configures or deletes a cluster.
pub(in crate::log) fn is_configuration(service: &str, method: &str) -> bool {
    service == "container.googleapis.com" && event_of(method).is_some()
}

/// Reads a call, or the end of the operation that a call began.
pub(in crate::log) fn read(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    let Some(event_at) = event_of(line.payload.method.or_empty()) else {
        return Ok(Relevance::Nothing);
    };
    let at = line.at()?;
    let operation = &line.row.operation.0;
    let begins = operation.first.or_empty() == "true";
    let ends = operation.last.or_empty() == "true" && !begins;
    let ending = match line.call()? {
        Call::Done => Ending::Done,
        Call::Refused(_) | Call::Tried => Ending::Failed,
    };
    if is_of_another_project(line) {
        return Ok(Relevance::Nothing);
    }
    let keys = keys_asked_for(line);
    let event = match (ends, ending) {
        (true, _) if event_at(at) == ConfigurationEvent::Deleted(at) => {
            ConfigurationEvent::DeletionEnded(at, ending)
        }
        (true, _) => ConfigurationEvent::Ended(at, ending),
        (false, Ending::Failed) => return Ok(Relevance::Nothing),
        (false, Ending::Done) => event_at(at),
    };
    let is_deletion = matches!(event, ConfigurationEvent::Deleted(_));
    if !ends && !is_deletion && says_nothing(&keys, line) {
        return Ok(Relevance::Nothing);
    }
    let raw = line.origin.raw_line();
    let configurations = keys.into_iter().map(|keys| Configuration {
        cluster: line.cluster(),
        event,
        operation: operation.id.or_empty().to_owned(),
        insert_id: line.row.insert_id().unwrap_or_default().to_owned(),
        keys,
    });
    reading
        .configurations
        .extend(configurations.map(|it| (raw, it)));
    Ok(Relevance::Something)
}

/// Returns whether the log of one project is about a cluster in another, by their ids.
fn is_of_another_project(line: &LogLine<'_>) -> bool {
    let [project, ..] = line.cluster_parts();
    let is_number = project.bytes().all(|it| it.is_ascii_digit());
    let logged = line.scope.strip_prefix("projects/");
    !is_number && logged.is_some_and(|it| it != project)
}

/// Returns whether a call leaves the keys unknown. An update without keys leaves them as they are. A creation shows that there are none
/// where its request describes the cluster of the entry without `userManagedKeysConfig`; a request that is missing, cut or of another
/// cluster shows nothing, nor does a configuration without a key or pool that issues credentials.
fn says_nothing(keys: &[ManagedKeys], line: &LogLine<'_>) -> bool {
    let request = line.payload.request.object();
    let created = request.get().cluster.as_ref();
    let [_, _, cluster] = line.cluster_parts();
    let is_without =
        created.is_some_and(|it| it.0.keys.is_none() && it.0.name.get() == Some(cluster));
    *keys == [ManagedKeys::default()] && !is_without
}

/// Returns the keys in the request, which may be the default. Two spellings with different CA pools give two elements.
fn keys_asked_for(line: &LogLine<'_>) -> Vec<ManagedKeys> {
    let request = line.payload.request.object();
    let request = request.get();
    let asked = [&request.cluster, &request.update].into_iter().flatten();
    let keys = asked.filter_map(|it| it.0.keys.as_ref()).next();
    keys.map_or_else(|| vec![ManagedKeys::default()], |it| managed(&it.0))
}

/// Reads the output of `gcloud container clusters describe --format=json`.
pub(in crate::log) fn read_description(
    row: &Row<'_>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Relevance {
    let Some(cluster) = of_link(row.self_link()) else {
        return Relevance::Nothing;
    };
    let spelt = [&row.managed_keys, &row.managed_keys_too];
    let mut keys: Vec<ManagedKeys> = spelt
        .into_iter()
        .flatten()
        .flat_map(|it| managed(&it.0))
        .filter(|it| *it != ManagedKeys::default())
        .collect();
    keys.dedup();
    if keys.is_empty() {
        return Relevance::Nothing;
    }
    let raw = origin.raw_line();
    let configurations = keys.into_iter().map(|keys| Configuration {
        cluster: cluster.clone(),
        event: ConfigurationEvent::Described,
        operation: String::new(),
        insert_id: String::new(),
        keys,
    });
    reading
        .configurations
        .extend(configurations.map(|it| (raw, it)));
    Relevance::Something
}

/// Returns the keys, one element for each of the CA pools that the spellings of a field name.
fn managed(keys: &row::ManagedKeys<'_>) -> Vec<ManagedKeys> {
    let pools = [
        &keys.cluster_ca,
        &keys.etcd_api_ca,
        &keys.etcd_peer_ca,
        &keys.aggregation_ca,
    ];
    let versions = pools.map(|it| it.all().len()).into_iter().max();
    let all = |texts: &Texts<'_>| texts.0.iter().map(|it| relative(it).to_owned()).collect();
    let version = |number| {
        let [cluster_ca, etcd_api_ca, etcd_peer_ca, aggregation_ca] =
            pools.map(|it| it.at(number).map(|it| relative(it).to_owned()));
        ManagedKeys {
            cluster_ca,
            etcd_api_ca,
            etcd_peer_ca,
            aggregation_ca,
            signing_keys: all(&keys.signing_keys),
            verification_keys: all(&keys.verification_keys),
        }
    };
    (0..versions.unwrap_or_default().max(1))
        .map(version)
        .collect()
}

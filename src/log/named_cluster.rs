//! The cluster that somebody named for the raw events of a file: raw events do not name it themselves. The name is behind the shapes that
//! were detected in the file, so that a second reading reads the same.

use super::shape::export_shape::Shape;

/// The words between the shapes and the cluster.
const OF: &str = " of cluster ";

/// Adds the cluster to the shapes of a file.
pub(crate) fn with_cluster(shapes: &str, cluster: &str) -> String {
    format!("{shapes}{OF}{cluster}")
}

/// What is known of the cluster of the raw events in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedCluster<'d> {
    /// This cluster was named.
    Named(&'d str),
    /// None was named, or the database is from before names were kept.
    Unknown,
    /// The file has no raw events.
    Needless,
}

impl<'d> NamedCluster<'d> {
    /// Reads what the database keeps of the shapes of a file.
    pub fn of(detected: &'d str) -> Self {
        match detected.split_once(OF) {
            Some((_, cluster)) => NamedCluster::Named(cluster),
            None if has_raw_events(detected) => NamedCluster::Unknown,
            None => NamedCluster::Needless,
        }
    }
}

fn has_raw_events(detected: &str) -> bool {
    let event = Shape::AuditEvent.to_string();
    detected.split(", ").any(|it| it.ends_with(&event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_cluster_is_read_back() {
        let shapes = "gzip, EventList, audit.k8s.io event";
        let named = with_cluster(shapes, "projects/p/locations/l/clusters/c of cluster d");
        let cluster = "projects/p/locations/l/clusters/c of cluster d";
        assert_eq!(NamedCluster::of(&named), NamedCluster::Named(cluster));
        assert_eq!(NamedCluster::of(shapes), NamedCluster::Unknown);
        for shapes in ["LogEntry".to_owned(), Shape::EventInPayload.to_string()] {
            assert_eq!(NamedCluster::of(&shapes), NamedCluster::Needless);
        }
    }
}

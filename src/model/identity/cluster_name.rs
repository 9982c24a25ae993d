//! Names of clusters: one full name for all spellings of the GKE API.

use super::resource_name::relative;

/// Returns the full name of the cluster in `https://container.googleapis.com/v1/projects/P/zones/L/clusters/C`.
pub(crate) fn of_link(link: &str) -> Option<String> {
    full_name(relative(link))
}

/// Returns the full name of a cluster. Older calls and links have `zones` or `regions` in place of `locations`, and the API accepts all
/// three for one cluster (googleapis `google/container/v1/cluster_service.proto`, the deprecated `zone` beside `name`).
fn full_name(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.splitn(7, '/').collect();
    match parts.as_slice() {
        [
            "projects",
            project,
            "locations" | "zones" | "regions",
            location,
            "clusters",
            name,
        ] => Some(format!(
            "projects/{project}/locations/{location}/clusters/{name}"
        )),
        _ => None,
    }
}

/// Returns the full name of a cluster that a person names by a full name or a link. Any other name stays unchanged.
pub fn named(name: &str) -> String {
    of_link(name).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_has_one_name_wherever_it_is_named() {
        let name = "projects/p/locations/us-central1-a/clusters/c";
        for spelt in [
            name,
            "projects/p/zones/us-central1-a/clusters/c",
            "https://container.googleapis.com/v1/projects/p/zones/us-central1-a/clusters/c",
            "//container.googleapis.com/projects/p/locations/us-central1-a/clusters/c",
        ] {
            assert_eq!(named(spelt), name);
        }
        for other in [
            "",
            "c",
            "projects/p/zones/z",
            "projects/p/zones/z/clusters/c/nodePools/n",
        ] {
            assert_eq!(named(other), other);
        }
    }
}

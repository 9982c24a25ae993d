//! Names of resources, in the one form in which they are compared.

/// Returns the relative name of a resource, `projects/P/…`. A full resource name has the service in front, and a link the service and the
/// version of its API (<https://cloud.google.com/apis/design/resource_names>, <https://google.aip.dev/122>); both name the same resource. A
/// name without a project stays unchanged.
pub fn relative(name: &str) -> &str {
    let full = || name.get(name.find("/projects/")? + 1..);
    let is_relative = name.starts_with("projects/");
    (!is_relative).then(full).flatten().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_has_one_name_with_its_service_in_front_or_without() {
        let key = "projects/p/locations/l/keyRings/projects/cryptoKeys/k/cryptoKeyVersions/1";
        for before in [
            "",
            "/",
            "//cloudkms.googleapis.com/",
            "https://cloudkms.googleapis.com/v1/",
        ] {
            assert_eq!(relative(&format!("{before}{key}")), key);
        }
        for other in ["", "projects", "folders/1", "myprojects/p", "core/v1/pods"] {
            assert_eq!(relative(other), other);
        }
    }
}

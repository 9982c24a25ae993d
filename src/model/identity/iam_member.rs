//! Members of an IAM policy, which name one principal or a set of principals
//! (<https://cloud.google.com/iam/docs/principal-identifiers>).

/// Returns whether a member is a set to which any service account may belong: no log shows who is in a group, and everybody and the
/// sets of a project, folder or organization hold service agents too. A domain holds users only, and a pool of identities only its own.
pub fn may_hold_service_accounts(member: &str) -> bool {
    const EVERYBODY: [&str; 2] = ["allUsers", "allAuthenticatedUsers"];
    let is_of_pool = || member.starts_with("principalSet://iam.googleapis.com/");
    EVERYBODY.contains(&member)
        || member.starts_with("group:")
        || (member.starts_with("principalSet:") && !is_of_pool())
}

#[cfg(test)]
mod tests {
    use super::may_hold_service_accounts;

    #[test]
    fn a_group_may_hold_anybody_and_a_name_holds_itself() {
        for set in [
            "group:sre@acme.example",
            "allUsers",
            "allAuthenticatedUsers",
            "principalSet://cloudresourcemanager.googleapis.com/projects/1/type/ServiceAgent",
        ] {
            assert!(may_hold_service_accounts(set), "{set}");
        }
        for other in [
            "user:group@acme.example",
            "serviceAccount:group:x@acme.iam.gserviceaccount.com",
            "domain:acme.example",
            "deleted:group:sre@acme.example?uid=1",
            "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s",
            "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*",
            "",
        ] {
            assert!(!may_hold_service_accounts(other), "{other}");
        }
    }
}

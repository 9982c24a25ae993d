//! Whether records with one credential, one request id and one second are of one request.
//!
//! The caller chooses the id of a request (`Audit-ID`; kubernetes/apiserver `pkg/endpoints/filters/audit_init.go`), so that a caller could give
//! one id to two requests of one second and hide the second one behind the first. A request has one user and goes to one cluster: records with
//! different user names, or of different clusters, are of different requests. A record may lack a name, or have the short name of a cluster;
//! then it is of the request of the record with the better names.

use super::packed_use::{PackedUse, Role, earlier};

/// The most parts of one key. No caller but a front proxy can have more than one user name.
pub(super) const MOST_PARTS: usize = 64;

/// The names of a record's user and cluster; empty where they are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Names<'t> {
    pub(crate) user: &'t str,
    pub(crate) cluster: &'t str,
}

/// Records of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) one: PackedUse,
    /// The use in the bucket before, of which this is a record.
    pub(super) known: Option<PackedUse>,
}

impl Part {
    pub(super) fn known(one: PackedUse) -> Self {
        let known = Some(one);
        Part { one, known }
    }

    pub(super) fn new(one: PackedUse) -> Self {
        Part { one, known: None }
    }

    /// Joins a record of the same request. Returns how many duplicates that shows: records that count, less uses. So the number does not
    /// depend on the order in which records and duplicate markers are read.
    pub(super) fn join(&mut self, record: &PackedUse) -> u64 {
        let counts = [self.one.role, record.role].contains(&Role::Counted);
        self.one = self.one.joined(record);
        counts.into()
    }
}

impl Names<'_> {
    /// The order of names: a full cluster name is better than a short one, and a short one than none; a user name is better than none.
    fn rank(&self) -> impl Ord + use<'_> {
        let Names { user, cluster } = *self;
        (
            !cluster.contains('/'),
            cluster.is_empty(),
            cluster,
            user.is_empty(),
            user,
        )
    }

    /// Whether both may be names of one request.
    fn may_be_same(&self, other: &Names<'_>) -> bool {
        may_be_same_user(self.user, other.user) && may_be_same_cluster(self.cluster, other.cluster)
    }
}

fn may_be_same_user(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

/// Whether both names may mean one cluster. A short name is the end of a full one; a full name may have the project's number in place of its id.
fn may_be_same_cluster(one: &str, other: &str) -> bool {
    if one == other || one.is_empty() || other.is_empty() {
        return true;
    }
    let end = |name| str::rsplit(name, '/').next();
    match (parts(one), parts(other)) {
        (Some((one, rest)), Some((other, other_rest))) => {
            rest == other_rest && is_number(one) != is_number(other)
        }
        (None, None) => false,
        _ => end(one) == end(other),
    }
}

/// The project of a full name, and what is behind it.
fn parts(cluster: &str) -> Option<(&str, &str)> {
    cluster.strip_prefix("projects/")?.split_once('/')
}

fn is_number(project: &str) -> bool {
    project.bytes().all(|it| it.is_ascii_digit())
}

/// Joins the parts that are of one request, in order of their users and clusters, and returns how many duplicates that shows. All have the
/// earliest time of them, so that the order of reading does not matter.
pub(super) fn unite<'t>(parts: &mut Vec<Part>, names: &dyn Fn(&PackedUse) -> Names<'t>) -> u64 {
    if parts.len() < 2 {
        return 0;
    }
    let mut all: Vec<(Names<'t>, Part)> = parts.drain(..).map(|it| (names(&it.one), it)).collect();
    all.sort_by(|one, other| one.0.rank().cmp(&other.0.rank()));
    let (mut united, mut duplicates): (Vec<(Names<'t>, Part)>, u64) = (Vec::new(), 0);
    for (names, part) in all {
        match united.iter_mut().find(|it| it.0.may_be_same(&names)) {
            Some((_, better)) => {
                duplicates += better.join(&part.one);
                better.known = part.known.or(better.known);
            }
            None => united.push((names, part)),
        }
    }
    let first = united.iter().map(|it| it.1.one.at).reduce(earlier);
    parts.extend(united.into_iter().map(|it| it.1));
    for part in parts.iter_mut() {
        part.one.at = first.unwrap_or(part.one.at);
    }
    parts.sort_by_key(|it| it.one.user());
    duplicates
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "projects/acme/locations/us-central1/clusters/payments";

    fn are_one(one: (&str, &str), other: (&str, &str)) -> bool {
        let [one, other] = [one, other].map(|(user, cluster)| Names { user, cluster });
        let same = one.may_be_same(&other);
        assert_eq!(same, other.may_be_same(&one));
        same
    }

    #[test]
    fn a_request_has_one_user_and_one_cluster() {
        assert!(are_one(("a", FULL), ("a", FULL)));
        assert!(!are_one(("a", FULL), ("b", FULL)));
        let zonal = FULL.replace("us-central1", "us-central1-a");
        assert!(!are_one(("a", FULL), ("a", &zonal)));
        let elsewhere = FULL.replace("acme", "other");
        assert!(!are_one(("a", FULL), ("a", &elsewhere)));
        assert!(!are_one(("a", "payments"), ("a", "billing")));
    }

    #[test]
    fn a_name_that_is_not_known_is_no_other_one() {
        assert!(are_one(("a", FULL), ("a", "")));
        assert!(are_one(("a", FULL), ("", FULL)));
        assert!(are_one(("a", FULL), ("a", "payments")));
        assert!(!are_one(("a", FULL), ("a", "billing")));
        assert!(are_one(("a", FULL), ("a", &FULL.replace("acme", "123"))));
    }
}

//! Many credentials of one identity.

use super::attacks::{digest, issued, lines, signed, token};
use super::users::used_by;
use super::{auditor, grows_in_proportion, steps};
use crate::harness::in_process::Auditor;

const USER: &str = "system:serviceaccount:ns:sa";

/// So many tokens of one service account that nobody issued, beside a complete one.
fn siblings(count: usize) -> Auditor {
    let uses = lines((0..=count).map(|it| used_by(it, &token(it), USER)));
    let claim = lines([issued(0, &token(0), &digest(0))].into_iter());
    let signature = lines([signed(0, &digest(0))].into_iter());
    auditor(&[
        ("k8s.ndjson", uses),
        ("gke.ndjson", claim),
        ("kms.ndjson", signature),
    ])
}

#[test]
fn siblings_of_one_identity_are_looked_for_once_and_cited_by_the_first() {
    let cluster = "projects/p/locations/l/clusters/c";
    grows_in_proportion(250, |size| {
        let found: [&dyn rusqlite::ToSql; 3] = [&USER, &cluster, &32];
        steps(&siblings(size), "credentials_of_user.sql", &found)
    });
    grows_in_proportion(100, |size| siblings(size).report_bytes().len() as u64);
}

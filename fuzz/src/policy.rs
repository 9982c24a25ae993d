//! Policies.

use credtrail::policy::Policy;
use jiff::Timestamp;

/// An error lies in the text, and a policy that is written is read back as the same policy.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let now = Timestamp::constant(1_791_288_000, 0); // 2026-10-06T12:00Z
    match Policy::read(text, now) {
        Err(error) => {
            assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1);
            let line = text.split('\n').nth(error.line - 1).unwrap();
            assert!(error.column >= 1 && error.column <= line.chars().count() + 1);
            assert!(!error.to_string().is_empty());
        }
        Ok(policy) => again(&policy, now),
    }
}

fn again(policy: &Policy, now: Timestamp) {
    assert!(policy.active(now).len() <= policy.suppression.len());
    let policy = &Policy {
        suppression: Vec::new(), // nobody writes one: its day would stand as text
        expires: None,           // neither
        ..policy.clone()
    };
    let written = toml::to_string(policy).expect("a policy can be written");
    let read = Policy::read(&written, now).expect("a policy that was written");
    assert_eq!(read.hash(), policy.hash(), "{written}");
    let again = toml::to_string(&read).expect("a policy can be written");
    assert_eq!(again, written);
    for cluster in &policy.cluster {
        let found = policy.cluster(cluster.name()).expect("a cluster");
        assert_eq!(found.name(), cluster.name());
    }
}

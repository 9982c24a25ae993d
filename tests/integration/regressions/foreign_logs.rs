//! Entries of logs to which anybody may write who may write log entries: they prove nothing, doubt nothing and change nothing.

use serde_json::json;

use super::reports::Report;
use crate::simulation::clock::NOON;
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, kubernetes, token_issuance,
    token_signature,
};
use crate::simulation::{Call, Leaf, Record, Token, World};
use jiff::SignedDuration;

const LOGS: [&str; 4] = [
    "projects/acme-prod/logs/app",
    "projects/acme-keys/logs/app%2Fdata_access",
    "projects/acme-keys/logs/app/system_event",
    "projects/acme-keys/logs/cloudaudit.googleapis.com-2%2Factivity",
];

#[test]
fn a_record_in_a_log_of_ones_own_is_none() {
    let (web, node) = (web(), Leaf::of_node("n0", NOON).mint());
    let used = || {
        let world = World::issuing().call(Call::by_token(&web));
        world.call(Call::by_certificate(&node))
    };
    for log in LOGS {
        let written = |it: Record| it.set("/logName", log);
        let signed = written(token_signature(&web));
        let report = Report::on_world(&used().record(token_issuance(&web)).record(signed));
        assert_eq!(report.verdict(&web.credential_id()), "broken", "{log}");
        let issued = written(token_issuance(&web));
        let report = Report::on_world(&used().records([token_signature(&web), issued]));
        let codes = report.findings(&web.credential_id());
        assert!(codes.contains(&("unissued-credential", "break")), "{log}");
        let created = written(certification(&node));
        let others = [certificate_signature(&node), certificate_issuance(&node)];
        let report = Report::on_world(&used().records(others).record(created));
        let codes = report.findings(&node.credential_id());
        assert!(codes.contains(&("missing-record", "break")), "{log}");
    }
}

#[test]
fn a_use_in_a_log_of_ones_own_is_none() {
    let used = kubernetes::call(&Call::by_token(&web()));
    for log in LOGS {
        let report = Report::on_world(&World::issuing().record(used.clone().set("/logName", log)));
        assert!(report.find(&web().credential_id()).is_none(), "{log}");
    }
}

#[test]
fn a_line_in_a_log_of_ones_own_that_cannot_be_read_buys_no_gap() {
    let signed = token_signature(&web()).set("/protoPayload/request/digest", json!(""));
    let world = World::issuing()
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    let subject = web().credential_id();
    let report = Report::on_world(&world.clone().record(signed.clone()));
    assert_eq!(report.verdict(&subject), "unproven", "of the audit log");
    for log in LOGS {
        let report = Report::on_world(&world.clone().record(signed.clone().set("/logName", log)));
        assert_eq!(report.verdict(&subject), "broken", "{log}");
        assert!(report.rejected().is_empty(), "{log}");
    }
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON + SignedDuration::from_mins(30))
}

//! Records that contradict each other in words or times, and what only looks like it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::Digest as _;

use super::reports::{self, Report, entries};
use crate::harness::cli::{run, value};
use crate::simulation::clock::{NOON, SIGNING_LEAD, written};
use crate::simulation::constants::{CLUSTER_CA_KEY, CLUSTER_POOL, GKE_AGENT, WEB};
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, kms, kubernetes, token_issuance,
    token_signature,
};
use crate::simulation::files::Folder;
use crate::simulation::raw::{self, ISSUED_CREDENTIAL_ID};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Record, Target, Token, World};

const STALE: &str = "authentication.k8s.io/stale-token";

#[test]
fn a_certificate_comes_with_the_name_in_it() {
    let node = Leaf::of_node("n0", NOON).mint();
    let call = || Call::by_certificate(&node);
    for (call, findings) in [
        (call(), vec![]),
        (call().impersonating(json!({ "username": "admin" })), vec![]),
        (named(call(), ""), vec![]),
        (
            named(call(), "kubernetes-admin"),
            vec![("holder-mismatch", "break")],
        ),
        (
            named(call(), "system:node:N0"),
            vec![("holder-mismatch", "break")],
        ),
    ] {
        let world = World::framed().issue_certificate(&node).call(call.clone());
        let report = Report::on_world(&world);
        assert_eq!(report.findings(&node.credential_id()), findings, "{call:?}");
    }
}

#[test]
fn two_ids_under_the_two_spellings_of_the_field_are_several_ids() {
    let (node, web) = (
        Leaf::of_node("n0", NOON).mint(),
        Token::mint("team-a", "web", NOON),
    );
    let (used, used_too) = (
        "authentication.kubernetes.io/credential-id",
        "authentication.k8s.io/credential-id",
    );
    let world = World::framed()
        .used_token(&web)
        .issue_certificate(&node)
        .call(Call::by_certificate(&node));
    let of_web = |it: &Value| it["labels"][used] == json!(web.credential_id());
    let mut log = entries(&world);
    let by_web = log.iter().find(|it| of_web(it)).expect("a use").clone();
    for (id, findings) in [
        (node.credential_id(), vec![("holder-mismatch", "note")]),
        (web.credential_id(), vec![]),
    ] {
        let mut proxied = by_web.clone();
        proxied["insertId"] = json!("11111111-1111-4111-8111-111111111111");
        proxied["labels"][used_too] = json!(id);
        log.push(proxied);
        let report = Report::on_log(ndjson(&log));
        assert_eq!(report.findings(&node.credential_id()), findings);
        assert_eq!(report.verdict(&node.credential_id()), "complete");
        assert_eq!(report.verdict(&web.credential_id()), "complete");
        log.pop();
    }
}

#[test]
fn a_certificate_without_a_common_name_is_no_users() {
    let workload = Leaf::of_workload(WEB, NOON).made_by(CLUSTER_POOL).mint();
    let call = Call::new(NOON + SignedDuration::from_secs(5), "kubernetes-admin");
    let world = World::framed()
        .issue_certificate(&workload)
        .call(call.with(workload.credential_id()));
    let report = Report::on_world(&world);
    let found = report.findings(&workload.credential_id());
    assert_eq!(found, [("holder-mismatch", "break")]);
}

#[test]
fn a_certificate_that_cannot_be_parsed_is_not_without_a_name() {
    let node = Leaf::of_node("n0", NOON).mint();
    let der = [0x30, 3, 2, 1, 1];
    let pem = credtrail::evidence::input::input_file::pem(&der);
    let fingerprint = sha2::Sha256::digest(der);
    let unparsed =
        |record: Record| reports::moved(record, &node.fingerprint.hex(), &hex::encode(fingerprint));
    let certification = certification(&node).set("/protoPayload/response/pem_certificate", pem);
    let id = format!("X509SHA256={}", hex::encode(fingerprint));
    for user in ["system:node:n0", "admin"] {
        let call = Call::new(NOON + SignedDuration::from_secs(5), user).with(id.clone());
        let world = World::framed()
            .record(certificate_signature(&node))
            .record(unparsed(certification.clone()))
            .record(unparsed(certificate_issuance(&node)))
            .call(call);
        let found = Report::on_world(&world);
        let is_told = found.findings(&id).contains(&("holder-mismatch", "break"));
        assert_eq!(is_told, user == "admin", "{:?}", found.findings(&id));
    }
}

#[test]
fn a_token_comes_with_the_name_of_its_service_account() {
    let token = web();
    let own = token.user();
    for (users, findings) in [
        (vec![own.as_str()], vec![]),
        (vec![""], vec![]),
        (vec!["alice"], vec![("holder-mismatch", "break")]),
        (
            vec!["system:serviceaccount:team-b:db"],
            vec![("holder-mismatch", "break")],
        ),
        (
            vec!["system:serviceaccount:web"],
            vec![("holder-mismatch", "break")],
        ),
        // an outside provider may have given out its id
        (vec![&own, "alice"], vec![("shared-identity", "gap")]),
    ] {
        let world = World::framed().issue_token(&token).call(asking_for(&token));
        let calls = users.iter().map(|user| named(Call::by_token(&token), user));
        let report = Report::on_world(&calls.fold(world, World::call));
        assert_eq!(
            report.findings(&token.credential_id()),
            findings,
            "{users:?}"
        );
    }
}

#[test]
fn a_name_that_is_no_service_accounts_came_with_a_foreign_token() {
    let call = |user: &str| named(Call::by_token(&web()), user);
    for (calls, kind, findings) in [
        (vec![call("alice")], "other", vec![("foreign-token", "gap")]),
        (
            vec![call("system:serviceaccount:x")],
            "other",
            vec![("foreign-token", "gap")],
        ),
        (
            vec![call("system:serviceaccount:a:b:c")],
            "other",
            vec![("foreign-token", "gap")],
        ),
        (
            vec![call("system:serviceaccount:a:b")],
            "token",
            vec![("unissued-credential", "break")],
        ),
        // the log withholds the name
        (
            vec![call("")],
            "token",
            vec![("unissued-credential", "break")],
        ),
        // the API server handed it out
        (
            vec![call("alice"), asking_for(&web())],
            "token",
            vec![
                ("unissued-credential", "break"),
                ("holder-mismatch", "break"),
            ],
        ),
    ] {
        let report = Report::on_world(&calls.into_iter().fold(World::issuing(), World::call));
        let id = web().credential_id();
        assert_eq!(report.findings(&id), findings);
        assert_eq!(report.of(&id)["kind"], kind);
    }
}

#[test]
fn what_a_key_did_first_tells_what_it_is_for() {
    let node = Leaf::of_node("n0", NOON).mint();
    let at = |minutes| NOON + SignedDuration::from_mins(minutes);
    let signed = |token: &Token, key| {
        let at = token.issued_at - SIGNING_LEAD;
        kms::signature(key, &token.to_be_signed, at, GKE_AGENT)
    };
    for (minute, found_on_token) in [(1, true), (-1, false)] {
        let token = Token::mint("team-a", "web", at(minute));
        let world = World::framed()
            .used_certificate(&node)
            .record(signed(&token, CLUSTER_CA_KEY))
            .record(token_issuance(&token));
        let lines = entries(&world);
        let (first, then) = lines.split_at(lines.len() / 2);
        for order in [[first, then], [then, first]] {
            let folder = Folder::new()
                .with("1", ndjson(order[0]))
                .with("2", ndjson(order[1]));
            let report = Report::on_paths(&folder, &["1", "2"]);
            let finding = vec![("purpose-mismatch", "break")];
            let [on, off] = if found_on_token {
                [token.credential_id(), node.credential_id()]
            } else {
                [node.credential_id(), token.credential_id()]
            };
            assert_eq!(report.findings(&on), finding);
            assert_eq!(report.findings(&off), []);
        }
    }
}

#[test]
fn a_pool_of_etcd_certifies_no_users() {
    let node = Leaf::of_node("n0", NOON).mint();
    let world = World::framed()
        .record(certificate_signature(&node))
        .record(certification(&node))
        .call(Call::by_certificate(&node));
    let folder = Folder::new().with("all", ndjson(&entries(&world)));
    let pool = CLUSTER_POOL.name;
    let other = pool.replace("cluster-ca-pool", "another-pool");
    for (cluster, finding) in [
        (Some(other.as_str()), Some("break")),
        (Some(pool), None),
        (None, Some("gap")),
    ] {
        let member =
            |authority: &str, pool: &str| format!("{authority} = {{ pools = [\"{pool}\"] }}\n");
        let policy =
            "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/payments\"\n"
                .to_owned()
                + &member("etcd-peer-ca", pool)
                + &cluster
                    .map(|it| member("cluster-ca", it) + &member("aggregation-ca", it))
                    .unwrap_or_default();
        std::fs::write(folder.path().join("policy.toml"), policy).expect("a file");
        let report = json(&folder, &["--policy", "policy.toml", "all"]);
        let found = report.findings(&node.credential_id());
        let found = found.iter().find(|it| it.0 == "purpose-mismatch");
        assert_eq!(found.map(|it| it.1), finding, "{cluster:?}");
    }
}

#[test]
fn records_of_one_issuance_lie_close_together() {
    let minutes = SignedDuration::from_mins;
    for (signed, issued, used, broken) in [
        (0, 0, 0, false),
        (4, 0, 0, false), // clocks
        (-4, 0, 0, false),
        (-6, 0, 0, true),
        (6, 0, 10, true),
        (0, 1, 0, true), // used before GKE issued it
        (0, 1, 1, false),
    ] {
        let token = web();
        let world = World::framed()
            .record(moved(token_signature(&token), minutes(signed)))
            .record(moved(token_issuance(&token), minutes(issued)))
            .call(Call::by_token(&token).at(NOON + minutes(used) + SignedDuration::from_secs(1)));
        let report = Report::on_world(&world);
        let found = !report.findings(&token.credential_id()).is_empty();
        assert_eq!(found, broken, "{signed} {issued} {used}");
    }
}

#[test]
fn a_token_that_outlives_a_day_may_have_been_issued_a_year_ago() {
    let call = Call::by_token(&web());
    let stale = call.clone().annotated(STALE, "subject: somebody");
    let entry = |call: &Call| kubernetes::call(call).entry;
    let rename = |entry: Value| {
        let text = entry.to_string();
        value(&text.replace(STALE, "authentication_k8s_io_stale_token"))
    };
    let hours = |hours| {
        vec![
            entry(&call),
            entry(&call.clone().at(NOON + SignedDuration::from_hours(hours))),
        ]
    };
    for (calls, verdict) in [
        (vec![entry(&call)], "broken"),
        (vec![entry(&stale)], "unproven"),
        (vec![rename(entry(&stale))], "unproven"),
        (vec![raw::completed(&stale)], "unproven"),
        (hours(23), "broken"),
        (hours(25), "unproven"),
    ] {
        let log = [
            entries(&World::issuing().used_token(&Token::mint("team-b", "db", NOON))),
            calls,
        ];
        let report = Report::on_log(ndjson(&log.concat()));
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{log:?}");
    }
}

#[test]
fn only_the_control_planes_signers_sign_for_the_cluster() {
    let node = Leaf::of_node("n0", NOON).mint();
    let body = |signer: Option<&str>| {
        let certificate = BASE64_STANDARD.encode(&node.pem);
        json!({ "spec": { "signerName": signer }, "status": { "certificate": certificate } })
    };
    let kubelet = Some("kubernetes.io/kube-apiserver-client-kubelet");
    let foreign = Some("issuers.cert-manager.io/default.my-ca");
    for (request, response, verdict) in [
        (kubelet, kubelet, Some("broken")),
        (None, kubelet, Some("broken")),
        (kubelet, None, Some("broken")),
        // what the API server answers comes before what the caller sent
        (foreign, kubelet, Some("broken")),
        (kubelet, foreign, None),
        (foreign, None, None),
        (Some("kubernetes.io.example/x"), None, None),
        (None, None, Some("unproven")),
    ] {
        let call = Call::new(
            NOON,
            "system:serviceaccount:kube-system:certificate-controller",
        )
        .to("update", Target::signing_request("csr-1", "status"))
        .bodies(body(request), body(response));
        let other = Leaf::of_node("n1", NOON).mint();
        let report =
            Report::on_world(&World::issuing().used_certificate(&other).call(call.clone()));
        let found = report.find(&node.credential_id());
        let found = found.and_then(|it| it["verdict"].as_str());
        assert_eq!(found, verdict, "{request:?} {response:?}");
        // what was used the API server trusted
        let used = World::issuing()
            .used_certificate(&other)
            .call(call)
            .call(Call::by_certificate(&node).at(NOON + SignedDuration::from_mins(1)));
        let report = Report::on_world(&used);
        let found = report.findings(&node.credential_id());
        let weight = found.iter().find(|it| it.0 == "unissued-credential");
        let is_known = verdict.is_some();
        // a certificate that was only used may have been issued a year ago
        let expected = if is_known { "break" } else { "gap" };
        assert_eq!(
            weight.map(|it| it.1),
            Some(expected),
            "{request:?} {response:?}"
        );
    }
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

fn named(call: Call, user: &str) -> Call {
    Call {
        user: Some(user.to_owned()),
        ..call
    }
}

fn asking_for(token: &Token) -> Call {
    Call::new(token.issued_at - SIGNING_LEAD, GKE_AGENT)
        .to("create", Target::token_of(token.namespace, token.account))
        .answered(201)
        .annotated(ISSUED_CREDENTIAL_ID, token.credential_id())
}

fn moved(record: Record, by: SignedDuration) -> Record {
    let at: Timestamp = record.at + by;
    Record {
        at,
        ..record.set("/timestamp", written(at))
    }
}

fn json(folder: &Folder, arguments: &[&str]) -> Report {
    let arguments = [&["replay", "-q", "--format", "json"], arguments].concat();
    let ended = run(folder.path(), &arguments);
    Report {
        status: ended.status,
        json: value(&ended.out),
    }
}

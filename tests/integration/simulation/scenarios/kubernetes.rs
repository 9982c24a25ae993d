//! Scenarios of the API server's log beside plain uses.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{cache, minutes, node, of_the_day_before, second_node, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::NOON;
use crate::simulation::raw::{self, CREDENTIAL_ID, ISSUED_CREDENTIAL_ID};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Scenario, Target, Token, World};

/// The file of raw events beside the Cloud Logging form.
const RAW: &str = "k8s-raw.ndjson";

pub fn all() -> Vec<Scenario> {
    vec![
        malformed_credential_id(),
        impersonation(),
        raw_and_gke(),
        two_ids(),
        denied_call(),
        ancestry(),
        shared_identity(),
        shadow_identity(),
        holder_mismatch(),
        foreign_token(),
        stale_token(),
        foreign_signer(),
        who_asked(),
    ]
}

fn malformed_credential_id() -> Scenario {
    let proxied = Call::new(minutes(10), "proxied");
    let short = proxied.clone().with("X509SHA256=abc");
    let free = proxied.at(minutes(11)).with(r#"whoami "quoted" \ back"#);
    let world = World::framed().used_certificate(&node()).call(short);
    Scenario::of("malformed-credential-id", &world).log(RAW, ndjson(&raw::stages(&free)))
}

fn impersonation() -> Scenario {
    let (admin, controller) = (
        node(),
        controller_token(NOON - SignedDuration::from_mins(5)),
    );
    let forged = Leaf::of_node("forged", NOON).mint().credential_id();
    let world = World::framed()
        .used_certificate(&admin)
        .used_token(&controller);
    let calls = [
        acting_for_alice(&admin, &forged),
        asking_who_am_i(&admin, &forged),
        approving(&controller, &forged),
    ];
    let events: Vec<Value> = calls.iter().flat_map(raw::stages).collect();
    Scenario::of("impersonation", &world).log(RAW, ndjson(&events))
}

fn acting_for_alice(admin: &Certificate, forged: &str) -> Call {
    Call::new(minutes(10), admin.user())
        .with(admin.credential_id())
        .impersonating(alice(forged))
}

fn asking_who_am_i(admin: &Certificate, forged: &str) -> Call {
    let kind = json!({ "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {} });
    let mut answer = kind.clone();
    answer["status"] = json!({ "userInfo": alice(forged) });
    acting_for_alice(admin, forged)
        .at(minutes(11))
        .to("create", Target::SELF_SUBJECT_REVIEW)
        .answered(201)
        .bodies(kind, answer)
}

fn approving(controller: &Token, requester: &str) -> Call {
    let target = Target::signing_request("csr-forged", "approval");
    let body = signing_request(
        "csr-forged",
        requester,
        json!({ "conditions": [{ "type": "Approved", "status": "True" }] }),
    );
    Call::by_token(controller)
        .at(minutes(12))
        .to("update", target)
        .bodies(body.clone(), body)
}

fn alice(credential_id: &str) -> Value {
    json!({ "username": "alice", "groups": ["system:authenticated"], "extra": { CREDENTIAL_ID: [credential_id] } })
}

fn signing_request(name: &str, requester: &str, status: Value) -> Value {
    json!({
        "kind": "CertificateSigningRequest",
        "apiVersion": "certificates.k8s.io/v1",
        "metadata": { "name": name },
        "spec": {
            "signerName": "kubernetes.io/kube-apiserver-client-kubelet",
            "usages": ["digital signature", "client auth"],
            "username": "system:node:somebody",
            "extra": { CREDENTIAL_ID: [requester] },
        },
        "status": status,
    })
}

fn raw_and_gke() -> Scenario {
    let (node, renewed) = (node(), second_node());
    let controller = controller_token(NOON - SignedDuration::from_mins(5));
    let web = Token::mint("team-a", "web", minutes(2));
    let world = World::framed()
        .used_certificate(&node)
        .used_token(&controller)
        .used_certificate(&renewed)
        .call(issuing(&controller, &node, &renewed))
        .used_token(&web)
        .call(requesting(&node, &web));
    Scenario::of("raw-and-gke", &world).log(RAW, ndjson(&world.raw_events()))
}

/// The certificate controller stores a renewed certificate, half a second after GKE issued it.
fn issuing(controller: &Token, requester: &Certificate, renewed: &Certificate) -> Call {
    let at = renewed.leaf.issued_at + SignedDuration::from_millis(500);
    let certificate = BASE64_STANDARD.encode(&renewed.pem);
    let body = signing_request(
        "csr-c3d4",
        &requester.credential_id(),
        json!({ "certificate": certificate }),
    );
    let target = Target::signing_request("csr-c3d4", "status");
    Call::by_token(controller)
        .at(at)
        .to("update", target)
        .bodies(body.clone(), body)
}

/// A node requests the token of a service account; the request arrives before the key signs.
fn requesting(node: &Certificate, token: &Token) -> Call {
    asking_for(token, Call::by_certificate(node))
}

fn asking_for(token: &Token, call: Call) -> Call {
    call.at(token.issued_at - SignedDuration::from_millis(60))
        .to("create", Target::token_of(token.namespace, token.account))
        .answered(201)
        .annotated(ISSUED_CREDENTIAL_ID, token.credential_id())
}

fn controller_token(issued_at: jiff::Timestamp) -> Token {
    Token::mint("kube-system", "certificate-controller", issued_at)
}

/// A node requests its first certificate without a credential, renews it, and requests the token of a service account, which
/// requests the token of another one.
fn ancestry() -> Scenario {
    let (first, renewed) = (node(), Leaf::of_node("a1b2", minutes(1)).mint());
    let controller = controller_token(NOON - SignedDuration::from_mins(5));
    let [web, cache] = [("web", 2), ("cache", 3)]
        .map(|(account, minute)| Token::mint("team-a", account, minutes(minute)));
    let world = World::framed()
        .used_certificate(&first)
        .used_token(&controller)
        .call(issuing_the_first(&controller, &first))
        .used_certificate(&renewed)
        .call(issuing(&controller, &first, &renewed))
        .used_token(&web)
        .call(requesting(&renewed, &web))
        .used_token(&cache)
        .call(asking_for(&cache, Call::by_token(&web)));
    Scenario::of("ancestry", &world)
}

/// A service account that may impersonate nodes has a certificate for a node's name made, outside of GKE. The request names the node's own
/// credential.
fn who_asked() -> Scenario {
    let (first, made) = (node(), Leaf::of_node("a1b2", minutes(10)).mint());
    let controller = controller_token(NOON - SignedDuration::from_mins(5));
    let world = World::framed()
        .used_certificate(&first)
        .used_token(&controller)
        .used_token(&web())
        .call(creating(&web(), &first, &made))
        .call(issuing(&controller, &first, &made))
        .call(Call::by_certificate(&made));
    Scenario::of("who-asked", &world)
}

/// The creation of a request in the name of the holder of a certificate, with the id of that certificate among the claims.
fn creating(caller: &Token, claimed: &Certificate, made: &Certificate) -> Call {
    let target = Target {
        subresource: None,
        ..Target::signing_request("csr-c3d4", "")
    };
    let body = signing_request("csr-c3d4", &claimed.credential_id(), json!({}));
    let extra = json!({ CREDENTIAL_ID: [claimed.credential_id()] });
    Call::by_token(caller)
        .at(made.leaf.issued_at - SignedDuration::from_secs(2))
        .to("create", target)
        .answered(201)
        .bodies(body.clone(), body)
        .impersonating(json!({ "username": claimed.user(), "extra": extra }))
}

/// The certificate controller stores the first certificate of a node, which was requested with a bootstrap token.
fn issuing_the_first(controller: &Token, first: &Certificate) -> Call {
    let mut call = issuing(controller, first, first);
    for body in [&mut call.request, &mut call.response] {
        let spec = body.as_mut().and_then(|body| body["spec"].as_object_mut());
        spec.expect("a request").remove("extra");
    }
    call
}

/// An outside provider gave alice a token with the id of a service account's token.
fn shared_identity() -> Scenario {
    let web = web();
    let alice =
        Call::new(minutes(10), "https://login.acme.example#alice").with(web.credential_id());
    Scenario::of(
        "shared-identity",
        &World::framed().used_token(&web).call(alice),
    )
}

/// A second token of a service account is used, and was never issued.
fn shadow_identity() -> Scenario {
    let shadow = Token::mint("team-a", "web", minutes(10));
    let world = World::framed()
        .used_token(&of_the_day_before())
        .used_token(&web())
        .call(Call::by_token(&shadow));
    Scenario::of("shadow-identity", &world)
}

/// A node's certificate and two tokens are used under the names of other users.
fn holder_mismatch() -> Scenario {
    let (node, web, cache) = (node(), web(), cache());
    let borrowed = |call: Call, user: &str| Call {
        user: Some(user.to_owned()),
        ..call
    };
    let (by_node, by_web, by_cache) = (
        Call::by_certificate(&node),
        Call::by_token(&web),
        Call::by_token(&cache),
    );
    let world = World::framed()
        .used_certificate(&second_node())
        .issue_certificate(&node)
        .call(borrowed(by_node, "kubernetes-admin"))
        .issue_token(&web)
        .call(borrowed(by_web, "kubernetes-admin"))
        .call(requesting(&second_node(), &cache))
        .issue_token(&cache)
        .call(borrowed(by_cache, "system:serviceaccount:team-b:db"));
    Scenario::of("holder-mismatch", &world)
}

/// People log in with tokens of their company's provider, which have ids of their own.
fn foreign_token() -> Scenario {
    let login = |minute, who: &str, jti: &str| {
        Call::new(minutes(minute), &format!("oidc:{who}@acme.example")).with(format!("JTI={jti}"))
    };
    let world = World::framed()
        .used_token(&web())
        .call(login(10, "alice", "okta-abc"))
        .call(login(11, "alice", "okta-abc"))
        .call(login(12, "bob", "okta-def"));
    Scenario::of("foreign-token", &world)
}

/// A process never reads its renewed token: the API server accepts the old one for a year, and calls it stale.
fn stale_token() -> Scenario {
    let (stale, unissued) = (web(), cache());
    let warning = format!(
        "subject: {}, seconds after warning threshold: 900000",
        stale.user()
    );
    let world = World::framed()
        .used_token(&of_the_day_before())
        .used_token(&Token::mint("team-b", "db", minutes(2)))
        .call(Call::by_token(&stale).annotated("authentication.k8s.io/stale-token", warning))
        .call(Call::by_token(&unissued));
    Scenario::of("stale-token", &world)
}

/// Certificates in signing requests to another signer than the control plane's, and to one that the log does not name.
fn foreign_signer() -> Scenario {
    let controller = controller_token(NOON - SignedDuration::from_mins(5));
    let handed_out = |name: &str, minute, signer: Option<&str>| {
        let certificate = Leaf::of_node(name, minutes(minute)).mint();
        let mut call = issuing(&controller, &node(), &certificate);
        for spec in [&mut call.request, &mut call.response]
            .into_iter()
            .filter_map(|body| body.as_mut()?["spec"].as_object_mut())
        {
            match signer {
                Some(signer) => spec.insert("signerName".to_owned(), json!(signer)),
                None => spec.remove("signerName"),
            };
        }
        call
    };
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&controller)
        .call(handed_out(
            "ingress",
            10,
            Some("issuers.cert-manager.io/default.my-ca"),
        ))
        .call(handed_out("untold", 11, None))
        .call(handed_out(
            "kubelet",
            12,
            Some("kubernetes.io/kubelet-serving"),
        ));
    Scenario::of("foreign-signer", &world)
}

fn two_ids() -> Scenario {
    let (first, second) = (node(), second_node());
    let world = World::framed()
        .issue_certificate(&first)
        .issue_certificate(&second);
    let proxied = Call::new(minutes(10), "proxied").with(first.credential_id());
    let two = proxied.clone().with(second.credential_id());
    let one_twice = proxied.at(minutes(11)).with(first.credential_id());
    let events: Vec<Value> = [two, one_twice].iter().flat_map(raw::stages).collect();
    Scenario::of("two-ids", &world).log(RAW, ndjson(&events))
}

fn denied_call() -> Scenario {
    let (node, web) = (node(), web());
    let world = World::framed()
        .issue_certificate(&node)
        .issue_token(&web)
        .call(Call::by_certificate(&node).answered(403))
        .call(Call::refused_login(minutes(10)));
    let calls = [
        Call::by_token(&web).answered(403),
        Call::refused_login(minutes(11)),
    ];
    let events: Vec<Value> = calls.iter().flat_map(raw::stages).collect();
    Scenario::of("denied-call", &world).log(RAW, ndjson(&events))
}

//! `credtrail trace`: one credential by any of its names, and a token that leaves no trace of itself.

mod verification;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

use crate::harness::cli::{credtrail, ended, failed, ingested, run};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CLUSTER_CA_KEY, SA_SIGNING_KEY};
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, Source, Token, World, entries};

#[test]
fn a_certificate_is_found_by_any_of_its_names() {
    let node = node();
    let folder = ingested("complete-x509").with("node.der", der(&node.pem));
    let expected = traced(&folder, &node.credential_id());
    assert!(expected.contains(&node.credential_id()), "{expected}");
    for name in [
        node.fingerprint.hex(),
        node.fingerprint.upper_hex(),
        node.fingerprint.colons(),
        node.fingerprint.base64(),
        node.fingerprint.hex()[..9].to_owned(),
        format!("X509SHA256={}", &node.fingerprint.hex()[..9]),
        node.to_be_signed.hex(),
        format!("TBS={}", node.to_be_signed.hex()),
        format!("x509sha256={}", node.fingerprint.hex()),
        format!("sha256 Fingerprint={}", node.fingerprint.colons()),
        format!("credential-id: \"{}\"", node.credential_id()),
        node.serial.clone(),
        format!("serial=0x{}", node.serial.to_uppercase()),
        format!("//cloudkms.googleapis.com/{CLUSTER_CA_KEY}"),
        node.user().to_owned(),
        CLUSTER_CA_KEY.to_owned(),
        fixture("complete-x509/certificate.pem")
            .display()
            .to_string(),
        "node.der".to_owned(),
    ] {
        assert_eq!(traced(&folder, &name), expected, "{name}");
    }
}

#[test]
fn a_token_is_found_by_any_of_its_names() {
    let web = web();
    let folder = ingested("complete-jwt");
    let expected = traced(&folder, &web.credential_id());
    assert!(expected.contains(&web.credential_id()), "{expected}");
    for name in [
        web.jti.clone(),
        web.jti[..6].to_owned(),
        web.jti.to_uppercase(),
        web.jti.replace('-', ""),
        format!("\"jti\": \"{}\"", web.jti),
        format!("protoPayload.metadata.credentialId=\"JTI={}\"", web.jti),
        format!("tbs={}", web.to_be_signed.hex()),
        format!("TBS={}", web.to_be_signed.upper_hex()),
        web.to_be_signed.base64url(),
        web.user(),
        SA_SIGNING_KEY.to_owned(),
        fixture("complete-jwt/token.jwt").display().to_string(),
    ] {
        assert_eq!(traced(&folder, &name), expected, "{name}");
    }
    let mut piped = credtrail(folder.path());
    let piped = ended(
        piped
            .args(["trace", "--db", "a.db", "-"])
            .write_stdin(web.signed()),
    );
    assert_eq!((piped.status, piped.out), (0, expected));
}

#[test]
fn a_chain_has_a_receipt_for_every_hop() {
    let chain = traced(&ingested("complete-x509"), &node().credential_id());
    for hop in [
        "signed",
        "certified",
        "issued",
        "kms.ndjson:4",
        "ca-service.ndjson:4",
        "gke.ndjson:4",
        "k8s.ndjson:4",
    ] {
        assert!(chain.contains(hop), "{hop} is not in\n{chain}");
    }
}

#[test]
fn a_workload_is_found_by_its_spiffe_id() {
    let id = "spiffe://acme.example/ns/shop/sa/cart";
    let workload = Leaf::of_workload(id, NOON).mint();
    let world = World::framed().issue_certificate(&workload);
    let found = traced(&read(&world), id);
    assert!(found.contains(&workload.credential_id()), "{found}");
}

#[test]
fn a_certificate_of_strangers_is_told_to_whoever_asks() {
    let workload = Leaf::of_workload("spiffe://acme.example/ns/shop/sa/cart", NOON).mint();
    let made = [
        entries::certificate_signature(&workload),
        entries::certification(&workload),
    ];
    let folder = read(&World::framed().records(made));
    let shown = traced(&folder, &workload.credential_id());
    assert!(shown.contains(&workload.credential_id()), "{shown}");
}

#[test]
fn what_nobody_knows_is_not_found() {
    let folder = ingested("complete-x509");
    for name in [
        "X509SHA256=00",
        "JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb",
        "system:node:z9",
        "ffffffff",
        &"ab".repeat(32),
    ] {
        let trace = run(folder.path(), &["trace", "--db", "a.db", name]);
        assert_eq!((trace.status, trace.out.as_str()), (3, ""), "{name}");
        assert!(trace.err.contains(name), "{}", trace.err);
    }
    let folder = folder.with("token.jwt", web().signed());
    let trace = run(folder.path(), &["trace", "--db", "a.db", "token.jwt"]);
    let sought = format!(
        "token.jwt ({}, TBS={})",
        web().credential_id(),
        web().to_be_signed.hex()
    );
    assert!(trace.err.contains(&sought), "{}", trace.err);
}

#[test]
fn the_beginning_of_two_credentials_names_neither() {
    let twins = [
        "abcd0000-0000-4000-8000-000000000000",
        "abcd1111-0000-4000-8000-000000000000",
    ];
    let call = |jti| Call::new(NOON, "twin").with(format!("JTI={jti}"));
    let folder = read(&World::default().call(call(twins[0])).call(call(twins[1])));
    let ambiguous = run(folder.path(), &["trace", "--db", "a.db", "abcd"]);
    failed(&ambiguous, twins[0]);
    failed(&ambiguous, twins[1]);
    assert!(traced(&folder, "abcd1").contains(twins[1]));
}

#[test]
fn a_forged_token_is_told_from_the_real_one_of_its_id() {
    let token = web().signed();
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("a token has three parts");
    };
    let claims = BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64");
    let forged = String::from_utf8(claims)
        .expect("text")
        .replacen('{', "{\"forged\":true,", 1);
    let forged = format!(
        "{header}.{}.{signature}",
        BASE64_URL_SAFE_NO_PAD.encode(forged)
    );
    let folder = ingested("complete-jwt").with("forged.jwt", forged);
    let trace = run(folder.path(), &["trace", "--db", "a.db", "forged.jwt"]);
    assert_eq!(trace.status, 1, "{}", trace.out);
    assert!(trace.out.contains("digest-mismatch"), "{}", trace.out);
}

/// Whoever forges a token chooses the algorithm that its header names.
#[test]
fn no_algorithm_hides_that_a_token_has_other_content() {
    let token = web().signed();
    let [_, payload, _] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("a token has three parts");
    };
    for algorithm in ["RS256", "RS512", "EdDSA", "none", "HS256"] {
        let header = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{algorithm}"}}"#));
        let folder =
            ingested("complete-jwt").with("forged.jwt", format!("{header}.{payload}.AAAA"));
        let trace = run(folder.path(), &["trace", "--db", "a.db", "forged.jwt"]);
        assert_eq!(trace.status, 1, "{algorithm}: {}", trace.out);
        assert!(trace.out.contains("digest-mismatch"), "{}", trace.out);
    }
}

#[test]
fn a_token_is_neither_printed_nor_kept() {
    let token = web().signed();
    let folder = ingested("complete-jwt");
    let path = fixture("complete-jwt/token.jwt").display().to_string();
    let unknown = Token::mint("team-z", "nobody", NOON).signed();
    for arguments in [
        &["trace", "--db", "a.db", &path][..],
        &["trace", "--db", "a.db", "--format", "json", &path],
        &["trace", "--db", "a.db", &token],
        &["trace", "--db", "a.db", &unknown],
        &["ingest", "-v", "--db", "a.db", &path],
    ] {
        let ended = run(folder.path(), arguments);
        for part in secrets(&token).chain(secrets(&unknown)) {
            let is_printed = ended.out.contains(part) || ended.err.contains(part);
            assert!(
                !is_printed && !folder.database_holds(part),
                "{arguments:?} gave the token away"
            );
        }
    }
}

/// The certificate of `complete-x509`.
fn node() -> Certificate {
    Leaf::of_node("a1b2", NOON).mint()
}

/// The token of `complete-jwt`.
fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// What is printed of a credential that is known and complete, or not disproved.
fn traced(folder: &Folder, name: &str) -> String {
    let trace = run(folder.path(), &["trace", "--db", "a.db", name]);
    assert_eq!((trace.status, trace.err.as_str()), (0, ""), "{name}");
    trace.out
}

/// A folder with a database of this world, `a.db`.
fn read(world: &World) -> Folder {
    let entries: Vec<_> = Source::ALL
        .into_iter()
        .flat_map(|source| world.log(source))
        .collect();
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    assert_eq!(
        run(
            folder.path(),
            &["ingest", "-q", "--db", "a.db", "all.ndjson"]
        )
        .status,
        0
    );
    folder
}

/// The claims and the signature of a token.
fn secrets(token: &str) -> impl Iterator<Item = &str> {
    token.split('.').skip(1)
}

/// The bytes of a certificate without their armour.
fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    BASE64_STANDARD.decode(body).expect("base64")
}

//! Tokens in every file that people keep them in.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::json;

use super::{Dressed, web};
use crate::harness::cli::{ingested, run};
use crate::regressions::reports::{Report, entries};
use crate::simulation::clock::NOON;
use crate::simulation::digest::Digest;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Algorithm, Token, World};

#[test]
fn a_token_is_found_in_every_dressing_and_never_shown() {
    let web = web();
    let signed = web.signed();
    let plain = ingested("complete-jwt");
    let plain = run(
        plain.path(),
        &["trace", "--db", "a.db", &web.credential_id()],
    );
    for (name, content, expected) in tokens(&signed) {
        let folder = ingested("complete-jwt").with("it", content);
        let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
        assert_eq!(
            (traced.status, &traced.out),
            (0, &plain.out),
            "{name}: {}",
            traced.err
        );
        let written = format!("\"Bearer {signed}\"");
        let written = run(folder.path(), &["trace", "--db", "a.db", &written]);
        assert_eq!(written.out, plain.out);
        let read = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
        assert!(
            read.err.ends_with(&format!("{expected}, 0 rejected\n")),
            "{name}: {}",
            read.err
        );
        for secret in signed.split('.').skip(1) {
            let outputs = [&traced.out, &traced.err, &read.err, &written.err];
            assert!(outputs.iter().all(|it| !it.contains(secret)), "{name}");
            assert!(!folder.database_holds(secret), "{name}");
        }
    }
}

fn tokens(token: &str) -> Vec<Dressed> {
    let one = "JWT with 1 token";
    let object = "Kubernetes object with 1 token";
    let wrapped: Vec<_> = token
        .as_bytes()
        .chunks(80)
        .map(String::from_utf8_lossy)
        .collect();
    let status = json!({ "kind": "TokenRequest", "status": { "token": token } });
    vec![
        ("Bearer", format!("Bearer {token}\r\n").into_bytes(), one),
        (
            "a header of HTTP",
            format!("authorization: bearer {token}").into_bytes(),
            one,
        ),
        ("quotes", format!("\"{token}\"\n").into_bytes(), one),
        (
            "a variable",
            format!("export TOKEN='{token}'\n").into_bytes(),
            one,
        ),
        (
            "a member of JSON",
            format!("  \"token\": \"{token}\",\n").into_bytes(),
            one,
        ),
        (
            "wrapped by a terminal",
            wrapped.join("\n").into_bytes(),
            one,
        ),
        (
            "words around it",
            format!("Name: web\n\ntoken:  {token}\n").into_bytes(),
            one,
        ),
        ("TokenRequest", format!("{status:#}").into_bytes(), object),
        (
            "TokenRequest, YAML",
            format!("kind: TokenRequest\nstatus:\n  token: {token}\n").into_bytes(),
            object,
        ),
        (
            "kubeconfig",
            format!("kind: Config\nusers:\n- user: {{token: {token}}}\n").into_bytes(),
            object,
        ),
        (
            "Secret",
            format!(
                "kind: Secret\ndata:\n  token: {}\n",
                BASE64_STANDARD.encode(token)
            )
            .into_bytes(),
            object,
        ),
    ]
}

/// The header's `alg` is written by whoever made the token, so that the hash function of the records counts, as in `trace`.
#[test]
fn no_algorithm_hides_that_a_token_among_the_evidence_has_other_content() {
    let web = Token::mint("team-a", "web", NOON);
    let payload = web.signing_input.split('.').nth(1).expect("a payload");
    for algorithm in ["RS256", "RS512", "EdDSA", "none", "HS256"] {
        let header = BASE64URL.encode(format!(r#"{{"alg":"{algorithm}"}}"#));
        let signing_input = format!("{header}.{payload}");
        let folder = Folder::new()
            .with(
                "logs/all.ndjson",
                ndjson(&entries(&World::framed().used_token(&web))),
            )
            .with("logs/forged.jwt", format!("{signing_input}.AAAA"));
        let report = Report::on(&folder);
        let of_web = report.of(&web.credential_id());
        let finding = &of_web["findings"][0];
        assert_eq!(
            finding["code"], "digest-mismatch",
            "{algorithm}: {of_web:#}"
        );
        let digest = Digest::sha256(&signing_input).hex();
        assert!(
            finding["message"].to_string().contains(&digest),
            "{finding:#}"
        );
        assert_eq!(of_web["evidence"].as_array().map(Vec::len), Some(1));
        assert_eq!(report.verdict(&web.credential_id()), "complete");
    }
}

#[test]
fn a_token_that_was_signed_is_genuine_whatever_its_algorithm() {
    let web = Token::mint_with(Algorithm::Es384, "team-a", "web", NOON);
    let digest = Digest::sha256(&web.signing_input);
    let token = Token {
        to_be_signed: digest,
        ..web
    };
    let folder = Folder::new()
        .with(
            "logs/all.ndjson",
            ndjson(&entries(&World::framed().used_token(&token))),
        )
        .with("logs/web.jwt", format!("{}.AAAA", token.signing_input));
    let report = Report::on(&folder);
    assert!(
        report.findings(&token.credential_id()).is_empty(),
        "{:#}",
        report.json
    );
    assert_eq!(report.verdict(&token.credential_id()), "complete");
}

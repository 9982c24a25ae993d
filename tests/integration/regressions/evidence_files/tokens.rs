//! Tokens in every file that people keep them in.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::{Dressed, web};
use crate::harness::cli::{ingested, run};

#[test]
fn a_token_is_found_in_every_dressing_and_never_shown() {
    let web = web();
    let signed = web.signed();
    let plain = ingested("complete-jwt");
    let plain = run(
        plain.path(),
        &["trace", "--db", "a.db", &web.credential_id()],
    );
    for (name, content, said) in tokens(&signed) {
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
            read.err.ends_with(&format!("{said}, 0 rejected\n")),
            "{name}: {}",
            read.err
        );
        for secret in signed.split('.').skip(1) {
            let said = [&traced.out, &traced.err, &read.err, &written.err];
            assert!(said.iter().all(|it| !it.contains(secret)), "{name}");
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

//! Whatever is pasted or dropped leads to its page, and a token stays where it was.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::harness::cli::{ingest, ingested};
use crate::simulation::Token;
use crate::simulation::clock::NOON;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::hostile_entries::hostile_entries;
use crate::simulation::shapes::ndjson;

use super::server::Server;
use super::{page_of, serving};

const KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/1";
const NODE: &str = "X509SHA256=ea33ad67f76e695097236db02468db88ea0efcd0fc7d2ad7ed7e782a914bbe31";

#[test]
fn every_notation_of_a_name_leads_to_its_page() {
    let (_folder, server) = serving("ancestry");
    let digits = NODE.strip_prefix("X509SHA256=").expect("a hash");
    let bytes = hex::decode(digits).expect("hex");
    let pairs: Vec<String> = bytes.iter().map(|it| format!("{it:02X}")).collect();
    let token = "51b14150-85de-4afc-a512-d82c496c738a";
    let (certificate, token_page) = (page_of(NODE), page_of(&format!("JTI={token}")));
    let resource = |name: &str| format!("/list?of=resource&name={}", name.replace('/', "%2F"));
    for (text, address) in [
        (NODE, certificate.clone()),
        (digits, certificate.clone()),
        (&digits.to_uppercase(), certificate.clone()),
        (&pairs.join(":"), certificate.clone()),
        (&STANDARD.encode(&bytes), certificate.clone()),
        (&digits[..8], certificate.clone()),
        (&format!("  \"{NODE}\", "), certificate.clone()),
        (token, token_page.clone()),
        (&format!("JTI={token}"), token_page.clone()),
        (&token.replace('-', ""), token_page.clone()),
        (KEY, resource(KEY)),
        (&format!("//cloudkms.googleapis.com/{KEY}"), resource(KEY)),
        ("team-a/cache", token_page.clone()),
        ("system:serviceaccount:team-a:cache", token_page),
        (
            "system:node:a1b2",
            "/list?of=user&name=system%3Anode%3Aa1b2".to_owned(),
        ),
        ("a1b2", "/list?of=user&name=system%3Anode%3Aa1b2".to_owned()),
    ] {
        let answer = server.search(text);
        assert_eq!(answer.location(), Some(address), "{text}: {}", answer.head);
    }
    assert_eq!(server.search("").location().as_deref(), Some("/"));
}

#[test]
fn a_certificate_leads_to_its_page_pasted_dropped_or_packed() {
    let folder = ingested("papers-in-hand");
    let server = Server::start(folder.path(), &[]);
    let papers = fixture("papers-in-hand/logs");
    let mut found = 0;
    for file in fs::read_dir(papers.join("evidence")).into_iter().flatten() {
        let bytes = fs::read(file.expect("a file").path()).expect("a file");
        let answer = server.post_with("/search", ("file", &bytes), "");
        found += u32::from(matches!(answer.status, 200 | 303));
    }
    assert!(found > 0, "no paper led anywhere");
}

#[test]
fn a_token_leads_to_its_id_and_stands_nowhere_else() {
    let folder = ingested("complete-jwt");
    let server = Server::start(folder.path(), &["-vv"]);
    let token = fs::read_to_string(fixture("complete-jwt/token.jwt")).expect("a token");
    let token = token.trim();
    let parts: Vec<&str> = token.split('.').collect();
    let curl = format!("curl -H 'Authorization: Bearer {token}' https://x");
    let secret = format!(
        "{{\"kind\": \"Secret\", \"data\": {{\"token\": \"{}\"}}}}",
        STANDARD.encode(token)
    );
    for text in [token, &format!("Bearer {token}"), &curl, &secret] {
        let answer = server.search(text);
        let address = answer
            .location()
            .unwrap_or_else(|| panic!("{text}: {}", answer.status));
        assert!(address.starts_with("/credential?id=JTI%3D"), "{address}");
        let page = server.get(&address);
        assert_eq!(page.verdict(), "complete");
        for part in &parts {
            assert!(!answer.head.contains(part) && !answer.body.contains(part));
            assert!(!page.body.contains(part));
        }
    }
    let dropped = server.post_with("/search", ("file", token.as_bytes()), "");
    assert_eq!(dropped.status, 303);
    let unknown = Token::mint("team-z", "nobody", NOON).signed();
    let answer = server.search(&unknown);
    assert_eq!(answer.status, 404);
    let written = server.standard_error();
    for part in token.split('.').chain(unknown.split('.')) {
        assert!(!written.contains(part), "on standard error");
        assert!(!folder.database_holds(part), "in the database");
        assert!(!answer.body.contains(part), "on a page");
    }
}

#[test]
fn a_forged_token_is_shown_with_what_it_contradicts() {
    let (_folder, server) = serving("complete-jwt");
    let token = fs::read_to_string(fixture("complete-jwt/token.jwt")).expect("a token");
    let parts: Vec<&str> = token.trim().split('.').collect();
    let payload = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
    let payload = String::from_utf8(payload).expect("UTF-8");
    let forged = payload.replace("team-a", "kube-system");
    assert_ne!(payload, forged);
    let forged = format!(
        "{}.{}.{}",
        parts[0],
        URL_SAFE_NO_PAD.encode(forged),
        parts[2]
    );
    let answer = server.search(&forged);
    assert_eq!((answer.status, answer.verdict().as_str()), (200, "broken"));
    assert!(answer.body.contains("digest-mismatch"));
}

#[test]
fn what_is_unknown_or_unusable_gets_advice() {
    let (_folder, server) = serving("ancestry");
    for (text, status) in [
        (
            "0000000000000000000000000000000000000000000000000000000000000000",
            404,
        ),
        ("nobody", 404),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            422,
        ),
        ("<script>alert(1)</script>", 404),
        ("' or 1=1 --", 404),
        ("%", 404),
        ("\u{0}\u{202e}", 404),
    ] {
        let answer = server.search(text);
        assert_eq!(answer.status, status, "{text}");
        assert!(answer.body.contains("<h1") && answer.body.contains("id=\"lookup\""));
        assert!(!answer.body.contains("<script>alert"), "{text}");
    }
    for path in [
        "/credential?id=JTI%3Dnone",
        "/credential?id=%3Cscript%3Ealert(1)%3C/script%3E",
        "/credential",
        "/list?of=nothing",
        "/list",
        "/changes?after=7",
        "/changes?after=x",
        "/places?kind=x",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("<script>alert"), "{path}");
    }
    let long = server.search(&"x".repeat(5_000));
    assert_eq!(long.status, 422);
}

#[test]
fn a_token_in_an_address_is_refused_and_not_shown() {
    let (_folder, server) = serving("complete-jwt");
    let token = fs::read_to_string(fixture("complete-jwt/token.jwt")).expect("a token");
    let answer = server.get(&format!("/credential?id={}", token.trim()));
    assert_eq!(answer.status, 422);
    assert!(
        !answer
            .body
            .contains(token.split('.').next().expect("a part"))
    );
}

#[test]
fn several_that_begin_so_are_listed() {
    let entries = hostile_entries(&["beginning-1", "beginning-<2>"]);
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    ingest(&folder, &["all.ndjson"]);
    let server = Server::start(folder.path(), &[]);
    let answer = server.search("begin");
    assert_eq!(answer.status, 200);
    assert!(answer.heading().contains("2 identifiers begin with begin"));
    for link in [page_of("beginning-1"), page_of("beginning-%3C2%3E")] {
        assert!(answer.body.contains(&format!("href=\"{link}\"")), "{link}");
        assert_eq!(server.get(&link).status, 200);
    }
}

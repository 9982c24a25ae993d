//! Who may ask, and what a browser may do with the answer.

use crate::harness::cli::{failed, ingested, run};
use crate::simulation::files::Folder;

use super::server::Server;
use super::serving;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A server that wants a token.
fn with_token() -> (Folder, Server) {
    let folder = ingested("ancestry").with("token", format!("{TOKEN}\n"));
    let server = Server::start(folder.path(), &["--token-file", "token"]);
    (folder, server)
}

#[test]
fn only_the_names_of_the_server_are_answered() {
    let (_folder, server) = serving("ancestry");
    let port = server.address.port();
    for (lines, status) in [
        (format!("Host: 127.0.0.1:{port}\r\n"), 200),
        (format!("Host: localhost:{port}\r\n"), 200),
        (format!("Host: [::1]:{port}\r\n"), 200),
        (format!("Host: evil.example:{port}\r\n"), 421),
        (format!("Host: localhost.evil.example:{port}\r\n"), 421),
        ("Host: 127.0.0.1:1\r\n".to_owned(), 421),
        ("Host: \r\n".to_owned(), 421),
        (String::new(), 421),
        (
            format!("Host: localhost:{port}\r\nHost: evil.example\r\n"),
            421,
        ),
    ] {
        let request = format!("GET /list?of=time HTTP/1.1\r\nConnection: close\r\n{lines}\r\n");
        let answer = server.send(request.as_bytes());
        assert_eq!(answer.status, status, "{lines}");
        assert_eq!(answer.body.contains("/credential?"), status == 200);
        assert_eq!(answer.body.contains("--host NAME"), status == 421);
    }
    let absolute = format!(
        "GET http://evil.example/ HTTP/1.1\r\nConnection: close\r\nHost: localhost:{port}\r\n\r\n"
    );
    assert_eq!(server.send(absolute.as_bytes()).status, 421);
}

#[test]
fn a_further_name_is_answered_where_it_was_given() {
    let folder = ingested("ancestry");
    let server = Server::start(folder.path(), &["--host", "trail.example"]);
    let get = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\n\r\n");
        server.send(request.as_bytes()).status
    };
    assert_eq!(get("trail.example"), 200);
    assert_eq!(get("other.example"), 421);
}

#[test]
fn every_answer_tells_the_browser_to_keep_and_load_nothing() {
    let (_folder, server) = serving("ancestry");
    let refused = server.send(b"GET / HTTP/1.1\r\nConnection: close\r\nHost: x\r\n\r\n");
    let answers = [
        server.get("/"),
        server.get("/scans"),
        server.get("/nothing"),
        server.search("system:node:a1b2"),
        refused,
    ];
    for answer in answers {
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name).as_deref(), Some(value), "{name}");
        }
        let policy = answer.header("content-security-policy").expect("a policy");
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(part), "{part}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn beyond_this_machine_a_token_is_wanted() {
    let folder = ingested("ancestry").with("short", "secret");
    let serve = |listen: &str, more: &[&str]| {
        let arguments = [&["serve", "--db", "a.db", "--listen", listen], more].concat();
        run(folder.path(), &arguments)
    };
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        failed(&serve(listen, &[]), "a token is wanted");
    }
    let short = serve("0.0.0.0:0", &["--token-file", "short"]);
    failed(&short, "fewer than 24 characters");
    assert!(!short.err.contains("secret"));
    failed(
        &serve("0.0.0.0:0", &["--token-file", "none"]),
        "token file none",
    );
}

#[test]
fn without_the_token_nothing_is_shown() {
    let (_folder, server) = with_token();
    for path in ["/", "/list?of=time", "/scans", "/nothing"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.header("www-authenticate").as_deref(), Some("Bearer"));
        assert!(answer.body.contains("type=\"password\""));
        assert!(!answer.body.contains("acme") && !answer.body.contains("a.db"));
    }
    assert_eq!(server.search("system:node:a1b2").status, 401);
    let with = |token: &str| {
        let line = format!("Authorization: Bearer {token}\r\n");
        server.get_with("/", &line).status
    };
    assert_eq!(with(TOKEN), 200);
    assert_eq!(with(&TOKEN[1..]), 401);
    assert_eq!(with(&format!("{TOKEN}0")), 401);
    assert_eq!(with(""), 401);
}

#[test]
fn the_login_gives_a_cookie_that_is_not_the_token() {
    let (_folder, server) = with_token();
    let login = |token: &str| server.post_with("/login", ("text", token.as_bytes()), "");
    assert_eq!(login("wrong").status, 401);
    assert_eq!(login("wrong").header("set-cookie"), None);
    let entered = login(TOKEN);
    assert_eq!(entered.location().as_deref(), Some("/"));
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    assert!(!cookie.contains(TOKEN));
    let cookie = cookie.split(';').next().expect("a value").to_owned();
    let with = |cookie: &str| {
        let line = format!("Cookie: {cookie}\r\n");
        server.get_with("/", &line).status
    };
    assert_eq!(with(&cookie), 200);
    let (end, mac) = cookie.split_once('.').expect("a MAC");
    let later = format!("{end}9.{mac}");
    assert_eq!(with(&later), 401, "a later end has another MAC");
}

#[test]
fn a_form_of_another_site_is_refused() {
    let (_folder, server) = serving("ancestry");
    let sent = |lines: &str| {
        let form = ("text", b"system:node:a1b2".as_slice());
        server.post_with("/search", form, lines).status
    };
    assert_eq!(sent("Sec-Fetch-Site: same-origin\r\n"), 303);
    assert_eq!(sent("Sec-Fetch-Site: cross-site\r\n"), 403);
    assert_eq!(sent("Origin: http://evil.example\r\n"), 403);
    assert_eq!(sent("Origin: null\r\n"), 403);
}

#[test]
fn what_is_too_large_is_refused_and_other_methods_are() {
    let (_folder, server) = serving("ancestry");
    let large = vec![b'x'; 2 << 20];
    assert_eq!(
        server.post_with("/search", ("file", &large), "").status,
        413
    );
    let line = format!("X: {}\r\n", "x".repeat(100 << 10));
    assert_eq!(server.get_with("/", &line).status, 431);
    assert_eq!(server.get_with("/", &"X: y\r\n".repeat(100)).status, 431);
    let port = server.address.port();
    for method in ["PUT", "DELETE", "OPTIONS"] {
        let request =
            format!("{method} / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        assert_eq!(server.send(request.as_bytes()).status, 404, "{method}");
    }
    assert_eq!(server.get("/").status, 200, "the server goes on");
}

#[test]
fn a_signal_ends_the_server_in_order() {
    for signal in ["-TERM", "-INT"] {
        let (_folder, server) = serving("ancestry");
        assert_eq!(server.get("/").status, 200);
        assert_eq!(server.stopped(signal), Some(0), "{signal}");
    }
}

#[test]
fn what_is_no_database_is_told_before_anything_is_served() {
    let folder = Folder::new().with("a.db", "no database");
    failed(
        &run(
            folder.path(),
            &["serve", "--db", "a.db", "--listen", "127.0.0.1:0"],
        ),
        "a.db",
    );
    failed(
        &run(folder.path(), &["serve", "--db", "none.db"]),
        "none.db",
    );
}

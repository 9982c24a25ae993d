//! The pages in Korean.

use super::page_of;
use super::server::{Answer, Server};
use crate::harness::cli::{ingested, run};
use crate::language::page::Texts;

/// The texts between the tags of a page, without script and style.
fn texts(answer: &Answer) -> Vec<&str> {
    let parts = answer.body.split('<').filter_map(|it| it.split_once('>'));
    let shown = parts.filter(|it| !["script", "style"].contains(&it.0));
    shown.map(|it| it.1.trim()).collect()
}

#[test]
fn the_pages_are_korean_and_so_is_a_failure() {
    let folder = ingested("missing-record");
    for _ in 0..2 {
        run(folder.path(), &["scan", "-q", "--db", "a.db"]);
    }
    let flags = ["--lang", "ko", "--time-zone", "Asia/Seoul"];
    let server = Server::start(folder.path(), &flags);
    let english = Texts::of_source();
    let certificate = "X509SHA256=a2f6ec10be130051847ddfc1f25a97438bb7ab27a5307e8802de5fba284bc9af";
    for (path, status) in [
        ("/", 200),
        (&page_of(certificate), 200),
        ("/places?kind=clusters", 200),
        ("/places?kind=namespaces", 200),
        ("/list?of=time", 200),
        ("/scans", 200),
        ("/changes?after=2", 200),
        ("/changes?after=9", 404),
        ("/nowhere", 404),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body.contains("<html lang=\"ko\">"), "{path}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
        for text in texts(&answer) {
            assert_eq!(english.met_in(text), None, "{path}: {text}");
        }
    }
    assert!(server.get("/scans").body.contains("+09:00"));
}

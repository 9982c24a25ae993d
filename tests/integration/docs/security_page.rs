//! The page on security in the book: SECURITY.md, without its links to what is not in the book.

use std::path::Path;

use super::current;
use super::page::Page;

/// What tells readers of the source where the page comes from.
const MADE: &str =
    "<!-- made of SECURITY.md: CREDTRAIL_WRITE_DOCS=1 cargo test --test integration docs:: -->";

#[test]
fn the_book_has_the_page_on_security() {
    let text = inside_the_book(&Page::read("SECURITY.md").text);
    let (title, rest) = text.split_once('\n').expect("a title");
    current(
        Path::new("docs/src/security.md"),
        &format!("{title}\n\n{MADE}\n{rest}"),
    );
}

/// The text with its links as the book has them: to a page by its name, and none to a file that is only in the repository.
fn inside_the_book(text: &str) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let (target, after) = after.split_once(')').expect("the end of a link");
        let begin = before.rfind('[').expect("the text of a link");
        let (before, named) = (&before[..begin], &before[begin + 1..]);
        made += before;
        made += &match target.strip_prefix("docs/src/") {
            Some(page) => format!("[{named}]({page})"),
            None if target.starts_with('#') || target.contains("://") => {
                format!("[{named}]({target})")
            }
            None => named.to_owned(),
        };
        rest = after;
    }
    made + rest
}

#[test]
fn links_out_of_the_book_become_text() {
    let text = "See [a](docs/src/a.md#b), [`c`](tests/c.rs), [d](#d) and [e](https://e).";
    let expected = "See [a](a.md#b), `c`, [d](#d) and [e](https://e).";
    assert_eq!(inside_the_book(text), expected);
}

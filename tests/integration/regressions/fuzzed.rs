//! What fuzzing found (`fuzz/README.md`).

use credtrail::evidence::jose::jwks::{self, Member};
use credtrail::fetch::logging_api::page::Page;
use credtrail::policy::value::length;
use jiff::SignedDuration;

#[test]
fn an_answer_that_is_no_text_is_no_page() {
    for body in [
        &b"{\"entries\":[{\"timestamp\":\"2026-10-06T12:00:00Z\",\"a\":\"\xff\"}]}"[..],
        b"{\"entries\":[\xff]}",
        b"{\"nextPageToken\":\"\xc3\"}",
    ] {
        assert!(Page::read(body).is_err(), "{}", body.escape_ascii());
    }
}

#[test]
fn an_answer_with_a_line_break_in_a_string_is_no_page() {
    for text in ["a\nb", "\\\n", "a\rb", "\u{1}", "\\u\u{1}(\0\nfffd("] {
        for value in ["1".to_owned(), "[".repeat(300) + &"]".repeat(300)] {
            let at = "2026-10-06T12:00:00Z";
            let page = |text: &str| {
                let entry = format!(r#"{{"timestamp":"{at}","a":"{text}","b":{value}}}"#);
                Page::read(format!(r#"{{"entries":[{entry}]}}"#).as_bytes())
            };
            assert!(page(text).is_err(), "{text:?}");
            assert!(page(r"\n\t\r\u0001").is_ok());
        }
    }
}

#[test]
fn an_answer_with_a_backslash_that_begins_no_escape_is_no_page() {
    for text in [r#"a\u"123 b"#, r"\u12g4", r"\x", r"\u"] {
        for value in ["1".to_owned(), "[".repeat(300) + &"]".repeat(300)] {
            let at = "2026-10-06 12:00:00 UTC";
            let entry = format!(r#"{{"a":"{text}","timestamp":"{at}","b":{value}}}"#);
            let page = Page::read(format!(r#"{{"entries":[{entry}]}}"#).as_bytes());
            assert!(page.is_err(), "{text:?}");
        }
    }
}

#[test]
fn a_length_with_part_of_a_second_is_written_as_it_was_read() {
    for (text, millis) in [("PT1.5S", 1_500), ("100ms", 100), ("1d 1ms", 86_400_001)] {
        let length = length::parse(text).expect("a length");
        assert_eq!(length, SignedDuration::from_millis(millis));
        assert_eq!(length::parse(&length::show(length)), Ok(length), "{text}");
    }
}

#[test]
fn a_length_that_cannot_be_written_is_refused() {
    assert!(length::parse("6d760576005:046:06").is_err());
    let longest = length::parse("175307616h").expect("a length");
    assert_eq!(length::parse(&length::show(longest)), Ok(longest));
}

#[test]
fn a_key_with_a_parameter_that_is_no_text_is_written_as_it_was_read() {
    let numbers = [
        "33333323333333733333333e3",
        "3.3333233333373338e22",
        "[3.3333233333373338e22]",
    ];
    for value in numbers.into_iter().chain(["true", "65537"]) {
        for name in ["crv", "x", "n", "alg", "kid", "key_ops"] {
            let set = format!(r#"{{"keys":[{{"kty":"OKP","{name}":{value}}}]}}"#);
            let members = jwks::read(set.as_bytes()).expect("a key set");
            let [Member::Public(key)] = members.as_slice() else {
                panic!("{set} holds a public key");
            };
            assert!(key.problem().is_some(), "{set}");
            assert_eq!(jwks::read(key.json.as_bytes()), Some(members), "{set}");
        }
    }
}

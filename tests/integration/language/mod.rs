//! What people read in another language than English: the files of `locale/` have the texts of the source, all and no others.

mod command_line;
mod fluent_file;
mod korean;
pub mod page;
mod problems;
mod source_texts;

use std::fs;
use std::path::Path;

use credtrail::check::check_of;
use credtrail::model::finding::Code;

#[test]
fn the_english_file_is_current() {
    let path = root().join("locale/en.ftl");
    let current = english();
    if std::env::var_os("CREDTRAIL_WRITE_LOCALE").is_some() {
        fs::write(&path, &current).expect("locale/en.ftl");
    }
    let found = fs::read_to_string(&path).expect("locale/en.ftl");
    let lines = current.lines().zip(found.lines());
    let differing: Vec<_> = lines.filter(|it| it.0 != it.1).take(3).collect();
    assert!(
        current == found,
        "CREDTRAIL_WRITE_LOCALE=1 writes locale/en.ftl again; first differences: {differing:#?}"
    );
}

#[test]
fn korean_has_every_text_with_the_same_values() {
    let mut english = fluent_file::names(&english());
    let korean = fs::read_to_string(root().join("locale/ko.ftl")).expect("locale/ko.ftl");
    let korean = fluent_file::names(&korean);
    for (id, mut names) in source_texts::errors(&root().join("src")) {
        let used = korean.get(&id).cloned().unwrap_or_default();
        assert!(
            used.is_subset(&names),
            "{id}: {used:?} are not all in {names:?}"
        );
        names.retain(|it| used.contains(it)); // English has its text elsewhere, and may leave a value out
        assert!(english.insert(id.clone(), names).is_none(), "twice: {id}");
    }
    let missing: Vec<&String> = english
        .keys()
        .filter(|it| !korean.contains_key(*it))
        .collect();
    let unused: Vec<&String> = korean
        .keys()
        .filter(|it| !english.contains_key(*it))
        .collect();
    assert!(missing.is_empty(), "locale/ko.ftl lacks {missing:#?}");
    assert!(
        unused.is_empty(),
        "nothing uses these of locale/ko.ftl: {unused:#?}"
    );
    let differing = english.iter().filter(|it| korean[it.0] != *it.1);
    let differing: Vec<_> = differing.map(|it| (it.0, it.1, &korean[it.0])).collect();
    assert!(differing.is_empty(), "the values differ: {differing:#?}");
}

/// Korean particles have two forms, by the sound before them, which nobody knows of a value. Behind a value stands a noun instead. The names
/// of logs are parts of sentences that end with one.
#[test]
fn no_value_is_followed_by_a_particle_with_two_forms() {
    let korean = fs::read_to_string(root().join("locale/ko.ftl")).expect("locale/ko.ftl");
    let particles = ["은", "는", "이", "가", "을", "를", "과", "와", "로", "으로"];
    for line in korean.lines() {
        for (before, after) in line.match_indices(" }").map(|it| line.split_at(it.0 + 2)) {
            let word = after.split([' ', '.', ',', ':']).next().unwrap_or_default();
            let is_log = before.ends_with("{ $log }");
            assert!(is_log || !particles.contains(&word), "{line}");
        }
    }
}

fn english() -> String {
    let texts = source_texts::read(&root().join("src"));
    let explained = |code: Code| {
        let it = check_of(code).explanation;
        let paragraphs = [
            ("means", it.means),
            ("look-at", it.look_at),
            ("settle", it.settle),
        ];
        (code.as_str(), paragraphs)
    };
    fluent_file::written(&texts, &Code::ALL.map(explained))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

//! The files of `locale/` have the texts of the help, all and no others.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::CommandFactory;
use fluent_syntax::ast::Entry;

use super::*;
use crate::command::args::Cli;

/// The texts of the help by their ids: a text that a verb does not share with the others has an id of its own.
fn texts() -> BTreeMap<String, String> {
    let found = RefCell::new(BTreeMap::new());
    let keep = |id: &TextId, english: &str| {
        let mut found = found.borrow_mut();
        let shared: &mut String = found
            .entry(id.shared.clone())
            .or_insert_with(|| english.to_owned());
        if shared != english {
            found.insert(id.own.clone(), english.to_owned());
        }
        english.to_owned()
    };
    read(Cli::command(), &keep);
    for (name, english) in headings::HEADINGS {
        keep(&TextId::of("heading", name), english);
    }
    found.into_inner()
}

/// The file of these texts.
fn written(texts: &BTreeMap<String, String>) -> String {
    let mut file = String::from(
        "# The English texts of the help, made of the command line: do not edit. CREDTRAIL_WRITE_LOCALE=1 writes the file again.\n\n",
    );
    for (id, text) in texts {
        let text = text.replace('{', "{\"{\"}").replace('\n', "\n    ");
        file += &format!("{id} = {text}\n");
    }
    file
}

fn ids(file: &str) -> Vec<String> {
    let resource = fluent_syntax::parser::parse(file).expect("a file without an error");
    let entries = resource.body.iter().filter_map(|it| match it {
        Entry::Message(it) => Some(it.id.name.to_owned()),
        _ => None,
    });
    let mut ids: Vec<String> = entries.collect();
    ids.sort();
    ids
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locale")
        .join(name)
}

#[test]
fn the_english_help_is_current() {
    let (path, current) = (file("help.en.ftl"), written(&texts()));
    if env::var_os("CREDTRAIL_WRITE_LOCALE").is_some() {
        fs::write(&path, &current).expect("help.en.ftl");
    }
    let found = fs::read_to_string(&path).expect("help.en.ftl");
    assert!(
        found == current,
        "CREDTRAIL_WRITE_LOCALE=1 writes locale/help.en.ftl again: see that locale/help.ko.ftl says the same"
    );
}

#[test]
fn korean_has_every_text_of_the_help_and_no_other() {
    let english: Vec<String> = texts().into_keys().collect();
    let korean = ids(&fs::read_to_string(file("help.ko.ftl")).expect("help.ko.ftl"));
    let missing: Vec<_> = english.iter().filter(|it| !korean.contains(it)).collect();
    let unused: Vec<_> = korean.iter().filter(|it| !english.contains(it)).collect();
    assert!(missing.is_empty(), "locale/help.ko.ftl lacks {missing:#?}");
    assert!(
        unused.is_empty(),
        "nothing uses these of locale/help.ko.ftl: {unused:#?}"
    );
}

#[test]
fn english_help_is_as_clap_makes_it() {
    let mut plain = Cli::command();
    let mut read = read_in(&Locale::default(), Cli::command());
    assert_eq!(
        plain.render_long_help().to_string(),
        read.render_long_help().to_string()
    );
}

#[test]
fn the_command_line_is_sound_in_every_language() {
    for language in Language::ALL {
        let locale = Locale::new(language, None);
        read_in(&locale, Cli::command()).debug_assert();
    }
}

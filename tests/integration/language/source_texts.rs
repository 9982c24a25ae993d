//! The English texts in the source and its templates: what `message!` and `say!` are called with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A text of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The text, with `{name}` for each value.
    pub text: String,
    /// The names of the values that the text has.
    pub names: BTreeSet<String>,
}

/// Returns all texts under a folder by their ids.
pub fn read(folder: &Path) -> BTreeMap<String, SourceText> {
    let mut texts = BTreeMap::new();
    for file in files(folder) {
        let source = fs::read_to_string(&file).expect("a file of the source");
        for (id, text) in calls(without_tests(&source)) {
            let before = texts.insert(id.clone(), text.clone());
            let is_same = before.is_none_or(|it: SourceText| it == text);
            assert!(is_same, "two texts have the id {id}: {}", file.display());
        }
    }
    texts
}

/// Returns the ids of errors whose English text is their `Display`, each with what its call names: `as_message!` is called with these.
pub fn errors(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut errors = BTreeMap::new();
    for file in files(folder) {
        let source = fs::read_to_string(&file).expect("a file of the source");
        for (at, name) in without_tests(&source).match_indices("as_message!(") {
            let arguments = inside(&source[at + name.len()..]);
            let rest = arguments.split_once(',').expect("an error first").1;
            let (id, rest) = literal(rest).expect("an id");
            let names = rest.split([',', ';']).filter_map(|it| it.split_once('='));
            let names = names.map(|it| it.0.trim().to_owned()).collect();
            assert!(errors.insert(id.clone(), names).is_none(), "twice: {id}");
        }
    }
    errors
}

fn without_tests(source: &str) -> &str {
    source
        .split("#[cfg(test)]\nmod tests")
        .next()
        .expect("a part")
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path
            .extension()
            .is_some_and(|it| it == "rs" || it == "html")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The calls of the two macros in one file.
fn calls(source: &str) -> Vec<(String, SourceText)> {
    let code: Vec<&str> = source
        .lines()
        .filter(|it| !it.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let of = |name: &'static str| {
        let code = code.clone();
        let starts: Vec<usize> = code
            .match_indices(name)
            .map(|it| it.0 + name.len())
            .collect();
        let call = move |at: usize| call(inside(&code[at..]), name == "say!(");
        starts.into_iter().filter_map(call).collect::<Vec<_>>()
    };
    [of("message!("), of("say!("), stored(&code)].concat()
}

/// The texts that a database keeps in English.
fn stored(code: &str) -> Vec<(String, SourceText)> {
    let calls = code.split("stored!(").skip(1);
    let text = |call: &str| {
        let (id, rest) = literal(call)?;
        let (text, _) = literal(rest.trim_start().strip_prefix(',')?)?;
        let names = placeholders(&text);
        Some((id, SourceText { text, names }))
    };
    calls.filter_map(text).collect()
}

/// What stands before the parenthesis that closes the call.
fn inside(source: &str) -> &str {
    let mut depth = 1;
    let mut rest = source.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '"' => {
                while let Some((_, c)) = rest.next() {
                    match c {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &source[..at];
        }
    }
    source
}

/// Reads the arguments of a call; None for the definition of a macro.
fn call(arguments: &str, has_locale: bool) -> Option<(String, SourceText)> {
    let rest = match has_locale {
        true => arguments.split_once(',')?.1,
        false => arguments,
    };
    let (id, rest) = literal(rest)?;
    let (text, rest) = literal(rest.trim_start().strip_prefix(',')?)?;
    let names = placeholders(&text);
    let given = rest.split([',', ';']).map(str::trim);
    let given = given.map(|it| it.split([' ', '=', '.', '(']).next().unwrap_or_default());
    let given: BTreeSet<&str> = given.collect();
    for name in &names {
        assert!(
            given.contains(name.as_str()),
            "{id}: the value {name} is no argument, so that no other language has it"
        );
    }
    Some((id, SourceText { text, names }))
}

/// A string literal at the beginning, and what follows it.
fn literal(source: &str) -> Option<(String, &str)> {
    let body = source.trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut rest = body.chars();
    loop {
        match rest.next()? {
            '"' => return Some((text, rest.as_str())),
            '\\' => match rest.next()? {
                'n' => text.push('\n'),
                other => text.push(other),
            },
            c => text.push(c),
        }
    }
}

/// The names in braces, without how they are formatted.
fn placeholders(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1);
    let names = parts.filter_map(|it| it.split_once('}')?.0.split(':').next());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_read_with_its_names() {
        let source = r#"let it = message!("a", "of {key} at {at:.0}: {x}", key = f(a, b), at; x);
            say!(self, "b", "a \"word\"");"#;
        let found: BTreeMap<_, _> = calls(source).into_iter().collect();
        let names: Vec<&str> = found["a"].names.iter().map(String::as_str).collect();
        assert_eq!(names, ["at", "key", "x"]);
        assert_eq!(found["b"].text, "a \"word\"");
    }

    #[test]
    #[should_panic(expected = "the value x is no argument")]
    fn a_captured_value_is_found() {
        calls(r#"message!("a", "of {x}")"#);
    }
}

//! Files of `locale/`: what they hold, and how the English one is made of the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::source_texts::SourceText;

/// The names of the values of each text, by its id; that of an attribute is `id.attribute`.
pub fn names(file: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(file).expect("a file without an error");
    let mut texts = BTreeMap::new();
    let mut keep = |id: String, pattern: &Pattern<&str>| {
        let mut found = BTreeSet::new();
        in_pattern(pattern, &mut found);
        let before = texts.insert(id.clone(), found);
        assert!(before.is_none(), "{id} stands there twice");
    };
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        if let Some(value) = &message.value {
            keep(message.id.name.to_owned(), value);
        }
        for it in &message.attributes {
            keep(format!("{}.{}", message.id.name, it.id.name), &it.value);
        }
    }
    texts
}

fn in_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(it) => in_expression(it, found),
            Expression::Select { selector, variants } => {
                in_expression(selector, found);
                variants.iter().for_each(|it| in_pattern(&it.value, found));
            }
        }
    }
}

fn in_expression(expression: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = expression {
        found.insert(id.name.to_owned());
    }
}

/// Returns the text of the source as Fluent writes it.
pub fn pattern(it: &SourceText) -> String {
    let mut pattern = it.text.replace('{', "{ $").replace('}', " }");
    for name in &it.names {
        // How a value is formatted is a matter of the language.
        while let Some(at) = pattern.find(&format!("{{ ${name}:")) {
            let end = pattern[at..].find(" }").expect("an end") + at;
            pattern.replace_range(at..end, &format!("{{ ${name}"));
        }
    }
    escaped(&pattern)
}

/// Returns a text with blanks at its ends, which Fluent drops, in quotation marks.
pub fn escaped(text: &str) -> String {
    let inner = text.trim_matches(' ');
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = text.len() - start - inner.len();
    let blanks = |count: usize| match count {
        0 => String::new(),
        count => format!("{{\"{}\"}}", " ".repeat(count)),
    };
    format!("{}{inner}{}", blanks(start), blanks(end))
}

/// Returns the file of these texts and explanations.
pub fn written(
    texts: &BTreeMap<String, SourceText>,
    explanations: &[(&str, [(&str, &str); 3])],
) -> String {
    let mut file = String::from(
        "# The English texts, made of the source: do not edit. CREDTRAIL_WRITE_LOCALE=1 writes the file again.\n\n",
    );
    for (id, text) in texts {
        writeln!(file, "{id} = {}", pattern(text)).expect("a text");
    }
    for (code, paragraphs) in explanations {
        writeln!(file, "\nexplain-{code} =").expect("a text");
        for (name, text) in paragraphs {
            writeln!(file, "    .{name} = {}", text.replace('{', "{\"{\"}")).expect("a text");
        }
    }
    file
}

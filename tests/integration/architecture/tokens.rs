//! Rust source as words and marks, without comments and literals.

/// The tokens of a file: identifiers, keywords and numbers as they are, `::` as one token, every other mark alone.
pub fn tokens(source: &str) -> Vec<String> {
    let text: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        let rest = &text[at..];
        at += match c {
            _ if starts(rest, "//") => line(rest),
            _ if starts(rest, "/*") => comment(rest),
            '"' => quoted(rest),
            '\'' => quote_or_lifetime(rest),
            _ if is_word(c) => {
                let length = rest.iter().take_while(|c| is_word(**c)).count();
                let word: String = rest[..length].iter().collect();
                if let Some(literal) = literal_after(&word, &rest[length..]) {
                    length + literal
                } else {
                    tokens.push(word);
                    length
                }
            }
            _ if starts(rest, "::") => {
                tokens.push("::".to_owned());
                2
            }
            _ => {
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
                1
            }
        };
    }
    tokens
}

fn starts(text: &[char], prefix: &str) -> bool {
    prefix
        .chars()
        .enumerate()
        .all(|(at, c)| text.get(at) == Some(&c))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line(text: &[char]) -> usize {
    text.iter().take_while(|c| **c != '\n').count()
}

/// Comments nest.
fn comment(text: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if starts(&text[at..], "/*") {
            depth += 1;
            at += 2;
        } else if starts(&text[at..], "*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The length of a string from its first quotation mark to its last.
fn quoted(text: &[char]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// A character, or the mark of a lifetime.
fn quote_or_lifetime(text: &[char]) -> usize {
    match text {
        ['\'', '\\', _, rest @ ..] => 4 + rest.iter().take_while(|c| **c != '\'').count(),
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}

/// The length of the literal that a prefix (`r`, `b`, `br`, `c`, `cr`) begins. A raw identifier (`r#type`) is none.
fn literal_after(prefix: &str, rest: &[char]) -> Option<usize> {
    let is_raw = matches!(prefix, "r" | "br" | "cr");
    let hashes = rest.iter().take_while(|c| **c == '#').count();
    match rest.get(hashes) {
        Some('"') if is_raw => {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = hashes + 1;
            let after = (body..rest.len()).find(|at| starts(&rest[*at..], &end));
            Some(after.unwrap_or(rest.len()) + end.len())
        }
        Some('"') if hashes == 0 && matches!(prefix, "b" | "c") => Some(quoted(rest)),
        Some('\'') if hashes == 0 && prefix == "b" => Some(quote_or_lifetime(rest)),
        _ => None,
    }
}

#[test]
fn comments_and_literals_are_no_tokens() {
    let source = "a // b\n/* c /* d */ e */ f \"g \\\" h\" r#\"i \" j\"# b'k' 'l' '\\'' &'m n::o";
    assert_eq!(tokens(source), ["a", "f", "&", "m", "n", "::", "o"]);
}

//! The commands of a script, as far as documentation goes: words, quotes, comments, pipes, substitutions.

/// A part of a script.
#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    /// What separates commands: `|`, `;`, `&&`, `)`, the end of a line.
    End,
    /// `<` or `>`, before a file that is no argument.
    Redirection,
}

/// The words of each `credtrail` in a script.
pub fn commands(script: &str) -> Vec<Vec<String>> {
    let tokens = tokens(&expanded(script));
    let lists = tokens.split(|it| *it == Token::End);
    lists.filter_map(credtrail).collect()
}

/// The words from `credtrail` on, without redirections.
fn credtrail(tokens: &[Token]) -> Option<Vec<String>> {
    let is_program = |it: &Token| matches!(it, Token::Word(word) if word == "credtrail");
    let start = tokens.iter().position(is_program)?;
    let is_setting = |it: &Token| {
        let keywords = ["do", "then", "if", "exec", "sudo"];
        matches!(it, Token::Word(word) if word.contains('=') || keywords.contains(&word.as_str()))
    };
    if !tokens[..start].iter().all(is_setting) {
        return None; // an argument of another program, such as `logger -t credtrail`
    }
    let mut words = Vec::new();
    let mut rest = tokens[start..].iter();
    while let Some(token) = rest.next() {
        match token {
            Token::Word(word) => words.push(word.clone()),
            Token::Redirection => _ = rest.next(),
            Token::End => {}
        }
    }
    Some(words)
}

/// The script with a word in place of each variable.
fn expanded(script: &str) -> String {
    let mut parts = script.split('$');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let name = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        match part.split_at(name.unwrap_or(part.len())) {
            ("", rest) => text + "$" + rest,
            (_, rest) => text + SUBSTITUTED + rest,
        }
    })
}

/// The text in place of the value of a variable, and for what a command prints.
const SUBSTITUTED: &str = "substituted";

fn tokens(script: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = script.chars().peekable();
    let mut word: Option<String> = None;
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek() == Some(&'\n') => _ = rest.next(),
            '\'' | '"' => {
                let quoted: String = rest.by_ref().take_while(|it| *it != c).collect();
                word.get_or_insert_default().push_str(&quoted);
            }
            '$' if rest.peek() == Some(&'(') => substitution(&mut rest, &mut word),
            '<' if rest.peek() == Some(&'(') => substitution(&mut rest, &mut word),
            '#' if word.is_none() => while rest.next_if(|it| *it != '\n').is_some() {},
            '<' | '>' => {
                let descriptor = word.take().filter(|it| it.parse::<u8>().is_err());
                tokens.extend(descriptor.map(Token::Word));
                tokens.push(Token::Redirection);
            }
            ' ' | '\t' => tokens.extend(word.take().map(Token::Word)),
            '|' | ';' | '&' | '\n' | ')' => {
                tokens.extend(word.take().map(Token::Word));
                tokens.push(Token::End);
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    tokens.extend(word.map(Token::Word));
    tokens
}

/// `$(…)` or `<(…)`: one word, whatever is in it.
fn substitution(rest: &mut impl Iterator<Item = char>, word: &mut Option<String>) {
    let mut depth = 0;
    let inside = rest.take_while(|it| {
        depth += i32::from(*it == '(') - i32::from(*it == ')');
        depth > 0
    });
    inside.for_each(drop);
    word.get_or_insert_default().push_str(SUBSTITUTED);
}

#[test]
fn a_script_is_read_command_by_command() {
    let script = "A=1 credtrail scan --db 'a b' 2> said | x credtrail # credtrail no\n\
                  credtrail trace \\\n  $(cat x (y)) \"$day.json\" > out && credtrail diff\nlogger -t credtrail < said\n";
    let found = commands(script);
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut scan = words("credtrail scan --db");
    scan.push("a b".to_owned());
    let trace = words("credtrail trace substituted substituted.json");
    assert_eq!(found, [scan, trace, words("credtrail diff")]);
}

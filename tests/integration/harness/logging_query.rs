//! The part of the Logging query language that our filters use, by Google's page on it: a line break is AND, OR binds closer than AND,
//! `=` and `:` ignore case, `field:*` asks whether a field is present.

use serde_json::Value;

/// Whether an entry matches a query.
pub fn lets_through(query: &str, entry: &Value) -> bool {
    let tokens = tokens(query);
    let mut parser = Parser {
        tokens: &tokens,
        entry,
    };
    let holds = parser.all();
    assert_eq!(parser.tokens, [""; 0], "what follows the query: {query}");
    holds
}

/// Returns the tokens of a query: brackets, words and quoted texts; a field with quoted parts is one word.
fn tokens(query: &str) -> Vec<String> {
    let (mut tokens, mut token, mut quoted) = (Vec::new(), String::new(), false);
    let mut end = |token: &mut String| {
        if !token.is_empty() {
            tokens.push(std::mem::take(token));
        }
    };
    let mut rest = query.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                quoted = !quoted;
                token.push(c);
            }
            '\\' if quoted => token.extend(rest.next()),
            c if quoted => token.push(c),
            '(' | ')' => {
                end(&mut token);
                token.push(c);
                end(&mut token);
            }
            ':' | '=' | '<' | '>' => {
                end(&mut token);
                token.push(c);
                token.extend(rest.next_if_eq(&'='));
                end(&mut token);
            }
            c if c.is_whitespace() => end(&mut token),
            c => token.push(c),
        }
    }
    assert!(!quoted, "a text without end: {query}");
    end(&mut token);
    tokens
}

struct Parser<'a> {
    tokens: &'a [String],
    entry: &'a Value,
}

impl Parser<'_> {
    fn next(&mut self) -> String {
        let (first, rest) = self.tokens.split_first().expect("more of the query");
        self.tokens = rest;
        first.clone()
    }

    fn take(&mut self, token: &str) -> bool {
        let is_next = self.tokens.first().is_some_and(|it| it == token);
        if is_next {
            self.next();
        }
        is_next
    }

    fn all(&mut self) -> bool {
        let mut holds = true;
        while self.tokens.first().is_some_and(|it| it != ")") {
            holds &= self.any();
            self.take("AND");
        }
        holds
    }

    fn any(&mut self) -> bool {
        let mut holds = self.one();
        while self.take("OR") {
            holds |= self.one();
        }
        holds
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let holds = self.all();
            assert!(self.take(")"), "a bracket is open");
            return holds;
        }
        let (field, operator) = (self.next(), self.next());
        if (field.as_str(), operator.as_str()) == ("log_id", "(") {
            let log = self.next().replace(['"'], "").replace('/', "%2F");
            assert!(self.take(")"), "a bracket is open");
            let name = self.entry["logName"].as_str().unwrap_or_default();
            return name.split_once("/logs/").is_some_and(|(_, it)| it == log);
        }
        let mut values = Vec::new();
        if self.take("(") {
            while !self.take(")") {
                values.push(self.next());
                self.take("OR");
            }
        } else {
            values.push(self.next());
        }
        let found = at(self.entry, &field);
        values.iter().any(|value| compare(found, &operator, value))
    }
}

fn at<'v>(entry: &'v Value, field: &str) -> Option<&'v Value> {
    let mut parts = Vec::from([String::new()]);
    let mut quoted = false;
    for c in field.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            c => parts.last_mut().expect("a part").push(c),
        }
    }
    parts.iter().try_fold(entry, |value, part| value.get(part))
}

fn compare(found: Option<&Value>, operator: &str, value: &str) -> bool {
    let Some(found) = found else { return false };
    if (operator, value) == (":", "*") {
        return true;
    }
    let quoted = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let value = quoted.expect("a text between quotes");
    let found = found.as_str().unwrap_or_default();
    let (low, wanted) = (found.to_lowercase(), value.to_lowercase());
    match operator {
        "=" => low == wanted,
        ":" => low.contains(&wanted),
        ">=" => moment(found) >= moment(value),
        "<" => moment(found) < moment(value),
        "<=" => moment(found) <= moment(value),
        other => panic!("an operator that no filter uses: {other}"),
    }
}

fn moment(text: &str) -> jiff::Timestamp {
    text.parse().expect("RFC 3339")
}

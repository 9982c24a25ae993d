//! Queries of the Logging query language that find a record again, to paste into the Logs Explorer.
//!
//! The files in [`source`](crate::log::source) hold the query of each log, as Google's page "Verify identity issuance and usage" gives the
//! query.

use std::fmt;

use jiff::Timestamp;

use crate::model::identity::project::Project;

/// A query of the Logging query language: one comparison per line, all of which must be true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<String>);

impl Query {
    /// Requires that a field has this value.
    pub(in crate::log) fn with(self, field: &str, value: &str) -> Self {
        self.with_one_of(field, [value])
    }

    /// Requires that a field has one of these values. No values add no condition.
    pub(in crate::log) fn with_one_of<'v>(
        self,
        field: &str,
        values: impl IntoIterator<Item = &'v str>,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(quoted).collect();
        match values.as_slice() {
            [] => self,
            [value] => self.line(format!("{field}={value}")),
            many => self.line(format!("{field}=({})", many.join(" OR "))),
        }
    }

    /// Requires that at least one of these fields has the value beside the field. No fields add no condition.
    pub(in crate::log) fn with_any<F: fmt::Display>(
        self,
        fields: impl IntoIterator<Item = (F, String)>,
    ) -> Self {
        let is = |(field, value): (F, String)| format!("{field}={}", quoted(&value));
        self.either(fields.into_iter().map(is))
    }

    /// Requires that a field contains one of these strings, in upper or lower case (the operator `:`).
    pub(in crate::log) fn holding<'v>(
        self,
        field: &str,
        texts: impl IntoIterator<Item = &'v str>,
    ) -> Self {
        let texts: Vec<String> = texts.into_iter().map(quoted).collect();
        match texts.as_slice() {
            [] => self,
            [text] => self.line(format!("{field}:{text}")),
            many => self.line(format!("{field}:({})", many.join(" OR "))),
        }
    }

    /// Requires that a field is present.
    pub(in crate::log) fn having(self, field: &str) -> Self {
        self.line(format!("{field}:*"))
    }

    /// Requires that at least one of these queries is true.
    pub fn with_any_of(self, queries: impl IntoIterator<Item = Query>) -> Self {
        let one = |query: Query| match query.0.as_slice() {
            [line] => line.clone(),
            lines => format!("({})", lines.join(" AND ")),
        };
        let one = |query| one(query).replace('\n', "\n  ");
        let queries: Vec<String> = queries.into_iter().map(one).collect();
        if queries.is_empty() {
            return self;
        }
        self.line(format!("(\n  {}\n)", queries.join("\n  OR ")))
    }

    /// Requires that the entry is in one of these logs of a project.
    pub(in crate::log) fn in_logs_of(self, project: &Project, logs: &[&str]) -> Self {
        let scopes = [project.scope()];
        let names: Vec<String> = logs.iter().flat_map(|log| names(&scopes, log)).collect();
        self.with_one_of("logName", names.iter().map(String::as_str))
    }

    /// Requires that the entry is in one of these logs of any project. No logs add no condition.
    pub(in crate::log) fn in_log(self, logs: &[&str]) -> Self {
        let id = |log: &&str| format!("log_id({})", quoted(&format!("{AUDIT}/{log}")));
        self.either(logs.iter().map(id))
    }

    /// Requires that the entry is in this log of one of these projects, or of any project if no project is known.
    pub(in crate::log) fn in_log_of(self, scopes: &[String], log: &str) -> Self {
        match names(scopes, log).as_slice() {
            [] => self.in_log(&[log]),
            names => self.with_one_of("logName", names.iter().map(String::as_str)),
        }
    }

    /// Requires that the entry is in the Data Access log of one of these projects. Without known projects, adds no condition.
    pub fn in_data_access_of(self, scopes: &[String]) -> Self {
        let names = names(scopes, "data_access");
        self.with_one_of("logName", names.iter().map(String::as_str))
    }

    /// Requires that the entry has this `insertId`. `None` adds no condition.
    pub fn of_entry(self, insert_id: Option<&str>) -> Self {
        self.with_one_of("insertId", insert_id)
    }

    /// Requires that the entry is from `from` to `to`, both included. Without a time, the Logs Explorer searches the last hour.
    pub fn between(self, from: Timestamp, to: Timestamp) -> Self {
        self.line(format!("timestamp>=\"{from}\""))
            .line(format!("timestamp<=\"{to}\""))
    }

    /// Requires that the entry is at or after `from` and before `until`, so that adjacent windows have no entry in common.
    pub fn from_until(self, from: Timestamp, until: Timestamp) -> Self {
        self.line(format!("timestamp>=\"{from}\""))
            .line(format!("timestamp<\"{until}\""))
    }

    /// Requires that one of these comparisons is true. No comparisons add no condition.
    fn either(self, comparisons: impl Iterator<Item = String>) -> Self {
        let comparisons: Vec<String> = comparisons.collect();
        match comparisons.as_slice() {
            [] => self,
            [one] => self.line(one.clone()),
            many => self.line(format!("({})", many.join(" OR "))),
        }
    }

    fn line(mut self, line: String) -> Self {
        self.0.push(line);
        self
    }
}

/// Returns the names of a log in these projects. "unknown" and the bare names of clusters have no log name.
fn names(scopes: &[String], log: &str) -> Vec<String> {
    let named = scopes.iter().filter(|it| it.contains('/'));
    named
        .map(|it| format!("{it}/logs/{AUDIT}%2F{log}"))
        .collect()
}

/// The prefix of the names of all audit logs.
const AUDIT: &str = "cloudaudit.googleapis.com";

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// Returns a value in quotes. Quotes, backslashes and invisible characters are escaped.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            ' '..='~' => text.push(c),
            c if c.is_alphanumeric() => text.push(c),
            c if u32::from(c) < 0x1_0000 => text += &format!("\\u{:04x}", u32::from(c)),
            c => text += &format!("\\U{:08x}", u32::from(c)),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_quotes_or_its_line() {
        let query = Query::default().with("a", "x\" OR b=\"\\\n\u{202e}ü");
        assert_eq!(query.to_string(), r#"a="x\" OR b=\"\\\u000a\u202eü""#);
    }

    #[test]
    fn alternatives_are_joined_before_anything_else() {
        let either = [
            Query::default().with("a", "1").having("b"),
            Query::default().holding("c", ["2", "3"]),
        ];
        assert_eq!(
            Query::default()
                .with("z", "0")
                .with_any_of(either)
                .to_string(),
            "z=\"0\"\n(\n  (a=\"1\" AND b:*)\n  OR c:(\"2\" OR \"3\")\n)"
        );
    }

    #[test]
    fn a_log_is_named_with_its_projects_where_they_are_known() {
        let of = |scopes: &[&str]| {
            let scopes: Vec<String> = scopes.iter().map(|it| (*it).to_owned()).collect();
            Query::default().in_log_of(&scopes, "activity").to_string()
        };
        assert_eq!(
            of(&["unknown"]),
            r#"log_id("cloudaudit.googleapis.com/activity")"#
        );
        assert_eq!(
            of(&["projects/a", "projects/b"]),
            r#"logName=("projects/a/logs/cloudaudit.googleapis.com%2Factivity" OR "projects/b/logs/cloudaudit.googleapis.com%2Factivity")"#
        );
    }
}

//! Commands that mend what is missing, to paste into a shell.
//!
//! Names in them may come from strangers: each word is quoted where the shell would read it otherwise.

use std::fmt::Write;

/// A command of one or more lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy(Vec<String>);

/// Who reads: the doctor does not know as whom it asks.
const WHO: &str = "--member=\"${READER:?user:… or serviceAccount:…}\"";

/// Who reads, as deny policies name it (<https://cloud.google.com/iam/docs/principal-identifiers>).
const PRINCIPAL: &str = "\"${PRINCIPAL:?principal://…}\"";

impl Remedy {
    /// Returns a command of these words.
    pub fn of<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Self {
        Remedy(vec![line(words)])
    }

    /// Returns the command that grants a role on what `noun` names, as in `projects acme-prod`, to whoever is to read.
    pub fn grant(noun: &[&str], role: &str) -> Self {
        let (object, command) = noun.split_last().unwrap_or((&"", &[]));
        let mut words = vec!["gcloud"];
        words.extend(command);
        let role = format!("--role={role}");
        words.extend(["add-iam-policy-binding", object, &role]);
        Remedy(vec![format!("{} {WHO}", line(words))])
    }

    /// Returns the command that switches an API on, in the project of the credentials.
    pub fn enable(host: &str) -> Self {
        Remedy::of(["gcloud", "services", "enable", host])
    }

    /// Returns the commands that change the IAM policy of what `noun` names by a program of jq. The policy keeps its etag, so that it is
    /// refused where somebody changed it meanwhile.
    pub fn change_policy(noun: &[&str], program: &str) -> Self {
        let (object, command) = noun.split_last().unwrap_or((&"", &[]));
        let words = |verb, rest: &[&'static str]| {
            let mut words = vec!["gcloud".to_owned()];
            words.extend(command.iter().map(|it| (*it).to_owned()));
            words.extend([verb, *object].map(str::to_owned));
            words.extend(rest.iter().map(|it| (*it).to_owned()));
            words
        };
        let read = line(words("get-iam-policy", &["--format=json"]));
        let written = line(words("set-iam-policy", &["policy.json"]));
        Remedy(vec![
            format!("{read} \\"),
            format!("  | jq {} > policy.json &&", quoted(program)),
            format!("  {written}"),
        ])
    }

    /// Returns the commands that change a deny policy by a program of jq, which has the reader as `$principal`.
    pub fn change_deny_policy(id: &str, place: &str, program: &str) -> Self {
        let words = |verb: &str, rest: &str| {
            let place = format!("--attachment-point={place}");
            let kind = "--kind=denypolicies";
            line(["gcloud", "iam", "policies", verb, id, &place, kind, rest])
        };
        Remedy(vec![
            format!("{} \\", words("get", "--format=json")),
            format!(
                "  | jq --arg principal {PRINCIPAL} {} > policy.json &&",
                quoted(program)
            ),
            format!("  {}", words("update", "--policy-file=policy.json")),
        ])
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

fn line<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let mut line = String::new();
    for word in words {
        let gap = if line.is_empty() { "" } else { " " };
        let _ = write!(line, "{gap}{}", quoted(word.as_ref())); // a String takes any text
    }
    line
}

/// Returns a word of a shell. Between single quotes all characters but the single quote are literal (POSIX, Shell Command Language, 2.2.2).
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:@,+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word() {
        let remedy = Remedy::of(["gcloud", "x", "a'; rm -rf / #", "$(id)", "--a=b"]);
        assert_eq!(
            remedy.lines(),
            [r"gcloud x 'a'\''; rm -rf / #' '$(id)' --a=b"]
        );
    }

    #[test]
    fn a_policy_is_read_changed_and_written() {
        let remedy = Remedy::change_policy(&["resource-manager", "folders", "1"], ".x");
        let lines = remedy.lines().join("\n");
        assert_eq!(
            lines,
            "gcloud resource-manager folders get-iam-policy 1 --format=json \\\n  | jq .x > policy.json &&\n  gcloud resource-manager folders set-iam-policy 1 policy.json"
        );
        let grant = Remedy::grant(&["projects", "p"], "roles/logging.viewer");
        assert!(grant.lines()[0].starts_with(
            "gcloud projects add-iam-policy-binding p --role=roles/logging.viewer --member="
        ));
    }
}

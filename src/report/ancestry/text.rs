//! The ancestry of a credential as text: a tree with the credential at its root and its requesters below.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use jiff::Timestamp;

use crate::language::say::say;
use crate::model::entry::{Asked, Creator};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::receipt::Place;
use crate::report::text::escape::Safe;
use crate::report::text::tree::{Tree, branch, short, verdict};
use crate::report::text::{Style, words};
use crate::trace::ancestry::{Ancestry, CredentialRequest, Step};

/// Writes a tree for each credential.
///
/// # Errors
/// Errors of `out`.
pub fn write(ancestries: &[Ancestry], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if ancestries.is_empty() {
        let none = say!(
            style,
            "ancestry-none",
            "no credential claims it, so that nobody is known to have asked for it"
        );
        return writeln!(out, "{none}");
    }
    for (position, ancestry) in ancestries.iter().enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        let drawn = ancestry.steps.first().map(|start| {
            let mut drawing = Drawing {
                steps: ancestry
                    .steps
                    .iter()
                    .map(|it| (&it.credential, it))
                    .collect(),
                style,
                drawn: BTreeSet::from([&start.credential]),
            };
            drawing.tree(start)
        });
        drawn.map_or(Ok(()), |tree| write!(out, "{tree}"))?;
        if ancestry.steps_omitted > 0 {
            let more = say!(
                style,
                "ancestry-more",
                "… and {count} more credentials above",
                count = ancestry.steps_omitted
            );
            writeln!(out, "{more}")?;
        }
    }
    Ok(())
}

struct Drawing<'a> {
    steps: BTreeMap<&'a CredentialId, &'a Step>,
    style: Style<'a>,
    drawn: BTreeSet<&'a CredentialId>,
}

impl<'a> Drawing<'a> {
    /// Returns the tree of a step and its requesters. A credential is drawn once, at the depth of its step.
    fn tree(&mut self, step: &'a Step) -> Tree {
        let mut paragraphs = names(step, self.style);
        paragraphs.extend(step.requests.iter().map(|it| asked(it, self.style)));
        if step.requests_omitted > 0 {
            paragraphs.push(say!(
                self.style,
                "page-more-requests",
                "and {count} more requests",
                count = step.requests_omitted
            ));
        }
        paragraphs.extend(ends(step, self.style));
        let mut tree = branch(
            &self.heading(step, &mut paragraphs),
            &paragraphs,
            step.depth,
            self.style,
        );
        let requesters: BTreeSet<&CredentialId> = step
            .requests
            .iter()
            .filter_map(|it| it.requester.as_ref())
            .collect();
        for requester in requesters {
            let above = self.above(requester, step);
            tree.push(above);
        }
        tree
    }

    fn above(&mut self, requester: &'a CredentialId, step: &Step) -> Tree {
        let met = self.steps.get(requester).copied();
        let next = met.filter(|it| it.depth == step.depth + 1 && !self.drawn.contains(requester));
        match (next, met) {
            (Some(next), _) => {
                self.drawn.insert(requester);
                self.tree(next)
            }
            (None, Some(_)) => note(
                requester,
                &say!(
                    self.style,
                    "ancestry-elsewhere",
                    "stands elsewhere in this tree"
                ),
                step,
                self.style,
            ),
            (None, None) => note(
                requester,
                &say!(
                    self.style,
                    "ancestry-not-followed",
                    "is not followed any further"
                ),
                step,
                self.style,
            ),
        }
    }

    /// Returns the heading of a credential: its name, in full for the root.
    fn heading(&self, step: &Step, paragraphs: &mut Vec<String>) -> String {
        let subject = Subject::Credential(step.credential.clone());
        let head = format!(
            "{} {}",
            verdict(step.verdict, self.style),
            words::kind(subject.kind(), self.style)
        );
        if step.depth == 0 {
            paragraphs.insert(0, Safe(&subject.text()).to_string());
            head
        } else {
            format!("{head} {}", short(&subject.text()))
        }
    }
}

fn note(requester: &CredentialId, what: &str, step: &Step, style: Style) -> Tree {
    branch(
        &format!("{}: {what}", short(&requester.to_string())),
        &[],
        step.depth + 1,
        style,
    )
}

pub(in crate::report) fn names(step: &Step, style: Style) -> Vec<String> {
    let listed = |names: &BTreeSet<String>| {
        let names: Vec<String> = names.iter().map(|it| Safe(it).to_string()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let others = (step.user_names_omitted > 0).then(|| {
        let others = step.user_names_omitted;
        say!(
            style,
            "ancestry-others",
            "and by {count} others",
            count = others
        )
    });
    if step.common_names == step.user_names {
        let names = listed(&step.user_names).map(|names| {
            say!(
                style,
                "ancestry-holders",
                "issued to and used by {names}",
                names
            )
        });
        return names.into_iter().chain(others).collect();
    }
    let names = [
        listed(&step.common_names)
            .map(|names| say!(style, "ancestry-issued", "issued to {names}", names)),
        listed(&step.user_names)
            .map(|names| say!(style, "ancestry-used", "used by {names}", names)),
    ];
    names.into_iter().flatten().chain(others).collect()
}

pub(in crate::report) fn asked(asked: &CredentialRequest, style: Style) -> String {
    let handed_out = see(
        &how(asked, style),
        &with(asked, style),
        &asked.record.place,
        style,
    );
    match &asked.asked {
        None => handed_out,
        Some(creation) => say!(
            style,
            "ancestry-asked-and-handed-out",
            "{asked}; {handed_out}",
            asked = created(creation, style),
            handed_out
        ),
    }
}

/// Returns who created the request for a certificate, with which credential, and where that is recorded.
pub(in crate::report) fn created(creation: &Asked, style: Style) -> String {
    let how = say!(
        style,
        "ancestry-asked",
        "asked for {at} by {caller}",
        at = time(creation.at, style),
        caller = creator(&creation.creator, style)
    );
    let with = match &creation.creator.credential {
        Some(it) => with_credential(it, style),
        None => say!(
            style,
            "ancestry-with-no-id",
            " with a credential that has no id"
        ),
    };
    see(&how, &with, &creation.receipt.place, style)
}

/// Returns the name of who created a request, and of the user whom the creator impersonated.
pub(in crate::report) fn creator(creator: &Creator, style: Style) -> String {
    let caller = match creator.principal.as_str() {
        "" => say!(style, "caller-unnamed", "a caller without a name"),
        name => Safe(name).to_string(),
    };
    match &creator.acting_as {
        None => caller,
        Some(user) => say!(
            style,
            "caller-acting-as",
            "{caller} acting as {user}",
            caller,
            user = Safe(user).to_string()
        ),
    }
}

fn see(how: &str, with: &str, place: &Place, style: Style) -> String {
    let place = Safe(&place.to_string()).to_string();
    say!(
        style,
        "ancestry-see",
        "{how}{with}, see {place}",
        how,
        with,
        place
    )
}

fn time(at: Timestamp, style: Style) -> String {
    match style.translating() {
        None => format!("{at:.3}"),
        Some(locale) => locale.time(at),
    }
}

fn how(asked: &CredentialRequest, style: Style) -> String {
    let entry = &asked.record.entry;
    let at = time(entry.at, style);
    match asked.asker() {
        Some(asker) => say!(
            style,
            "ancestry-asked",
            "asked for {at} by {caller}",
            at,
            caller = Safe(asker).to_string()
        ),
        None if entry.principal.is_empty() => {
            say!(style, "ancestry-handed-out", "handed out {at}", at)
        }
        None => say!(
            style,
            "ancestry-handed-out-by",
            "handed out {at} by {caller}",
            at,
            caller = Safe(&entry.principal).to_string()
        ),
    }
}

fn with(asked: &CredentialRequest, style: Style) -> String {
    match (&asked.requester, asked.asker()) {
        _ if asked.asked.is_some() => String::new(),
        (Some(it), Some(_)) => with_credential(it, style),
        (Some(it), None) => say!(
            style,
            "ancestry-asked-with",
            ", according to the request asked for with {credential}",
            credential = short(&it.to_string())
        ),
        (None, _) => say!(
            style,
            "ancestry-with-none",
            ", the request names no credential"
        ),
    }
}

fn with_credential(credential: &CredentialId, style: Style) -> String {
    say!(
        style,
        "ancestry-with",
        " with {credential}",
        credential = short(&credential.to_string())
    )
}

/// Returns why a step has no requester.
pub(in crate::report) fn ends(step: &Step, style: Style) -> Option<String> {
    if step.verdict.is_none() {
        Some(say!(
            style,
            "ancestry-unseen",
            "no log knows of it but the request that names it"
        ))
    } else if step.requests.is_empty() {
        Some(say!(style, "ancestry-ends", "no request for it is known"))
    } else {
        None
    }
}

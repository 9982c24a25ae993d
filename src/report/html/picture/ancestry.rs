//! The picture of an ancestry: the credential, to its right the credential with which it was asked for, and so on.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::tree::{Links, Node, Picture};
use crate::language::say::say;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::report::ancestry::text::{asked, ends, names};
use crate::report::html::document::mark::Mark;
use crate::report::html::escape::Markup;
use crate::report::text::{Style, grouped};
use crate::scan::Judged;
use crate::trace::ancestry::{Ancestry, Step};

/// The greatest number of boxes from left to right.
const WIDEST: usize = 12;

/// The greatest number of boxes of one picture.
const MOST: usize = 120;

/// The greatest number of requests that a box shows.
const MOST_REQUESTS: usize = 3;

/// The greatest number of names that a box shows.
const MOST_NAMES: usize = 3;

/// Returns the picture.
pub(crate) fn ancestry<'l>(ancestry: &Ancestry, links: Links, style: Style<'l>) -> Picture<'l> {
    let steps = ancestry.steps.iter().map(|it| (&it.credential, it));
    let mut drawing = Drawing {
        steps: steps.collect(),
        links,
        style,
        drawn: BTreeSet::new(),
    };
    let root = ancestry.steps.first().map(|it| drawing.node(it));
    let all = ancestry.steps.len() as u64 + ancestry.steps_omitted;
    let left = all.saturating_sub(drawing.drawn.len() as u64);
    Picture {
        style,
        id: "ancestry",
        head: say!(style, "page-ancestry", "Who asked for it"),
        caption: match ancestry.steps.len() {
            0 | 1 => say!(
                style,
                "page-no-ancestry",
                "No credential is known with which it was asked for."
            ),
            _ => say!(
                style,
                "page-ancestry-how",
                "Each credential was asked for with the one that the line leads to."
            ),
        },
        root,
        cut: (left > 0).then(|| {
            say!(
                style,
                "page-ancestry-left",
                "{count} more credentials above are not drawn.",
                count = grouped(left)
            )
        }),
    }
}

struct Drawing<'a> {
    steps: BTreeMap<&'a CredentialId, &'a Step>,
    links: Links,
    style: Style<'a>,
    drawn: BTreeSet<&'a CredentialId>,
}

impl<'a> Drawing<'a> {
    fn node(&mut self, step: &'a Step) -> Node {
        self.drawn.insert(&step.credential);
        let subject = Subject::Credential(step.credential.clone());
        let node = Node::of(&subject, step.verdict, (self.links, self.style));
        let mut node = node.with(lines(step, self.style));
        let requesters = step.requests.iter().filter_map(|it| it.requester.as_ref());
        let requesters: BTreeSet<&CredentialId> = requesters.collect();
        for requester in requesters {
            let above = self.above(requester, step);
            node.children.extend(above);
        }
        node
    }

    /// Returns the box of a requester, drawn once: at the depth of its step.
    fn above(&mut self, requester: &'a CredentialId, step: &Step) -> Option<Node> {
        let met = self.steps.get(requester).copied()?;
        let is_here = met.depth == step.depth + 1 && !self.drawn.contains(requester);
        if is_here && (step.depth >= WIDEST || self.drawn.len() >= MOST) {
            return None;
        }
        Some(match is_here {
            true => self.node(met),
            false => {
                let subject = Subject::Credential(requester.clone());
                let node = Node::of(&subject, met.verdict, (self.links, self.style));
                node.with([say!(
                    self.style,
                    "page-drawn-elsewhere",
                    "it stands elsewhere in this picture"
                )])
            }
        })
    }
}

fn lines(step: &Step, style: Style) -> Vec<String> {
    let mut lines: Vec<String> = names(step, style).into_iter().take(MOST_NAMES).collect();
    lines.extend(
        step.requests
            .iter()
            .take(MOST_REQUESTS)
            .map(|it| asked(it, style)),
    );
    let left = step.requests.len().saturating_sub(MOST_REQUESTS) as u64 + step.requests_omitted;
    lines.extend((left > 0).then(|| {
        say!(
            style,
            "page-more-requests",
            "and {count} more requests",
            count = grouped(left)
        )
    }));
    lines.extend(ends(step, style));
    lines
}

#[derive(Template)]
#[template(path = "requesters.html")]
struct Requesters<'l> {
    style: Style<'l>,
    node: Node,
}

/// Returns the picture of a lineage and the credentials with which it was asked for, which its own records name: empty where they name none.
pub(crate) fn requesters(judged: &Judged<'_>, style: Style) -> Markup {
    let named = judged.lineage.requested();
    let named: BTreeSet<&CredentialId> = named.filter_map(|it| it.0.asked_with()).collect();
    if named.is_empty() {
        return Markup::default();
    }
    let mut node = Node::of(
        &judged.lineage.subject,
        Some(judged.verdict()),
        (Links::None, style),
    );
    let shown = named.iter().take(MOST_REQUESTS);
    node.children = shown.map(|it| Node::named(it, style)).collect();
    let left = named.len().saturating_sub(MOST_REQUESTS) as u64;
    let others = (left > 0).then(|| {
        Node::others(say!(
            style,
            "page-and-more",
            "and {count} more",
            count = grouped(left)
        ))
    });
    node.children.extend(others);
    Markup::of(&Requesters { style, node })
}

impl Node {
    /// Returns the box of a credential that was not judged.
    fn named(credential: &CredentialId, style: Style) -> Self {
        let subject = Subject::Credential(credential.clone());
        let node = Node::of(&subject, None, (Links::None, style));
        Node {
            verdict: Mark::default(),
            ..node.with([say!(
                style,
                "page-requester",
                "it was asked for with this credential"
            )])
        }
    }
}

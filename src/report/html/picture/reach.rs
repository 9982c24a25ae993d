//! The picture of a reach: the credential, to its right the credentials that were asked for with it, and so on.

use std::collections::BTreeMap;

use super::tree::{Links, Node, Picture};
use crate::language::say::say;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::report::html::escape::value;
use crate::report::text::{Style, grouped, used, words};
use crate::trace::nearest::Nearest;
use crate::trace::reach::{Member, Via};

/// The greatest number of boxes to the right of one box.
const MOST_BESIDE: usize = 12;

/// Returns the picture.
pub(crate) fn reach<'l>(nearest: &Nearest, links: Links, style: Style<'l>) -> Picture<'l> {
    let root = roots(nearest, (links, style)).pop();
    picture(nearest, root, style)
}

/// Returns the picture of what was asked for with several credentials, which have a name together.
pub(crate) fn reach_from<'l>(
    name: &str,
    nearest: &Nearest,
    links: Links,
    style: Style<'l>,
) -> Picture<'l> {
    let mut root = Node::others(value(name));
    let asked_for = roots(nearest, (links, style)).into_iter();
    root.children = asked_for.filter(|it| !it.children.is_empty()).collect();
    picture(nearest, Some(root), style)
}

fn picture<'l>(nearest: &Nearest, root: Option<Node>, style: Style<'l>) -> Picture<'l> {
    let known = nearest.below();
    Picture {
        style,
        id: "reach",
        head: say!(style, "page-reach", "What was asked for with it"),
        caption: match known {
            0 => say!(
                style,
                "page-no-reach",
                "Nothing is known that was asked for with it."
            ),
            _ => say!(
                style,
                "page-reach-how",
                "Each credential was asked for with the one that the line comes from: whoever holds that one may hold these."
            ),
        },
        root: root.filter(|_| known > 0),
        cut: cut(nearest, style),
    }
}

/// Returns the boxes of the credentials at which the reach begins, each with those below it.
fn roots(nearest: &Nearest, drawn: (Links, Style)) -> Vec<Node> {
    let mut below: BTreeMap<&CredentialId, Vec<&Member>> = BTreeMap::new();
    for member in &nearest.members {
        if let Via::Requested(requester) = &member.via {
            below.entry(requester).or_default().push(member);
        }
    }
    let roots = nearest.members.iter().filter(|it| it.depth == 0);
    roots.map(|it| node(it, &below, drawn)).collect()
}

fn node(
    member: &Member,
    below: &BTreeMap<&CredentialId, Vec<&Member>>,
    drawn: (Links, Style),
) -> Node {
    let mut node = Node::of(&member.subject, member.verdict, drawn).with(lines(member, drawn.1));
    node.kind = words::kind(member.kind, drawn.1);
    let Subject::Credential(credential) = &member.subject else {
        return node;
    };
    let members = below.get(credential).map(Vec::as_slice).unwrap_or_default();
    let shown = members.iter().take(MOST_BESIDE);
    node.children = shown.map(|it| self::node(it, below, drawn)).collect();
    let left = members.len().saturating_sub(MOST_BESIDE) as u64;
    let others = (left > 0).then(|| {
        Node::others(say!(
            drawn.1,
            "page-and-more",
            "and {count} more",
            count = grouped(left)
        ))
    });
    node.children.extend(others);
    node
}

fn lines(member: &Member, style: Style) -> Vec<String> {
    let clusters = member.clusters.iter().take(1);
    let clusters = clusters.map(|it| say!(style, "page-in", "in {cluster}", cluster = it));
    member
        .uses
        .iter()
        .map(|it| used(it, style))
        .chain(clusters)
        .collect()
}

fn cut(nearest: &Nearest, style: Style) -> Option<String> {
    let left: u64 = nearest.left.iter().sum();
    let counted = (left > 0).then(|| {
        say!(
            style,
            "page-reach-left",
            "{count} more are counted and not drawn.",
            count = grouped(left)
        )
    });
    let cut = nearest.is_cut.then(|| {
        say!(
            style,
            "page-reach-cut",
            "There are more below, which were not counted."
        )
    });
    let sentences: Vec<String> = counted.into_iter().chain(cut).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

//! The picture of a reach: the credential, to its right the credentials that were asked for with it, and so on.

use std::collections::BTreeMap;

use super::tree::{Links, Node, Picture};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::report::html::escape::value;
use crate::report::text::{ENGLISH, grouped, used};
use crate::trace::nearest::Nearest;
use crate::trace::reach::{Member, Via};

/// The greatest number of boxes to the right of one box.
const MOST_BESIDE: usize = 12;

const HOW: &str = "Each credential was asked for with the one that the line comes from: whoever holds that one may hold these.";

/// Returns the picture.
pub(crate) fn reach(nearest: &Nearest, links: Links) -> Picture {
    let root = roots(nearest, links).pop();
    picture(nearest, root)
}

/// Returns the picture of what was asked for with several credentials, which have a name together.
pub(crate) fn reach_from(name: &str, nearest: &Nearest, links: Links) -> Picture {
    let mut root = Node::others(value(name));
    let asked_for = roots(nearest, links).into_iter();
    root.children = asked_for.filter(|it| !it.children.is_empty()).collect();
    picture(nearest, Some(root))
}

fn picture(nearest: &Nearest, root: Option<Node>) -> Picture {
    let known = nearest.below();
    Picture {
        id: "reach",
        head: "What was asked for with it",
        told: match known {
            0 => "Nothing is known that was asked for with it.".to_owned(),
            _ => HOW.to_owned(),
        },
        root: root.filter(|_| known > 0),
        cut: cut(nearest),
    }
}

/// Returns the boxes of the credentials at which the reach begins, each with those below it.
fn roots(nearest: &Nearest, links: Links) -> Vec<Node> {
    let mut below: BTreeMap<&CredentialId, Vec<&Member>> = BTreeMap::new();
    for member in &nearest.members {
        if let Via::Requested(requester) = &member.via {
            below.entry(requester).or_default().push(member);
        }
    }
    let roots = nearest.members.iter().filter(|it| it.depth == 0);
    roots.map(|it| node(it, &below, links)).collect()
}

fn node(member: &Member, below: &BTreeMap<&CredentialId, Vec<&Member>>, links: Links) -> Node {
    let mut node = Node::of(&member.subject, member.verdict, links).with(lines(member));
    node.kind = member.kind.as_str();
    let Subject::Credential(credential) = &member.subject else {
        return node;
    };
    let members = below.get(credential).map(Vec::as_slice).unwrap_or_default();
    let shown = members.iter().take(MOST_BESIDE);
    node.children = shown.map(|it| self::node(it, below, links)).collect();
    let left = members.len().saturating_sub(MOST_BESIDE) as u64;
    let others = (left > 0).then(|| Node::others(format!("and {} more", grouped(left))));
    node.children.extend(others);
    node
}

fn lines(member: &Member) -> Vec<String> {
    let clusters = member.clusters.iter().take(1);
    let clusters = clusters.map(|it| format!("in {it}"));
    member
        .uses
        .iter()
        .map(|it| used(it, ENGLISH))
        .chain(clusters)
        .collect()
}

fn cut(nearest: &Nearest) -> Option<String> {
    let left: u64 = nearest.left.iter().sum();
    let counted = (left > 0).then(|| format!("{} more are counted and not drawn.", grouped(left)));
    let cut = nearest
        .is_cut
        .then(|| "There are more below, which were not counted.".to_owned());
    let said: Vec<String> = counted.into_iter().chain(cut).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

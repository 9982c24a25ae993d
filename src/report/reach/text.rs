//! The reach of a root as text: a tree of the first members, and the totals of all.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::report::ancestry::text::created;
use crate::report::text::escape::Safe;
use crate::report::text::tree::{Tree, branch, short, verdict};
use crate::report::text::{MOST, Style, grouped, parts, used, words};
use crate::trace::reach::{Member, Root, Totals, Via};

/// Collects the members that are shown.
pub struct Report<'l> {
    style: Style<'l>,
    shown: Vec<Member>,
}

impl<'l> Report<'l> {
    /// Returns an empty report.
    pub fn new(style: Style<'l>) -> Self {
        Report {
            style,
            shown: Vec::new(),
        }
    }

    /// Takes one member. Members come level by level, so that the first ones form a tree.
    pub fn add(&mut self, member: &Member) {
        if self.shown.len() < MOST {
            self.shown.push(member.clone());
        }
    }

    /// Writes the tree and the totals.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn write(self, root: &Root, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let mut above: BTreeMap<Option<&CredentialId>, Vec<&Member>> = BTreeMap::new();
        for member in &self.shown {
            above.entry(parent(member)).or_default().push(member);
        }
        let (heading, names) = heading(root, self.style);
        let mut tree = branch(&heading, &names, 0, self.style);
        let first = above.get(&None).map(Vec::as_slice).unwrap_or_default();
        tree.leaves = match (root, by_cluster(first)) {
            (Root::User(_), clusters) if clusters.len() > 1 => {
                let clusters = clusters.into_iter();
                let of_one = clusters.map(|(names, members)| {
                    let mut tree = branch(&within(names, self.style), &[], 1, self.style);
                    let members = members.into_iter();
                    tree.leaves = members.map(|it| self.tree(it, 2, &above)).collect();
                    tree
                });
                of_one.collect()
            }
            _ => first.iter().map(|it| self.tree(it, 1, &above)).collect(),
        };
        write!(out, "{tree}")?;
        let left = totals.members().saturating_sub(self.shown.len() as u64);
        if left > 0 {
            let more = say!(
                self.style,
                "change-more",
                "… and {count} more; --format json lists all",
                count = grouped(left)
            );
            writeln!(out, "{more}")?;
        }
        writeln!(out)?;
        summary(totals, self.style, out)
    }

    fn tree(
        &self,
        member: &Member,
        depth: usize,
        above: &BTreeMap<Option<&CredentialId>, Vec<&Member>>,
    ) -> Tree {
        let subject = &member.subject;
        let word = verdict(member.verdict, self.style);
        let heading = format!(
            "{word} {} {}",
            words::kind(member.kind, self.style),
            short(&subject.text())
        );
        let asked = member.asked.iter().map(|it| created(it, self.style));
        let used = member.uses.iter().map(|it| used(it, self.style));
        let paragraphs: Vec<String> = asked.chain(used).collect();
        let mut tree = branch(&heading, &paragraphs, depth, self.style);
        let below = credential(subject).and_then(|it| above.get(&Some(it)));
        let below = below.into_iter().flatten();
        tree.leaves = below.map(|it| self.tree(it, depth + 1, above)).collect();
        tree
    }
}

/// The greatest number of clusters of one group that are named.
const MOST_CLUSTERS: usize = 8;

/// Groups members by their clusters: equal user names in two clusters are two users.
fn by_cluster<'m>(members: &[&'m Member]) -> BTreeMap<&'m BTreeSet<String>, Vec<&'m Member>> {
    let mut clusters: BTreeMap<&BTreeSet<String>, Vec<&Member>> = BTreeMap::new();
    for member in members {
        clusters.entry(&member.clusters).or_default().push(member);
    }
    clusters
}

fn within(clusters: &BTreeSet<String>, style: Style) -> String {
    let named = clusters.iter().filter(|it| !it.is_empty());
    let all: Vec<&String> = named.collect();
    let named = all.iter().take(MOST_CLUSTERS);
    let mut named: Vec<String> = named.map(|it| Safe(it).to_string()).collect();
    if all.len() > MOST_CLUSTERS {
        let others = (all.len() - MOST_CLUSTERS) as u64;
        named.push(say!(style, "list-others", "{count} others", count = others));
    }
    if named.is_empty() {
        return say!(style, "reach-no-cluster", "in no cluster that is known");
    }
    let clusters = named.join(&say!(style, "joint-and", " and "));
    say!(style, "reach-clusters", "in {clusters}", clusters)
}

fn parent(member: &Member) -> Option<&CredentialId> {
    match &member.via {
        Via::Requested(parent) => Some(parent),
        Via::Itself | Via::Root => None,
    }
}

fn credential(subject: &Subject) -> Option<&CredentialId> {
    match subject {
        Subject::Credential(credential) => Some(credential),
        Subject::Signature(_) => None,
    }
}

/// Returns the heading of the tree, and the full names of the root's credentials.
fn heading(root: &Root, style: Style) -> (String, Vec<String>) {
    match root {
        Root::Credentials(named) => {
            let names = named
                .iter()
                .map(|(it, _)| Safe(&it.to_string()).to_string());
            (
                say!(style, "reach-below", "everything below"),
                names.collect(),
            )
        }
        Root::Key(key) => (
            say!(
                style,
                "reach-key",
                "signed with {key}",
                key = Safe(key).to_string()
            ),
            Vec::new(),
        ),
        Root::Pool(pool) => (
            say!(
                style,
                "reach-pool",
                "certified by {pool}",
                pool = Safe(pool).to_string()
            ),
            Vec::new(),
        ),
        Root::User(user) => (
            say!(
                style,
                "reach-user",
                "issued to or used by {user}",
                user = Safe(user).to_string()
            ),
            Vec::new(),
        ),
    }
}

fn summary(totals: &Totals, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let verdicts = [Verdict::Complete, Verdict::Unproven, Verdict::Broken];
    let credentials = parts(&totals.credentials, &verdicts, style);
    writeln!(
        out,
        "{} {credentials}",
        style.bold(&say!(style, "frame-credentials", "Credentials"))
    )?;
    if !totals.signatures.is_empty() {
        let signatures = parts(&totals.signatures, &verdicts[1..], style);
        writeln!(
            out,
            "{} {signatures}",
            style.bold(&say!(style, "frame-unclaimed", "Unclaimed signatures"))
        )?;
    }
    if totals.unseen > 0 {
        writeln!(
            out,
            "{} {}",
            style.bold(&say!(style, "reach-unseen", "Named in requests alone")),
            grouped(totals.unseen)
        )?;
    }
    let span = match (totals.first, totals.last) {
        (Some(first), Some(last)) if first != last => {
            format!(", {}", words::span(first, last, style))
        }
        (Some(first), _) => format!(", {}", style.time(first)),
        _ => String::new(),
    };
    writeln!(
        out,
        "{} {}{span}",
        style.bold(&say!(style, "frame-uses", "Uses")),
        grouped(totals.uses)
    )
}

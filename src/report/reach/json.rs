//! The reach of a root as JSON, version 1: written member by member, the totals last, because there may be millions of members.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::finding::Verdict;
use crate::report::ancestry::json::CreationV1;
use crate::report::json::list::{closing, opening, separator};
use crate::report::text::escape::json_text;
use crate::report::{TOOL, moment};
use crate::trace::reach::{Member, Root, Totals, Via};

#[derive(Serialize)]
struct HeadV1 {
    version: u32,
    tool: &'static str,
    root: RootV1,
}

#[derive(Serialize)]
struct RootV1 {
    kind: &'static str,
    names: Vec<String>,
}

#[derive(Serialize)]
struct MemberV1 {
    subject: String,
    kind: &'static str,
    depth: u32,
    via: &'static str,
    parent: Option<String>,
    verdict: Option<&'static str>,
    clusters: Vec<String>,
    /// The number of clusters that are counted and left out. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters_omitted: Option<u64>,
    /// Who created the requests for the certificate. Absent if no creation is among the evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    creations: Vec<CreationV1>,
    uses: UsesV1,
}

#[derive(Default, Serialize)]
struct UsesV1 {
    count: u64,
    first: Option<String>,
    last: Option<String>,
    principals: Vec<String>,
    /// The number of users who are counted and left out of `principals`. Absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    principals_omitted: Option<u64>,
}

#[derive(Serialize)]
struct TotalsV1 {
    credentials: u64,
    complete: u64,
    unproven: u64,
    broken: u64,
    unseen: u64,
    unclaimed_signatures: u64,
    uses: u64,
    first: Option<String>,
    last: Option<String>,
}

/// The greatest number of clusters of one member that are listed.
const MOST_CLUSTERS: usize = 100;

fn clusters_omitted(member: &Member) -> u64 {
    member.clusters.len().saturating_sub(MOST_CLUSTERS) as u64
}

/// A reach report that is being written.
pub struct Report<'r> {
    root: &'r Root,
    members: u64,
    out: &'r mut dyn Write,
}

impl<'r> Report<'r> {
    /// Writes the part of the report that precedes the members.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn begin(root: &'r Root, out: &'r mut dyn Write) -> io::Result<Self> {
        let head = HeadV1 {
            version: 1,
            tool: TOOL,
            root: root_v1(root),
        };
        write!(out, "{}", opening(&head, "members")?)?;
        Ok(Report {
            root,
            members: 0,
            out,
        })
    }

    /// Writes one member.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn add(&mut self, member: &Member) -> io::Result<()> {
        let before = separator(self.members);
        self.members += 1;
        write!(self.out, "{before}{}", json_text(&self.member(member))?)
    }

    /// Writes the totals.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn end(self, totals: &Totals) -> io::Result<()> {
        let close = closing(self.members);
        let totals = json_text(&totals_v1(totals))?;
        writeln!(self.out, "{close}],\n  \"totals\": {totals}\n}}")
    }

    fn member(&self, member: &Member) -> MemberV1 {
        let uses = member.uses.as_ref().map(|uses| UsesV1 {
            count: uses.count,
            first: Some(moment(uses.first.0)),
            last: Some(moment(uses.last.0)),
            principals: uses.users.names().map(str::to_owned).collect(),
            principals_omitted: Some(uses.users.omitted()).filter(|it| *it > 0),
        });
        let (via, parent) = self.via(&member.via);
        MemberV1 {
            subject: member.subject.text(),
            kind: member.kind.as_str(),
            depth: member.depth,
            via,
            parent,
            verdict: member.verdict.map(Verdict::as_str),
            clusters: member
                .clusters
                .iter()
                .take(MOST_CLUSTERS)
                .cloned()
                .collect(),
            clusters_omitted: Some(clusters_omitted(member)).filter(|it| *it > 0),
            creations: member.asked.iter().map(CreationV1::of).collect(),
            uses: uses.unwrap_or_default(),
        }
    }

    fn via(&self, via: &Via) -> (&'static str, Option<String>) {
        match (via, self.root) {
            (Via::Requested(parent), _) => ("asked", Some(parent.to_string())),
            (Via::Root, Root::Key(key)) => ("signed", Some(key.clone())),
            (Via::Root, Root::Pool(pool)) => ("certified", Some(pool.clone())),
            (Via::Root, Root::User(user)) => ("held", Some(user.clone())),
            (Via::Itself, _) | (Via::Root, Root::Credentials(_)) => ("itself", None),
        }
    }
}

fn root_v1(root: &Root) -> RootV1 {
    let (kind, names) = match root {
        Root::Credentials(named) => (
            "credential",
            named.iter().map(|(it, _)| it.to_string()).collect(),
        ),
        Root::Key(key) => ("key", vec![key.clone()]),
        Root::Pool(pool) => ("pool", vec![pool.clone()]),
        Root::User(user) => ("user", vec![user.clone()]),
    };
    RootV1 { kind, names }
}

fn totals_v1(totals: &Totals) -> TotalsV1 {
    let of = |verdict| totals.credentials.get(&verdict).copied().unwrap_or(0);
    TotalsV1 {
        credentials: totals.credentials.values().sum::<u64>() + totals.unseen,
        complete: of(Verdict::Complete),
        unproven: of(Verdict::Unproven),
        broken: of(Verdict::Broken),
        unseen: totals.unseen,
        unclaimed_signatures: totals.signatures.values().sum(),
        uses: totals.uses,
        first: totals.first.map(moment),
        last: totals.last.map(moment),
    }
}

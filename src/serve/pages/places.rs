//! Places to begin at: clusters, key versions, CA pools, namespaces, service accounts, nodes.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::language::say::say;
use crate::report::html::escape::value;
use crate::report::html::picture::encoded;
use crate::report::text::{ENGLISH, Style};
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};
use crate::store::Store;

/// The number of places of a page.
const MOST: usize = 100;

/// What names of service accounts begin with.
const ACCOUNT: &str = "system:serviceaccount:";

#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    kind: Kind,
    /// The namespace of service accounts.
    within: Option<String>,
    /// The name after which the page begins.
    after: Option<String>,
}

/// A kind of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Clusters,
    Keys,
    Pools,
    Namespaces,
    Accounts,
    Nodes,
}

#[derive(Template)]
#[template(path = "places.html")]
struct Part<'l> {
    style: Style<'l>,
    head: String,
    hint: String,
    within: Option<String>,
    rows: Vec<Row>,
    next: Option<String>,
    /// Whether nodes are to be reached from here.
    leads_to_nodes: bool,
}

struct Row {
    name: String,
    link: String,
}

/// Answers with a page of places.
pub(in crate::serve) async fn show(
    State(shared): Server,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Page, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::NoPage)?;
    let lookup = async move |reading: &mut Reading| {
        let names = asked.names(&mut reading.store).await?;
        let style = ENGLISH.read_in(&reading.locale);
        let part = asked.part(&names, style);
        Ok(Page::new(&part.head, asked.kind.here(), &part, style))
    };
    shared.lookups.run(lookup).await
}

impl Asked {
    async fn names(&self, store: &mut Store) -> Result<Vec<String>, Failure> {
        let (first, last) = self.bounds();
        let after = self.after.clone().unwrap_or(first);
        if self.kind == Kind::Namespaces {
            return namespaces(after, &last, store).await;
        }
        let bounds = (after.as_str(), last.as_str());
        Ok(store
            .names_between(bounds, self.kind.pattern(), MOST)
            .await?)
    }

    /// Returns the texts between which the names lie. `0` is the character after `/`, and `;` the one after `:`.
    fn bounds(&self) -> (String, String) {
        let (first, last) = match (self.kind, &self.within) {
            (Kind::Clusters | Kind::Keys | Kind::Pools, _) => ("projects/", "projects0"),
            (Kind::Nodes, _) => ("system:node:", "system:node;"),
            (Kind::Accounts, Some(namespace)) => {
                return (
                    format!("{ACCOUNT}{namespace}:"),
                    format!("{ACCOUNT}{namespace};"),
                );
            }
            (Kind::Accounts | Kind::Namespaces, _) => (ACCOUNT, "system:serviceaccount;"),
        };
        (first.to_owned(), last.to_owned())
    }

    fn part<'l>(&self, names: &[String], style: Style<'l>) -> Part<'l> {
        let last = names.last().filter(|_| names.len() == MOST);
        let is_shown =
            |it: &&String| self.kind != Kind::Pools || !it.contains("/certificateAuthorities/");
        Part {
            style,
            head: self.kind.head(style),
            hint: self.kind.hint(style),
            within: self.within.as_deref().map(value),
            rows: names
                .iter()
                .filter(is_shown)
                .map(|it| self.row(it))
                .collect(),
            next: last.map(|it| self.next(it)),
            leads_to_nodes: self.kind == Kind::Namespaces,
        }
    }

    fn row(&self, name: &str) -> Row {
        let link = match self.kind {
            Kind::Clusters | Kind::Keys | Kind::Pools => {
                format!("/list?of=resource&name={}", encoded(name))
            }
            Kind::Accounts | Kind::Nodes => format!("/list?of=user&name={}", encoded(name)),
            Kind::Namespaces => format!("/places?kind=accounts&within={}", encoded(name)),
        };
        Row {
            name: value(name),
            link,
        }
    }

    fn next(&self, last: &str) -> String {
        let within = self
            .within
            .as_deref()
            .map(|it| format!("&within={}", encoded(it)));
        let after = match self.kind {
            Kind::Namespaces => format!("{ACCOUNT}{last};"),
            _ => last.to_owned(),
        };
        let (kind, within) = (self.kind.word(), within.unwrap_or_default());
        format!("/places?kind={kind}{within}&after={}", encoded(&after))
    }
}

/// Returns namespaces, each found by one look into the index of names: there may be far more service accounts.
async fn namespaces(
    mut after: String,
    last: &str,
    store: &mut Store,
) -> Result<Vec<String>, Failure> {
    let mut namespaces = Vec::new();
    while namespaces.len() < MOST {
        let found = store.names_between((&after, last), "%", 1).await?;
        let Some(name) = found.first() else { break };
        let rest = name.strip_prefix(ACCOUNT).unwrap_or_default();
        let namespace = rest.split_once(':').map_or(rest, |it| it.0);
        after = format!("{ACCOUNT}{namespace};");
        namespaces.push(namespace.to_owned());
    }
    Ok(namespaces)
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Clusters => "clusters",
            Kind::Keys => "keys",
            Kind::Pools => "pools",
            Kind::Namespaces => "namespaces",
            Kind::Accounts => "accounts",
            Kind::Nodes => "nodes",
        }
    }

    fn head(self, style: Style) -> String {
        match self {
            Kind::Clusters => say!(style, "page-clusters", "Clusters"),
            Kind::Keys => say!(style, "page-keys", "Key versions"),
            Kind::Pools => say!(style, "page-pools", "CA pools"),
            Kind::Namespaces => say!(style, "page-namespaces", "Namespaces"),
            Kind::Accounts => say!(style, "page-accounts", "Service accounts"),
            Kind::Nodes => say!(style, "page-nodes", "Nodes"),
        }
    }

    /// Returns where a place leads to.
    fn hint(self, style: Style) -> String {
        match self {
            Kind::Clusters => say!(
                style,
                "page-leads-issued",
                "Each leads to the credentials that GKE issued for it."
            ),
            Kind::Keys => say!(style, "page-leads-signed", "Each leads to what it signed."),
            Kind::Pools => say!(
                style,
                "page-leads-created",
                "Each leads to the certificates that it created."
            ),
            Kind::Namespaces => say!(
                style,
                "page-leads-accounts",
                "Each leads to its service accounts."
            ),
            Kind::Accounts | Kind::Nodes => say!(
                style,
                "page-leads-used",
                "Each leads to the credentials that it used."
            ),
        }
    }

    fn here(self) -> Here {
        match self {
            Kind::Clusters => Here::Clusters,
            Kind::Keys => Here::Keys,
            Kind::Pools => Here::Pools,
            Kind::Namespaces | Kind::Accounts | Kind::Nodes => Here::Namespaces,
        }
    }

    /// Returns the pattern of SQL's `like` that the names have.
    fn pattern(self) -> &'static str {
        match self {
            Kind::Clusters => "%/locations/%/clusters/%",
            Kind::Keys => "%/cryptoKeyVersions/%",
            Kind::Pools => "%/caPools/%",
            Kind::Namespaces | Kind::Accounts | Kind::Nodes => "%",
        }
    }
}

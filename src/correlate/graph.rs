//! The lineage graph: entries and the identifiers they mention are nodes, mentions are edges, lineages are its components.
//!
//! A chain of pairwise joins would lose the far end when a record in the middle is missing; a shared node keeps the remaining
//! records together and shows the hole. Ancestry (who asked for a credential, with which credential) is no edge here: the
//! certificate of one cluster node would connect all tokens that the node ever asked for.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{EdgeRef, NodeIndexable};

use super::record_index::RecordIndex;
use super::token_digests;
use crate::log::shape::timestamp::{fineness, one_is_cut};
use crate::model::entry::{Event, Field, Source};
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::facts::Facts;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;

/// Entries, evidence and uses that are connected through identifiers.
#[derive(Debug, Default)]
pub struct Component {
    /// The entries, ordered by their content and not by their place in files.
    pub records: Vec<Record>,
    /// The evidence items, ordered by kind, credential and digest.
    pub evidence: Vec<EvidenceRecord>,
    /// The uses of each credential.
    pub uses: BTreeMap<CredentialId, Uses>,
    /// Every credential that an entry, evidence item or use mentions.
    pub credentials: BTreeSet<CredentialId>,
    index: RecordIndex,
}

enum Node {
    Entry(usize),
    EvidenceRecord(usize),
    Identifier(Identifier),
}

#[derive(Default)]
struct Graph {
    graph: UnGraph<Node, (), u32>,
    identifiers: HashMap<Identifier, NodeIndex<u32>, RandomState>,
}

impl Graph {
    fn identifier(&mut self, identifier: Identifier) -> NodeIndex<u32> {
        *self
            .identifiers
            .entry(identifier)
            .or_insert_with_key(|it| self.graph.add_node(Node::Identifier(it.clone())))
    }

    fn of(facts: &Facts) -> Self {
        let mut graph = Graph::default();
        for (position, record) in facts.records.iter().enumerate() {
            let entry = graph.graph.add_node(Node::Entry(position));
            for (_, identifier) in record.entry.event.mentions() {
                let identifier = graph.identifier(identifier);
                graph.graph.add_edge(entry, identifier, ());
            }
        }
        for (position, evidence) in facts.evidence.iter().enumerate() {
            let item = graph.graph.add_node(Node::EvidenceRecord(position));
            for identifier in evidence.item.mentions() {
                let identifier = graph.identifier(identifier);
                graph.graph.add_edge(item, identifier, ());
            }
        }
        for credential in facts.uses.keys() {
            graph.identifier(credential.clone().into());
        }
        graph
    }

    /// Returns the component of each node, as the index of one node of the component.
    fn components(&self) -> Vec<NodeIndex> {
        let mut sets = UnionFind::<NodeIndex>::new(self.graph.node_bound());
        for edge in self.graph.edge_references() {
            sets.union(edge.source(), edge.target());
        }
        sets.into_labeling()
    }
}

/// Divides facts into components. The order of the components depends on the facts alone.
pub fn components(facts: Facts) -> Vec<Component> {
    let graph = Graph::of(&facts);
    let labels = graph.components();
    let mut components: BTreeMap<NodeIndex, Component> = BTreeMap::new();
    let mut records: Vec<Option<Record>> = facts.records.into_iter().map(Some).collect();
    let mut evidence: Vec<Option<EvidenceRecord>> = facts.evidence.into_iter().map(Some).collect();
    let mut uses = facts.uses;
    for (node, label) in graph.graph.node_indices().zip(labels) {
        let component = components.entry(label).or_default();
        match &graph.graph[node] {
            Node::Entry(position) => {
                let record = records.get_mut(*position).and_then(Option::take);
                component.records.extend(record);
            }
            Node::EvidenceRecord(position) => {
                let record = evidence.get_mut(*position).and_then(Option::take);
                component.evidence.extend(record);
            }
            Node::Identifier(Identifier::Credential(credential)) => {
                component.uses.extend(uses.remove_entry(credential));
                component.credentials.insert(credential.clone());
            }
            Node::Identifier(Identifier::Digest(_)) => {}
        }
    }
    let mut components: Vec<Component> = components.into_values().collect();
    components.iter_mut().for_each(Component::settle);
    components.sort_by_cached_key(Component::first_identifier);
    components
}

impl Component {
    /// Returns the identifier that sorts a component: its first credential, or the first digest where no credential is mentioned.
    fn first_identifier(&self) -> Option<Identifier> {
        let mentioned = || {
            let mentions = self.records.iter().flat_map(|it| it.entry.event.mentions());
            let evidence = self.evidence.iter().flat_map(|it| it.item.mentions());
            mentions
                .map(|(_, identifier)| identifier)
                .chain(evidence)
                .min()
        };
        let credential = self.credentials.first().cloned().map(Identifier::from);
        credential.or_else(mentioned)
    }

    /// Returns every digest that an entry or evidence item mentions.
    pub fn digests(&self) -> BTreeSet<ToBeSigned> {
        let mentions = self.records.iter().flat_map(|it| it.entry.event.mentions());
        let mentions = mentions.map(|(_, identifier)| identifier);
        let evidence = self.evidence.iter().flat_map(|it| it.item.mentions());
        let digest = |it: Identifier| match it {
            Identifier::Digest(digest) => Some(digest),
            Identifier::Credential(_) => None,
        };
        mentions.chain(evidence).filter_map(digest).collect()
    }

    /// Puts records in order, and keeps one record of each set of twins. Twins are the same entry from two export routes; twins
    /// share their insert id.
    fn settle(&mut self) {
        let mut of_id: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for record in self.records.drain(..) {
            of_id
                .entry(record.entry.insert_id.clone())
                .or_default()
                .push(record);
        }
        self.records = of_id
            .into_iter()
            .flat_map(|(id, records)| {
                if id.is_empty() {
                    records
                } else {
                    without_twins(records)
                }
            })
            .collect();
        self.records.sort_by(in_order);
        self.evidence = token_digests::settled(std::mem::take(&mut self.evidence), &self.records);
        self.evidence.sort_by_cached_key(|it| {
            let item = &it.item;
            (item.as_str(), item.credential(), item.digest())
        });
        self.index = RecordIndex::of(&self.records, &self.evidence);
    }

    #[allow(clippy::indexing_slicing, reason = "the index is of these records")]
    fn record(&self, position: usize) -> &Record {
        &self.records[position]
    }

    #[allow(clippy::indexing_slicing, reason = "the index is of these records")]
    fn evidence_record(&self, position: usize) -> &EvidenceRecord {
        &self.evidence[position]
    }

    /// The records of the issuance of this credential, in order.
    pub fn records_naming(
        &self,
        credential: &CredentialId,
    ) -> impl ExactSizeIterator<Item = &Record> {
        self.index
            .naming(credential)
            .iter()
            .map(|it| self.record(*it))
    }

    /// Records that claim the signature of this digest, in order: at most [`MOST`](super::record_index::MOST), and how many more there
    /// are.
    pub fn claims_of(&self, digest: &ToBeSigned) -> (impl Iterator<Item = &Record>, u64) {
        let (kept, omitted) = self.index.claims_of(digest);
        (kept.iter().map(|it| self.record(*it)), omitted)
    }

    /// Calls to sign this digest, in the same way.
    pub fn calls_to_sign(&self, digest: &ToBeSigned) -> (impl Iterator<Item = &Record>, u64) {
        let (kept, omitted) = self.index.calls_to_sign(digest);
        (kept.iter().map(|it| self.record(*it)), omitted)
    }

    /// Whether a key signed this digest.
    pub fn is_signed(&self, digest: &ToBeSigned) -> bool {
        self.index.is_signed(digest)
    }

    /// The evidence records of this credential, in order.
    pub fn evidence_of(&self, credential: &CredentialId) -> impl Iterator<Item = &EvidenceRecord> {
        self.index
            .evidence_of(credential)
            .iter()
            .map(|it| self.evidence_record(*it))
    }

    /// The evidence records with this digest, in order.
    pub fn evidence_with(&self, digest: &ToBeSigned) -> impl Iterator<Item = &EvidenceRecord> {
        self.index
            .evidence_with(digest)
            .iter()
            .map(|it| self.evidence_record(*it))
    }
}

/// The greatest number of records with one insert id that a record is compared with: an entry arrives by a few routes.
const MOST_TWINS: usize = 8;

/// Merges twins among records that share an insert id.
fn without_twins(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by(in_order);
    let mut settled: Vec<Record> = Vec::with_capacity(records.len());
    let mut alike: HashMap<TwinKey, Vec<usize>, RandomState> = HashMap::default();
    for record in records {
        let known = alike.entry(TwinKey::of(&record)).or_default();
        let is_twin = |it: &usize| settled.get(*it).is_some_and(|it| are_twins(it, &record));
        let twin = known.iter().copied().find(is_twin);
        match twin.and_then(|it| settled.get_mut(it)) {
            Some(known) if finer(&record, known) => {
                let coarser = std::mem::replace(known, record);
                known.entry.fill(&coarser.entry);
            }
            Some(known) => {
                known.entry.at = uncut(known.entry.at, record.entry.at);
                known.entry.fill(&record.entry);
            }
            None => {
                if known.len() < MOST_TWINS {
                    known.push(settled.len());
                }
                settled.push(record);
            }
        }
    }
    settled
}

/// The values that twins have in common: the identifiers, and the resource and the second; for a request only the answered credential.
#[derive(PartialEq, Eq, Hash)]
struct TwinKey {
    mentions: Vec<(Field, Identifier)>,
    occurrence: Option<(&'static str, [String; 2], i64)>,
}

impl TwinKey {
    fn of(record: &Record) -> Self {
        let event = &record.entry.event;
        if let Event::Requested(it) = event {
            let credential = it.credential.clone().into();
            return TwinKey {
                mentions: vec![(Field::IssuedCredentialId, credential)],
                occurrence: None,
            };
        }
        let place = [record.entry.scope.clone(), event.resource().to_owned()];
        let second = nanoseconds(record.entry.at).div_euclid(1_000_000_000);
        TwinKey {
            mentions: event.mentions().collect(),
            occurrence: Some((event.as_str(), place, second)),
        }
    }
}

/// Orders records by all of their content, and not by their place in files. At equal times the order is KMS, CA Service, GKE,
/// Kubernetes, VM: the order in which they take part in an issuance.
fn in_order(one: &Record, other: &Record) -> Ordering {
    type Rank<'r> = (jiff::Timestamp, Reverse<Source>, [&'r str; 5]);
    fn rank(record: &Record) -> Rank<'_> {
        let entry = &record.entry;
        let texts = [
            &entry.insert_id,
            entry.event.as_str(),
            entry.event.resource(),
            &entry.scope,
            &entry.principal,
        ];
        (entry.at, Reverse(entry.event.source()), texts)
    }
    let ends = |record: &Record| {
        let validity = record.entry.event.validity();
        (validity.from, validity.to)
    };
    let by_mentions = || one.entry.event.mentions().cmp(other.entry.event.mentions());
    rank(one)
        .cmp(&rank(other))
        .then_with(by_mentions)
        .then_with(|| ends(one).cmp(&ends(other)))
}

/// Whether two records of one insert id are the same entry. Some exports [cut](one_is_cut) times, and a raw audit event of one
/// request may have another time than GKE's entry of the same request.
fn are_twins(one: &Record, other: &Record) -> bool {
    let (one, other) = (&one.entry, &other.entry);
    let say_the_same = match (&one.event, &other.event) {
        (Event::Requested(one), Event::Requested(other)) => {
            one.credential == other.credential
                && (one.digest.is_none() || other.digest.is_none() || one.digest == other.digest)
        }
        (one, other) => one.as_str() == other.as_str() && one.mentions().eq(other.mentions()),
    };
    let same_place = one.scope == other.scope && one.event.resource() == other.event.resource();
    let same_time = one.at == other.at || one_is_cut(nanoseconds(one.at), nanoseconds(other.at));
    say_the_same && (matches!(one.event, Event::Requested(_)) || (same_place && same_time))
}

/// Returns `other` where `at` is `other` cut to a coarser unit, else `at`.
fn uncut(at: jiff::Timestamp, other: jiff::Timestamp) -> jiff::Timestamp {
    let (own, finer) = (nanoseconds(at), nanoseconds(other));
    let is_cut = one_is_cut(own, finer) && fineness(finer) < fineness(own);
    if is_cut { other } else { at }
}

/// The parser refuses times that do not fit into 64 bits of nanoseconds.
fn nanoseconds(at: jiff::Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(i64::MAX)
}

/// Whether a record has more than its twin: a time with a fraction of a second, else a cluster's full name, else a finer time.
/// Of equal records the earlier one counts.
fn finer(record: &Record, twin: &Record) -> bool {
    let worth = |it: &Record| {
        let is_whole = it.entry.at.subsec_nanosecond() == 0;
        let fineness = fineness(nanoseconds(it.entry.at));
        (is_whole, !it.entry.event.resource().contains('/'), fineness)
    };
    worth(record) < worth(twin)
}

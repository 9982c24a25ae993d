//! The index of all lineages, which the script of the page searches: columns of texts, compressed (gzip, RFC 1952) and in base64 (RFC 4648).

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::model::finding::Verdict;
use crate::model::identity::subject::Kind;
use crate::model::identity::user;
use crate::report::gravest::Rank;
use crate::report::text::escape::Safe;
use crate::report::text::{Style, words};
use crate::scan::Judged;

/// The greatest number of lineages in the index.
const MOST: usize = 200_000;

/// The greatest number of distinct names in one column.
const MOST_NAMES: usize = 5_000;

/// The greatest number of characters of a name or subject.
const MOST_CHARS: usize = 120;

/// The number of hex digits that remain of a hash, 12 bytes: a trace finds the hash by them.
const HASH: usize = 24;

/// The number of characters that remain of a UUID (RFC 9562), at least 60 bits of them random: a trace finds the token by them.
const UUID: usize = 23;

/// The number of bytes that a lineage usually takes in the index, compressed and in base64.
const USUAL_ROW: usize = 28;

/// The verdicts by their numbers in the index.
const VERDICTS: [Verdict; 3] = [Verdict::Broken, Verdict::Unproven, Verdict::Complete];

/// The kinds by their numbers in the index.
const KINDS: [Kind; 6] = [
    Kind::Certificate,
    Kind::Token,
    Kind::Workload,
    Kind::Authority,
    Kind::Signature,
    Kind::Other,
];

/// The gravest lineages, a row each.
#[derive(Debug, Default)]
pub(super) struct Index {
    rows: BTreeMap<Rank, Row>,
    codes: Names,
    clusters: Names,
    keys: Names,
}

/// What the index has of one lineage, beside its rank.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) verdict: Verdict,
    pub(super) kind: Kind,
    codes: usize,
    cluster: usize,
    key: usize,
    holder: String,
}

/// The names of a column. Number 0 is the absence of a name; names that are too many have one number.
#[derive(Debug)]
struct Names {
    numbers: BTreeMap<String, usize>,
    names: Vec<String>,
}

/// The columns. Each has a row's value between blanks or line ends.
#[derive(Serialize)]
struct Columns<'i> {
    /// The numbers of characters that remain of a hash and of a UUID.
    shortened: [usize; 2],
    verdicts: [&'static str; VERDICTS.len()],
    kinds: [String; KINDS.len()],
    code_names: &'i [String],
    cluster_names: &'i [String],
    key_names: &'i [String],
    verdict: String,
    kind: String,
    codes: String,
    cluster: String,
    key: String,
    subject: String,
    holder: String,
    newest: String,
    detail: String,
}

/// The index as the page has it.
pub(super) struct Encoded {
    pub(super) base64: String,
    /// The number of lineages in it.
    pub(super) rows: usize,
}

impl Index {
    /// Takes one lineage.
    pub(super) fn add(&mut self, rank: &Rank, judged: &Judged<'_>) {
        let is_full = self.rows.len() >= MOST;
        if is_full && self.rows.last_key_value().is_none_or(|it| it.0 <= rank) {
            return;
        }
        let mut codes: Vec<&str> = judged.findings.iter().map(|it| it.code.as_str()).collect();
        codes.dedup(); // they are in the order of their codes
        let attribution = &judged.attribution;
        let row = Row {
            verdict: judged.verdict(),
            kind: judged.kind,
            codes: self.codes.number(&codes.join(" ")),
            cluster: self
                .clusters
                .number(attribution.cluster.unwrap_or_default()),
            key: self
                .keys
                .number(attribution.key_or_pool().unwrap_or_default()),
            holder: cut(&holder(judged)),
        };
        self.rows.insert(rank.clone(), row);
        if is_full {
            self.rows.pop_last();
        }
    }

    /// The number of bytes that the index usually takes. Of longer names fewer lineages fit.
    pub(super) fn usual_bytes(&self) -> usize {
        self.rows.len() * USUAL_ROW
    }

    /// The gravest lineages.
    pub(super) fn first(&self, most: usize) -> impl Iterator<Item = Listed<'_>> {
        let listed = |(rank, row)| Listed {
            rank,
            row,
            codes: self.codes.name(row.codes),
            cluster: self.clusters.name(row.cluster),
            key: self.keys.name(row.key),
        };
        self.rows.iter().take(most).map(listed)
    }

    /// Returns the index in so many bytes: as many of the gravest lineages as fit.
    ///
    /// # Errors
    /// None that occur: those of writing into memory.
    pub(super) fn encoded(
        &self,
        details: &BTreeMap<&str, usize>,
        most: usize,
        style: Style,
    ) -> io::Result<Encoded> {
        let mut rows = self.rows.len();
        loop {
            let base64 = STANDARD.encode(compressed(&self.columns(rows, details, style))?);
            if base64.len() <= most || rows == 0 {
                return Ok(Encoded { base64, rows });
            }
            let fitting = rows as u128 * most as u128 / base64.len() as u128;
            rows = usize::try_from(fitting * 19 / 20)
                .unwrap_or(0)
                .min(rows - 1);
        }
    }

    fn columns(&self, rows: usize, details: &BTreeMap<&str, usize>, style: Style) -> Columns<'_> {
        let rows = || self.rows.iter().take(rows);
        let joined = |separator: &str, of: &dyn Fn((&Rank, &Row)) -> String| {
            let all: Vec<String> = rows().map(of).collect();
            all.join(separator)
        };
        let place = |position: Option<usize>| position.unwrap_or(0).to_string();
        Columns {
            shortened: [HASH, UUID],
            verdicts: VERDICTS.map(Verdict::as_str),
            kinds: KINDS.map(|it| words::kind(it, style)),
            code_names: &self.codes.names,
            cluster_names: &self.clusters.names,
            key_names: &self.keys.names,
            verdict: joined("", &|it| {
                place(VERDICTS.iter().position(|its| *its == it.1.verdict))
            }),
            kind: joined("", &|it| {
                place(KINDS.iter().position(|its| *its == it.1.kind))
            }),
            codes: joined(" ", &|it| it.1.codes.to_string()),
            cluster: joined(" ", &|it| it.1.cluster.to_string()),
            key: joined(" ", &|it| it.1.key.to_string()),
            subject: joined("\n", &|it| short(it.0.subject())),
            holder: joined("\n", &|it| it.1.holder.clone()),
            newest: joined(" ", &|it| {
                it.0.newest()
                    .map_or_else(String::new, |it| seconds(it, style))
            }),
            detail: joined(" ", &|it| {
                let number = details.get(it.0.subject());
                number.map_or_else(String::new, ToString::to_string)
            }),
        }
    }
}

/// Returns a time in seconds since 1970, with the offset of the reader's time zone in seconds where they live in one.
fn seconds(at: Timestamp, style: Style) -> String {
    let offset = style.translating().map(|it| it.zone().to_offset(at));
    let offset = offset.map(|it| it.seconds()).filter(|it| *it != 0);
    let offset = offset.map(|it| format!("{it:+}")).unwrap_or_default();
    format!("{}{offset}", at.as_second())
}

/// A lineage of the index with its names.
pub(super) struct Listed<'i> {
    pub(super) rank: &'i Rank,
    pub(super) row: &'i Row,
    pub(super) codes: &'i str,
    pub(super) cluster: &'i str,
    pub(super) key: &'i str,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            numbers: BTreeMap::from([(String::new(), 0)]),
            names: vec![String::new()],
        }
    }
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        if self.names.len() >= MOST_NAMES && name != OTHERS {
            return self.number(OTHERS);
        }
        let number = self.names.len();
        self.numbers.insert(name.to_owned(), number);
        self.names.push(cut(name));
        number
    }

    fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", String::as_str)
    }
}

/// The one name of all that are too many.
const OTHERS: &str = "(others)";

/// Returns the user name of the holder: by the records, and failing those, the first by the uses.
fn holder(judged: &Judged<'_>) -> String {
    let attribution = &judged.attribution;
    let account = attribution.service_account;
    let account = account.map(|it| user::service_account(it.namespace, it.name));
    let node = attribution.node.map(|it| format!("system:node:{it}"));
    let used = || {
        let uses = judged.lineage.uses()?;
        uses.users.names().next().map(str::to_owned)
    };
    account.or(node).or_else(used).unwrap_or_default()
}

/// Returns a subject as the index has it: the beginning of a hash or UUID.
pub(super) fn short(subject: &str) -> String {
    let id = subject.split_once('=').map_or("", |(_, id)| id);
    let remaining = match id.len() {
        36 if Uuid::try_parse(id).is_ok() => UUID,
        64.. if id.bytes().all(|it| it.is_ascii_hexdigit()) => HASH,
        _ => return cut(subject),
    };
    let end = subject.len() - id.len() + remaining;
    format!("{}…", subject.get(..end).unwrap_or(subject))
}

/// Returns a name on one line, cut where it is long.
fn cut(name: &str) -> String {
    let safe = Safe(name).to_string();
    match safe.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", safe.split_at(end).0),
        None => safe,
    }
}

fn compressed(columns: &Columns<'_>) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&serde_json::to_vec(columns)?)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{Code, Weight};
    use crate::report::gravest::tests::rank;
    use crate::report::text::ENGLISH;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn as_many_of_the_gravest_as_fit_are_in_the_index() {
        let mut index = Index::default();
        for number in 0..5_000_u32 {
            let hash = hex::encode(Sha256::digest(number.to_le_bytes()));
            let rank = rank(
                Weight::Break,
                Code::MissingRecord,
                &format!("X509SHA256={hash}"),
            );
            let row = Row {
                verdict: Verdict::Broken,
                kind: Kind::Certificate,
                codes: 0,
                cluster: 0,
                key: 0,
                holder: String::new(),
            };
            index.rows.insert(rank, row);
        }
        let all = index
            .encoded(&BTreeMap::new(), usize::MAX, ENGLISH)
            .unwrap();
        assert_eq!(all.rows, 5_000);
        let some = index.encoded(&BTreeMap::new(), 20_000, ENGLISH).unwrap();
        assert!(
            some.base64.len() <= 20_000 && some.rows > 500,
            "{}",
            some.rows
        );
        assert_eq!(index.encoded(&BTreeMap::new(), 0, ENGLISH).unwrap().rows, 0);
    }

    #[test]
    fn names_that_are_too_many_have_one_number() {
        let mut names = Names::default();
        assert_eq!(names.number(""), 0);
        let all: Vec<usize> = (0..MOST_NAMES + 9)
            .map(|it| names.number(&it.to_string()))
            .collect();
        assert_eq!(names.name(all[0]), "0");
        assert_eq!(names.name(all[MOST_NAMES + 8]), OTHERS);
        assert_eq!(names.number("1"), all[1], "a known name keeps its number");
        assert!(names.names.len() <= MOST_NAMES + 1);
    }

    #[test]
    fn hashes_and_uuids_are_shortened_and_nothing_else() {
        let hash = "ab".repeat(32);
        assert_eq!(
            short(&format!("TBS={hash}")),
            format!("TBS={}…", &hash[..HASH])
        );
        let uuid = "1d0e9a52-5c5f-4b8e-9c3e-6f1d2a3b4c5d";
        assert_eq!(
            short(&format!("JTI={uuid}")),
            "JTI=1d0e9a52-5c5f-4b8e-9c3e…"
        );
        for other in ["JTI=a", "", "whoami", "JTI=관리자"] {
            assert_eq!(short(other), other);
        }
    }
}

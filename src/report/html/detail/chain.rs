//! The picture of a chain: from the signature over the certificate and the issuance to the uses, a box each.

use crate::judge::stage::Stage;
use crate::model::entry::Source;
use crate::report::html::escape::value;
use crate::report::text::{ENGLISH, grouped, used, when};
use crate::scan::Judged;

/// One box of the picture.
pub(super) struct Link {
    /// What the box is of.
    pub(super) name: &'static str,
    /// Whether its record is there, as a word: it is the class of the box, too.
    pub(super) state: &'static str,
    pub(super) text: String,
}

/// The logs in the order in which a credential comes from them.
const IN_ORDER: [(Source, &str); 3] = [
    (Source::Kms, "Cloud KMS"),
    (Source::CaService, "CA Service"),
    (Source::Gke, "GKE"),
];

/// Returns the boxes.
pub(super) fn links(judged: &Judged<'_>) -> Vec<Link> {
    let stages = IN_ORDER.into_iter().filter_map(|(source, name)| {
        let stage = judged.stages.get(&source)?;
        Some(Link {
            name,
            state: stage.as_str(),
            text: recorded(judged, source),
        })
    });
    let seen = judged.lineage.observed().count() as u64;
    let seen = (seen > 0).then(|| Link {
        name: "On a VM",
        state: "present",
        text: format!("observed {} times", grouped(seen)),
    });
    stages.chain(seen).chain(uses(judged)).collect()
}

fn uses(judged: &Judged<'_>) -> Option<Link> {
    let link = |state, text| Link {
        name: "Uses",
        state,
        text,
    };
    match judged.lineage.uses() {
        Some(uses) => Some(link("present", value(&used(uses, ENGLISH)))),
        None if judged.stages.contains_key(&Source::Gke) => {
            Some(link("unused", "no use was read".to_owned()))
        }
        None => None,
    }
}

/// Returns how often the log has a record of the lineage, and when.
fn recorded(judged: &Judged<'_>, source: Source) -> String {
    let records = judged.lineage.records().into_iter();
    let times = records.filter(|it| it.entry.event.source() == source);
    let mut times: Vec<_> = times.map(|it| it.entry.at).collect();
    times.sort_unstable();
    let omitted = match source {
        Source::Kms => judged.lineage.omitted(),
        _ => 0,
    };
    match (times.first(), times.last()) {
        (Some(first), Some(last)) => when(times.len() as u64 + omitted, *first, *last, ENGLISH),
        _ => match judged.stages.get(&source) {
            Some(Stage::Missing) => "the log was read, and the record is not there".to_owned(),
            Some(Stage::Unread) => "its record may lie where nothing was read".to_owned(),
            Some(Stage::Unlinked) => "no record names the digest that was signed".to_owned(),
            _ => String::new(),
        },
    }
}

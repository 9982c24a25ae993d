//! The picture of a chain: from the signature over the certificate and the issuance to the uses, a box each.

use crate::judge::stage::Stage;
use crate::language::say::say;
use crate::model::entry::Source;
use crate::report::html::escape::value;
use crate::report::text::{Style, grouped, used, when, words};
use crate::scan::Judged;

/// One box of the picture.
pub(super) struct Link {
    /// What the box is of.
    pub(super) name: String,
    /// Whether its record is there, as a word: it is the class of the box, too.
    pub(super) state: &'static str,
    /// The same in the language of the reader.
    pub(super) word: String,
    pub(super) text: String,
}

/// The logs in the order in which a credential comes from them.
const IN_ORDER: [(Source, &str); 3] = [
    (Source::Kms, "Cloud KMS"),
    (Source::CaService, "CA Service"),
    (Source::Gke, "GKE"),
];

/// Returns the boxes.
pub(super) fn links(judged: &Judged<'_>, style: Style) -> Vec<Link> {
    let stages = IN_ORDER.into_iter().filter_map(|(source, name)| {
        let stage = judged.stages.get(&source)?;
        Some(Link {
            name: name.to_owned(),
            state: stage.as_str(),
            word: words::stage(*stage, style),
            text: recorded(judged, source, style),
        })
    });
    let seen = judged.lineage.observed().count() as u64;
    let seen = (seen > 0).then(|| Link {
        name: say!(style, "page-on-vm", "On a VM"),
        state: "present",
        word: words::stage(Stage::Present, style),
        text: say!(
            style,
            "page-observed",
            "observed {count} times",
            count = grouped(seen)
        ),
    });
    stages.chain(seen).chain(uses(judged, style)).collect()
}

fn uses(judged: &Judged<'_>, style: Style) -> Option<Link> {
    let link = |state, word, text| Link {
        name: say!(style, "page-uses", "Uses"),
        state,
        word,
        text,
    };
    match judged.lineage.uses() {
        Some(uses) => Some(link(
            "present",
            words::stage(Stage::Present, style),
            value(&used(uses, style)),
        )),
        None if judged.stages.contains_key(&Source::Gke) => Some(link(
            "unused",
            say!(style, "page-unused", "unused"),
            say!(style, "page-no-use", "no use was read"),
        )),
        None => None,
    }
}

/// Returns how often the log has a record of the lineage, and when.
fn recorded(judged: &Judged<'_>, source: Source, style: Style) -> String {
    let records = judged.lineage.records().into_iter();
    let times = records.filter(|it| it.entry.event.source() == source);
    let mut times: Vec<_> = times.map(|it| it.entry.at).collect();
    times.sort_unstable();
    let omitted = match source {
        Source::Kms => judged.lineage.omitted(),
        _ => 0,
    };
    match (times.first(), times.last()) {
        (Some(first), Some(last)) => when(times.len() as u64 + omitted, *first, *last, style),
        _ => match judged.stages.get(&source) {
            Some(Stage::Missing) => say!(
                style,
                "page-missing",
                "the log was read, and the record is not there"
            ),
            Some(Stage::Unread) => say!(
                style,
                "page-unread",
                "its record may lie where nothing was read"
            ),
            Some(Stage::Unlinked) => say!(
                style,
                "page-unlinked",
                "no record names the digest that was signed"
            ),
            _ => String::new(),
        },
    }
}

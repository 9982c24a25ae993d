//! The findings on one lineage: of one code only so many are kept, and the others are counted. The heaviest are kept first, so that no verdict
//! rests on a finding that is not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::finding::{Code, Finding};

const MOST: usize = Finding::MOST_OF_CODE;

/// Findings that are kept, in their order, and how many others there are of each code.
pub(super) fn cut(findings: Vec<Finding>) -> (Vec<Finding>, BTreeMap<Code, u64>) {
    if findings.len() <= MOST {
        return (findings, BTreeMap::new());
    }
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|it| findings.get(*it).map(|it| Reverse(it.weight)));
    let (mut met, mut omitted) = (BTreeMap::new(), BTreeMap::new());
    let mut left_out = BTreeSet::new();
    for position in order {
        let Some(finding) = findings.get(position) else {
            continue;
        };
        let count: &mut usize = met.entry(finding.code).or_default();
        *count += 1;
        if *count > MOST {
            *omitted.entry(finding.code).or_default() += 1;
            left_out.insert(position);
        }
    }
    let all = findings.into_iter().enumerate();
    let kept = all.filter(|(position, _)| !left_out.contains(position));
    (kept.map(|it| it.1).collect(), omitted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::message::message;
    use crate::model::finding::{Verdict, Weight};

    fn findings(count: usize, code: Code, weight: Weight) -> Vec<Finding> {
        let finding = |number| Finding {
            code,
            weight,
            stage: None,
            message: message!("number", "{number}"),
            receipts: Vec::new(),
        };
        (0..count).map(finding).collect()
    }

    #[test]
    fn the_heaviest_of_each_code_are_kept_in_their_order_and_the_others_counted() {
        let mut all = findings(1_000, Code::OutOfOrder, Weight::Note);
        all.extend(findings(1, Code::OutOfOrder, Weight::Break));
        all.extend(findings(150, Code::SharedDigest, Weight::Gap));
        all.extend(findings(3, Code::SignatureInvalid, Weight::Gap));
        let verdict = Verdict::of(&all);
        let (kept, omitted) = cut(all);
        let of = |code| kept.iter().filter(|it| it.code == code).count();
        let codes = [Code::OutOfOrder, Code::SharedDigest, Code::SignatureInvalid];
        assert_eq!(codes.map(of), [MOST, MOST, 3]);
        let counted = [(Code::OutOfOrder, 901), (Code::SharedDigest, 50)];
        assert_eq!(omitted, BTreeMap::from(counted));
        assert_eq!(Verdict::of(&kept), verdict);
        let messages: Vec<&str> = kept.iter().take(3).map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["0", "1", "2"]);
    }
}

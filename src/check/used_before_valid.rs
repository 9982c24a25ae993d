//! Was it used when it was not valid yet?

use super::out_of_order::rounded;
use crate::finding::{Code, Finding, Weight};
use crate::judge::Judge;
use crate::lineage::Lineage;

/// A break where the first use comes before the beginning.
pub fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let (Some(uses), Some(beginning)) = (lineage.uses(), lineage.validity().from) else {
        return Vec::new();
    };
    let (used, place) = &uses.first;
    if *used >= beginning {
        return Vec::new();
    }
    let message = format!(
        "used {} before it was valid, from {beginning}",
        rounded(beginning.duration_since(*used))
    );
    let mut places = lineage.places();
    places.push(place.clone());
    vec![Finding {
        code: Code::UsedBeforeValid,
        weight: Weight::Break,
        stage: None,
        message,
        places,
    }]
}

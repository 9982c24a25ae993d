//! A credential is used when it should not have been able to be.

use jiff::SignedDuration;

use super::{minutes, node, web};
use crate::world::certificate::Leaf;
use crate::world::clock::at;
use crate::world::{Call, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![out_of_order(), used_after_expiry(), used_before_valid()]
}

fn out_of_order() -> Scenario {
    let web = web();
    let world = World::framed()
        .used_token(&web)
        .call(Call::by_token(&web).at(minutes(-10)));
    Scenario::of("out-of-order", &world)
}

fn used_after_expiry() -> Scenario {
    let hour = Leaf {
        lifetime: SignedDuration::from_hours(1),
        ..node().leaf
    }
    .mint();
    let world = World::framed()
        .used_certificate(&hour)
        .call(Call::by_certificate(&hour).at(minutes(120)));
    Scenario::of("used-after-expiry", &world)
}

fn used_before_valid() -> Scenario {
    let an_hour_late = at("2026-10-06T13:00:05Z");
    let postdated = Leaf {
        not_before: an_hour_late,
        ..node().leaf
    }
    .mint();
    Scenario::of(
        "used-before-valid",
        &World::framed().used_certificate(&postdated),
    )
}

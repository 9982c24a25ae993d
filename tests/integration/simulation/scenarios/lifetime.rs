//! Scenarios in which a credential is used outside of its lifetime.

use jiff::SignedDuration;

use super::{cache, minutes, node, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::{at, written};
use crate::simulation::entries::{token_issuance, token_signature};
use crate::simulation::raw::ISSUED_CREDENTIAL_ID;
use crate::simulation::{Call, Record, Scenario, Target, Token, World};

pub fn all() -> Vec<Scenario> {
    vec![
        out_of_order(),
        hours_apart(),
        used_after_expiry(),
        used_before_valid(),
    ]
}

fn out_of_order() -> Scenario {
    let web = web();
    let world = World::framed()
        .used_token(&web)
        .call(Call::by_token(&web).at(minutes(-10)));
    Scenario::of("out-of-order", &world)
}

/// One token is signed hours before it is issued, one is issued hours after its use, one is requested after its use.
fn hours_apart() -> Scenario {
    let later = |record: Record, by: SignedDuration| {
        let at = record.at + by;
        Record {
            at,
            ..record.set("/timestamp", written(at))
        }
    };
    let hours = SignedDuration::from_hours;
    let (early, late, unasked) = (web(), cache(), Token::mint("team-b", "db", minutes(2)));
    let request = Call::new(minutes(8), "system:node:a1b2")
        .to("create", Target::token_of("team-b", "db"))
        .answered(201)
        .annotated(ISSUED_CREDENTIAL_ID, unasked.credential_id());
    let world = World::framed()
        .record(later(token_signature(&early), hours(-5)))
        .record(token_issuance(&early))
        .call(Call::by_token(&early))
        .record(token_signature(&late))
        .record(later(token_issuance(&late), hours(4)))
        .call(Call::by_token(&late))
        .used_token(&unasked)
        .call(request)
        .used_token(&Token::mint("team-a", "web", minutes(5)));
    Scenario::of("hours-apart", &world)
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

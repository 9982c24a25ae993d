//! Entries of a world in which callers, credential ids and digests are what an attacker chose.

use jiff::SignedDuration;
use serde_json::Value;

use super::certificate::Leaf;
use super::clock::NOON;
use super::constants::SA_SIGNING_KEY;
use super::digest::Digest;
use super::entries::kms;
use super::{Call, Token, World};

/// The entries of a world with a call by each of these names, with the same credential id, and a signature at the call of each.
pub fn hostile_entries(texts: &[&str]) -> Vec<Value> {
    let token = Token::mint("team-a", "web", NOON);
    let node = Leaf::of_node("a1b2", NOON).mint();
    let world = World::framed().used_token(&token).used_certificate(&node);
    let world = (0..).zip(texts).fold(world, |world, (number, text)| {
        let at = NOON + SignedDuration::from_secs(number);
        let call = Call::new(at, text).with(*text);
        let signature = kms::signature(SA_SIGNING_KEY, &Digest::sha256(text), at, text);
        world.call(call).record(signature)
    });
    world.entries().into_iter().map(|it| it.entry).collect()
}

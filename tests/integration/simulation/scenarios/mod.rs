//! The scenarios: one function for each, named like its folder.

mod callers;
mod complete;
mod evidence;
mod exports;
mod foreign;
mod issuance;
mod kubernetes;
mod lifetime;
mod policy;
mod reading;
mod routes;
mod spelling;
mod unread;
mod workload;

use jiff::{SignedDuration, Timestamp};

use super::Scenario;
use super::certificate::{Certificate, Leaf};
use super::clock::{NOON, at};
use super::token::Token;

/// All scenarios.
pub fn all() -> Vec<Scenario> {
    let groups = [
        complete::all(),
        issuance::all(),
        lifetime::all(),
        callers::all(),
        policy::all(),
        evidence::all(),
        kubernetes::all(),
        foreign::all(),
        workload::all(),
        spelling::all(),
        unread::all(),
        reading::all(),
        routes::all(),
        exports::all(),
    ];
    groups.into_iter().flatten().collect()
}

/// The moment a number of minutes after the first issuance.
fn minutes(count: i64) -> Timestamp {
    NOON + SignedDuration::from_mins(count)
}

/// The certificate of node `a1b2`, issued first.
fn node() -> Certificate {
    Leaf::of_node("a1b2", NOON).mint()
}

/// The certificate of node `c3d4`, issued a minute later.
fn second_node() -> Certificate {
    Leaf::of_node("c3d4", minutes(1)).mint()
}

/// The token of service account `web`, issued first.
fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// A token of the day before, from which on the cluster is known to issue.
fn of_the_day_before() -> Token {
    Token::mint("team-a", "batch", at("2026-10-05T06:05:00Z"))
}

/// A certificate of the day before, from which on CA Service is known to record creations.
fn node_of_the_day_before() -> Certificate {
    Leaf::of_node("z9y8", at("2026-10-05T06:05:00Z")).mint()
}

/// The token of service account `cache`, issued a minute later.
fn cache() -> Token {
    Token::mint("team-a", "cache", minutes(1))
}

//! What was wrong once and must not be again, each test named after how it should be.

mod essence;
mod terminal;
mod world;

#[path = "mended/bodies.rs"]
mod bodies;
#[path = "mended/bounds.rs"]
mod bounds;
#[path = "mended/clusters.rs"]
mod clusters;
#[path = "mended/contradictions.rs"]
mod contradictions;
#[path = "mended/damage.rs"]
mod damage;
#[path = "mended/formats.rs"]
mod formats;
#[path = "mended/identities.rs"]
mod identities;
#[path = "mended/in_hand.rs"]
mod in_hand;
#[path = "mended/numbers.rs"]
mod numbers;
#[path = "mended/papers.rs"]
mod papers;
#[path = "mended/reports.rs"]
mod reports;
#[path = "mended/signatures.rs"]
mod signatures;
#[path = "mended/spelling.rs"]
mod spelling;
#[path = "mended/switched_off.rs"]
mod switched_off;
#[path = "mended/unread.rs"]
mod unread;
#[path = "mended/void_calls.rs"]
mod void_calls;

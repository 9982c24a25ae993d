//! What was wrong once and must not be again, each test named after how it should be.

mod bodies;
mod bounds;
mod clusters;
mod contradictions;
pub mod crowded_authority;
mod damage;
mod endless;
mod evidence_files;
mod foreign_logs;
mod formats;
mod full_names;
mod fuzzed;
mod generations;
mod holes;
mod identities;
mod numbers;
mod papers;
mod proxies;
pub mod reports;
mod rotation;
mod signatures;
mod spelling;
mod switched_off;
mod two_forms;
mod unread;
mod unread_inputs;
mod void_calls;

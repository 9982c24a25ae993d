//! What one file adds to the database.

pub(crate) mod bucket;
pub(crate) mod bulk;
pub(crate) mod credential_users;
pub(crate) mod cut_lines;
pub(crate) mod evidence;
pub mod load;
pub mod pulled;
pub(crate) mod remarks;
pub(crate) mod texts;
pub(crate) mod time_bucket;
pub(crate) mod usage_totals;
pub(crate) mod uses;

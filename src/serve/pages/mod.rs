//! The pages, one file each.

pub(super) mod changes;
pub(super) mod credential;
mod form;
pub(super) mod home;
pub(super) mod list;
pub(super) mod login;
pub(super) mod places;
pub(super) mod scans;
pub(super) mod search;

//! In which format a report goes where.

pub(crate) mod destination;
pub(crate) mod format;
pub(crate) mod notice;
pub(crate) mod observation_log;
pub(crate) mod style;

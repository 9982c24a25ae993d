//! What concerns the process as a whole: signals, panics, proxies, and the features that the build has.

pub mod feature;
pub mod panics;
pub mod proxy;
pub mod signals;

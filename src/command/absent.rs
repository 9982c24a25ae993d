//! What a build has in place of the parts that the features `pull` and `lake` would bring. The command line is the same; what needs the part fails, and
//! the error names the feature.

#[cfg(not(feature = "pull"))]
pub mod doctor;
#[cfg(not(feature = "pull"))]
pub mod key_set_url;
#[cfg(not(feature = "pull"))]
pub mod kms;
#[cfg(not(feature = "lake"))]
pub mod lake;
#[cfg(not(feature = "pull"))]
pub mod metadata_server;
#[cfg(not(feature = "pull"))]
pub mod pull;
#[cfg(not(feature = "pull"))]
pub mod webhook;

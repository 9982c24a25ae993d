//! What stands in a build in place of the parts that the feature `pull` would bring. The command line is the same; what needs the part fails, and
//! the error names the feature.

pub mod doctor;
pub mod key_set_url;
pub mod kms;
pub mod metadata_server;
pub mod pull;
pub mod webhook;

//! `credtrail workload verify`: VMs with real certificates of a real root and subordinate authority, and their metadata servers.

mod configs;
mod directory;
mod kept;
mod looks;
mod machine;
mod metadata;
mod paths;
mod server;
mod status;
mod svid;

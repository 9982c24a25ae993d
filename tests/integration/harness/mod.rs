//! The harness of the tests: the command, the library in this process, and servers that behave like Google's.

pub mod bucket_server;
pub mod cli;
pub mod google_apis;
pub mod in_process;
pub mod logging_api;
pub mod logging_query;
pub mod normalized_report;
pub mod readers;

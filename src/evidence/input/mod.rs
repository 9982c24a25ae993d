//! Files and texts that hold certificates, requests, revocation lists, tokens and key sets.

pub mod bounded_file;
pub(crate) mod der;
pub mod form;
pub mod found;
pub mod input_file;
mod manifest;
pub mod packed_text;
pub(crate) mod pem;
pub(crate) mod presented_token;
pub(crate) mod secret_detection;
pub mod text_encoding;
pub(crate) mod token_json;
pub mod unsupported;

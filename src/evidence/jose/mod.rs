//! JSON Web Tokens and JSON Web Keys (RFC 7515, 7517, 7518, 7519).

pub mod jwks;
pub(crate) mod jws;
pub(crate) mod key_material;
pub mod token;

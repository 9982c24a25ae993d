//! What hangs on a credential, key version, CA pool or user.

pub mod json;
pub mod text;

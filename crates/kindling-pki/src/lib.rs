//! Keys and deterministic X.509.

mod secret;

pub use secret::Secret;

//! Keys and deterministic X.509.

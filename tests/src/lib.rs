//! What the tests share: the oracle vectors, golden trees, real tools.
pub mod typhoon;
pub mod vectors;

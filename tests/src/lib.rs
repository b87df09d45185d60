//! What the tests share: the oracle vectors, golden trees, real tools.
pub mod bench;
pub mod bundle;
pub mod clusters;
pub mod golden;
pub mod machine;
pub mod scratch;
pub mod secrets;
pub mod sources;
pub mod typhoon;
pub mod vectors;

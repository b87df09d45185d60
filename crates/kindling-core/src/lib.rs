//! Documents in, artifacts out.

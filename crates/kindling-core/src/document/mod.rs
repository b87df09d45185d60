//! The cluster document as written: permissive shape, positions kept. Judges nothing that needs meaning.

pub mod codes;

//! Every diagnostic code, with what it means.

/// What a code means, for the reference page and the studio.
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo {
    /// The stable name, `area/what`.
    pub code: &'static str,
    /// One sentence.
    pub meaning: &'static str,
}

//! The codes of the secrets stage.

use crate::document::codes::CodeInfo;

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)*) => {
        $(#[doc = $meaning] pub(super) const $name: &str = $code;)*

        /// Every code of this stage, with what it means.
        pub const CODES: &[CodeInfo] = &[$(CodeInfo { code: $code, meaning: $meaning }),*];
    };
}

codes! {
    SYNTAX = "secrets/syntax", "The text is not YAML.";
    TOO_LARGE = "secrets/too-large", "The text is far longer than any secrets document.";
    FORMAT = "secrets/format", "The text is not a secrets document, or one of a format that this version does not know.";
    WRONG_TYPE = "secrets/wrong-type", "A field has a value of another type than it needs.";
    DUPLICATE_KEY = "secrets/duplicate-key", "A field stands in the document twice.";
    UNKNOWN_KEY = "secrets/unknown-key", "A field is not known; it is kept but has no effect.";
    ALGORITHM = "secrets/algorithm", "The kind of key to make is not one of those that Kindling makes.";
    DATE = "secrets/date", "A date is not a moment that certificates can hold.";
    VALIDITY = "secrets/validity", "A span of validity is not one that certificates can hold.";
    KEY = "secrets/key", "A private key cannot be read or is not safe.";
    TOKEN = "secrets/bootstrap-token", "A half of the bootstrap token does not have the form of Kubernetes.";
    OTHER_CLUSTER = "secrets/other-cluster", "The secrets belong to a cluster of another name.";
    MISSING = "secrets/missing", "Something that rendering needs is missing.";
    COMPLETED = "secrets/completed", "Something that was missing was made.";
    REPLACED = "secrets/new-trust", "An authority or the service account key was missing and was made; what trusted the former one no longer works.";
    KEY_ALGORITHM = "secrets/key-algorithm", "A key is of another kind than the document's algorithm.";
    KEY_REUSED = "secrets/key-reused", "One key stands in two places.";
    OUTLIVES = "secrets/leaf-outlives-authority", "Certificates would hold longer than the authority that signs them, and are cut to its end.";
    AUTHORITY_ENDED = "secrets/authority-ended", "An authority ends before the certificates that it signs begin.";
    CLOCK = "secrets/clock-behind", "The date to renew at lies before the date of the last issue.";
    RANDOMNESS = "secrets/randomness", "The source of random bytes is broken.";
    NAME = "secrets/certificate-name", "A name of the cluster cannot stand in a certificate.";
}

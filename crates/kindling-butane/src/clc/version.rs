//! Semantic versions, as the library of the original reads them: signs and leading zeros are numbers, too.

use std::fmt;

/// A version of etcd or flannel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub major: i64,
    pub minor: i64,
    patch: i64,
    pre_release: String,
    metadata: String,
}

impl Version {
    /// Reads `X.Y.Z[-pre][+meta]`.
    ///
    /// # Errors
    /// The library's words where it is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (rest, metadata) = text.split_once('+').unwrap_or((text, ""));
        let (numbers, pre_release) = rest.split_once('-').unwrap_or((rest, ""));
        let parts: Vec<_> = numbers.splitn(3, '.').collect();
        let [major, minor, patch] = parts[..] else {
            return Err(format!("{numbers} is not in dotted-tri format"));
        };
        Ok(Self {
            major: number(major)?,
            minor: number(minor)?,
            patch: number(patch)?,
            pre_release: pre_release.to_owned(),
            metadata: metadata.to_owned(),
        })
    }

    /// Whether this version precedes a release.
    pub(super) fn is_before(&self, major: i64, minor: i64) -> bool {
        match (self.major, self.minor, self.patch).cmp(&(major, minor, 0)) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => !self.pre_release.is_empty(),
            std::cmp::Ordering::Greater => false,
        }
    }
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|error: std::num::ParseIntError| {
        let reason = match error.kind() {
            std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => {
                "value out of range"
            }
            _ => "invalid syntax",
        };
        let quoted = kindling_ignition::print::go_quote(text);
        format!("strconv.ParseInt: parsing {quoted}: {reason}")
    })
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.pre_release.is_empty() {
            write!(f, "-{}", self.pre_release)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_and_their_refusals() {
        for (text, expected) in [
            ("3.1.6", Ok("3.1.6")),
            ("3.01.6-rc.1+b", Ok("3.1.6-rc.1+b")),
            ("3.1", Err("3.1 is not in dotted-tri format")),
            ("abc-x", Err("abc is not in dotted-tri format")),
            (
                "3.x.1",
                Err("strconv.ParseInt: parsing \"x\": invalid syntax"),
            ),
            (
                "3.1.1.1",
                Err("strconv.ParseInt: parsing \"1.1\": invalid syntax"),
            ),
            (
                "99999999999999999999.1.1",
                Err("strconv.ParseInt: parsing \"99999999999999999999\": value out of range"),
            ),
        ] {
            let found = Version::parse(text).map(|version| version.to_string());
            assert_eq!(
                found,
                expected.map(str::to_owned).map_err(str::to_owned),
                "{text}"
            );
        }
        let is_before =
            |text: &str| Version::parse(text).is_ok_and(|version| version.is_before(2, 3));
        assert!(is_before("2.2.9") && is_before("2.3.0-rc1"));
        assert!(!is_before("2.3.0") && !is_before("3.0.0"));
    }
}

//! Which Ignition specification a config follows, and how version strings are read.
//!
//! Version strings are read as Go's `coreos/go-semver` reads them, because that decides which
//! configs the reference tools call unparsable and which they call unsupported.

use std::fmt;

/// One specification of the 3.x line, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spec {
    /// <https://coreos.github.io/ignition/configuration-v3_0/>
    V3_0,
    /// <https://coreos.github.io/ignition/configuration-v3_1/>
    V3_1,
    /// <https://coreos.github.io/ignition/configuration-v3_2/>
    V3_2,
    /// <https://coreos.github.io/ignition/configuration-v3_3/>
    V3_3,
    /// <https://coreos.github.io/ignition/configuration-v3_4/>
    V3_4,
    /// <https://coreos.github.io/ignition/configuration-v3_5/>
    V3_5,
    /// <https://coreos.github.io/ignition/configuration-v3_6/>
    V3_6,
    /// <https://coreos.github.io/ignition/configuration-v3_7_experimental/>
    V3_7Experimental,
}

impl Spec {
    /// Every specification, oldest first.
    pub const ALL: [Self; 8] = [
        Self::V3_0,
        Self::V3_1,
        Self::V3_2,
        Self::V3_3,
        Self::V3_4,
        Self::V3_5,
        Self::V3_6,
        Self::V3_7Experimental,
    ];

    /// The newest specification, the experimental one.
    pub const NEWEST: Self = Self::V3_7Experimental;

    /// The string that `ignition.version` holds.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V3_0 => "3.0.0",
            Self::V3_1 => "3.1.0",
            Self::V3_2 => "3.2.0",
            Self::V3_3 => "3.3.0",
            Self::V3_4 => "3.4.0",
            Self::V3_5 => "3.5.0",
            Self::V3_6 => "3.6.0",
            Self::V3_7Experimental => "3.7.0-experimental",
        }
    }

    /// The specification with exactly this version; build metadata and other pre-releases match none.
    #[must_use]
    pub fn of(version: &Version) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|spec| Version::parse(spec.as_str()).as_ref() == Some(version))
    }

    /// Reads a version string and finds its specification.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // The common spelling is answered without taking the string apart.
        if let Some(spec) = Self::ALL.into_iter().find(|spec| spec.as_str() == text) {
            return Some(spec);
        }
        Self::of(&Version::parse(text)?)
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A semantic version as `coreos/go-semver` reads it: leading zeros are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// First number.
    pub major: i64,
    /// Second number.
    pub minor: i64,
    /// Third number.
    pub patch: i64,
    /// What follows the first `-`, without build metadata.
    pub pre_release: String,
    /// What follows the first `+`.
    pub metadata: String,
}

impl Version {
    /// Reads `X.Y.Z[-pre][+meta]`; `None` where go-semver reports an error.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, metadata) = text.split_once('+').unwrap_or((text, ""));
        let (numbers, pre_release) = rest.split_once('-').unwrap_or((rest, ""));
        let mut parts = numbers.splitn(3, '.');
        let mut number = || {
            let part = parts.next()?;
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if digits { part.parse().ok() } else { None }
        };
        let (major, minor, patch) = (number()?, number()?, number()?);
        let identifier = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
        };
        (identifier(pre_release) && identifier(metadata)).then(|| Self {
            major,
            minor,
            patch,
            pre_release: pre_release.to_owned(),
            metadata: metadata.to_owned(),
        })
    }
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
    use super::{Spec, Version};

    #[test]
    fn version_strings_name_their_spec() {
        for spec in Spec::ALL {
            assert_eq!(Spec::parse(spec.as_str()), Some(spec));
        }
        assert_eq!(Spec::parse("3.07.00-experimental"), Some(Spec::NEWEST));
        for other in ["3.6.1", "3.7.0", "3.7.0-dev", "3.6.0+abc", "4.0.0", "2.3.0"] {
            assert!(Version::parse(other).is_some(), "{other} is a version");
            assert_eq!(Spec::parse(other), None, "{other} has no specification");
        }
    }

    #[test]
    fn malformed_versions_are_refused() {
        for text in [
            "",
            "3",
            "3.6",
            "a.b.c",
            "3.6.x",
            "3.6.0-a_b",
            "3..0",
            "3.6.0.1",
            "99999999999999999999.0.0",
        ] {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
    }
}

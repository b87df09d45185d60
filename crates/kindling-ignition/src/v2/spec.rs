//! Which specification of the old line a config follows: 1, 2.0 to 2.4, and 2.5 as an experiment.

use std::fmt;

use crate::spec::Version;

/// One specification of the old line, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spec {
    /// Named by `ignitionVersion: 1`.
    V1,
    /// <https://coreos.github.io/ignition/configuration-v2_0/>
    V2_0,
    /// <https://coreos.github.io/ignition/configuration-v2_1/>
    V2_1,
    /// <https://coreos.github.io/ignition/configuration-v2_2/>
    V2_2,
    /// <https://coreos.github.io/ignition/configuration-v2_3/>
    V2_3,
    /// <https://coreos.github.io/ignition/configuration-v2_4/>
    V2_4,
    /// Never released; known to the reference validator.
    V2_5Experimental,
}

impl Spec {
    /// The specifications named by `ignition.version`, newest first, as the reference validator tries them.
    pub const NAMED: [Self; 6] = [
        Self::V2_5Experimental,
        Self::V2_4,
        Self::V2_3,
        Self::V2_2,
        Self::V2_1,
        Self::V2_0,
    ];

    /// The oldest one.
    pub const OLDEST: Self = Self::V1;
    /// The newest one.
    pub const NEWEST: Self = Self::V2_5Experimental;

    /// What names the specification in a config.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1",
            Self::V2_0 => "2.0.0",
            Self::V2_1 => "2.1.0",
            Self::V2_2 => "2.2.0",
            Self::V2_3 => "2.3.0",
            Self::V2_4 => "2.4.0",
            Self::V2_5Experimental => "2.5.0-experimental",
        }
    }

    /// The second number of the version.
    const fn minor(self) -> i64 {
        match self {
            Self::V1 | Self::V2_0 => 0,
            Self::V2_1 => 1,
            Self::V2_2 => 2,
            Self::V2_3 => 3,
            Self::V2_4 => 4,
            Self::V2_5Experimental => 5,
        }
    }

    /// The specification with exactly this version.
    #[must_use]
    pub fn of(version: &Version) -> Option<Self> {
        Self::NAMED.into_iter().find(|spec| spec.is(version))
    }

    /// Whether the version is exactly this specification's.
    #[must_use]
    pub fn is(self, version: &Version) -> bool {
        let pre_release = if self == Self::V2_5Experimental {
            "experimental"
        } else {
            ""
        };
        (version.major, version.minor, version.patch) == (2, self.minor(), 0)
            && version.pre_release == pre_release
            && version.metadata.is_empty()
    }

    /// Whether the version precedes this specification's by the rules of semantic versions.
    #[must_use]
    pub fn is_newer_than(self, version: &Version) -> bool {
        let numbers = (version.major, version.minor, version.patch);
        let own = (2, self.minor(), 0);
        if numbers != own {
            return numbers < own;
        }
        let is_pre_release = !version.pre_release.is_empty();
        if self == Self::V2_5Experimental {
            is_pre_release && precedes(&version.pre_release, "experimental")
        } else {
            is_pre_release
        }
    }
}

/// Whether one pre-release precedes another: part by part, numbers before words.
fn precedes(left: &str, right: &str) -> bool {
    let mut right_parts = right.split('.');
    for part in left.split('.') {
        let Some(other) = right_parts.next() else {
            return false;
        };
        if part == other {
            continue;
        }
        return match (part.parse::<u64>(), other.parse::<u64>()) {
            (Ok(left), Ok(right)) => left < right,
            (Ok(_), Err(_)) => true,
            (Err(_), Ok(_)) => false,
            (Err(_), Err(_)) => part < other,
        };
    }
    right_parts.next().is_some()
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Spec;
    use crate::spec::Version;

    #[test]
    fn versions_are_named_exactly_and_ordered_by_precedence() {
        for spec in Spec::NAMED {
            let version = Version::parse(spec.as_str()).expect("the table's own versions parse");
            assert_eq!(Spec::of(&version), Some(spec));
            assert!(!spec.is_newer_than(&version));
        }
        for (spec, version, newer) in [
            (Spec::V2_3, "2.2.9", true),
            (Spec::V2_3, "2.3.0-rc1", true),
            (Spec::V2_3, "2.3.0+build", false),
            (Spec::V2_3, "2.4.0", false),
            (Spec::V2_5Experimental, "2.5.0-dev", true),
            (Spec::V2_5Experimental, "2.5.0", false),
            (Spec::V2_5Experimental, "2.5.0-experimental.1", false),
        ] {
            let version = Version::parse(version).expect("a version");
            assert_eq!(spec.is_newer_than(&version), newer, "{spec} {version}");
        }
    }
}

//! Which variants and versions of Butane there are, and what each becomes.
//!
//! One table. What a version can say is a question of its level: variants of
//! one level share their schema, but for the sections only Fedora CoreOS has.

use std::fmt;

use kindling_ignition::{Spec, Version};

/// An operating system Butane writes configs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// Fedora CoreOS.
    Fcos,
    /// Flatcar Linux.
    Flatcar,
    /// RHEL for Edge.
    R4e,
    /// Fedora IoT.
    Fiot,
    /// OpenShift; known by name, never translated here.
    Openshift,
}

impl Variant {
    /// Every variant.
    pub const ALL: [Self; 5] = [
        Self::Fcos,
        Self::Flatcar,
        Self::R4e,
        Self::Fiot,
        Self::Openshift,
    ];

    /// What the `variant` key holds.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fcos => "fcos",
            Self::Flatcar => "flatcar",
            Self::R4e => "r4e",
            Self::Fiot => "fiot",
            Self::Openshift => "openshift",
        }
    }

    /// The variant of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == name)
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far the schema has come. Levels are named after the version of the
/// `fcos` variant that brought them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// fcos 1.0.
    L1_0,
    /// fcos 1.1.
    L1_1,
    /// fcos 1.2.
    L1_2,
    /// fcos 1.3; the shared schema is that of 1.2.
    L1_3,
    /// fcos 1.4, flatcar 1.0, r4e 1.0.
    L1_4,
    /// fcos 1.5, flatcar 1.1, r4e 1.1, fiot 1.0.
    L1_5,
    /// fcos 1.6.
    L1_6,
    /// fcos 1.7.
    L1_7,
    /// fcos 1.8, flatcar and r4e 1.2, fiot 1.1: all experimental.
    L1_8,
}

/// A variant in one version: what it can say and what it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The variant.
    pub variant: Variant,
    /// The version as the `version` key holds it.
    pub version: &'static str,
    /// How far the schema has come.
    pub level: Level,
    /// The Ignition specification of the result.
    pub spec: Spec,
}

const fn row(variant: Variant, version: &'static str, level: Level, spec: Spec) -> Schema {
    Schema {
        variant,
        version,
        level,
        spec,
    }
}

/// Every variant and version, oldest first within a variant.
pub const SCHEMAS: &[Schema] = {
    use Level::{L1_0, L1_1, L1_2, L1_3, L1_4, L1_5, L1_6, L1_7, L1_8};
    use Spec::{V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7Experimental};
    use Variant::{Fcos, Fiot, Flatcar, Openshift, R4e};
    &[
        row(Fcos, "1.0.0", L1_0, V3_0),
        row(Fcos, "1.1.0", L1_1, V3_1),
        row(Fcos, "1.2.0", L1_2, V3_2),
        row(Fcos, "1.3.0", L1_3, V3_2),
        row(Fcos, "1.4.0", L1_4, V3_3),
        row(Fcos, "1.5.0", L1_5, V3_4),
        row(Fcos, "1.6.0", L1_6, V3_5),
        row(Fcos, "1.7.0", L1_7, V3_6),
        row(Fcos, "1.8.0-experimental", L1_8, V3_7Experimental),
        row(Flatcar, "1.0.0", L1_4, V3_3),
        row(Flatcar, "1.1.0", L1_5, V3_4),
        row(Flatcar, "1.2.0-experimental", L1_8, V3_7Experimental),
        row(R4e, "1.0.0", L1_4, V3_3),
        row(R4e, "1.1.0", L1_5, V3_4),
        row(R4e, "1.2.0-experimental", L1_8, V3_7Experimental),
        row(Fiot, "1.0.0", L1_5, V3_4),
        row(Fiot, "1.1.0-experimental", L1_8, V3_7Experimental),
        row(Openshift, "4.8.0", L1_3, V3_2),
        row(Openshift, "4.9.0", L1_3, V3_2),
        row(Openshift, "4.10.0", L1_3, V3_2),
        row(Openshift, "4.11.0", L1_3, V3_2),
        row(Openshift, "4.12.0", L1_3, V3_2),
        row(Openshift, "4.13.0", L1_3, V3_2),
        row(Openshift, "4.14.0", L1_5, V3_4),
        row(Openshift, "4.15.0", L1_5, V3_4),
        row(Openshift, "4.16.0", L1_5, V3_4),
        row(Openshift, "4.17.0", L1_5, V3_4),
        row(Openshift, "4.18.0", L1_5, V3_4),
        row(Openshift, "4.19.0", L1_6, V3_5),
        row(Openshift, "4.20.0", L1_6, V3_5),
        row(Openshift, "4.21.0", L1_6, V3_5),
        row(Openshift, "4.22.0", L1_6, V3_5),
        row(Openshift, "4.23.0-experimental", L1_8, V3_7Experimental),
    ]
};

impl Schema {
    /// The schema of a variant name and a version string, both as the keys of
    /// a config hold them; leading zeros in the version do not count.
    #[must_use]
    pub fn find(variant: &str, version: &str) -> Option<Self> {
        let variant = Variant::parse(variant)?;
        let mut rows = SCHEMAS.iter().filter(|row| row.variant == variant);
        if let Some(row) = rows.clone().find(|row| row.version == version) {
            return Some(*row);
        }
        let version = Version::parse(version)?.to_string();
        rows.find(|row| row.version == version).copied()
    }

    /// Whether the version is still in flux.
    #[must_use]
    pub fn is_experimental(&self) -> bool {
        self.level == Level::L1_8
    }

    /// The package of the shared schema in the reference implementation.
    pub(crate) fn base_package(self) -> &'static str {
        match self.level {
            Level::L1_0 => "v0_1",
            Level::L1_1 => "v0_2",
            Level::L1_2 | Level::L1_3 => "v0_3",
            Level::L1_4 => "v0_4",
            Level::L1_5 => "v0_5",
            Level::L1_6 => "v0_6",
            Level::L1_7 => "v0_7",
            Level::L1_8 => "v0_8_exp",
        }
    }

    /// The package of the Fedora CoreOS schema in the reference
    /// implementation.
    pub(crate) fn fcos_package(self) -> &'static str {
        match self.level {
            Level::L1_0 => "v1_0",
            Level::L1_1 => "v1_1",
            Level::L1_2 => "v1_2",
            Level::L1_3 => "v1_3",
            Level::L1_4 => "v1_4",
            Level::L1_5 => "v1_5",
            Level::L1_6 => "v1_6",
            Level::L1_7 => "v1_7",
            Level::L1_8 => "v1_8_exp",
        }
    }
}

/// Since when a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// In every variant from this level on.
    Since(Level),
    /// In Fedora CoreOS alone, from this level on.
    Fcos(Level),
}

impl Gate {
    pub(crate) fn is_open(self, schema: Schema) -> bool {
        match self {
            Self::Since(level) => schema.level >= level,
            Self::Fcos(level) => {
                matches!(schema.variant, Variant::Fcos | Variant::Openshift)
                    && schema.level >= level
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SCHEMAS, Schema};

    #[test]
    fn versions_are_found_as_written_and_as_meant() {
        for row in SCHEMAS {
            assert_eq!(Schema::find(row.variant.as_str(), row.version), Some(*row));
        }
        let found = Schema::find("fcos", "1.07.0").map(|schema| schema.version);
        assert_eq!(found, Some("1.7.0"));
        for (variant, version) in [
            ("fcos", "1.7.0+abc"),
            ("fcos", "1.8.0"),
            ("FCOS", "1.7.0"),
            ("flatcar", "1.2.0"),
            ("fiot", "1.1.0"),
            ("fcos", "x"),
        ] {
            assert_eq!(Schema::find(variant, version), None, "{variant} {version}");
        }
    }
}

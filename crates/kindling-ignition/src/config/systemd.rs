//! The `systemd` section: units and their drop-ins.

use crate::schema::{Field, objects};

objects! {
    /// Units of systemd.
    Systemd as "Systemd", key(_this) "";
    {
        /// The units.
        units: Vec<Unit> = Field::new("units");
    }

    /// A unit.
    Unit as "Unit", key(this) this.name.as_str();
    {
        /// Its text.
        contents: Option<String> = Field::new("contents");
        /// Pieces that change it.
        dropins: Vec<Dropin> = Field::new("dropins");
        /// Whether it is enabled, disabled or, unset, left alone.
        enabled: Option<bool> = Field::new("enabled");
        /// Whether it is masked.
        mask: Option<bool> = Field::new("mask");
        /// Its name with its extension.
        name: String = Field::new("name").always();
    }

    /// A drop-in of a unit.
    Dropin as "Dropin", key(this) this.name.as_str();
    {
        /// Its text.
        contents: Option<String> = Field::new("contents");
        /// Its file name, ending in `.conf`.
        name: String = Field::new("name").always();
    }
}

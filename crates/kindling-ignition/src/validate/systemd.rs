//! Rules of systemd units and drop-ins.

use std::collections::BTreeMap;

use super::{Found, Judge, is_given, is_true};
use crate::{
    config::{Systemd, Unit},
    path::extension,
    print::go_quote,
    unit,
    walk::At,
};

impl Judge {
    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `systemd.units`
    pub(super) fn systemd(&mut self, systemd: &Systemd, at: &At<'_>) {
        let units = At::Key(at, "units");
        self.templates(&systemd.units, &units);
        for (index, unit) in systemd.units.iter().enumerate() {
            self.unit(unit, &At::Index(&units, index));
        }
    }

    /// An enabled instance of a template that cannot be enabled.
    fn templates(&mut self, units: &[Unit], at: &At<'_>) {
        let enabled = |unit: &&Unit| is_true(unit.enabled) && template_of(&unit.name).is_some();
        if !units.iter().any(|unit| enabled(&unit)) {
            return;
        }
        let by_name: BTreeMap<&str, &Unit> = units
            .iter()
            .map(|unit| (unit.name.as_str(), unit))
            .collect();
        let mut lacks: BTreeMap<String, bool> = BTreeMap::new();
        for (index, unit) in units.iter().enumerate().filter(|(_, unit)| enabled(unit)) {
            let Some(name) = template_of(&unit.name) else {
                continue;
            };
            let template = format!("{name}@.service");
            let contents = by_name
                .get(template.as_str())
                .and_then(|unit| unit.contents.as_deref())
                .unwrap_or("");
            let lacks = lacks.entry(template.clone()).or_insert_with(|| {
                // Contents that cannot be read are reported at the template itself.
                !contents.is_empty() && unit::has_install_section(contents) == Ok(false)
            });
            if *lacks {
                let at = At::Index(at, index);
                let message = format!(
                    "template unit {} for {} doesn't have Install section",
                    go_quote(&template),
                    go_quote(&unit.name)
                );
                self.warn(At::Key(&at, "contents"), message);
            }
        }
    }

    fn unit(&mut self, unit: &Unit, at: &At<'_>) {
        let known = [
            ".service",
            ".socket",
            ".device",
            ".mount",
            ".automount",
            ".swap",
            ".target",
            ".path",
            ".timer",
            ".snapshot",
            ".slice",
            ".scope",
        ];
        if !known.contains(&extension(&unit.name)) {
            self.error(At::Key(at, "name"), "invalid systemd unit extension");
        }
        let contents = At::Key(at, "contents");
        if let Some(installs) = self.unit_text(unit.contents.as_deref(), contents)
            && is_true(unit.enabled)
            && is_given(unit.contents.as_deref())
            && !installs
        {
            let name = go_quote(&unit.name);
            self.warn(
                contents,
                format!(
                    "unit {name} is enabled, but has no install section so enable does nothing"
                ),
            );
        }
        let dropins = At::Key(at, "dropins");
        for (index, dropin) in unit.dropins.iter().enumerate() {
            let at = At::Index(&dropins, index);
            self.unit_text(dropin.contents.as_deref(), At::Key(&at, "contents"));
            let found: Found = match extension(&dropin.name) {
                ".conf" => Ok(()),
                _ => Err("invalid systemd drop-in extension"),
            };
            self.check(At::Key(&at, "name"), found);
        }
    }

    /// Judges a unit's text and says whether it has an install section, where it can be read.
    fn unit_text(&mut self, contents: Option<&str>, at: At<'_>) -> Option<bool> {
        match unit::has_install_section(contents.unwrap_or("")) {
            Ok(installs) => Some(installs),
            Err(error) => {
                self.error(at, format!("invalid unit content: {error}"));
                None
            }
        }
    }
}

/// The name of the template, for `NAME@INSTANCE.service`.
fn template_of(name: &str) -> Option<&str> {
    let stem = name
        .strip_suffix(".service")
        .filter(|stem| !stem.contains('\n'))?;
    let first = stem.chars().next()?.len_utf8();
    let at = first + stem[first..].find('@')?;
    (at + 1 < stem.len()).then(|| &stem[..at])
}

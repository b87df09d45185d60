//! Rules about units of systemd and networkd.

use super::{
    super::{report::Finding, spec::Spec, table::Object},
    error_if,
};
use crate::{path::extension, print::go_quote, unit};

/// Up to 2.0 a unit as a whole is judged by its contents. Specification 1 did not read them.
pub fn old_unit(unit: &Object) -> Vec<Finding> {
    if unit.spec == Spec::V2_0 {
        unit_contents(unit)
    } else {
        Vec::new()
    }
}

/// From 2.1 on the contents themselves are judged.
pub fn contents(unit: &Object) -> Vec<Finding> {
    if unit.spec > Spec::V2_0 {
        unit_contents(unit)
    } else {
        Vec::new()
    }
}

fn unit_contents(unit: &Object) -> Vec<Finding> {
    let contents = unit.text("contents");
    let options = match options(contents) {
        Ok(options) => options,
        Err(finding) => return vec![finding],
    };
    let is_enabled = unit.flag("enable") || unit.flag("enabled");
    // A unit without a single option counts as one that could not be read.
    let is_useless = is_enabled
        && !options.is_empty()
        && !contents.is_empty()
        && !options.iter().any(|option| option.section == "Install");
    if is_useless {
        vec![Finding::warning(format!(
            "unit {} is enabled, but has no install section so enable does nothing",
            go_quote(unit.text("name"))
        ))]
    } else {
        Vec::new()
    }
}

/// The options of a unit file.
fn options(contents: &str) -> Result<Vec<unit::UnitOption>, Finding> {
    unit::parse(contents).map_err(|error| Finding::error(format!("invalid unit content: {error}")))
}

/// Contents that can be read, or the reason why not.
fn readable(contents: &str) -> Vec<Finding> {
    options(contents).err().into_iter().collect()
}

/// A unit's name says what it is.
pub fn name(unit: &Object) -> Vec<Finding> {
    let is_known = matches!(
        extension(unit.text("name")),
        ".service"
            | ".socket"
            | ".device"
            | ".mount"
            | ".automount"
            | ".swap"
            | ".target"
            | ".path"
            | ".timer"
            | ".snapshot"
            | ".slice"
            | ".scope"
    );
    error_if(!is_known, "invalid systemd unit extension")
}

/// A drop-in can be read and, from 2.1 on, its name is judged at the same place.
pub fn dropin(dropin: &Object) -> Vec<Finding> {
    match dropin.spec {
        Spec::V1 => Vec::new(),
        Spec::V2_0 => readable(dropin.text("contents")),
        _ => {
            let mut findings = readable(dropin.text("contents"));
            findings.extend(dropin_name(dropin, "invalid systemd drop-in extension"));
            findings
        }
    }
}

/// Up to 2.0 a drop-in's name is judged at its own place.
pub fn old_dropin_name(dropin: &Object) -> Vec<Finding> {
    if dropin.spec <= Spec::V2_0 {
        dropin_name(dropin, "invalid systemd drop-in extension")
    } else {
        Vec::new()
    }
}

fn dropin_name(dropin: &Object, message: &str) -> Vec<Finding> {
    error_if(extension(dropin.text("name")) != ".conf", message)
}

/// A unit of networkd can be read and, from 2.1 on, its name is judged at the same place.
pub fn networkd_unit(unit: &Object) -> Vec<Finding> {
    match unit.spec {
        Spec::V1 => Vec::new(),
        Spec::V2_0 => readable(unit.text("contents")),
        _ => {
            let mut findings = readable(unit.text("contents"));
            findings.extend(networkd_name(unit));
            findings
        }
    }
}

/// Up to 2.0 the name is judged at its own place.
pub fn old_networkd_name(unit: &Object) -> Vec<Finding> {
    if unit.spec <= Spec::V2_0 {
        networkd_name(unit)
    } else {
        Vec::new()
    }
}

fn networkd_name(unit: &Object) -> Vec<Finding> {
    let is_known = matches!(
        extension(unit.text("name")),
        ".link" | ".netdev" | ".network"
    );
    error_if(!is_known, "invalid networkd unit extension")
}

/// A drop-in of a unit of networkd.
pub fn networkd_dropin(dropin: &Object) -> Vec<Finding> {
    let mut findings = readable(dropin.text("contents"));
    findings.extend(dropin_name(dropin, "invalid networkd drop-in extension"));
    findings
}

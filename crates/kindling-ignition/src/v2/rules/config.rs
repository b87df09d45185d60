//! Rules about a config as a whole.

use std::collections::BTreeSet;

use super::super::{report::Finding, spec::Spec, table::Object};
use crate::print::go_quote;

/// Files, links and directories name filesystems that exist, and a filesystem's name is used once. Both are
/// warnings, because a referenced config may say more.
pub fn filesystems_exist(config: &Object) -> Vec<Finding> {
    if config.spec == Spec::V1 {
        return Vec::new();
    }
    let Some(storage) = config.object("storage") else {
        return Vec::new();
    };
    let filesystems = storage.objects("filesystems");
    let known: BTreeSet<_> = filesystems
        .iter()
        .map(|filesystem| filesystem.text("name"))
        .chain(["root"])
        .collect();
    let mut findings = Vec::new();
    for (list, kind) in [
        ("files", "File"),
        ("links", "Link"),
        ("directories", "Directory"),
    ] {
        for node in storage.objects(list) {
            let filesystem = node.text("filesystem");
            if !filesystem.is_empty() && !known.contains(filesystem) {
                findings.push(Finding::warning(format!(
                    "{kind} {} references nonexistent filesystem {}. (This is ok if it is defined in a referenced config)",
                    go_quote(node.text("path")),
                    go_quote(filesystem)
                )));
            }
        }
    }
    let mut seen = BTreeSet::from(["root"]);
    for filesystem in filesystems {
        let name = filesystem.text("name");
        if !seen.insert(name) {
            findings.push(Finding::warning(format!(
                "Filesystem {} shadows exising filesystem definition",
                go_quote(name)
            )));
        }
    }
    findings
}

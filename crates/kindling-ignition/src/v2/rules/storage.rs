//! Rules about files, directories, links, filesystems and arrays.

use super::{
    super::{report::Finding, spec::Spec, table::Object},
    RELATIVE, error_if,
};
use crate::print::go_quote;

/// A path of a list.
pub fn absolute(path: &str) -> Vec<Finding> {
    super::absolute(path)
}

const NO_FILESYSTEM: &str = "no filesystem specified";

/// In 2.0 a file without a filesystem is not looked at any further; from 2.2 on a file is appended to or
/// overwritten, not both.
pub fn file(file: &Object) -> Vec<Finding> {
    match file.spec {
        Spec::V1 | Spec::V2_1 => Vec::new(),
        Spec::V2_0 => error_if(file.text("filesystem").is_empty(), NO_FILESYSTEM),
        _ => error_if(
            file.flag("overwrite") && file.flag("append"),
            "cannot set both append and overwrite to true",
        ),
    }
}

/// Something on a filesystem says which.
pub fn node_filesystem(node: &Object) -> Vec<Finding> {
    error_if(
        node.spec > Spec::V2_0 && node.text("filesystem").is_empty(),
        NO_FILESYSTEM,
    )
}

/// Its path is absolute.
pub fn node_path(node: &Object) -> Vec<Finding> {
    absolute(node.text("path"))
}

/// Modes have twelve bits; where they are optional, an unset one is remarked.
pub fn mode(node: &Object) -> Vec<Finding> {
    match node.opt_number("mode") {
        Some(mode) => error_if(!(0..=0o7777).contains(&mode), "illegal file mode"),
        None if node.spec >= Spec::V2_2 => {
            vec![Finding::warning("permissions unset, defaulting to 0000")]
        }
        None => Vec::new(),
    }
}

/// An owner has a number or a name.
pub fn owner(owner: &Object) -> Vec<Finding> {
    error_if(
        owner.spec >= Spec::V2_1 && owner.is_set("id") && !owner.text("name").is_empty(),
        "cannot set both id and name",
    )
}

/// The only compression is gzip.
pub fn compression(contents: &Object) -> Vec<Finding> {
    error_if(
        !matches!(contents.text("compression"), "" | "gzip"),
        "invalid compression method",
    )
}

/// A filesystem is a mount or a path; from 2.1 on `create` goes without its successors.
pub fn filesystem(filesystem: &Object) -> Vec<Finding> {
    if filesystem.spec == Spec::V1 {
        return Vec::new();
    }
    let mount = filesystem.object("mount");
    let has_path = filesystem.is_set("path");
    let mut findings = error_if(
        mount.is_none() && !has_path,
        "filesystem is missing mount or path",
    );
    let Some(mount) = mount else { return findings };
    findings.extend(error_if(
        has_path,
        "filesystem has both mount and path defined",
    ));
    if filesystem.spec > Spec::V2_0 && mount.is_set("create") {
        findings.extend(error_if(
            mount.flag("wipeFilesystem"),
            "cannot use both create object and wipeFilesystem field",
        ));
        findings.extend(error_if(
            !mount.texts("options").is_empty(),
            "cannot use both create object and mount-level options field",
        ));
        findings.push(Finding::warning(
            "the create object has been deprecated in favor of mount-level options",
        ));
    }
    findings
}

/// A filesystem's path is absolute; from 2.2 on the message names the filesystem.
pub fn filesystem_path(filesystem: &Object) -> Vec<Finding> {
    let is_relative = filesystem
        .opt_text("path")
        .is_some_and(|path| !path.starts_with('/'));
    let message = if filesystem.spec <= Spec::V2_1 {
        RELATIVE.to_owned()
    } else {
        format!(
            "filesystem {}: {RELATIVE}",
            go_quote(filesystem.text("name"))
        )
    };
    error_if(is_relative, &message)
}

const INVALID_FORMAT: &str = "invalid filesystem format";

/// From 2.1 on the mount as a whole is judged by its format.
pub fn mount(mount: &Object) -> Vec<Finding> {
    let is_known = matches!(
        mount.text("format"),
        "ext4" | "btrfs" | "xfs" | "swap" | "vfat"
    );
    error_if(mount.spec > Spec::V2_0 && !is_known, INVALID_FORMAT)
}

/// Up to 2.0 the format itself is judged.
pub fn old_format(mount: &Object) -> Vec<Finding> {
    let is_known = matches!(mount.text("format"), "ext4" | "btrfs" | "xfs");
    error_if(mount.spec <= Spec::V2_0 && !is_known, INVALID_FORMAT)
}

/// A mount's device is an absolute path.
pub fn mount_device(mount: &Object) -> Vec<Finding> {
    absolute(mount.text("device"))
}

/// How long a label may be, the manual pages of the tools that make filesystems say.
pub fn filesystem_label(mount: &Object) -> Vec<Finding> {
    let format = mount.text("format");
    let longest = match format {
        "ext4" => 16,
        "btrfs" => 256,
        "xfs" => 12,
        "swap" => 15,
        "vfat" => 11,
        _ => return Vec::new(),
    };
    error_if(
        mount.text("label").len() > longest,
        &format!(
            "filesystem labels cannot be longer than {longest} characters when using {format}"
        ),
    )
}

/// Up to 2.0 the array as a whole is judged by its level, from 2.1 on the level itself.
pub fn old_raid(raid: &Object) -> Vec<Finding> {
    if raid.spec <= Spec::V2_0 {
        level(raid)
    } else {
        Vec::new()
    }
}

/// The level is known and has spares only where it can use them.
pub fn raid_level(raid: &Object) -> Vec<Finding> {
    if raid.spec <= Spec::V2_0 {
        Vec::new()
    } else {
        level(raid)
    }
}

fn level(raid: &Object) -> Vec<Finding> {
    match raid.text("level") {
        "linear" | "raid0" | "0" | "stripe" => error_if(
            raid.number("spares") != 0,
            "spares unsupported for arrays with a level greater than 0",
        ),
        "raid1" | "1" | "mirror" | "raid4" | "4" | "raid5" | "5" | "raid6" | "6" | "raid10"
        | "10" => Vec::new(),
        _ => vec![Finding::error("unrecognized raid level")],
    }
}

/// From 2.1 on the list of devices is judged as a whole.
pub fn raid_devices(raid: &Object) -> Vec<Finding> {
    if raid.spec <= Spec::V2_0 {
        return Vec::new();
    }
    raid.texts("devices")
        .iter()
        .flat_map(|device| absolute(device))
        .collect()
}

//! From a Butane config to an Ignition config.
//!
//! Plain fields first, then sugar: mount units, trees, quadlets, the boot
//! device, GRUB. What sugar makes is the parent of a merge and the user's own
//! config the child, so people can override everything that is generated.

mod boot_device;
mod convert;
mod filter;
mod grub;
mod mounts;
mod nodes;
pub(crate) mod origin;
mod overlay;
pub(crate) mod quadlets;
mod trees;

use kindling_ignition::{Path, Report, Severity};

use crate::files::FileTree;
use crate::schema::Config;
use crate::variant::{Level, Schema, Variant};
use origin::Origins;

pub(crate) use filter::filter;

const NO_FILES: &str =
    "local file paths are relative to a files directory that must be specified with -d/--files-dir";

/// Stands for a byte of an embedded text that is not UTF-8, until the result
/// is printed. It is not a character and has no other use.
pub(crate) const BAD_BYTE: char = '\u{10FFFF}';

/// What translating has made so far.
pub(crate) struct Translation<'f> {
    schema: Schema,
    files: Option<&'f FileTree>,
    /// The result.
    pub result: kindling_ignition::Config,
    /// Where its parts come from.
    pub origins: Origins,
    /// Complaints with paths of the Butane config.
    pub report: Report,
    /// Complaints with paths of the result.
    pub result_report: Report,
    /// Whether the result holds a [`BAD_BYTE`].
    pub has_bad_bytes: bool,
}

/// Translates a config that passed Butane's own rules. Contents are moved out
/// of it; what stays tells which keys were there.
pub(crate) fn translate<'f>(
    config: &mut Config,
    schema: Schema,
    files: Option<&'f FileTree>,
) -> Translation<'f> {
    let mut translation = Translation {
        schema,
        files,
        result: kindling_ignition::Config::new(schema.spec),
        origins: Origins::default(),
        report: Report::new(),
        result_report: Report::new(),
        has_bad_bytes: false,
    };
    translation.convert(config);
    translation.add_mount_units(config);
    translation.add_trees(config);
    translation.add_quadlets(config);
    if translation.report.is_fatal() {
        return translation;
    }
    if schema.variant == Variant::Fcos {
        translation.add_boot_device(config);
        translation.check_disks();
        translation.add_grub(config);
    }
    translation
}

/// Puts replacement characters where bytes of embedded texts were not UTF-8.
pub(crate) fn replace_bad_bytes(config: &mut kindling_ignition::Config) {
    let replace = |text: &mut String| {
        if text.contains(BAD_BYTE) {
            *text = text.replace(BAD_BYTE, "\u{FFFD}");
        }
    };
    for unit in &mut config.systemd.units {
        unit.contents.iter_mut().for_each(replace);
        for dropin in &mut unit.dropins {
            dropin.contents.iter_mut().for_each(replace);
        }
    }
    for user in &mut config.passwd.users {
        user.ssh_authorized_keys.iter_mut().for_each(replace);
    }
}

impl<'f> Translation<'f> {
    fn error(&mut self, path: Path, message: impl Into<std::borrow::Cow<'static, str>>) {
        self.report.add(Severity::Error, path, message);
    }

    /// The contents of an embedded file.
    fn read(&self, name: &str) -> Result<&'f [u8], String> {
        match self.files {
            None => Err(NO_FILES.to_owned()),
            Some(files) => files.read(name),
        }
    }

    /// What Fedora CoreOS knows of partitions that go wrong.
    fn check_disks(&mut self) {
        const CONSTRAINED: &str = "root partition cannot expand; it is set to fill available space but is followed by an auto-positioned partition";
        const SMALL: &str = "root should have 8GiB of space assigned";
        const NUMBER: &str =
            "incorrect partition number; a new partition will be created using reserved label";
        for (index, disk) in self.result.storage.disks.iter().enumerate() {
            for (number, partition) in disk.partitions.iter().enumerate() {
                let Some(label) = partition.label.as_deref() else {
                    continue;
                };
                let path = |key: &'static str| {
                    Path::from_iter(["storage", "disks"])
                        .then(index)
                        .then("partitions")
                        .then(number)
                        .then(key)
                };
                let mut warn =
                    |path, message| self.result_report.add(Severity::Warning, path, message);
                if label == "root" && self.schema.level >= Level::L1_3 {
                    let size = partition.size_mib.unwrap_or(0);
                    let after = &disk.partitions[number + 1..];
                    if size == 0 {
                        if after.iter().any(|next| next.start_mib.unwrap_or(0) == 0) {
                            warn(path("label"), CONSTRAINED);
                        }
                    } else if size < 8192 {
                        warn(path("sizeMiB"), SMALL);
                    }
                }
                let reserved = match label {
                    "BIOS-BOOT" | "PowerPC-PReP-boot" => 1,
                    "EFI-SYSTEM" => 2,
                    "boot" => 3,
                    "root" => 4,
                    _ => continue,
                };
                if disk.wipe_table != Some(true) && partition.number != reserved {
                    warn(path("label"), NUMBER);
                }
            }
        }
    }
}

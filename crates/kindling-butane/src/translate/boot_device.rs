//! `boot_device`: an encrypted or mirrored boot disk of Fedora CoreOS.

use kindling_ignition::{Path, config as ign};

use super::Translation;
use super::convert::tang;
use super::origin::{Origin, SugarKind};
use super::overlay::overlay;
use crate::schema::{BootDevice, BootDeviceLuks, Config};

const BIOS: &str = "21686148-6449-6E6F-744E-656564454649";
const ESP: &str = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
const RESERVED: &str = "8DA63339-0007-60C0-C436-083AC8230908";
const PREP: &str = "9E1A2D38-C612-4316-AA26-8B49521E5A8B";

const MIRRORED_ROOT: &str = "/dev/md/md-root";
const UNLOCKED_ROOT: &str = "/dev/mapper/root";

/// A partition before the boot partition: label, size in mebibytes, type.
type Early = (&'static str, i64, &'static str);

impl Translation<'_> {
    pub(super) fn add_boot_device(&mut self, config: &Config) {
        let boot = &config.boot_device;
        let encrypted = boot.luks.tpm2 == Some(true)
            || !boot.luks.tang.is_empty()
            || boot.luks.cex.enabled == Some(true);
        let mirrored = !boot.mirror.devices.is_empty();
        if !encrypted && !mirrored {
            return;
        }
        let place = || Path::root().then("boot_device");
        let mut filesystems = Vec::new();
        if mirrored {
            self.add_mirror(boot, &mut filesystems);
        }
        if encrypted {
            self.add_encryption(boot, mirrored);
        }
        let device = if encrypted {
            UNLOCKED_ROOT
        } else {
            MIRRORED_ROOT
        };
        let root = filesystem(device, "xfs", "root");
        filesystems.push((root, Origin::sugar(place())));
        overlay(
            &mut self.result.storage.filesystems,
            &mut self.origins.filesystems,
            filesystems,
        );
    }

    fn add_mirror(&mut self, boot: &BootDevice, filesystems: &mut Vec<(ign::Filesystem, Origin)>) {
        let mirror = || Path::from_iter(["boot_device", "mirror"]);
        let early = early_partitions(boot.layout.as_deref());
        let mut disks = Vec::new();
        for (index, device) in boot.mirror.devices.iter().enumerate() {
            let place = mirror().then("devices").then(index);
            let number = index + 1;
            let mut partitions: Vec<ign::Partition> = early
                .iter()
                .map(|(label, size, kind)| ign::Partition {
                    label: Some(format!("{label}-{number}")),
                    size_mib: Some(*size),
                    type_guid: Some((*kind).to_owned()),
                    ..ign::Partition::default()
                })
                .collect();
            for (label, size) in [("boot", Some(384)), ("root", None)] {
                partitions.push(ign::Partition {
                    label: Some(format!("{label}-{number}")),
                    size_mib: size,
                    ..ign::Partition::default()
                });
            }
            let disk = ign::Disk {
                device: device.clone(),
                partitions,
                wipe_table: Some(true),
            };
            disks.push((disk, Origin::sugar(place.clone())));
            if early.iter().any(|(label, ..)| *label == "esp") {
                let label = format!("esp-{number}");
                let device = format!("/dev/disk/by-partlabel/{label}");
                filesystems.push((filesystem(&device, "vfat", &label), Origin::sugar(place)));
            }
        }
        overlay(
            &mut self.result.storage.disks,
            &mut self.origins.disks,
            disks,
        );
        let array = |name: &str, label: &str, options: &[&str]| {
            let raid = ign::Raid {
                devices: (1..=boot.mirror.devices.len())
                    .map(|number| format!("/dev/disk/by-partlabel/{label}-{number}"))
                    .collect(),
                level: Some("raid1".to_owned()),
                name: name.to_owned(),
                options: options.iter().map(|&option| option.to_owned()).collect(),
                spares: None,
            };
            (raid, Origin::sugar(mirror()))
        };
        // With its metadata at the end the boot partition looks like a plain
        // one to firmware.
        let arrays = vec![
            array("md-boot", "boot", &["--metadata=1.0"]),
            array("md-root", "root", &[]),
        ];
        overlay(
            &mut self.result.storage.raid,
            &mut self.origins.raid,
            arrays,
        );
        let boot = filesystem("/dev/md/md-boot", "ext4", "boot");
        filesystems.push((boot, Origin::sugar(mirror())));
    }

    fn add_encryption(&mut self, boot: &BootDevice, mirrored: bool) {
        let BootDeviceLuks {
            discard,
            device,
            tang: servers,
            threshold,
            tpm2,
            cex,
        } = &boot.luks;
        let disk = device.as_deref().unwrap_or_default();
        let device = match boot.layout.as_deref() {
            Some("s390x-eckd") => format!("{disk}2"),
            Some("s390x-zfcp") => format!("{disk}4"),
            _ if mirrored => MIRRORED_ROOT.to_owned(),
            _ => "/dev/disk/by-partlabel/root".to_owned(),
        };
        let mut luks = ign::Luks {
            device: Some(device),
            discard: *discard,
            label: Some("luks-root".to_owned()),
            name: "root".to_owned(),
            wipe_volume: Some(true),
            ..ign::Luks::default()
        };
        if cex.enabled == Some(true) {
            luks.cex.enabled = Some(true);
        } else {
            luks.clevis = Some(ign::Clevis {
                custom: None,
                tang: servers.iter().cloned().map(tang).collect(),
                threshold: *threshold,
                tpm2: *tpm2,
            });
        }
        let origin = Origin {
            kind: SugarKind::Luks,
            ..Origin::sugar(Path::from_iter(["boot_device", "luks"]))
        };
        overlay(
            &mut self.result.storage.luks,
            &mut self.origins.luks,
            vec![(luks, origin)],
        );
    }
}

fn filesystem(device: &str, format: &str, label: &str) -> ign::Filesystem {
    ign::Filesystem {
        device: device.to_owned(),
        format: Some(format.to_owned()),
        label: Some(label.to_owned()),
        wipe_filesystem: Some(true),
        ..ign::Filesystem::default()
    }
}

/// The first two partitions of an image for this layout.
fn early_partitions(layout: Option<&str>) -> [Early; 2] {
    match layout {
        Some("aarch64") => [("reserved", 1, RESERVED), ("esp", 127, ESP)],
        Some("ppc64le") => [("prep", 4, PREP), ("reserved", 1, RESERVED)],
        _ => [("bios", 1, BIOS), ("esp", 127, ESP)],
    }
}

//! Rules of disks, partitions, file systems, arrays and encrypted devices.

use std::collections::BTreeMap;

use super::{Found, Judge, Rules, is_given, is_true, path, resources};
use crate::{
    config::{Clevis, ClevisCustom, Disk, Filesystem, Luks, Partition, Raid, Storage, Tang},
    json,
    schema::Role,
    spec::Spec,
    url::Url,
    walk::At,
};

impl Judge {
    /// A file system on a disk that is partitioned or wiped, too.
    pub(super) fn wiped_disks(&mut self, storage: &Storage, at: &At<'_>) {
        let disks: BTreeMap<&str, &Disk> = storage
            .disks
            .iter()
            .map(|disk| (disk.device.as_str(), disk))
            .collect();
        let filesystems = At::Key(at, "filesystems");
        for (index, filesystem) in storage.filesystems.iter().enumerate() {
            let Some(disk) = disks.get(filesystem.device.as_str()) else {
                continue;
            };
            let at = At::Index(&filesystems, index);
            let at = At::Key(&at, "device");
            if !disk.partitions.is_empty() {
                self.warn(at, "filesystem overwrites partitioned device");
            } else if is_true(disk.wipe_table) && !is_true(filesystem.wipe_filesystem) {
                self.warn(
                    at,
                    "device matches disk with wipeTable enabled; filesystem will be wiped",
                );
            }
        }
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `storage.disks`
    pub(super) fn disks(&mut self, disks: &[Disk], at: &At<'_>) {
        for (index, disk) in disks.iter().enumerate() {
            let at = At::Index(at, index);
            let partitions = At::Key(&at, "partitions");
            if disk.device.is_empty() {
                self.error(At::Key(&at, "device"), "disk device is required");
            } else {
                self.check(At::Key(&at, "device"), path(&disk.device));
                self.partitions_together(&disk.partitions, &partitions);
            }
            for (index, partition) in disk.partitions.iter().enumerate() {
                self.partition(partition, &At::Index(&partitions, index));
            }
        }
    }

    fn partitions_together(&mut self, partitions: &[Partition], at: &At<'_>) {
        if let Some(index) = colliding_number(partitions) {
            self.error(At::Index(at, index), "partition numbers collide");
        }
        if let Some(index) = overlapping(partitions) {
            self.error(At::Index(at, index), "partitions overlap");
        }
        let zero = partitions.iter().any(|partition| partition.number == 0);
        let absent = partitions
            .iter()
            .any(|partition| partition.should_exist == Some(false));
        if self.rules == Rules::V2_26 && zero && absent {
            self.error(
                *at,
                "shouldExist is false for a partition and other partition(s) has start or size 0",
            );
        }
        let mut labels = std::collections::BTreeSet::new();
        let repeated = partitions.iter().position(|partition| {
            partition
                .label
                .as_deref()
                .is_some_and(|label| !labels.insert(label))
        });
        if let Some(index) = repeated {
            self.error(
                At::Index(at, index),
                "cannot use the same partition label twice",
            );
        }
    }

    fn partition(&mut self, partition: &Partition, at: &At<'_>) {
        let given = is_given(partition.type_guid.as_deref())
            || is_given(partition.guid.as_deref())
            || partition.start_mib.is_some()
            || partition.size_mib.is_some()
            || partition.label.is_some();
        if partition.should_exist == Some(false) && given {
            self.error(
                *at,
                "shouldExist specified false with other options also specified",
            );
        }
        if partition.number == 0 && partition.label.is_none() {
            self.error(*at, "a partition number >= 1 or a label must be specified");
        }
        if let Some(label) = partition.label.as_deref() {
            // GPT holds 36 UTF-16 units; sgdisk separates by colons.
            let found = if label.len() > 36 {
                Err("partition labels may not exceed 36 characters")
            } else if label.contains(':') {
                Err("partition label will be truncated to text before the colon")
            } else {
                Ok(())
            };
            self.check(At::Key(at, "label"), found);
        }
        self.check(At::Key(at, "guid"), guid(partition.guid.as_deref()));
        self.check(
            At::Key(at, "typeGuid"),
            guid(partition.type_guid.as_deref()),
        );
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `storage.filesystems`
    pub(super) fn filesystems(&mut self, filesystems: &[Filesystem], at: &At<'_>) {
        for (index, filesystem) in filesystems.iter().enumerate() {
            let at = At::Index(at, index);
            let format = filesystem.format.as_deref().unwrap_or("");
            let virtiofs = format == "virtiofs"
                && self.spec >= Spec::V3_7Experimental
                && self.rules == Rules::Head;
            if let Some(mount) = filesystem.path.as_deref().filter(|mount| !mount.is_empty()) {
                self.check(At::Key(&at, "path"), path(mount));
            }
            let device = if virtiofs {
                virtiofs_tag(&filesystem.device)
            } else {
                path(&filesystem.device)
            };
            self.check(At::Key(&at, "device"), device);
            self.check(
                At::Key(&at, "format"),
                self.format(filesystem, format, virtiofs),
            );
            self.check(
                At::Key(&at, "label"),
                filesystem_label(filesystem, format, virtiofs),
            );
            if virtiofs {
                self.without_block_device(filesystem, &at);
            }
        }
    }

    fn format(&self, filesystem: &Filesystem, format: &str, virtiofs: bool) -> Found {
        let others = is_given(filesystem.path.as_deref())
            || is_given(filesystem.label.as_deref())
            || is_given(filesystem.uuid.as_deref())
            || is_true(filesystem.wipe_filesystem)
            || !filesystem.mount_options.is_empty()
            || !filesystem.options.is_empty();
        match format {
            "" if others => Err(
                "format cannot be empty when path, label, uuid, wipeFilesystem, options, or mountOptions is specified",
            ),
            "" | "ext4" | "btrfs" | "xfs" | "swap" | "vfat" => Ok(()),
            "none" if self.spec >= Spec::V3_3 => Ok(()),
            _ if virtiofs => Ok(()),
            _ => Err("invalid filesystem format"),
        }
    }

    fn without_block_device(&mut self, filesystem: &Filesystem, at: &At<'_>) {
        if is_given(filesystem.uuid.as_deref()) {
            self.error(
                At::Key(at, "uuid"),
                "filesystem uuid cannot be set for non-block-device filesystems",
            );
        }
        if is_true(filesystem.wipe_filesystem) {
            self.error(
                At::Key(at, "wipeFilesystem"),
                "wipeFilesystem cannot be set for non-block-device filesystems",
            );
        }
        if !filesystem.options.is_empty() {
            self.error(
                At::Key(at, "options"),
                "filesystem options (mkfs) cannot be set for non-block-device filesystems",
            );
        }
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `storage.raid`
    pub(super) fn raid(&mut self, arrays: &[Raid], at: &At<'_>) {
        for (index, array) in arrays.iter().enumerate() {
            let at = At::Index(at, index);
            let level = match array.level.as_deref().unwrap_or("") {
                "" if self.spec >= Spec::V3_3 => Err("raid level is required"),
                "linear" | "raid0" | "0" | "stripe"
                    if array.spares.is_some_and(|spares| spares != 0) =>
                {
                    Err("spares unsupported for linear and raid0 arrays")
                }
                "linear" | "raid0" | "0" | "stripe" | "raid1" | "1" | "mirror" | "raid4" | "4"
                | "raid5" | "5" | "raid6" | "6" | "raid10" | "10" => Ok(()),
                _ => Err("unrecognized raid level"),
            };
            self.check(At::Key(&at, "level"), level);
            let devices = At::Key(&at, "devices");
            if array.devices.is_empty() {
                self.error(devices, "raid devices required");
            }
            for (index, device) in array.devices.iter().enumerate() {
                self.check(At::Index(&devices, index), path(device));
            }
        }
    }

    /// <https://coreos.github.io/ignition/configuration-v3_6/>: `storage.luks`
    pub(super) fn luks(&mut self, volumes: &[Luks], at: &At<'_>) {
        for (index, volume) in volumes.iter().enumerate() {
            let at = At::Index(at, index);
            if volume.name.contains('/') {
                self.error(At::Key(&at, "name"), "device names cannot contain slashes");
            }
            if volume
                .label
                .as_deref()
                .is_some_and(|label| label.len() > 47)
            {
                self.error(
                    At::Key(&at, "label"),
                    "luks device labels cannot be longer than 47 characters",
                );
            }
            let device = match volume.device.as_deref() {
                None | Some("") => Err("disk device is required"),
                Some(device) => path(device),
            };
            self.check(At::Key(&at, "device"), device);
            self.keys(volume, &at);
            let clevis = At::Key(&at, "clevis");
            if let Some(custom) = volume
                .clevis
                .as_ref()
                .and_then(|clevis| clevis.custom.as_ref())
            {
                self.custom_pin(custom, &At::Key(&clevis, "custom"));
            }
            let tang = At::Key(&clevis, "tang");
            for (index, server) in volume
                .clevis
                .iter()
                .flat_map(|clevis| &clevis.tang)
                .enumerate()
            {
                self.tang(server, &At::Index(&tang, index));
            }
            self.resource(&volume.key_file, Role::Contents, &At::Key(&at, "keyFile"));
        }
    }

    /// The ways to unlock a volume exclude each other in part.
    fn keys(&mut self, volume: &Luks, at: &At<'_>) {
        let clevis = volume.clevis.as_ref();
        let custom = clevis.and_then(|clevis| clevis.custom.as_ref());
        let has_custom = match custom {
            Some(_) if self.spec <= Spec::V3_2 => true,
            Some(custom) => is_given(custom.pin.as_deref()),
            None => false,
        };
        let has_others = clevis.is_some_and(has_builtin_pin);
        if has_custom && has_others {
            self.error(
                At::Key(at, "clevis"),
                "cannot use custom clevis config with tpm2, tang, or threshold",
            );
        }
        let key = volume
            .key_file
            .source
            .as_deref()
            .filter(|source| !source.is_empty());
        if key.is_some_and(|source| resources::url(source, self.spec).is_err()) {
            // The reference implementation reports a key that does not exist; so its position is the volume's.
            self.error(At::Key(at, "keys"), "invalid key-file source");
        }
        if is_true(volume.cex.enabled) {
            let at = At::Key(at, "cex");
            if has_custom || has_others {
                self.error(at, "cannot use cex with clevis");
            }
            if key.is_some() {
                self.error(at, "cannot use key file with cex");
            }
        }
    }

    fn custom_pin(&mut self, custom: &ClevisCustom, at: &At<'_>) {
        let pin = custom.pin.as_deref().unwrap_or("");
        let config = is_given(custom.config.as_deref());
        let network = self.spec > Spec::V3_2 && is_true(custom.needs_network);
        if pin.is_empty() && !config && !network {
            return;
        }
        let found = match pin {
            "tpm2" | "tang" | "sss" => Ok(()),
            "" if self.spec > Spec::V3_2 => Err("missing required custom clevis pin"),
            _ if self.spec >= Spec::V3_6 => Ok(()),
            _ => Err("unsupported clevis pin"),
        };
        self.check(At::Key(at, "pin"), found);
        if !config {
            self.error(
                At::Key(at, "config"),
                "missing required custom clevis config",
            );
        }
    }

    fn tang(&mut self, server: &Tang, at: &At<'_>) {
        let url = match Url::parse(&server.url) {
            Err(_) => Err("unable to parse url"),
            Ok(url) if matches!(url.scheme.as_ref(), "http" | "https") => Ok(()),
            Ok(_) => Err("invalid url scheme"),
        };
        self.check(At::Key(at, "url"), url);
        if !is_given(server.thumbprint.as_deref()) {
            self.error(At::Key(at, "thumbprint"), "thumbprint is required");
        }
        let advertisement = server.advertisement.as_deref().unwrap_or("");
        if !advertisement.is_empty() && json::parse(advertisement.as_bytes()).is_err() {
            self.error(
                At::Key(at, "advertisement"),
                "advertisement is not valid JSON",
            );
        }
    }
}

fn has_builtin_pin(clevis: &Clevis) -> bool {
    !clevis.tang.is_empty()
        || is_true(clevis.tpm2)
        || clevis.threshold.is_some_and(|threshold| threshold != 0)
}

/// The second partition of the first number that two have.
fn colliding_number(partitions: &[Partition]) -> Option<usize> {
    let mut seconds: BTreeMap<i64, Option<usize>> = BTreeMap::new();
    for (index, partition) in partitions
        .iter()
        .enumerate()
        .filter(|(_, partition)| partition.number != 0)
    {
        seconds
            .entry(partition.number)
            .and_modify(|second| *second = second.or(Some(index)))
            .or_insert(None);
    }
    seconds.into_values().flatten().min()
}

/// The partition under the first one that lies over another, of those with a start and a size.
fn overlapping(partitions: &[Partition]) -> Option<usize> {
    // A start of 0 is placed later; a size of 0 fills what is left and counts as its start alone.
    let placed: Vec<(usize, i64, i64)> = partitions
        .iter()
        .enumerate()
        .filter_map(
            |(index, partition)| match (partition.start_mib?, partition.size_mib?) {
                (0, _) => None,
                (start, 0) => Some((index, start, start)),
                (start, size) => Some((index, start, start.wrapping_add(size).wrapping_sub(1))),
            },
        )
        .collect();
    let over = |one: &(usize, i64, i64), other: &(usize, i64, i64)| {
        let ((_, start, end), (_, other_start, other_end)) = (*one, *other);
        one.0 != other.0
            && ((start >= other_start && start <= other_end)
                || (end >= other_start && end <= other_end)
                || (start < other_start && end > other_end))
    };
    let mut sorted = placed.clone();
    sorted.sort_unstable_by_key(|(_, start, _)| *start);
    let ordered = sorted.iter().all(|(_, start, end)| start <= end)
        && sorted.windows(2).all(|pair| pair[0].2 < pair[1].1);
    if ordered {
        // The usual case: laid out one after the other, no pair has to be compared.
        return None;
    }
    placed
        .iter()
        .find_map(|one| placed.iter().find(|other| over(one, other)))
        .map(|(index, _, _)| *index)
}

/// Empty, or groups of 8, 4, 4, 4 and 12 hexadecimal digits.
fn guid(text: Option<&str>) -> Found {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let groups = text.split('-').map(str::len);
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if digits && groups.eq([8, 4, 4, 4, 12]) {
        Ok(())
    } else {
        Err("doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\"")
    }
}

fn virtiofs_tag(tag: &str) -> Found {
    match tag.len() {
        0 => Err("device not specified"),
        1..=36 => Ok(()),
        _ => Err("virtiofs device tag cannot be longer than 36 bytes"),
    }
}

/// How long a label may be stands in the manual page of each `mkfs`.
fn filesystem_label(filesystem: &Filesystem, format: &str, virtiofs: bool) -> Found {
    let label = filesystem.label.as_deref().unwrap_or("");
    if label.is_empty() {
        return Ok(());
    }
    match format {
        "" => Err("filesystem must specify format if label is specified"),
        "ext4" if label.len() > 16 => {
            Err("filesystem labels cannot be longer than 16 characters when using ext4")
        }
        "btrfs" if label.len() > 256 => {
            Err("filesystem labels cannot be longer than 256 characters when using btrfs")
        }
        "xfs" if label.len() > 12 => {
            Err("filesystem labels cannot be longer than 12 characters when using xfs")
        }
        "swap" if label.len() > 15 => {
            Err("filesystem labels cannot be longer than 15 characters when using swap")
        }
        "vfat" if label.len() > 11 => {
            Err("filesystem labels cannot be longer than 11 characters when using vfat")
        }
        _ if virtiofs => Err("filesystem labels cannot be set when using virtiofs"),
        _ => Ok(()),
    }
}

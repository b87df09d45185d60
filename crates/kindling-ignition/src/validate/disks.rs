//! Rules of disks, partitions, file systems and arrays.

use std::collections::BTreeMap;

use super::{Found, Judge, Rules, is_given, is_true, path};
use crate::{
    config::{Disk, Filesystem, Partition, Raid, Storage},
    spec::Spec,
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

#[cfg(test)]
mod tests {
    use super::{guid, overlapping};
    use crate::config::Partition;

    #[test]
    fn guids_have_five_groups() {
        for good in [
            "",
            "01234567-89AB-CDEF-EDCB-A98765432101",
            "01234567-89ab-cdef-edcb-a98765432101",
        ] {
            assert!(guid(Some(good)).is_ok(), "{good}");
        }
        for bad in [
            "x",
            "01234567-89AB-CDEF-EDCB-A9876543210",
            "0123456789ABCDEFEDCBA98765432101",
            "g1234567-89AB-CDEF-EDCB-A98765432101",
        ] {
            assert!(guid(Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn partitions_may_touch_but_not_overlap() {
        let placed = |places: &[(i64, i64)]| -> Vec<Partition> {
            let partition = |(start, size): &(i64, i64)| Partition {
                start_mib: Some(*start),
                size_mib: Some(*size),
                ..Partition::default()
            };
            places.iter().map(partition).collect()
        };
        for (places, found) in [
            (&[(1, 100), (101, 100)][..], None),
            (&[(101, 100), (1, 100)], None),
            (&[(1, 100), (100, 100)], Some(1)),
            (&[(1, 1000), (100, 10)], Some(1)),
            (&[(100, 0), (50, 100)], Some(1)),
            (&[(0, 100), (0, 100), (50, 1)], None),
            // Ends past the range wrap around, as they do in Go.
            (&[(i64::MAX, i64::MAX), (1, 5)], Some(0)),
        ] {
            assert_eq!(overlapping(&placed(places)), found, "{places:?}");
        }
    }
}

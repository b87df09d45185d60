//! Rules about disks and their partitions.

use std::collections::BTreeSet;

use super::{
    super::{report::Finding, spec::Spec, table::Object},
    RELATIVE, absolute, error_if,
};
use crate::print::go_quote;

/// Up to 2.0 the disk as a whole is judged, from 2.1 on its fields.
pub fn old_disk(disk: &Object) -> Vec<Finding> {
    if disk.spec > Spec::V2_0 {
        return Vec::new();
    }
    let mut findings = error_if(disk.text("device").is_empty(), "disk device is required");
    findings.extend(layout(disk));
    findings
}

/// A disk has a device, by an absolute path.
pub fn device(disk: &Object) -> Vec<Finding> {
    let device = disk.text("device");
    if disk.spec <= Spec::V2_0 {
        absolute(device)
    } else if device.is_empty() {
        vec![Finding::error("disk device is required")]
    } else {
        error_if(!device.starts_with('/'), RELATIVE)
    }
}

/// The partitions of a disk fit together.
pub fn all(disk: &Object) -> Vec<Finding> {
    if disk.spec <= Spec::V2_0 {
        return Vec::new();
    }
    layout(disk)
}

fn layout(disk: &Object) -> Vec<Finding> {
    let partitions = disk.objects("partitions");
    let problems = [
        (
            numbers_collide(disk.spec, partitions),
            "partition numbers collide",
        ),
        (any_overlap(disk.spec, partitions), "partitions overlap"),
        (any_misaligned(partitions), "partitions misaligned"),
        (
            mixes_zero_and_absent(disk.spec, partitions),
            "shouldExist is false for a partition and other partition(s) has start or size 0",
        ),
        (mixes_units(disk.spec, partitions), MIXED_UNITS),
    ];
    problems
        .into_iter()
        .filter(|(is_wrong, _)| *is_wrong)
        .map(|(_, message)| Finding::error(message))
        .collect()
}

const MIXED_UNITS: &str = "cannot mix MBs and sectors within a disk";

/// Two partitions have one number. From 2.0 on 0 means the next one that is free.
fn numbers_collide(spec: Spec, partitions: &[Object]) -> bool {
    let mut seen = BTreeSet::new();
    partitions
        .iter()
        .map(|partition| partition.number("number"))
        .filter(|number| spec == Spec::V1 || *number != 0)
        .any(|number| !seen.insert(number))
}

/// First and last sector, where the partition says; one that starts at 0 is placed by the tool that makes it,
/// and one of size 0 is taken for a single sector.
fn extent(spec: Spec, partition: &Object) -> Option<(i128, i128)> {
    let is_optional = spec >= Spec::V2_3;
    let number = |key| {
        let number = partition.opt_number(key);
        if is_optional {
            number
        } else {
            Some(number.unwrap_or_default())
        }
    };
    let (start, size) = (number("start")?, number("size")?);
    let end = if size == 0 { start } else { start + size - 1 };
    (start != 0).then_some((start, end))
}

fn any_overlap(spec: Spec, partitions: &[Object]) -> bool {
    let extents: Vec<_> = partitions
        .iter()
        .map(|partition| extent(spec, partition))
        .collect();
    // Up to 2.2 two equal partitions are taken for one and the same.
    let is_same = |left: usize, right: usize| {
        left == right || (spec <= Spec::V2_2 && partitions.get(left) == partitions.get(right))
    };
    let overlaps = |(start, end): (i128, i128), (other_start, other_end): (i128, i128)| {
        (start >= other_start && start <= other_end)
            || (end >= other_start && end <= other_end)
            || (start < other_start && end > other_end)
    };
    // Sorted by start, an overlap shows between neighbours: whatever lies between two that overlap overlaps
    // the first. Only negative sizes break that order; there, each is compared with each.
    if extents.iter().flatten().all(|(start, end)| start <= end) {
        let mut sorted: Vec<_> = extents
            .iter()
            .enumerate()
            .filter_map(|(index, extent)| extent.map(|extent| (extent, index)))
            .collect();
        sorted.sort_unstable();
        return sorted.windows(2).any(|pair| {
            matches!(pair, [(extent, left), (other, right)]
                if other.0 <= extent.1 && !is_same(*left, *right))
        });
    }
    extents.iter().enumerate().any(|(left, extent)| {
        extent.is_some_and(|extent| {
            extents.iter().enumerate().any(|(right, other)| {
                other.is_some_and(|other| !is_same(left, right) && overlaps(extent, other))
            })
        })
    })
}

/// A partition starts off a boundary of 2048 sectors, which are one MiB.
fn any_misaligned(partitions: &[Object]) -> bool {
    partitions
        .iter()
        .any(|partition| partition.number("start") & 2047 != 0)
}

fn mixes_zero_and_absent(spec: Spec, partitions: &[Object]) -> bool {
    spec >= Spec::V2_3
        && partitions.iter().any(is_absent)
        && partitions
            .iter()
            .any(|partition| partition.number("number") == 0)
}

fn mixes_units(spec: Spec, partitions: &[Object]) -> bool {
    spec >= Spec::V2_3 && partitions.iter().any(in_sectors) && partitions.iter().any(in_mebibytes)
}

fn in_sectors(partition: &Object) -> bool {
    partition.is_set("size") || partition.is_set("start")
}

fn in_mebibytes(partition: &Object) -> bool {
    partition.is_set("sizeMiB") || partition.is_set("startMiB")
}

fn is_absent(partition: &Object) -> bool {
    partition.is_set("shouldExist") && !partition.flag("shouldExist")
}

/// One unit a partition, and nothing about one that shall not exist.
pub fn partition(partition: &Object) -> Vec<Finding> {
    if partition.spec < Spec::V2_3 {
        return Vec::new();
    }
    let mut findings = error_if(
        in_sectors(partition) && in_mebibytes(partition),
        MIXED_UNITS,
    );
    let says_more = partition.is_set("label")
        || !partition.text("typeGuid").is_empty()
        || !partition.text("guid").is_empty()
        || in_sectors(partition);
    findings.extend(error_if(
        is_absent(partition) && says_more,
        "shouldExist specified false with other options also specified",
    ));
    findings
}

/// Sectors gave way to MiB.
pub fn size_in_sectors(partition: &Object) -> Vec<Finding> {
    deprecated_if(
        partition.is_set("size"),
        "size is deprecated; use sizeMB instead",
    )
}

/// Sectors gave way to MiB.
pub fn start_in_sectors(partition: &Object) -> Vec<Finding> {
    deprecated_if(
        partition.is_set("start"),
        "start is deprecated; use startMB instead",
    )
}

fn deprecated_if(condition: bool, message: &str) -> Vec<Finding> {
    if condition {
        vec![Finding::new(crate::report::Severity::Deprecated, message)]
    } else {
        Vec::new()
    }
}

/// Labels have at most 36 units in a partition table; bytes are counted here.
pub fn label(partition: &Object) -> Vec<Finding> {
    let label = partition.text("label");
    let mut findings = error_if(
        label.len() > 36,
        "partition labels may not exceed 36 characters",
    );
    let is_next_asked = match partition.spec {
        Spec::V1 => false,
        Spec::V2_0 => findings.is_empty(),
        _ => true,
    };
    if is_next_asked && label.contains(':') {
        findings.push(Finding::warning(
            "partition label will be truncated to text before the colon",
        ));
    }
    findings
}

/// The partition's own identifier.
pub fn guid(partition: &Object) -> Vec<Finding> {
    guid_form(partition.spec, partition.text("guid"))
}

/// The identifier of the partition's type.
pub fn type_guid(partition: &Object) -> Vec<Finding> {
    guid_form(partition.spec, partition.text("typeGuid"))
}

fn guid_form(spec: Spec, guid: &str) -> Vec<Finding> {
    if guid.is_empty() || is_guid(guid) {
        return Vec::new();
    }
    let form = "the form \"01234567-89AB-CDEF-EDCB-A98765432101\"";
    vec![Finding::error(if spec == Spec::V1 {
        format!(
            "partition type-guid must have {form}, got: {}",
            go_quote(guid)
        )
    } else {
        format!("doesn't match {form}")
    })]
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.len() == 5
        && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

//! Laying the user's config over what sugar has made, list by list, keeping
//! track of where each item comes from.

use std::collections::{BTreeMap, BTreeSet};

use kindling_ignition::config as ign;

use super::origin::{Origin, record};

/// An item of a list that sugar may add to.
pub(super) trait Overlay: Sized {
    /// What makes two items the same one.
    fn key(&self) -> String;
    /// Takes from `parent` what is unset here. `origin` tells which item of
    /// the config this is; it learns where inner items come from.
    fn fill(&mut self, parent: Self, origin: &mut Origin, parent_origin: &Origin);
}

/// Lays `list`, whose items come from `origins`, over `generated`.
pub(super) fn overlay<T: Overlay>(
    list: &mut Vec<T>,
    origins: &mut Option<Vec<Origin>>,
    generated: Vec<(T, Origin)>,
) {
    if generated.is_empty() {
        return;
    }
    let old = std::mem::take(record(origins, list.len()));
    let mut child: Vec<Option<(T, Origin)>> = std::mem::take(list)
        .into_iter()
        .zip(old)
        .map(Some)
        .collect();
    // Of several items of one key the last one counts.
    let mut by_key = BTreeMap::new();
    let mut keys = Vec::with_capacity(child.len());
    for (index, item) in child.iter().enumerate() {
        let key = item
            .as_ref()
            .map_or_else(String::new, |(item, _)| item.key());
        by_key.insert(key.clone(), index);
        keys.push(key);
    }
    let parents: BTreeSet<String> = generated.iter().map(|(item, _)| item.key()).collect();
    let mut merged = Vec::with_capacity(child.len() + generated.len());
    for (parent, parent_origin) in generated {
        let found = by_key
            .get(&parent.key())
            .and_then(|&index| child[index].take());
        match found {
            None => merged.push((parent, parent_origin)),
            Some((mut item, mut origin)) => {
                item.fill(parent, &mut origin, &parent_origin);
                origin.kind = parent_origin.kind;
                origin.sugar = parent_origin.sugar;
                merged.push((item, origin));
            }
        }
    }
    for (item, key) in child.into_iter().zip(keys) {
        match item {
            Some(item) if !parents.contains(&key) => merged.push(item),
            _ => {}
        }
    }
    let (items, from): (Vec<T>, Vec<Origin>) = merged.into_iter().unzip();
    *list = items;
    *record(origins, 0) = from;
}

fn or<T>(child: &mut Option<T>, parent: Option<T>) {
    if child.is_none() {
        *child = parent;
    }
}

/// The parent's texts first, then those of the child it lacks.
fn union(child: &mut Vec<String>, parent: Vec<String>) {
    let own = std::mem::replace(child, parent);
    let known: BTreeSet<String> = child.iter().cloned().collect();
    child.extend(own.into_iter().filter(|text| !known.contains(text)));
}

fn prepend(child: &mut Vec<String>, parent: Vec<String>) {
    let own = std::mem::replace(child, parent);
    child.extend(own);
}

impl Overlay for ign::Unit {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        or(&mut self.contents, parent.contents);
        or(&mut self.enabled, parent.enabled);
        or(&mut self.mask, parent.mask);
    }
}

impl Overlay for ign::Filesystem {
    fn key(&self) -> String {
        self.device.clone()
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        or(&mut self.format, parent.format);
        or(&mut self.label, parent.label);
        prepend(&mut self.mount_options, parent.mount_options);
        prepend(&mut self.options, parent.options);
        or(&mut self.path, parent.path);
        or(&mut self.uuid, parent.uuid);
        or(&mut self.wipe_filesystem, parent.wipe_filesystem);
    }
}

impl Overlay for ign::Disk {
    fn key(&self) -> String {
        self.device.clone()
    }

    fn fill(&mut self, parent: Self, origin: &mut Origin, parent_origin: &Origin) {
        or(&mut self.wipe_table, parent.wipe_table);
        let generated = parent
            .partitions
            .into_iter()
            .map(|partition| {
                let origin = Origin {
                    sugar: parent_origin.sugar.clone(),
                    ..Origin::default()
                };
                (partition, origin)
            })
            .collect();
        overlay(&mut self.partitions, &mut origin.inner, generated);
    }
}

impl Overlay for ign::Partition {
    fn key(&self) -> String {
        match (self.number, &self.label) {
            (0, None) => String::new(),
            (0, Some(label)) => format!("label:{label}"),
            (number, _) => format!("number:{number}"),
        }
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        or(&mut self.guid, parent.guid);
        or(&mut self.label, parent.label);
        or(&mut self.resize, parent.resize);
        or(&mut self.should_exist, parent.should_exist);
        or(&mut self.size_mib, parent.size_mib);
        or(&mut self.start_mib, parent.start_mib);
        or(&mut self.type_guid, parent.type_guid);
        or(&mut self.wipe_partition_entry, parent.wipe_partition_entry);
    }
}

impl Overlay for ign::Raid {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        union(&mut self.devices, parent.devices);
        or(&mut self.level, parent.level);
        prepend(&mut self.options, parent.options);
        or(&mut self.spares, parent.spares);
    }
}

impl Overlay for ign::Luks {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        or(&mut self.cex.enabled, parent.cex.enabled);
        match (&mut self.clevis, parent.clevis) {
            (Some(child), Some(parent)) => fill_clevis(child, parent),
            (child, parent) => or(child, parent),
        }
        or(&mut self.device, parent.device);
        or(&mut self.discard, parent.discard);
        or(&mut self.label, parent.label);
        union(&mut self.open_options, parent.open_options);
        prepend(&mut self.options, parent.options);
        or(&mut self.uuid, parent.uuid);
        or(&mut self.wipe_volume, parent.wipe_volume);
    }
}

fn fill_clevis(child: &mut ign::Clevis, parent: ign::Clevis) {
    or(&mut child.custom, parent.custom);
    let generated = parent
        .tang
        .into_iter()
        .map(|tang| (tang, Origin::default()))
        .collect();
    overlay(&mut child.tang, &mut None, generated);
    or(&mut child.threshold, parent.threshold);
    or(&mut child.tpm2, parent.tpm2);
}

impl Overlay for ign::Tang {
    fn key(&self) -> String {
        self.url.clone()
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        or(&mut self.advertisement, parent.advertisement);
        or(&mut self.thumbprint, parent.thumbprint);
    }
}

impl Overlay for ign::File {
    fn key(&self) -> String {
        self.path.clone()
    }

    fn fill(&mut self, parent: Self, _: &mut Origin, _: &Origin) {
        // What is generated as a file (GRUB's) only appends.
        let own = std::mem::replace(&mut self.append, parent.append);
        self.append.extend(own);
    }
}

#[cfg(test)]
mod tests {
    use kindling_ignition::{Path, config::Unit};

    use super::super::origin::Origin;
    use super::overlay;

    fn unit(name: &str, contents: Option<&str>) -> Unit {
        Unit {
            name: name.to_owned(),
            contents: contents.map(str::to_owned),
            ..Unit::default()
        }
    }

    #[test]
    fn the_user_wins_at_the_generated_place() {
        let mut list = vec![
            unit("a", Some("mine")),
            unit("x", None),
            unit("a", Some("last")),
            unit("x", None),
        ];
        let mut origins = None;
        let sugar = |index| Origin::sugar(Path::root().then(index));
        let generated = vec![
            (unit("b", Some("made")), sugar(0)),
            (unit("a", Some("made")), sugar(1)),
            (unit("b", Some("made")), sugar(2)),
        ];
        overlay(&mut list, &mut origins, generated);
        let names: Vec<_> = list
            .iter()
            .map(|unit| (unit.name.as_str(), unit.contents.as_deref()))
            .collect();
        let expected = [
            ("b", Some("made")),
            ("a", Some("last")),
            ("b", Some("made")),
            ("x", None),
            ("x", None),
        ];
        assert_eq!(names, expected);
        let users: Vec<_> = origins.iter().flatten().map(|origin| origin.user).collect();
        assert_eq!(users, [None, Some(2), None, Some(1), Some(3)]);
    }
}

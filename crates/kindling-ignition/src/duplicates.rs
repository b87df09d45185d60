//! The duplicate check: two entries of one list, or of lists that share their keys, with the same key.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    Config,
    report::{Report, Severity},
    schema::{FieldRef, Listing, Object, Role},
    spec::Spec,
    walk::{At, walk},
};

/// Reports each entry whose key an earlier one has.
///
/// <https://coreos.github.io/ignition/operator-notes/#config-merging>
#[must_use]
pub fn check(config: &Config, spec: Spec) -> Report {
    let mut report = Report::new();
    walk(config, spec, &mut |object, role, at| {
        check_object(object, role, spec, at, &mut report);
    });
    report
}

fn check_object(object: &dyn Object, role: Role, spec: Spec, at: &At<'_>, report: &mut Report) {
    let mut shared: BTreeMap<&str, Seen<'_>> = BTreeMap::new();
    for (row, field) in object.fields().iter().enumerate() {
        if field.listing == Listing::Appended || !field.exists(spec, role) {
            continue;
        }
        let list = object.get(row);
        let count = match list {
            FieldRef::Texts(texts) => texts.len(),
            FieldRef::Objects(objects) => objects.count(),
            _ => continue,
        };
        // One entry that shares its keys with nothing cannot be a duplicate.
        if count == 0 || (count == 1 && field.namespace.is_none()) {
            continue;
        }
        let seen = shared
            .entry(field.namespace.unwrap_or(field.json))
            .or_default();
        for index in 0..count {
            let key = match list {
                FieldRef::Texts(texts) => Cow::Borrowed(texts[index].as_str()),
                FieldRef::Objects(objects) => {
                    objects.item(index).map(Object::key).unwrap_or_default()
                }
                _ => continue,
            };
            if !seen.insert(key) {
                let path = at.path().then(field.json).then(index);
                report.add(Severity::Error, path, "duplicate entry defined");
            }
        }
    }
}

/// The keys that were there already; nothing is read from it in order.
#[derive(Default)]
struct Seen<'k> {
    first: Vec<Cow<'k, str>>,
    more: BTreeSet<Cow<'k, str>>,
}

impl<'k> Seen<'k> {
    /// Adds a key; false if it was there. A few keys are compared one by one, which is faster than searching a set.
    fn insert(&mut self, key: Cow<'k, str>) -> bool {
        if self.first.contains(&key) {
            return false;
        }
        if self.first.len() < 16 {
            self.first.push(key);
            return true;
        }
        self.more.insert(key)
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::{
        Config,
        config::{File, Filesystem, Link, Partition},
        spec::Spec,
    };

    #[test]
    fn lists_of_nodes_share_their_paths() {
        let mut config = Config::new(Spec::V3_4);
        let path = || "/a".to_owned();
        config.storage.files = vec![File {
            path: path(),
            ..File::default()
        }];
        config.storage.links = vec![Link {
            path: path(),
            ..Link::default()
        }];
        config.storage.filesystems = vec![Filesystem {
            options: vec![path(), path()],
            ..Filesystem::default()
        }];
        config.kernel_arguments.should_exist = vec![path()];
        config.kernel_arguments.should_not_exist = vec![path()];
        assert_eq!(
            check(&config, Spec::V3_4).to_string(),
            "error at $.kernelArguments.shouldNotExist.0: duplicate entry defined\n\
             error at $.storage.links.0: duplicate entry defined\n"
        );
    }

    #[test]
    fn partitions_are_known_by_number_or_label() {
        let mut config = Config::new(Spec::V3_4);
        let partition = |number, label: Option<&str>| Partition {
            number,
            label: label.map(str::to_owned),
            ..Partition::default()
        };
        config.storage.disks.push(crate::config::Disk {
            partitions: vec![
                partition(1, Some("a")),
                partition(0, Some("a")),
                partition(0, None),
                partition(0, None),
                partition(1, None),
            ],
            ..crate::config::Disk::default()
        });
        assert_eq!(
            check(&config, Spec::V3_4).to_string(),
            "error at $.storage.disks.0.partitions.3: duplicate entry defined\n\
             error at $.storage.disks.0.partitions.4: duplicate entry defined\n"
        );
    }
}

//! Disks, files and what else is in `storage`.

use kindling_ignition::{
    dataurl,
    v2::{
        Spec, schema as ignition,
        table::{Def, Object, Value},
    },
};

use super::{
    super::{dimension, tree::TreeNode, url},
    Conversion,
};

impl Conversion<'_> {
    pub(super) fn disks(&mut self) {
        let input = self.input;
        for (disk_index, disk) in input.objects_in("storage", "disks").iter().enumerate() {
            let mut partitions = Vec::new();
            for (index, partition) in disk.objects("partitions").iter().enumerate() {
                match self.partition(partition) {
                    Ok(partition) => partitions.push(partition),
                    Err((key, problem)) => self.error(problem, |root| {
                        let disks = root.value_at("storage")?.value_at("disks")?;
                        let partitions = disks.item_at(disk_index)?.value_at("partitions")?;
                        Some(partitions.item_at(index)?.value_at(key)?.mark())
                    }),
                }
            }
            let mut out = self
                .blank(&ignition::DISK)
                .with("device", disk.text("device"))
                .with("wipeTable", disk.flag("wipe_table"));
            if !partitions.is_empty() {
                out.set("partitions", partitions);
            }
            self.push("storage", "disks", out);
        }
    }

    /// A partition, or which key is wrong and why.
    fn partition(&self, partition: &Object) -> Result<Object, (&'static str, String)> {
        let mut out = self.blank(&ignition::PARTITION);
        for (key, mebibytes) in [("size", "sizeMiB"), ("start", "startMiB")] {
            let text = partition.text(key);
            if out.has(mebibytes) {
                if let Some(count) =
                    dimension::in_mebibytes(text).map_err(|problem| (key, problem))?
                {
                    out.set(mebibytes, count);
                }
            } else {
                out.set(
                    key,
                    dimension::in_sectors(text).map_err(|problem| (key, problem))?,
                );
            }
        }
        let type_guid = partition.text("type_guid");
        let named = TYPE_GUIDS.iter().find(|(name, _)| *name == type_guid);
        Ok(out
            .with("label", partition.get("label").clone())
            .with("number", partition.get("number").clone())
            .with("guid", partition.text("guid"))
            .with("typeGuid", named.map_or(type_guid, |(_, guid)| guid)))
    }

    pub(super) fn files(&mut self) {
        let input = self.input;
        for (index, file) in input.objects_in("storage", "files").iter().enumerate() {
            let nothing = Object::new(&ignition::CONTENTS, self.spec);
            let contents = file.object("contents").unwrap_or(&nothing);
            match self.source(contents) {
                Ok(source) => {
                    let remote = contents.object("remote");
                    if remote.is_some_and(|remote| !remote.text("url").is_empty()) {
                        self.tree.lift_remote(index);
                    }
                    let empty = self.blank(&ignition::VERIFICATION);
                    let contents = self
                        .blank(&ignition::CONTENTS)
                        .with("source", source)
                        .with(
                            "compression",
                            remote.map_or("", |remote| remote.text("compression")),
                        )
                        .with(
                            "verification",
                            remote.map_or(empty, |remote| self.verification(remote)),
                        );
                    let out = self
                        .node(&ignition::FILE, file)
                        .with(
                            "mode",
                            file.opt_number("mode")
                                .map_or(Value::from(0o644), Value::Number),
                        )
                        .with("append", file.flag("append"))
                        .with("contents", contents);
                    self.push("storage", "files", out);
                }
                Err((path, problem)) => self.error(problem, |root| {
                    let file = root
                        .value_at("storage")?
                        .value_at("files")?
                        .item_at(index)?;
                    let contents = file.value_at("contents")?;
                    path.iter()
                        .try_fold(contents, |node, key| node.value_at(key))
                        .map(TreeNode::mark)
                }),
            }
        }
    }

    /// Where a file's contents come from, or which key is wrong and why.
    fn source(&self, contents: &Object) -> Result<String, (&'static [&'static str], String)> {
        let mut source = String::new();
        let inline = contents.text("inline");
        if !inline.is_empty() {
            source = dataurl::encode_escaped(inline.as_bytes());
        }
        let local = contents.text("local");
        if !local.is_empty() {
            let Some(files) = self.around.files else {
                return Err((
                    &["local"],
                    "local files require setting the --files-dir flag to the directory that contains the file"
                        .to_owned(),
                ));
            };
            let bytes = files
                .read(local)
                .map_err(|problem| (&["local"][..], problem))?;
            source = dataurl::encode_escaped(bytes);
        }
        let url = contents
            .object("remote")
            .map_or("", |remote| remote.text("url"));
        if !url.is_empty() {
            source = url::normalised(url).map_err(|problem| (&["remote", "url"][..], problem))?;
        }
        Ok(if source.is_empty() {
            "data:,".to_owned()
        } else {
            source
        })
    }

    /// What files, directories and links have in common.
    fn node(&self, def: &'static Def, node: &Object) -> Object {
        let filesystem = match node.text("filesystem") {
            "" if self.spec >= Spec::V2_3 => "root",
            filesystem => filesystem,
        };
        let mut out = self
            .blank(def)
            .with("filesystem", filesystem)
            .with("path", node.text("path"))
            .with("overwrite", node.get("overwrite").clone());
        for (key, def) in [
            ("user", &ignition::OWNER),
            ("group", &ignition::OWNER_GROUP),
        ] {
            if let Some(owner) = node.object(key) {
                let owner = self
                    .blank(def)
                    .with("id", owner.get("id").clone())
                    .with("name", owner.text("name"));
                out.set(key, owner);
            }
        }
        out
    }

    pub(super) fn directories_and_links(&mut self) {
        let input = self.input;
        for directory in input.objects_in("storage", "directories") {
            let mode = directory
                .opt_number("mode")
                .map_or(Value::from(0o755), Value::Number);
            let out = self
                .node(&ignition::DIRECTORY, directory)
                .with("mode", mode);
            self.push("storage", "directories", out);
        }
        for link in input.objects_in("storage", "links") {
            let out = self
                .node(&ignition::LINK, link)
                .with("hard", link.flag("hard"))
                .with("target", link.text("target"));
            self.push("storage", "links", out);
        }
    }

    pub(super) fn filesystems(&mut self) {
        let input = self.input;
        for filesystem in input.objects_in("storage", "filesystems") {
            let out = self.same(&ignition::FILESYSTEM, filesystem);
            self.push("storage", "filesystems", out);
        }
    }

    pub(super) fn raid(&mut self) {
        let input = self.input;
        for raid in input.objects_in("storage", "raid") {
            let out = self.same(&ignition::RAID, raid);
            self.push("storage", "raid", out);
        }
    }
}

/// Types of partitions that have names.
const TYPE_GUIDS: [(&str, &str); 4] = [
    (
        "raid_containing_root",
        "be9067b9-ea49-4f15-b4f6-f36f8c9e1818",
    ),
    (
        "linux_filesystem_data",
        "0fc63daf-8483-4772-8e79-3d69d8477de4",
    ),
    ("swap_partition", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"),
    ("raid_partition", "a19d880f-05fc-4d3b-a006-743f0f84911e"),
];

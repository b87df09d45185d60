//! The `storage` section: disks, arrays, encrypted devices, file systems and what is on them.

use super::Resource;
use crate::{
    schema::{Field, objects},
    spec::Spec,
};

/// A file, directory or link: their common fields are embedded under this name in the reference implementation.
const fn node(json: &'static str) -> Field {
    Field::new(json).go_embedded("Node")
}

impl Partition {
    /// What makes two partitions of a disk the same one: the number, else the label.
    fn identity(&self) -> String {
        match (self.number, self.label.as_deref()) {
            (0, None) => String::new(),
            (0, Some(label)) => format!("label:{label}"),
            (number, _) => format!("number:{number}"),
        }
    }
}

objects! {
    /// Disks, file systems and what is on them.
    Storage as "Storage", key(_this) "";
    {
        /// Directories to make.
        directories: Vec<Directory> = Field::new("directories").namespace("nodes");
        /// Disks to partition.
        disks: Vec<Disk> = Field::new("disks");
        /// Files to write.
        files: Vec<File> = Field::new("files").namespace("nodes");
        /// File systems to make.
        filesystems: Vec<Filesystem> = Field::new("filesystems");
        /// Links to make.
        links: Vec<Link> = Field::new("links").namespace("nodes");
        /// Encrypted devices.
        luks: Vec<Luks> = Field::new("luks").since(Spec::V3_2);
        /// Software arrays.
        raid: Vec<Raid> = Field::new("raid");
    }

    /// The user that owns a file, directory or link: by id or by name.
    NodeUser as "NodeUser", key(_this) "";
    {
        /// The number.
        id: Option<i64> = Field::new("id");
        /// The name.
        name: Option<String> = Field::new("name");
    }

    /// The group that owns a file, directory or link: by id or by name.
    NodeGroup as "NodeGroup", key(_this) "";
    {
        /// The number.
        id: Option<i64> = Field::new("id");
        /// The name.
        name: Option<String> = Field::new("name");
    }

    /// A file.
    File as "File", key(this) this.path.as_str();
    {
        /// The owning group.
        group: NodeGroup = node("group");
        /// Whether something there is replaced.
        overwrite: Option<bool> = node("overwrite");
        /// Where it is.
        path: String = node("path").always();
        /// The owning user.
        user: NodeUser = node("user");
        /// Contents that are appended, in order.
        append: Vec<Resource> = Field::new("append").appended().go_embedded("FileEmbedded1");
        /// What it holds.
        contents: Resource = Field::new("contents").go_embedded("FileEmbedded1");
        /// Permission bits, as a plain number (420 is 0644).
        mode: Option<i64> = Field::new("mode").go_embedded("FileEmbedded1");
    }

    /// A directory.
    Directory as "Directory", key(this) this.path.as_str();
    {
        /// The owning group.
        group: NodeGroup = node("group");
        /// Whether something there is replaced.
        overwrite: Option<bool> = node("overwrite");
        /// Where it is.
        path: String = node("path").always();
        /// The owning user.
        user: NodeUser = node("user");
        /// Permission bits, as a plain number (493 is 0755).
        mode: Option<i64> = Field::new("mode").go_embedded("DirectoryEmbedded1");
    }

    /// A link.
    Link as "Link", key(this) this.path.as_str();
    {
        /// The owning group.
        group: NodeGroup = node("group");
        /// Whether something there is replaced.
        overwrite: Option<bool> = node("overwrite");
        /// Where it is.
        path: String = node("path").always();
        /// The owning user.
        user: NodeUser = node("user");
        /// Whether it is a hard link.
        hard: Option<bool> = Field::new("hard").go_embedded("LinkEmbedded1");
        /// What it points to.
        target: Option<String> = Field::new("target").plain_until(Spec::V3_2).go_embedded("LinkEmbedded1");
    }

    /// A disk.
    Disk as "Disk", key(this) this.device.as_str();
    {
        /// The path of its device.
        device: String = Field::new("device").always();
        /// Its partitions.
        partitions: Vec<Partition> = Field::new("partitions");
        /// Whether its partition table is made anew.
        wipe_table: Option<bool> = Field::new("wipeTable");
    }

    /// A partition of a disk.
    Partition as "Partition", key(this) this.identity();
    {
        /// Its unique GUID.
        guid: Option<String> = Field::new("guid");
        /// Its label, up to 36 bytes.
        label: Option<String> = Field::new("label");
        /// Its number, from 1; 0 takes the next free one.
        number: i64 = Field::new("number");
        /// Whether an existing one is resized.
        resize: Option<bool> = Field::new("resize").since(Spec::V3_2);
        /// Whether it should exist; unset means yes.
        should_exist: Option<bool> = Field::new("shouldExist");
        /// Its size in mebibytes; 0 takes what is left.
        size_mib: Option<i64> = Field::new("sizeMiB");
        /// Where it starts, in mebibytes; 0 takes the largest free block.
        start_mib: Option<i64> = Field::new("startMiB");
        /// The GUID of its type.
        type_guid: Option<String> = Field::new("typeGuid");
        /// Whether an existing one that differs is made anew.
        wipe_partition_entry: Option<bool> = Field::new("wipePartitionEntry");
    }

    /// A file system.
    Filesystem as "Filesystem", key(this) this.device.as_str();
    {
        /// The path of its device.
        device: String = Field::new("device").always();
        /// Its format: `ext4`, `btrfs`, `xfs`, `vfat`, `swap`, or `none`.
        format: Option<String> = Field::new("format");
        /// Its label.
        label: Option<String> = Field::new("label");
        /// Options of `mount`.
        mount_options: Vec<String> =
            Field::new("mountOptions").since(Spec::V3_1).appended().go_item("MountOption");
        /// Options of `mkfs`.
        options: Vec<String> = Field::new("options").appended().go_item("FilesystemOption");
        /// Where it is mounted while Ignition works.
        path: Option<String> = Field::new("path");
        /// Its UUID.
        uuid: Option<String> = Field::new("uuid");
        /// Whether it is made anew.
        wipe_filesystem: Option<bool> = Field::new("wipeFilesystem");
    }

    /// An encrypted device.
    Luks as "Luks", key(this) this.name.as_str();
    {
        /// Unlocking with an IBM CryptoExpress card.
        cex: Cex = Field::new("cex").since(Spec::V3_5);
        /// Unlocking with Clevis. In 3.2 an unset object differs from an empty one.
        clevis: Option<Clevis> = Field::new("clevis");
        /// The path of the device that is encrypted.
        device: Option<String> = Field::new("device");
        /// Whether discards pass through.
        discard: Option<bool> = Field::new("discard").since(Spec::V3_4);
        /// The file with the key.
        key_file: Resource = Field::new("keyFile");
        /// Its label.
        label: Option<String> = Field::new("label");
        /// The name of the opened device.
        name: String = Field::new("name").always();
        /// Options of `cryptsetup luksOpen`.
        open_options: Vec<String> = Field::new("openOptions").since(Spec::V3_4).go_item("OpenOption");
        /// Options of `cryptsetup luksFormat`.
        options: Vec<String> = Field::new("options").appended().go_item("LuksOption");
        /// Its UUID.
        uuid: Option<String> = Field::new("uuid");
        /// Whether it is made anew.
        wipe_volume: Option<bool> = Field::new("wipeVolume");
    }

    /// Unlocking with an IBM CryptoExpress card.
    Cex as "Cex", key(_this) "";
    {
        /// Whether it is used.
        enabled: Option<bool> = Field::new("enabled");
    }

    /// Unlocking with Clevis.
    Clevis as "Clevis", key(_this) "";
    {
        /// A pin of one's own. In 3.2 an unset object differs from an empty one.
        custom: Option<ClevisCustom> = Field::new("custom");
        /// Tang servers.
        tang: Vec<Tang> = Field::new("tang");
        /// How many of the ways to unlock are needed.
        threshold: Option<i64> = Field::new("threshold");
        /// Whether the TPM is one of them.
        tpm2: Option<bool> = Field::new("tpm2");
    }

    /// A Clevis pin of one's own.
    ClevisCustom as "ClevisCustom", key(_this) "";
    {
        /// Its configuration, JSON.
        config: Option<String> = Field::new("config").plain_until(Spec::V3_2);
        /// Whether the network is needed to unlock.
        needs_network: Option<bool> = Field::new("needsNetwork");
        /// Its name.
        pin: Option<String> = Field::new("pin").plain_until(Spec::V3_2);
    }

    /// A Tang server.
    Tang as "Tang", key(this) this.url.as_str();
    {
        /// What the server advertises, JSON, for provisioning without it.
        advertisement: Option<String> = Field::new("advertisement").since(Spec::V3_4);
        /// The thumbprint of its signing key.
        thumbprint: Option<String> = Field::new("thumbprint");
        /// Its address.
        url: String = Field::new("url");
    }

    /// A software array.
    Raid as "Raid", key(this) this.name.as_str();
    {
        /// The devices it is made of.
        devices: Vec<String> = Field::new("devices").plain_until(Spec::V3_2).go_item("Device");
        /// Its level: `raid1` and so on.
        level: Option<String> = Field::new("level").plain_until(Spec::V3_2);
        /// Its name.
        name: String = Field::new("name").always();
        /// Options of `mdadm`.
        options: Vec<String> = Field::new("options").appended().go_item("RaidOption");
        /// How many of the devices are spares.
        spares: Option<i64> = Field::new("spares");
    }
}

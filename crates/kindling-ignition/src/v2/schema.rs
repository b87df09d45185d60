//! The tables of Ignition 1 and 2.x: every object, every field, and which specification has it how.
//!
//! Field names and types are those of <https://coreos.github.io/ignition/configuration-v2_4/> and its
//! predecessors. Rows that share a key are the same field with another type in another specification.

use super::{
    rules::{config, links, partitions, passwd, storage, units},
    spec::Spec::{self, V1, V2_0, V2_1, V2_2, V2_3, V2_4},
    table::{
        Def,
        Ty::{
            Flag, Hash, Number, Number32, Number64, Object, Objects, OptFlag, OptNumber,
            OptNumber64, OptObject, OptText, Text, Texts, Url, Version,
        },
        field,
    },
};

const LAST: Spec = Spec::NEWEST;

/// A whole config.
pub static CONFIG: Def = Def::new(
    "types.Config",
    &[
        field("ignitionVersion", Number)
            .since(V1)
            .until(V1)
            .written(V1, V1),
        field("ignition", Object(&IGNITION)),
        field("networkd", Object(&NETWORKD)).from_first(),
        field("passwd", Object(&PASSWD)).from_first(),
        field("storage", Object(&STORAGE)).from_first(),
        field("systemd", Object(&SYSTEMD)).from_first(),
    ],
)
.old_order(&[
    "ignitionVersion",
    "ignition",
    "storage",
    "systemd",
    "networkd",
    "passwd",
])
.rule(config::filesystems_exist);

/// `ignition`.
pub static IGNITION: Def = Def::new(
    "types.Ignition",
    &[
        field("config", Object(&IGNITION_CONFIG)),
        field("proxy", Object(&PROXY)).since(V2_4),
        field("security", Object(&SECURITY)).since(V2_2),
        field("timeouts", Object(&TIMEOUTS)).since(V2_1),
        field("version", Version).until(V2_0),
        field("version", Text).since(V2_1),
    ],
)
.old_order(&["version", "config"]);

/// `ignition.config`.
pub static IGNITION_CONFIG: Def = Def::new(
    "types.IgnitionConfig",
    &[
        field("append", Objects(&REFERENCE)),
        field("replace", OptObject(&REFERENCE)),
    ],
);

/// A reference to another config.
pub static REFERENCE: Def = Def::new(
    "types.ConfigReference",
    &[
        field("httpHeaders", Objects(&HEADER))
            .since(V2_4)
            .go("types.HTTPHeaders")
            .rule(links::headers),
        field("source", Url).until(V2_0).rule(links::source),
        field("source", Text)
            .since(V2_1)
            .written(V2_3, LAST)
            .rule(links::source),
        field("verification", Object(&VERIFICATION)),
    ],
);

/// A certificate authority.
pub static AUTHORITY: Def = Def::new(
    "types.CaReference",
    &[
        field("httpHeaders", Objects(&HEADER))
            .since(V2_4)
            .go("types.HTTPHeaders")
            .rule(links::headers),
        field("source", Text)
            .written(V2_3, LAST)
            .rule(links::source),
        field("verification", Object(&VERIFICATION)),
    ],
);

/// A header of a request.
pub static HEADER: Def = Def::new(
    "types.HTTPHeader",
    &[
        field("name", Text).written(V2_4, LAST),
        field("value", Text).written(V2_4, LAST),
    ],
);

/// What a fetched file must hash to.
pub static VERIFICATION: Def = Def::new(
    "types.Verification",
    &[
        field("hash", Hash).until(V2_0).rule(links::old_hash),
        field("hash", OptText).since(V2_1),
    ],
)
.rule(links::verification);

/// `ignition.proxy`.
pub static PROXY: Def = Def::new(
    "types.Proxy",
    &[
        field("httpProxy", Text),
        field("httpsProxy", Text),
        field("noProxy", Texts).go("types.NoProxyItem"),
    ],
);

/// `ignition.security`.
pub static SECURITY: Def = Def::new(
    "types.Security",
    &[field("tls", Object(&TLS)).inlined(V2_3)],
);

/// `ignition.security.tls`.
pub static TLS: Def = Def::new(
    "types.TLS",
    &[field("certificateAuthorities", Objects(&AUTHORITY))],
);

/// `ignition.timeouts`.
pub static TIMEOUTS: Def = Def::new(
    "types.Timeouts",
    &[
        field("httpResponseHeaders", OptNumber),
        field("httpTotal", OptNumber),
    ],
);

/// `storage`.
pub static STORAGE: Def = Def::new(
    "types.Storage",
    &[
        field("directories", Objects(&DIRECTORY)).since(V2_1),
        field("disks", Objects(&DISK)).from_first(),
        field("files", Objects(&FILE)),
        field("filesystems", Objects(&FILESYSTEM)).from_first(),
        field("links", Objects(&LINK)).since(V2_1),
        field("raid", Objects(&RAID)).from_first(),
    ],
)
.old_order(&["disks", "raid", "filesystems", "files"]);

/// A directory.
pub static DIRECTORY: Def = Def::new(
    "types.Directory",
    &[
        field("filesystem", Text)
            .written(V2_3, LAST)
            .rule(storage::node_filesystem),
        field("group", Object(&OWNER_GROUP)).until(V2_1),
        field("group", OptObject(&OWNER_GROUP)).since(V2_2),
        field("overwrite", OptFlag).since(V2_2),
        field("path", Text)
            .written(V2_3, LAST)
            .rule(storage::node_path),
        field("user", Object(&OWNER)).until(V2_1),
        field("user", OptObject(&OWNER)).since(V2_2),
        field("mode", Number).until(V2_1).rule(storage::mode),
        field("mode", OptNumber).since(V2_2).rule(storage::mode),
    ],
);

/// A file.
pub static FILE: Def = Def::new(
    "types.File",
    &[
        field("filesystem", Text)
            .written(V2_3, LAST)
            .rule(storage::node_filesystem),
        field("uid", Number).since(V1).until(V1),
        field("gid", Number).since(V1).until(V1),
        field("group", Object(&OWNER_GROUP)).until(V2_1),
        field("group", OptObject(&OWNER_GROUP)).since(V2_2),
        field("overwrite", OptFlag).since(V2_2),
        field("path", Text)
            .from_first()
            .written(V2_3, LAST)
            .rule(storage::node_path),
        field("user", Object(&OWNER)).until(V2_1),
        field("user", OptObject(&OWNER)).since(V2_2),
        field("append", Flag).since(V2_2),
        field("contents", Text).since(V1).until(V1),
        field("contents", Object(&CONTENTS)),
        field("mode", Number32)
            .since(V1)
            .until(V2_0)
            .rule(storage::mode),
        field("mode", Number)
            .since(V2_1)
            .until(V2_1)
            .rule(storage::mode),
        field("mode", OptNumber).since(V2_2).rule(storage::mode),
    ],
)
.old_order(&[
    "filesystem",
    "path",
    "contents",
    "mode",
    "uid",
    "gid",
    "user",
    "group",
])
.rule(storage::file);

/// A link.
pub static LINK: Def = Def::new(
    "types.Link",
    &[
        field("filesystem", Text)
            .written(V2_3, LAST)
            .rule(storage::node_filesystem),
        field("group", Object(&OWNER_GROUP)).until(V2_1),
        field("group", OptObject(&OWNER_GROUP)).since(V2_2),
        field("overwrite", OptFlag).since(V2_2),
        field("path", Text)
            .written(V2_3, LAST)
            .rule(storage::node_path),
        field("user", Object(&OWNER)).until(V2_1),
        field("user", OptObject(&OWNER)).since(V2_2),
        field("hard", Flag),
        field("target", Text).written(V2_3, LAST),
    ],
);

/// The user that owns something.
pub static OWNER: Def = Def::new(
    "types.NodeUser",
    &[
        field("id", Number).until(V2_0),
        field("id", OptNumber).since(V2_1),
        field("name", Text).since(V2_1),
    ],
)
.rule(storage::owner);

/// The group that owns something.
pub static OWNER_GROUP: Def = Def::new(
    "types.NodeGroup",
    &[
        field("id", Number).until(V2_0),
        field("id", OptNumber).since(V2_1),
        field("name", Text).since(V2_1),
    ],
)
.rule(storage::owner);

/// Where a file's contents come from.
pub static CONTENTS: Def = Def::new(
    "types.FileContents",
    &[
        field("compression", Text).rule(storage::compression),
        field("httpHeaders", Objects(&HEADER))
            .since(V2_4)
            .go("types.HTTPHeaders")
            .rule(links::headers),
        field("source", Url).until(V2_0).rule(links::source),
        field("source", Text)
            .since(V2_1)
            .rule(links::contents_source),
        field("verification", Object(&VERIFICATION)),
    ],
);

/// A disk.
pub static DISK: Def = Def::new(
    "types.Disk",
    &[
        field("device", Text)
            .from_first()
            .written(V2_3, LAST)
            .rule(partitions::device),
        field("partitions", Objects(&PARTITION))
            .from_first()
            .rule(partitions::all),
        field("wipeTable", Flag).from_first(),
    ],
)
.old_order(&["device", "wipeTable", "partitions"])
.rule(partitions::old_disk);

/// A partition.
pub static PARTITION: Def = Def::new(
    "types.Partition",
    &[
        field("guid", Text).since(V2_1).rule(partitions::guid),
        field("label", Text)
            .from_first()
            .until(V2_2)
            .rule(partitions::label),
        field("label", OptText).since(V2_3).rule(partitions::label),
        field("number", Number).from_first().written(V1, V2_0),
        field("shouldExist", OptFlag).since(V2_3),
        field("size", Number64)
            .from_first()
            .until(V2_0)
            .written(V1, V2_0),
        field("size", Number).since(V2_1).until(V2_2),
        field("size", OptNumber)
            .since(V2_3)
            .rule(partitions::size_in_sectors),
        field("sizeMiB", OptNumber).since(V2_3),
        field("start", Number64)
            .from_first()
            .until(V2_0)
            .written(V1, V2_0),
        field("start", Number).since(V2_1).until(V2_2),
        field("start", OptNumber)
            .since(V2_3)
            .rule(partitions::start_in_sectors),
        field("startMiB", OptNumber).since(V2_3),
        field("typeGuid", Text)
            .from_first()
            .rule(partitions::type_guid),
        field("wipePartitionEntry", Flag).since(V2_3),
    ],
)
.old_order(&["label", "number", "size", "start", "typeGuid"])
.rule(partitions::partition);

/// An array of disks.
pub static RAID: Def = Def::new(
    "types.Raid",
    &[
        field("devices", Texts)
            .from_first()
            .written(V2_3, LAST)
            .go("types.Device")
            .rule(storage::raid_devices)
            .item_rule(storage::absolute),
        field("level", Text)
            .from_first()
            .written(V1, V2_0)
            .rule(storage::raid_level),
        field("name", Text).from_first().written(V1, V2_0),
        field("options", Texts).since(V2_2).go("types.RaidOption"),
        field("spares", Number).from_first(),
    ],
)
.old_order(&["name", "level", "devices", "spares"])
.rule(storage::old_raid);

/// A named filesystem; in specification 1 what 2.x calls its mount.
pub static FILESYSTEM: Def = Def::new(
    "types.Filesystem",
    &[
        field("device", Text)
            .since(V1)
            .until(V1)
            .rule(storage::mount_device),
        field("format", Text)
            .since(V1)
            .until(V1)
            .rule(storage::old_format),
        field("create", OptObject(&CREATE)).since(V1).until(V1),
        field("files", Objects(&FILE)).since(V1).until(V1),
        field("mount", OptObject(&MOUNT)),
        field("name", Text),
        field("path", OptText).rule(storage::filesystem_path),
    ],
)
.old_order(&[
    "device", "format", "create", "files", "name", "mount", "path",
])
.rule(storage::filesystem);

/// What a filesystem is on, and how it is made.
pub static MOUNT: Def = Def::new(
    "types.Mount",
    &[
        field("create", OptObject(&CREATE)),
        field("device", Text)
            .written(V2_3, LAST)
            .rule(storage::mount_device),
        field("format", Text)
            .written(V2_3, LAST)
            .rule(storage::old_format),
        field("label", OptText)
            .since(V2_1)
            .rule(storage::filesystem_label),
        field("options", Texts).since(V2_1).go("types.MountOption"),
        field("uuid", OptText).since(V2_1),
        field("wipeFilesystem", Flag).since(V2_1),
    ],
)
.old_order(&["device", "format", "create"])
.rule(storage::mount);

/// How a filesystem is made, as the first specifications had it.
pub static CREATE: Def = Def::new(
    "types.Create",
    &[
        field("force", Flag).from_first(),
        field("options", Texts)
            .from_first()
            .go("types.CreateOption"),
    ],
);

/// `systemd`.
pub static SYSTEMD: Def = Def::new(
    "types.Systemd",
    &[field("units", Objects(&UNIT)).from_first()],
);

/// A unit of systemd.
pub static UNIT: Def = Def::new(
    "types.Unit",
    &[
        field("contents", Text).from_first().rule(units::contents),
        field("dropins", Objects(&DROPIN)).from_first(),
        field("enable", Flag).from_first(),
        field("enabled", OptFlag).since(V2_1),
        field("mask", Flag).from_first(),
        field("name", Text)
            .from_first()
            .written(V2_3, LAST)
            .rule(units::name),
    ],
)
.old_order(&["name", "enable", "mask", "contents", "dropins"])
.rule(units::old_unit);

/// A drop-in of a unit of systemd.
pub static DROPIN: Def = Def::new(
    "types.SystemdDropin",
    &[
        field("contents", Text).from_first(),
        field("name", Text)
            .from_first()
            .written(V2_3, LAST)
            .rule(units::old_dropin_name),
    ],
)
.old_order(&["name", "contents"])
.rule(units::dropin);

/// `networkd`.
pub static NETWORKD: Def = Def::new(
    "types.Networkd",
    &[field("units", Objects(&NETWORKD_UNIT)).from_first()],
);

/// A unit of networkd.
pub static NETWORKD_UNIT: Def = Def::new(
    "types.Networkdunit",
    &[
        field("contents", Text).from_first(),
        field("dropins", Objects(&NETWORKD_DROPIN)).since(V2_2),
        field("name", Text)
            .from_first()
            .written(V2_3, LAST)
            .rule(units::old_networkd_name),
    ],
)
.old_order(&["name", "contents"])
.rule(units::networkd_unit);

/// A drop-in of a unit of networkd.
pub static NETWORKD_DROPIN: Def = Def::new(
    "types.NetworkdDropin",
    &[
        field("contents", Text),
        field("name", Text).written(V2_3, LAST),
    ],
)
.rule(units::networkd_dropin);

/// `passwd`.
pub static PASSWD: Def = Def::new(
    "types.Passwd",
    &[
        field("groups", Objects(&GROUP)).from_first(),
        field("users", Objects(&USER)).from_first(),
    ],
)
.old_order(&["users", "groups"]);

/// A group of users.
pub static GROUP: Def = Def::new(
    "types.PasswdGroup",
    &[
        field("gid", OptNumber64).from_first().until(V2_0),
        field("gid", OptNumber).since(V2_1),
        field("name", Text).from_first().written(V2_3, LAST),
        field("passwordHash", Text).from_first(),
        field("system", Flag).from_first(),
    ],
)
.old_order(&["name", "gid", "passwordHash", "system"]);

/// A user.
pub static USER: Def = Def::new(
    "types.PasswdUser",
    &[
        field("create", OptObject(&USER_CREATE)).from_first(),
        field("gecos", Text).since(V2_1),
        field("groups", Texts).since(V2_1).go("types.Group"),
        field("homeDir", Text).since(V2_1),
        field("name", Text).from_first().written(V2_3, LAST),
        field("noCreateHome", Flag).since(V2_1),
        field("noLogInit", Flag).since(V2_1),
        field("noUserGroup", Flag).since(V2_1),
        field("passwordHash", Text).from_first().until(V2_0),
        field("passwordHash", OptText).since(V2_1),
        field("primaryGroup", Text).since(V2_1),
        field("sshAuthorizedKeys", Texts)
            .from_first()
            .go("types.SSHAuthorizedKey"),
        field("shell", Text).since(V2_1),
        field("system", Flag).since(V2_1),
        field("uid", OptNumber).since(V2_1),
    ],
)
.old_order(&["name", "passwordHash", "sshAuthorizedKeys", "create"])
.rule(passwd::user);

/// How a user is made, as the first specifications had it.
pub static USER_CREATE: Def = Def::new(
    "types.Usercreate",
    &[
        field("gecos", Text).from_first(),
        field("groups", Texts)
            .from_first()
            .go("types.UsercreateGroup"),
        field("homeDir", Text).from_first(),
        field("noCreateHome", Flag).from_first(),
        field("noLogInit", Flag).from_first(),
        field("noUserGroup", Flag).from_first(),
        field("primaryGroup", Text).from_first(),
        field("shell", Text).from_first(),
        field("system", Flag).from_first(),
        field("uid", OptNumber64).from_first().until(V2_0),
        field("uid", OptNumber).since(V2_1),
    ],
)
.old_order(&[
    "uid",
    "gecos",
    "homeDir",
    "noCreateHome",
    "primaryGroup",
    "groups",
    "noUserGroup",
    "system",
    "noLogInit",
    "shell",
]);

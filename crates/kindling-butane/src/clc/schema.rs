//! The tables of a Container Linux Config: which keys it has and what each holds.
//!
//! A gate names the Ignition specification that the output follows: 2.2 stands for the last release of the
//! original tool, 2.3 for what its development branch became. The options of etcd and flannel depend on
//! their own versions and are in [`super::options`].

use std::borrow::Cow;

use kindling_ignition::v2::{
    spec::Spec::{V2_2, V2_3},
    table::{
        Def,
        Ty::{
            Custom, Flag, Number, Object, Objects, OptFlag, OptNumber, OptNumber64, OptObject,
            OptText, Text, Texts,
        },
        field,
    },
};

use super::rules;

/// A whole config.
pub(super) static CONFIG: Def = Def::new(
    "types.Config",
    &[
        field("version", Number).since(V2_3).rule(rules::version),
        field("ignition", Object(&IGNITION)),
        field("storage", Object(&STORAGE)),
        field("systemd", Object(&SYSTEMD)),
        field("networkd", Object(&NETWORKD)),
        field("passwd", Object(&PASSWD)),
        field("etcd", Custom(&ETCD)),
        field("flannel", Custom(&FLANNEL)),
        field("update", OptObject(&UPDATE)),
        field("docker", OptObject(&DOCKER)),
        field("locksmith", OptObject(&LOCKSMITH)),
    ],
);

static IGNITION: Def = Def::new(
    "types.Ignition",
    &[
        field("config", Object(&IGNITION_CONFIG)),
        field("timeouts", Object(&TIMEOUTS)),
        field("security", Object(&SECURITY)),
    ],
);

static IGNITION_CONFIG: Def = Def::new(
    "types.IgnitionConfig",
    &[
        field("append", Objects(&REFERENCE)),
        field("replace", OptObject(&REFERENCE)),
    ],
);

static REFERENCE: Def = Def::new(
    "types.ConfigReference",
    &[
        field("source", Text),
        field("verification", Object(&VERIFICATION)),
    ],
);

static VERIFICATION: Def = Def::new("types.Verification", &[field("hash", Object(&HASH))]);

static HASH: Def = Def::new("types.Hash", &[field("function", Text), field("sum", Text)]);

static TIMEOUTS: Def = Def::new(
    "types.Timeouts",
    &[
        field("http_response_headers", OptNumber),
        field("http_total", OptNumber),
    ],
);

static SECURITY: Def = Def::new("types.Security", &[field("tls", Object(&TLS))]);

static TLS: Def = Def::new(
    "types.TLS",
    &[field("certificate_authorities", Objects(&AUTHORITY))],
);

static AUTHORITY: Def = Def::new(
    "types.CaReference",
    &[
        field("source", Text),
        field("verification", Object(&VERIFICATION)),
    ],
);

static STORAGE: Def = Def::new(
    "types.Storage",
    &[
        field("disks", Objects(&DISK)),
        field("raid", Objects(&RAID)),
        field("filesystems", Objects(&FILESYSTEM)),
        field("files", Objects(&FILE)),
        field("directories", Objects(&DIRECTORY)),
        field("links", Objects(&LINK)),
    ],
);

static DISK: Def = Def::new(
    "types.Disk",
    &[
        field("device", Text),
        field("wipe_table", Flag),
        field("partitions", Objects(&PARTITION)),
    ],
);

static PARTITION: Def = Def::new(
    "types.Partition",
    &[
        field("label", Text).until(V2_2),
        field("label", OptText).since(V2_3),
        field("number", Number),
        field("size", Text),
        field("start", Text),
        field("guid", Text),
        field("type_guid", Text),
    ],
);

static RAID: Def = Def::new(
    "types.Raid",
    &[
        field("name", Text),
        field("level", Text),
        field("devices", Texts),
        field("spares", Number),
        field("options", Texts),
    ],
);

static FILESYSTEM: Def = Def::new(
    "types.Filesystem",
    &[
        field("name", Text),
        field("mount", OptObject(&MOUNT)),
        field("path", OptText),
    ],
);

static MOUNT: Def = Def::new(
    "types.Mount",
    &[
        field("device", Text),
        field("format", Text),
        field("create", OptObject(&CREATE)),
        field("wipe_filesystem", Flag),
        field("label", OptText),
        field("uuid", OptText),
        field("options", Texts),
    ],
);

static CREATE: Def = Def::new(
    "types.Create",
    &[field("force", Flag), field("options", Texts)],
);

static FILE: Def = Def::new(
    "types.File",
    &[
        field("filesystem", Text),
        field("path", Text),
        field("user", OptObject(&OWNER)),
        field("group", OptObject(&OWNER_GROUP)),
        field("mode", OptNumber).rule(rules::file_mode),
        field("contents", Object(&CONTENTS)),
        field("overwrite", OptFlag),
        field("append", Flag),
    ],
);

static CONTENTS: Def = Def::new(
    "types.FileContents",
    &[
        field("remote", Object(&REMOTE)),
        field("inline", Text),
        field("local", Text),
    ],
)
.rule(rules::contents);

static REMOTE: Def = Def::new(
    "types.Remote",
    &[
        field("url", Text),
        field("compression", Text),
        field("verification", Object(&VERIFICATION)),
    ],
);

static DIRECTORY: Def = Def::new(
    "types.Directory",
    &[
        field("filesystem", Text),
        field("path", Text),
        field("user", OptObject(&OWNER)),
        field("group", OptObject(&OWNER_GROUP)),
        field("mode", OptNumber).rule(rules::directory_mode),
        field("overwrite", OptFlag),
    ],
);

static LINK: Def = Def::new(
    "types.Link",
    &[
        field("filesystem", Text),
        field("path", Text),
        field("user", OptObject(&OWNER)),
        field("group", OptObject(&OWNER_GROUP)),
        field("hard", Flag),
        field("target", Text),
        field("overwrite", OptFlag),
    ],
);

static OWNER: Def = Def::new(
    "types.FileUser",
    &[field("id", OptNumber), field("name", Text)],
);

static OWNER_GROUP: Def = Def::new(
    "types.FileGroup",
    &[field("id", OptNumber), field("name", Text)],
);

static SYSTEMD: Def = Def::new("types.Systemd", &[field("units", Objects(&SYSTEMD_UNIT))]);

static SYSTEMD_UNIT: Def = Def::new(
    "types.SystemdUnit",
    &[
        field("name", Text),
        field("enable", Flag),
        field("enabled", OptFlag),
        field("mask", Flag),
        field("contents", Text),
        field("dropins", Objects(&SYSTEMD_DROPIN)),
    ],
);

static SYSTEMD_DROPIN: Def = Def::new(
    "types.SystemdUnitDropIn",
    &[field("name", Text), field("contents", Text)],
);

static NETWORKD: Def = Def::new("types.Networkd", &[field("units", Objects(&NETWORKD_UNIT))]);

static NETWORKD_UNIT: Def = Def::new(
    "types.NetworkdUnit",
    &[
        field("name", Text),
        field("contents", Text),
        field("dropins", Objects(&NETWORKD_DROPIN)),
    ],
);

static NETWORKD_DROPIN: Def = Def::new(
    "types.NetworkdUnitDropIn",
    &[field("name", Text), field("contents", Text)],
);

static PASSWD: Def = Def::new(
    "types.Passwd",
    &[
        field("users", Objects(&USER)),
        field("groups", Objects(&GROUP)),
    ],
);

static USER: Def = Def::new(
    "types.User",
    &[
        field("name", Text),
        field("password_hash", OptText),
        field("ssh_authorized_keys", Texts),
        field("create", OptObject(&USER_CREATE)),
        field("uid", OptNumber),
        field("gecos", Text),
        field("home_dir", Text),
        field("no_create_home", Flag),
        field("primary_group", Text),
        field("groups", Texts),
        field("no_user_group", Flag),
        field("system", Flag),
        field("no_log_init", Flag),
        field("shell", Text),
    ],
);

static USER_CREATE: Def = Def::new(
    "types.UserCreate",
    &[
        field("uid", OptNumber64),
        field("gecos", Text),
        field("home_dir", Text),
        field("no_create_home", Flag),
        field("primary_group", Text),
        field("groups", Texts),
        field("no_user_group", Flag),
        field("system", Flag),
        field("no_log_init", Flag),
        field("shell", Text),
    ],
);

static GROUP: Def = Def::new(
    "types.Group",
    &[
        field("name", Text),
        field("gid", OptNumber64),
        field("password_hash", Text),
        field("system", Flag),
    ],
);

/// The part of `etcd` that does not depend on its version.
pub(super) static ETCD: Def = Def {
    go: "types.etcdCommon",
    fields: Cow::Borrowed(&ETCD_COMMON),
    old_order: &[],
    rule: None,
};

/// The rows that come before the options.
pub(super) static ETCD_COMMON: [kindling_ignition::v2::table::Field; 1] =
    [field("version", OptText).rule(rules::etcd_version)];

/// The part of `flannel` that does not depend on its version.
pub(super) static FLANNEL: Def = Def {
    go: "types.flannelCommon",
    fields: Cow::Borrowed(&FLANNEL_COMMON),
    old_order: &[],
    rule: None,
};

/// The rows that come before the options.
pub(super) static FLANNEL_COMMON: [kindling_ignition::v2::table::Field; 2] = [
    field("version", OptText).rule(rules::flannel_version),
    field("network_config", Text)
        .go("types.NetworkConfig")
        .rule(rules::network_config),
];

static UPDATE: Def = Def::new(
    "types.Update",
    &[
        field("group", Text).go("types.UpdateGroup"),
        field("server", Text)
            .go("types.UpdateServer")
            .rule(rules::update_server),
    ],
)
.rule(rules::update);

static DOCKER: Def = Def::new("types.Docker", &[field("flags", Texts)]);

static LOCKSMITH: Def = Def::new(
    "types.Locksmith",
    &[
        field("reboot_strategy", Text)
            .go("types.RebootStrategy")
            .option("REBOOT_STRATEGY")
            .rule(rules::reboot_strategy),
        field("window_start", Text)
            .go("types.WindowStart")
            .option("LOCKSMITHD_REBOOT_WINDOW_START")
            .rule(rules::window_start),
        field("window_length", Text)
            .go("types.WindowLength")
            .option("LOCKSMITHD_REBOOT_WINDOW_LENGTH")
            .rule(rules::window_length),
        field("group", Text).option("LOCKSMITHD_GROUP"),
        field("etcd_endpoints", Text).option("LOCKSMITHD_ENDPOINT"),
        field("etcd_cafile", Text).option("LOCKSMITHD_ETCD_CAFILE"),
        field("etcd_certfile", Text).option("LOCKSMITHD_ETCD_CERTFILE"),
        field("etcd_keyfile", Text).option("LOCKSMITHD_ETCD_KEYFILE"),
    ],
)
.rule(rules::locksmith);

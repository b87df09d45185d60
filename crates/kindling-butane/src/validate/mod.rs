//! The rules Butane itself has, before anything is translated.
//!
//! Each object's own rule comes first, then its fields in schema order. Paths
//! are made only for what is reported.

mod boot_device;
mod mode;

use kindling_ignition::validate::{Rules as JudgeRules, validate as judge};
use kindling_ignition::{Path, Report, Severity, Spec, Version, decode, duplicates, json, unused};

use crate::schema::{
    Authority, Config, Dropin, File, Filesystem, Quadlet, Reference, Resource, Tree, Unit,
};
use crate::variant::{Level, Schema, Variant};
use mode::NodeKind;

pub(crate) const ONE_CONTENT: &str = "only one of the following can be set: inline, local, source";
const ONE_TEXT: &str = "only one of the following can be set: contents, contents_local";
const MODE: &str =
    "unreasonable mode would be reasonable if specified in octal; remember to add a leading zero";

/// What is wrong with a config by Butane's own rules.
pub(crate) fn validate(config: &Config, schema: Schema) -> Report {
    let mut rules = Rules {
        schema,
        report: Report::new(),
    };
    rules.config(config);
    rules.report
}

pub(crate) struct Rules {
    schema: Schema,
    report: Report,
}

/// A path from keys and indexes.
macro_rules! steps {
    ($base:expr $(, $step:expr)*) => {
        $base() $( .then($step) )*
    };
}

impl Rules {
    fn error(&mut self, path: Path, message: &'static str) {
        self.report.add(Severity::Error, path, message);
    }

    fn warn(&mut self, path: Path, message: &'static str) {
        self.report.add(Severity::Warning, path, message);
    }

    fn config(&mut self, config: &Config) {
        if self.schema.variant == Variant::Fcos && self.schema.level >= Level::L1_6 {
            self.fcos(config);
        }
        let ignition = || Path::root().then("ignition");
        for (index, reference) in config.ignition.config.merge.iter().enumerate() {
            self.reference(reference, &|| steps!(ignition, "config", "merge", index));
        }
        self.reference(&config.ignition.config.replace, &|| {
            steps!(ignition, "config", "replace")
        });
        let authorities = &config.ignition.security.tls.certificate_authorities;
        for (index, authority) in authorities.iter().enumerate() {
            self.authority(authority, &|| {
                steps!(
                    ignition,
                    "security",
                    "tls",
                    "certificate_authorities",
                    index
                )
            });
        }
        self.storage(config);
        for (index, unit) in config.systemd.units.iter().enumerate() {
            self.unit(unit, &|| Path::from_iter(["systemd", "units"]).then(index));
        }
        for (index, quadlet) in config.systemd.quadlets.iter().enumerate() {
            self.quadlet(quadlet, &|| {
                Path::from_iter(["systemd", "quadlets"]).then(index)
            });
        }
        self.boot_device(&config.boot_device);
        for (index, user) in config.grub.users.iter().enumerate() {
            let base = || Path::from_iter(["grub", "users"]).then(index);
            if user.name.is_empty() {
                self.error(steps!(base, "name"), "field \"name\" is required");
            }
            if is_empty(user.password_hash.as_deref()) {
                let message = "field \"password_hash\" is required";
                self.error(steps!(base, "password_hash"), message);
            }
        }
    }

    fn storage(&mut self, config: &Config) {
        let storage = &config.storage;
        let base =
            |list: &'static str, index: usize| Path::from_iter(["storage", list]).then(index);
        for (index, directory) in storage.directories.iter().enumerate() {
            if mode::is_mistyped(directory.mode, NodeKind::Directory) {
                self.warn(base("directories", index).then("mode"), MODE);
            }
        }
        for (index, file) in storage.files.iter().enumerate() {
            self.file(file, &|| base("files", index));
        }
        for (index, filesystem) in storage.filesystems.iter().enumerate() {
            self.filesystem(filesystem, &|| base("filesystems", index));
        }
        for (index, luks) in storage.luks.iter().enumerate() {
            self.resource(&luks.key_file, &|| base("luks", index).then("key_file"));
        }
        for (index, tree) in storage.trees.iter().enumerate() {
            self.tree(tree, &|| base("trees", index));
        }
    }

    fn file(&mut self, file: &File, base: &dyn Fn() -> Path) {
        if mode::is_mistyped(file.mode, NodeKind::File) {
            self.warn(steps!(base, "mode"), MODE);
        }
        for (index, resource) in file.append.iter().enumerate() {
            self.resource(resource, &|| steps!(base, "append", index));
        }
        self.resource(&file.contents, &|| steps!(base, "contents"));
    }

    fn resource(&mut self, resource: &Resource, base: &dyn Fn() -> Path) {
        let Resource {
            inline,
            local,
            source,
            ..
        } = resource;
        self.one_content(inline.is_some(), local.is_some(), source.is_some(), base);
    }

    fn authority(&mut self, authority: &Authority, base: &dyn Fn() -> Path) {
        let Authority {
            inline,
            local,
            source,
            ..
        } = authority;
        self.one_content(inline.is_some(), local.is_some(), source.is_some(), base);
    }

    fn reference(&mut self, reference: &Reference, base: &dyn Fn() -> Path) {
        let Reference {
            inline,
            local,
            source,
            ..
        } = reference;
        self.one_content(inline.is_some(), local.is_some(), source.is_some(), base);
        if let Some(inline) = inline {
            self.inline_config(inline, base);
        }
    }

    /// A config within the config is judged by Ignition's rules at once. Its
    /// entries keep the paths of the inner config.
    fn inline_config(&mut self, text: &str, base: &dyn Fn() -> Path) {
        const SKIPPED: &str =
            "skipping validation for the merge/replace ignition config due to an unkown version";
        let spec = self.schema.spec;
        let mut refuse = |message: String| {
            self.report.add(Severity::Error, Path::root(), message);
            let message = "config is not valid";
            self.report
                .add(Severity::Error, steps!(base, "inline"), message);
        };
        let document = match json::parse(text.as_bytes()) {
            Ok(document) => document,
            Err(error) => return refuse(error.message),
        };
        let config = match decode::decode(&document, spec) {
            Ok(config) => config,
            Err(error) => return refuse(error.message),
        };
        match Version::parse(&config.ignition.version) {
            None => {
                let path = Path::from_iter(["ignition", "version"]);
                self.error(path, "invalid config version (couldn't parse)");
            }
            Some(version) if Spec::of(&version) != Some(spec) => {
                self.warn(steps!(base, "version"), SKIPPED);
            }
            Some(_) => {
                self.report.append(judge(&config, spec, JudgeRules::V2_26));
                self.report.append(duplicates::check(&config, spec));
                self.report.append(unused::check(&config, spec, &document));
            }
        }
    }

    fn one_content(&mut self, inline: bool, local: bool, source: bool, base: &dyn Fn() -> Path) {
        if u8::from(inline) + u8::from(local) + u8::from(source) < 2 {
            return;
        }
        let last = if source && self.schema.level > Level::L1_0 {
            "source"
        } else {
            "inline"
        };
        self.error(steps!(base, last), ONE_CONTENT);
    }

    fn filesystem(&mut self, filesystem: &Filesystem, base: &dyn Fn() -> Path) {
        const PATH: &str = "path is required if with_mount_unit is true and format is not swap";
        const FORMAT: &str = "format is required if with_mount_unit is true";
        if filesystem.with_mount_unit != Some(true) {
            return;
        }
        let no_path = is_empty(filesystem.path.as_deref());
        let no_format = is_empty(filesystem.format.as_deref());
        if self.schema.level < Level::L1_4 {
            if no_path {
                self.error(steps!(base, "path"), PATH);
            }
            if no_format {
                self.error(steps!(base, "format"), FORMAT);
            }
        } else if no_format {
            self.error(steps!(base, "format"), FORMAT);
        } else if no_path && filesystem.format.as_deref() != Some("swap") {
            self.error(steps!(base, "path"), PATH);
        }
    }

    fn tree(&mut self, tree: &Tree, base: &dyn Fn() -> Path) {
        if tree.local.is_empty() {
            self.error(base(), "local is required");
        }
    }

    fn unit(&mut self, unit: &Unit, base: &dyn Fn() -> Path) {
        if unit.contents.is_some() && unit.contents_local.is_some() {
            self.error(steps!(base, "contents_local"), ONE_TEXT);
        }
        self.dropins(&unit.dropins, base);
    }

    fn dropins(&mut self, dropins: &[Dropin], base: &dyn Fn() -> Path) {
        for (index, dropin) in dropins.iter().enumerate() {
            if dropin.contents.is_some() && dropin.contents_local.is_some() {
                self.error(steps!(base, "dropins", index, "contents_local"), ONE_TEXT);
            }
        }
    }

    fn quadlet(&mut self, quadlet: &Quadlet, base: &dyn Fn() -> Path) {
        const EXTENSION: &str = "unsupported file extension for quadlet: must be one of .container, .volume, .network, .kube, .image, .build, .pod, or .artifact";
        const INSTANCE: &str = "template instances cannot have contents or contents_local";
        const EXTENSIONS: [&str; 8] = [
            "container",
            "volume",
            "network",
            "kube",
            "image",
            "build",
            "pod",
            "artifact",
        ];
        let extension = quadlet
            .name
            .rsplit_once('.')
            .map(|(_, extension)| extension);
        if !extension.is_some_and(|extension| EXTENSIONS.contains(&extension)) {
            self.error(steps!(base, "name"), EXTENSION);
        }
        if crate::translate::quadlets::template_of(&quadlet.name).is_none() {
            if quadlet.contents.is_some() && quadlet.contents_local.is_some() {
                self.error(steps!(base, "contents_local"), ONE_TEXT);
            }
        } else {
            if !is_empty(quadlet.contents.as_deref()) {
                self.error(steps!(base, "contents"), INSTANCE);
            }
            if !is_empty(quadlet.contents_local.as_deref()) {
                self.error(steps!(base, "contents_local"), INSTANCE);
            }
        }
        self.dropins(&quadlet.dropins, base);
    }

    /// Rules of Fedora CoreOS over the whole config.
    fn fcos(&mut self, config: &Config) {
        const BOOT_DISK: &str = "/dev/disk/by-id/coreos-boot-disk";
        const NUMBER: &str = "partitions cannot be reused by label; number must be specified except on boot disk (/dev/disk/by-id/coreos-boot-disk) or when wipe_table is true";
        const MOUNT: &str = "path must be under /etc or /var if with_mount_unit is true";
        let mirrors = &config.boot_device.mirror.devices;
        for (index, disk) in config.storage.disks.iter().enumerate() {
            if disk.device == BOOT_DISK
                || disk.wipe_table == Some(true)
                || mirrors.contains(&disk.device)
            {
                continue;
            }
            for (number, partition) in disk.partitions.iter().enumerate() {
                if partition.number == 0 && partition.label.is_some() {
                    let path = Path::from_iter(["storage", "disks"])
                        .then(index)
                        .then("partitions")
                        .then(number)
                        .then("number");
                    self.warn(path, NUMBER);
                }
            }
        }
        for (index, filesystem) in config.storage.filesystems.iter().enumerate() {
            let path = filesystem.path.as_deref().unwrap_or_default();
            if filesystem.with_mount_unit == Some(true) && !path.is_empty() && !is_writable(path) {
                let path = Path::from_iter(["storage", "filesystems"])
                    .then(index)
                    .then("path");
                self.error(path, MOUNT);
            }
        }
    }
}

/// Whether a path is in one of the trees that can be written at run time.
fn is_writable(path: &str) -> bool {
    ["/etc", "/var"].into_iter().any(|top| {
        path.strip_prefix(top)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

pub(crate) fn is_empty(text: Option<&str>) -> bool {
    text.is_none_or(str::is_empty)
}

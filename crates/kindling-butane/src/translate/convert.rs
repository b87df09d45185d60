//! The fields Butane and Ignition share, and contents.

use kindling_ignition::config as ign;
use kindling_ignition::dataurl::{self, AutoCompression};
use kindling_ignition::{Path, Spec};

use super::Translation;
use crate::schema::{
    Authority, Clevis, ClevisCustom, Config, Directory, Disk, Dropin, File, Filesystem, Header,
    Ignition, Link, Luks, NodeGroup, NodeUser, Partition, PasswdGroup, PasswdUser, Proxy, Raid,
    Reference, Resource, Tang, Timeouts, Unit, Verification,
};
use crate::variant::Level;

/// The common fields of the three kinds of contents.
struct Contents<'c> {
    compression: &'c mut Option<String>,
    http_headers: &'c mut Vec<Header>,
    source: &'c mut Option<String>,
    inline: &'c mut Option<String>,
    local: &'c mut Option<String>,
    verification: &'c mut Verification,
}

macro_rules! contents {
    ($resource:expr) => {
        Contents {
            compression: &mut $resource.compression,
            http_headers: &mut $resource.http_headers,
            source: &mut $resource.source,
            inline: &mut $resource.inline,
            local: &mut $resource.local,
            verification: &mut $resource.verification,
        }
    };
}

fn take<T: Default>(value: &mut T) -> T {
    std::mem::take(value)
}

impl Translation<'_> {
    pub(super) fn convert(&mut self, config: &mut Config) {
        let Config {
            ignition,
            kernel_arguments,
            passwd,
            storage,
            systemd,
            ..
        } = config;
        self.ignition(ignition);
        self.result.kernel_arguments = ign::KernelArguments {
            should_exist: take(&mut kernel_arguments.should_exist),
            should_not_exist: take(&mut kernel_arguments.should_not_exist),
        };
        self.result.passwd.groups = passwd.groups.iter_mut().map(group).collect();
        for (index, from) in passwd.users.iter_mut().enumerate() {
            let user = self.user(from, index);
            self.result.passwd.users.push(user);
        }
        let base =
            |list: &'static str, index: usize| Path::from_iter(["storage", list]).then(index);
        self.result.storage.directories = storage.directories.iter_mut().map(directory).collect();
        self.result.storage.disks = storage.disks.iter_mut().map(disk).collect();
        self.result.storage.files.reserve(storage.files.len());
        for (index, from) in storage.files.iter_mut().enumerate() {
            let file = self.file(from, &|| base("files", index));
            self.result.storage.files.push(file);
        }
        let filesystems = storage.filesystems.iter_mut();
        self.result.storage.filesystems = filesystems.map(filesystem).collect();
        self.result.storage.links = storage.links.iter_mut().map(link).collect();
        for (index, from) in storage.luks.iter_mut().enumerate() {
            let luks = self.luks(from, &|| base("luks", index));
            self.result.storage.luks.push(luks);
        }
        self.result.storage.raid = storage.raid.iter_mut().map(raid).collect();
        self.result.systemd.units.reserve(systemd.units.len());
        for (index, from) in systemd.units.iter_mut().enumerate() {
            let unit = self.unit(from, index);
            self.result.systemd.units.push(unit);
        }
    }

    fn ignition(&mut self, from: &mut Ignition) {
        let base = || Path::root().then("ignition");
        for (index, reference) in from.config.merge.iter_mut().enumerate() {
            let resource = self.reference(reference, &|| {
                base().then("config").then("merge").then(index)
            });
            self.result.ignition.config.merge.push(resource);
        }
        self.result.ignition.config.replace = self.reference(&mut from.config.replace, &|| {
            base().then("config").then("replace")
        });
        let Proxy {
            http_proxy,
            https_proxy,
            no_proxy,
        } = &mut from.proxy;
        self.result.ignition.proxy = ign::Proxy {
            http_proxy: http_proxy.take(),
            https_proxy: https_proxy.take(),
            no_proxy: take(no_proxy),
        };
        let authorities = &mut from.security.tls.certificate_authorities;
        for (index, authority) in authorities.iter_mut().enumerate() {
            let resource = self.authority(authority, &|| {
                base()
                    .then("security")
                    .then("tls")
                    .then("certificate_authorities")
                    .then(index)
            });
            let tls = &mut self.result.ignition.security.tls;
            tls.certificate_authorities.push(resource);
        }
        let Timeouts {
            http_response_headers,
            http_total,
        } = from.timeouts;
        self.result.ignition.timeouts = ign::Timeouts {
            http_response_headers,
            http_total,
        };
    }

    fn resource(&mut self, from: &mut Resource, base: &dyn Fn() -> Path) -> ign::Resource {
        self.contents(&mut contents!(from), base)
    }

    fn reference(&mut self, from: &mut Reference, base: &dyn Fn() -> Path) -> ign::Resource {
        self.contents(&mut contents!(from), base)
    }

    fn authority(&mut self, from: &mut Authority, base: &dyn Fn() -> Path) -> ign::Resource {
        self.contents(&mut contents!(from), base)
    }

    fn contents(&mut self, from: &mut Contents<'_>, base: &dyn Fn() -> Path) -> ign::Resource {
        let mut to = ign::Resource {
            compression: from.compression.clone(),
            http_headers: from.http_headers.iter_mut().map(header).collect(),
            source: from.source.take(),
            verification: ign::Verification {
                hash: from.verification.hash.take(),
            },
        };
        if let Some(name) = &*from.local {
            match self.read(name) {
                Ok(contents) => self.embed(contents, &mut to),
                Err(message) => self.error(base().then("local"), message),
            }
        }
        if let Some(inline) = &mut *from.inline {
            self.embed(take(inline).as_bytes(), &mut to);
        }
        to
    }

    /// Puts contents into a resource as a data URL.
    pub(super) fn embed(&self, contents: &[u8], to: &mut ign::Resource) {
        if self.schema.level == Level::L1_0 {
            to.source = Some(dataurl::encode_escaped(contents));
            return;
        }
        let chosen = to
            .compression
            .as_deref()
            .is_some_and(|text| !text.is_empty());
        if chosen {
            let encoded = dataurl::encode(contents, AutoCompression::Forbidden);
            to.source = Some(encoded.url);
        } else {
            let encoded = dataurl::encode(contents, AutoCompression::Allowed);
            to.source = Some(encoded.url);
            let compression = if encoded.gzipped { "gzip" } else { "" };
            to.compression = Some(compression.to_owned());
        }
    }

    fn user(&mut self, from: &mut PasswdUser, index: usize) -> ign::PasswdUser {
        let mut keys = take(&mut from.ssh_authorized_keys);
        if !from.ssh_authorized_keys_local.is_empty() {
            let path = Path::from_iter(["passwd", "users"])
                .then(index)
                .then("ssh_authorized_keys_local");
            self.key_files(&from.ssh_authorized_keys_local, &mut keys, index, &path);
        }
        ign::PasswdUser {
            gecos: from.gecos.take(),
            groups: take(&mut from.groups),
            home_dir: from.home_dir.take(),
            name: take(&mut from.name),
            no_create_home: from.no_create_home,
            no_log_init: from.no_log_init,
            no_user_group: from.no_user_group,
            password_hash: from.password_hash.take(),
            primary_group: from.primary_group.take(),
            ssh_authorized_keys: keys,
            shell: from.shell.take(),
            should_exist: from.should_exist,
            system: from.system,
            uid: from.uid,
        }
    }

    /// Adds the keys in files, one a line, after those in the config.
    fn key_files(&mut self, files: &[String], keys: &mut Vec<String>, index: usize, path: &Path) {
        if self.files.is_none() {
            self.error(path.clone(), super::NO_FILES);
            return;
        }
        let own = keys.len();
        let mut sources = Vec::new();
        for (number, name) in files.iter().enumerate() {
            match self.read(name) {
                Err(message) => self.error(path.clone().then(number), message),
                Ok(text) => {
                    let text = self.text_of(text);
                    for line in text.split('\n') {
                        let line = line.strip_suffix('\r').unwrap_or(line);
                        if !line.is_empty() {
                            keys.push(line.to_owned());
                            sources.push(number);
                        }
                    }
                }
            }
        }
        self.origins.keys.push((index, own, sources));
    }

    fn file(&mut self, from: &mut File, base: &dyn Fn() -> Path) -> ign::File {
        let mut append = Vec::with_capacity(from.append.len());
        for (index, resource) in from.append.iter_mut().enumerate() {
            append.push(self.resource(resource, &|| base().then("append").then(index)));
        }
        ign::File {
            group: node_group(&mut from.group),
            overwrite: from.overwrite,
            path: take(&mut from.path),
            user: node_user(&mut from.user),
            append,
            contents: self.resource(&mut from.contents, &|| base().then("contents")),
            mode: from.mode,
        }
    }

    fn luks(&mut self, from: &mut Luks, base: &dyn Fn() -> Path) -> ign::Luks {
        let pointers = self.schema.spec <= Spec::V3_2;
        ign::Luks {
            cex: ign::Cex {
                enabled: from.cex.enabled,
            },
            clevis: from
                .clevis
                .take()
                .map(|from| clevis(from, pointers))
                .filter(|to| pointers || *to != ign::Clevis::default()),
            device: from.device.take(),
            discard: from.discard,
            key_file: self.resource(&mut from.key_file, &|| base().then("key_file")),
            label: from.label.take(),
            name: take(&mut from.name),
            open_options: take(&mut from.open_options),
            options: take(&mut from.options),
            uuid: from.uuid.take(),
            wipe_volume: from.wipe_volume,
        }
    }

    fn unit(&mut self, from: &mut Unit, index: usize) -> ign::Unit {
        let base = || Path::from_iter(["systemd", "units"]).then(index);
        let mut dropins = Vec::with_capacity(from.dropins.len());
        for (number, from) in from.dropins.iter_mut().enumerate() {
            let dropin = self.dropin(from, &|| base().then("dropins").then(number));
            dropins.push(dropin);
        }
        let contents = from.contents.take();
        ign::Unit {
            contents: self.local_text(contents, from.contents_local.as_deref(), &base),
            dropins,
            enabled: from.enabled,
            mask: from.mask,
            name: take(&mut from.name),
        }
    }

    fn dropin(&mut self, from: &mut Dropin, base: &dyn Fn() -> Path) -> ign::Dropin {
        let contents = from.contents.take();
        ign::Dropin {
            contents: self.local_text(contents, from.contents_local.as_deref(), base),
            name: take(&mut from.name),
        }
    }

    /// Bytes as text. A byte that is not UTF-8 becomes a mark of its own, as
    /// the reference's JSON spells it unlike a replacement character.
    fn text_of(&mut self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            for _ in chunk.invalid() {
                text.push(super::BAD_BYTE);
                self.has_bad_bytes = true;
            }
        }
        text
    }

    /// The text of an embedded file, if one is named.
    fn local_text(
        &mut self,
        contents: Option<String>,
        name: Option<&str>,
        base: &dyn Fn() -> Path,
    ) -> Option<String> {
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return contents;
        };
        match self.read(name) {
            Ok(text) => Some(self.text_of(text)),
            Err(message) => {
                self.error(base().then("contents_local"), message);
                contents
            }
        }
    }
}

fn header(from: &mut Header) -> ign::Header {
    ign::Header {
        name: take(&mut from.name),
        value: from.value.take(),
    }
}

fn group(from: &mut PasswdGroup) -> ign::PasswdGroup {
    ign::PasswdGroup {
        gid: from.gid,
        name: take(&mut from.name),
        password_hash: from.password_hash.take(),
        should_exist: from.should_exist,
        system: from.system,
    }
}

pub(super) fn node_user(from: &mut NodeUser) -> ign::NodeUser {
    ign::NodeUser {
        id: from.id,
        name: from.name.take(),
    }
}

pub(super) fn node_group(from: &mut NodeGroup) -> ign::NodeGroup {
    ign::NodeGroup {
        id: from.id,
        name: from.name.take(),
    }
}

fn directory(from: &mut Directory) -> ign::Directory {
    ign::Directory {
        group: node_group(&mut from.group),
        overwrite: from.overwrite,
        path: take(&mut from.path),
        user: node_user(&mut from.user),
        mode: from.mode,
    }
}

fn link(from: &mut Link) -> ign::Link {
    ign::Link {
        group: node_group(&mut from.group),
        overwrite: from.overwrite,
        path: take(&mut from.path),
        user: node_user(&mut from.user),
        hard: from.hard,
        target: from.target.take(),
    }
}

fn disk(from: &mut Disk) -> ign::Disk {
    ign::Disk {
        device: take(&mut from.device),
        partitions: from.partitions.iter_mut().map(partition).collect(),
        wipe_table: from.wipe_table,
    }
}

fn partition(from: &mut Partition) -> ign::Partition {
    ign::Partition {
        guid: from.guid.take(),
        label: from.label.take(),
        number: from.number,
        resize: from.resize,
        should_exist: from.should_exist,
        size_mib: from.size_mib,
        start_mib: from.start_mib,
        type_guid: from.type_guid.take(),
        wipe_partition_entry: from.wipe_partition_entry,
    }
}

fn filesystem(from: &mut Filesystem) -> ign::Filesystem {
    ign::Filesystem {
        device: take(&mut from.device),
        format: from.format.take(),
        label: from.label.take(),
        mount_options: take(&mut from.mount_options),
        options: take(&mut from.options),
        path: from.path.take(),
        uuid: from.uuid.take(),
        wipe_filesystem: from.wipe_filesystem,
    }
}

fn clevis(from: Clevis, pointers: bool) -> ign::Clevis {
    ign::Clevis {
        custom: from
            .custom
            .map(|custom: ClevisCustom| ign::ClevisCustom {
                config: custom.config,
                needs_network: custom.needs_network,
                pin: custom.pin,
            })
            .filter(|to| pointers || *to != ign::ClevisCustom::default()),
        tang: from.tang.into_iter().map(tang).collect(),
        threshold: from.threshold,
        tpm2: from.tpm2,
    }
}

pub(super) fn tang(from: Tang) -> ign::Tang {
    ign::Tang {
        advertisement: from.advertisement,
        thumbprint: from.thumbprint,
        url: from.url,
    }
}

fn raid(from: &mut Raid) -> ign::Raid {
    ign::Raid {
        devices: take(&mut from.devices),
        level: from.level.take(),
        name: take(&mut from.name),
        options: take(&mut from.options),
        spares: from.spares,
    }
}

//! The schema all variants share.

use super::fcos::{BootDevice, Grub};
use super::objects;
use crate::unused::Visitor;
use crate::variant::Gate::{self, Fcos, Since};
use crate::variant::Level::{L1_0, L1_1, L1_2, L1_3, L1_4, L1_5, L1_6, L1_7, L1_8};
use crate::variant::Schema;
use crate::yaml::{Decode, Decoder, NodeId, YamlError};

const ALWAYS: Gate = Since(L1_0);

objects! {
    /// A whole config.
    Config (fcos_package) "Config" {
        version: String = "version", ALWAYS;
        variant: String = "variant", ALWAYS;
        ignition: Ignition = "ignition", ALWAYS;
        kernel_arguments: KernelArguments = "kernel_arguments", Since(L1_4);
        passwd: Passwd = "passwd", ALWAYS;
        storage: Storage = "storage", ALWAYS;
        systemd: Systemd = "systemd", ALWAYS;
        boot_device: BootDevice = "boot_device", Fcos(L1_3);
        grub: Grub = "grub", Fcos(L1_5);
    }

    Ignition (base_package) "Ignition" {
        config: IgnitionConfig = "config", ALWAYS;
        proxy: Proxy = "proxy", Since(L1_1);
        security: Security = "security", ALWAYS;
        timeouts: Timeouts = "timeouts", ALWAYS;
    }

    IgnitionConfig (base_package) "IgnitionConfig" {
        merge: Vec<Reference> = "merge", ALWAYS;
        replace: Reference = "replace", ALWAYS;
    }

    /// Contents: of a file, appended to a file, of a key file.
    Resource (base_package) "Resource" or "FileContents" {
        compression: Option<String> = "compression", ALWAYS;
        http_headers: Vec<Header> = "http_headers", Since(L1_1), list "HTTPHeaders";
        source: Option<String> = "source", ALWAYS;
        inline: Option<String> = "inline", ALWAYS;
        local: Option<String> = "local", Since(L1_1);
        verification: Verification = "verification", ALWAYS;
    }

    /// Another config.
    Reference (base_package) "Resource" or "ConfigReference" {
        compression: Option<String> = "compression", Since(L1_1);
        http_headers: Vec<Header> = "http_headers", Since(L1_1), list "HTTPHeaders";
        source: Option<String> = "source", ALWAYS;
        inline: Option<String> = "inline", Since(L1_1);
        local: Option<String> = "local", Since(L1_1);
        verification: Verification = "verification", ALWAYS;
    }

    /// A certificate authority.
    Authority (base_package) "Resource" or "CaReference" {
        compression: Option<String> = "compression", Since(L1_1);
        http_headers: Vec<Header> = "http_headers", Since(L1_1), list "HTTPHeaders";
        source: Option<String> = "source", ALWAYS;
        inline: Option<String> = "inline", Since(L1_1);
        local: Option<String> = "local", Since(L1_1);
        verification: Verification = "verification", ALWAYS;
    }

    Header (base_package) "HTTPHeader" {
        name: String = "name", Since(L1_1);
        value: Option<String> = "value", Since(L1_1);
    }

    Verification (base_package) "Verification" {
        hash: Option<String> = "hash", ALWAYS;
    }

    Proxy (base_package) "Proxy" {
        http_proxy: Option<String> = "http_proxy", Since(L1_1);
        https_proxy: Option<String> = "https_proxy", Since(L1_1);
        no_proxy: Vec<String> = "no_proxy", Since(L1_1);
    }

    Security (base_package) "Security" {
        tls: Tls = "tls", ALWAYS;
    }

    Tls (base_package) "TLS" {
        certificate_authorities: Vec<Authority> = "certificate_authorities", ALWAYS;
    }

    Timeouts (base_package) "Timeouts" {
        http_response_headers: Option<i64> = "http_response_headers", ALWAYS;
        http_total: Option<i64> = "http_total", ALWAYS;
    }

    KernelArguments (base_package) "KernelArguments" {
        should_exist: Vec<String> = "should_exist", Since(L1_4), item "KernelArgument";
        should_not_exist: Vec<String> = "should_not_exist", Since(L1_4), item "KernelArgument";
    }

    Passwd (base_package) "Passwd" {
        groups: Vec<PasswdGroup> = "groups", ALWAYS;
        users: Vec<PasswdUser> = "users", ALWAYS;
    }

    PasswdGroup (base_package) "PasswdGroup" {
        gid: Option<i64> = "gid", ALWAYS;
        name: String = "name", ALWAYS;
        password_hash: Option<String> = "password_hash", ALWAYS;
        should_exist: Option<bool> = "should_exist", Since(L1_2);
        system: Option<bool> = "system", ALWAYS;
    }

    PasswdUser (base_package) "PasswdUser" {
        gecos: Option<String> = "gecos", ALWAYS;
        groups: Vec<String> = "groups", ALWAYS, item "Group";
        home_dir: Option<String> = "home_dir", ALWAYS;
        name: String = "name", ALWAYS;
        no_create_home: Option<bool> = "no_create_home", ALWAYS;
        no_log_init: Option<bool> = "no_log_init", ALWAYS;
        no_user_group: Option<bool> = "no_user_group", ALWAYS;
        password_hash: Option<String> = "password_hash", ALWAYS;
        primary_group: Option<String> = "primary_group", ALWAYS;
        should_exist: Option<bool> = "should_exist", Since(L1_2);
        ssh_authorized_keys: Vec<String> = "ssh_authorized_keys", ALWAYS, item "SSHAuthorizedKey";
        ssh_authorized_keys_local: Vec<String> = "ssh_authorized_keys_local", Since(L1_5);
        shell: Option<String> = "shell", ALWAYS;
        system: Option<bool> = "system", ALWAYS;
        uid: Option<i64> = "uid", ALWAYS;
    }

    Storage (base_package) "Storage" {
        directories: Vec<Directory> = "directories", ALWAYS;
        disks: Vec<Disk> = "disks", ALWAYS;
        files: Vec<File> = "files", ALWAYS;
        filesystems: Vec<Filesystem> = "filesystems", ALWAYS;
        links: Vec<Link> = "links", ALWAYS;
        luks: Vec<Luks> = "luks", Since(L1_2);
        raid: Vec<Raid> = "raid", ALWAYS;
        trees: Vec<Tree> = "trees", Since(L1_1);
    }

    NodeUser (base_package) "NodeUser" {
        id: Option<i64> = "id", ALWAYS;
        name: Option<String> = "name", ALWAYS;
    }

    NodeGroup (base_package) "NodeGroup" {
        id: Option<i64> = "id", ALWAYS;
        name: Option<String> = "name", ALWAYS;
    }

    Directory (base_package) "Directory" {
        group: NodeGroup = "group", ALWAYS;
        overwrite: Option<bool> = "overwrite", ALWAYS;
        path: String = "path", ALWAYS;
        user: NodeUser = "user", ALWAYS;
        mode: Option<i64> = "mode", ALWAYS;
    }

    File (base_package) "File" {
        group: NodeGroup = "group", ALWAYS;
        overwrite: Option<bool> = "overwrite", ALWAYS;
        path: String = "path", ALWAYS;
        user: NodeUser = "user", ALWAYS;
        append: Vec<Resource> = "append", ALWAYS;
        contents: Resource = "contents", ALWAYS;
        mode: Option<i64> = "mode", ALWAYS;
    }

    Link (base_package) "Link" {
        group: NodeGroup = "group", ALWAYS;
        overwrite: Option<bool> = "overwrite", ALWAYS;
        path: String = "path", ALWAYS;
        user: NodeUser = "user", ALWAYS;
        hard: Option<bool> = "hard", ALWAYS;
        target: Option<String> = "target", ALWAYS;
    }

    Disk (base_package) "Disk" {
        device: String = "device", ALWAYS;
        partitions: Vec<Partition> = "partitions", ALWAYS;
        wipe_table: Option<bool> = "wipe_table", ALWAYS;
    }

    Partition (base_package) "Partition" {
        guid: Option<String> = "guid", ALWAYS;
        label: Option<String> = "label", ALWAYS;
        number: i64 = "number", ALWAYS;
        resize: Option<bool> = "resize", Since(L1_2);
        should_exist: Option<bool> = "should_exist", ALWAYS;
        size_mib: Option<i64> = "size_mib", ALWAYS;
        start_mib: Option<i64> = "start_mib", ALWAYS;
        type_guid: Option<String> = "type_guid", ALWAYS;
        wipe_partition_entry: Option<bool> = "wipe_partition_entry", ALWAYS;
    }

    Filesystem (base_package) "Filesystem" {
        device: String = "device", ALWAYS;
        format: Option<String> = "format", ALWAYS;
        label: Option<String> = "label", ALWAYS;
        mount_options: Vec<String> = "mount_options", Since(L1_1);
        options: Vec<String> = "options", ALWAYS;
        path: Option<String> = "path", ALWAYS;
        uuid: Option<String> = "uuid", ALWAYS;
        wipe_filesystem: Option<bool> = "wipe_filesystem", ALWAYS;
        with_mount_unit: Option<bool> = "with_mount_unit", Since(L1_1);
    }

    Luks (base_package) "Luks" {
        cex: Cex = "cex", Since(L1_6);
        clevis: Option<Clevis> = "clevis", Since(L1_2);
        device: Option<String> = "device", Since(L1_2);
        discard: Option<bool> = "discard", Since(L1_5);
        key_file: Resource = "key_file", Since(L1_2);
        label: Option<String> = "label", Since(L1_2);
        name: String = "name", Since(L1_2);
        open_options: Vec<String> = "open_options", Since(L1_5);
        options: Vec<String> = "options", Since(L1_2);
        uuid: Option<String> = "uuid", Since(L1_2);
        wipe_volume: Option<bool> = "wipe_volume", Since(L1_2);
    }

    Cex (base_package) "Cex" {
        enabled: Option<bool> = "enabled", Since(L1_6);
    }

    Clevis (base_package) "Clevis" {
        custom: Option<ClevisCustom> = "custom", Since(L1_2);
        tang: Vec<Tang> = "tang", Since(L1_2);
        threshold: Option<i64> = "threshold", Since(L1_2);
        tpm2: Option<bool> = "tpm2", Since(L1_2);
    }

    ClevisCustom (base_package) "ClevisCustom" {
        config: Option<String> = "config", Since(L1_2);
        needs_network: Option<bool> = "needs_network", Since(L1_2);
        pin: Option<String> = "pin", Since(L1_2);
    }

    Tang (base_package) "Tang" {
        thumbprint: Option<String> = "thumbprint", Since(L1_2);
        url: String = "url", Since(L1_2);
        advertisement: Option<String> = "advertisement", Since(L1_5);
    }

    Raid (base_package) "Raid" {
        devices: Vec<String> = "devices", ALWAYS, item "Device";
        level: Option<String> = "level", ALWAYS;
        name: String = "name", ALWAYS;
        options: Vec<String> = "options", ALWAYS;
        spares: Option<i64> = "spares", ALWAYS;
    }

    Tree (base_package) "Tree" {
        group: NodeGroup = "group", Since(L1_7);
        local: String = "local", Since(L1_1);
        path: Option<String> = "path", Since(L1_1);
        user: NodeUser = "user", Since(L1_7);
        file_mode: Option<i64> = "file_mode", Since(L1_7);
        dir_mode: Option<i64> = "dir_mode", Since(L1_7);
    }

    Systemd (base_package) "Systemd" {
        units: Vec<Unit> = "units", ALWAYS;
        quadlets: Vec<Quadlet> = "quadlets", Since(L1_8);
    }

    Unit (base_package) "Unit" {
        contents: Option<String> = "contents", ALWAYS;
        contents_local: Option<String> = "contents_local", Since(L1_5);
        dropins: Vec<Dropin> = "dropins", ALWAYS;
        enabled: Option<bool> = "enabled", ALWAYS;
        mask: Option<bool> = "mask", ALWAYS;
        name: String = "name", ALWAYS;
    }

    Dropin (base_package) "Dropin" {
        contents: Option<String> = "contents", ALWAYS;
        contents_local: Option<String> = "contents_local", Since(L1_5);
        name: String = "name", ALWAYS;
    }

    Quadlet (base_package) "Quadlet" {
        contents: Option<String> = "contents", Since(L1_8);
        contents_local: Option<String> = "contents_local", Since(L1_8);
        dropins: Vec<Dropin> = "dropins", Since(L1_8);
        name: String = "name", Since(L1_8);
        rootful: bool = "rootful", Since(L1_8);
    }
}

/// An object that may be unset. Up to level 1.3 that was visible; afterwards
/// an unset one and an empty one are the same.
macro_rules! optional {
    ($($type:ty),*) => {$(
        impl Decode for Option<$type> {
            fn decode(&mut self, decoder: &mut Decoder<'_>, id: NodeId) -> Result<bool, YamlError> {
                let mut value = self.take().unwrap_or_default();
                let read = value.decode(decoder, id)?;
                if read {
                    *self = Some(value);
                }
                Ok(read)
            }

            fn type_name(schema: Schema) -> String {
                <$type>::type_name(schema)
            }

            fn visit(&self, visitor: &mut Visitor<'_>, id: NodeId) {
                match self {
                    Some(value) => value.visit(visitor, id),
                    None if visitor.schema.level <= L1_3 => {}
                    None => <$type>::default().visit(visitor, id),
                }
            }
        }
    )*};
}

optional!(Clevis, ClevisCustom);

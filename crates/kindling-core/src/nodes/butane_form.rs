//! Any Ignition config as a Butane config that translates back to it, byte for byte.
//!
//! Takes a config and the variant it is written for; gives YAML. Keys are those of Ignition in Butane's spelling, every
//! value that is set is written, and contents are written as text where Butane encodes that text to the very bytes they
//! have. Sugar is not written: what it stood for is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kindling_butane::variant::SCHEMAS;
use kindling_ignition::config::{Config, Resource};
use kindling_ignition::dataurl::{self, AutoCompression};
use kindling_ignition::schema::{FieldRef, Object, Role};
use kindling_ignition::summary::{self, Contents};
use kindling_ignition::{Spec, print};

use super::butane_text::put_scalar;

/// Writes configs; what many of them hold is decoded once.
#[derive(Debug, Default)]
pub struct Writer {
    /// The text of contents that Butane encodes to them, by their URL; none where there is no such text.
    texts: BTreeMap<String, Option<String>>,
}

impl Writer {
    /// Forgets what many edits have left behind.
    pub fn tidy(&mut self, machines: usize) {
        if self.texts.len() > machines * 10 + 1000 {
            self.texts.clear();
        }
    }

    /// The Butane config of this variant, with a comment above it.
    pub fn write(&mut self, config: &Config, spec: Spec, variant: &str, comment: &str) -> String {
        let version = SCHEMAS
            .iter()
            .rfind(|schema| schema.variant.as_str() == variant && schema.spec == spec)
            .map_or("", |schema| schema.version);
        let mut text = String::with_capacity(16_384);
        for line in comment.lines() {
            // Writing to a `String` cannot fail, here and below.
            let _ = writeln!(text, "# {line}");
        }
        let _ = writeln!(text, "variant: {variant}\nversion: {version}");
        self.object(&mut text, config, Role::Contents, spec, 0);
        text
    }

    /// The fields of an object, each on a line of its own; says whether there was any.
    fn object(
        &mut self,
        text: &mut String,
        object: &dyn Object,
        role: Role,
        spec: Spec,
        indent: usize,
    ) -> bool {
        let is_resource = object.as_any().downcast_ref::<Resource>();
        if let Some(inline) = is_resource.and_then(|resource| self.inline(resource)) {
            pad(text, indent);
            text.push_str("inline: ");
            put_scalar(text, inline, indent + 2);
            return true;
        }
        let fields = object.fields();
        let mut rows: Vec<usize> = (0..fields.len()).collect();
        // What names a thing stands first, what is long stands last.
        rows.sort_by_key(|row| match fields[*row].json {
            "name" | "path" | "device" if indent > 0 => 0,
            "contents" | "append" | "dropins" => 2,
            _ => 1,
        });
        let mut any = false;
        for row in rows {
            let field = &fields[row];
            let value = object.get(row);
            let is_version =
                indent == 2 && object.as_any().is::<kindling_ignition::config::Ignition>();
            if value.is_empty()
                || !field.exists(spec, role)
                || (is_version && field.json == "version")
            {
                continue;
            }
            let before = text.len();
            pad(text, indent);
            text.push_str(&spelling(field.json));
            text.push(':');
            let written = self.value(text, value, field.json, field.role, spec, indent);
            if !written {
                text.truncate(before);
            }
            any |= written;
        }
        any
    }

    fn value(
        &mut self,
        text: &mut String,
        value: FieldRef<'_>,
        key: &str,
        role: Role,
        spec: Spec,
        indent: usize,
    ) -> bool {
        match value {
            FieldRef::Text(scalar) | FieldRef::OptText(Some(scalar)) => {
                text.push(' ');
                put_scalar(text, scalar, indent + 2);
            }
            FieldRef::Number(number) | FieldRef::OptNumber(Some(number)) => {
                let _ = if key == "mode" {
                    writeln!(text, " 0{number:o}")
                } else {
                    writeln!(text, " {number}")
                };
            }
            FieldRef::OptFlag(Some(flag)) => {
                let _ = writeln!(text, " {flag}");
            }
            FieldRef::Object(object) | FieldRef::OptObject(Some(object), _) => {
                text.push('\n');
                return self.object(text, object, role, spec, indent + 2);
            }
            FieldRef::Texts(texts) => {
                text.push('\n');
                for scalar in texts {
                    pad(text, indent + 2);
                    text.push_str("- ");
                    put_scalar(text, scalar, indent + 4);
                }
            }
            FieldRef::Objects(list) => {
                text.push('\n');
                for item in (0..list.count()).filter_map(|index| list.item(index)) {
                    let before = text.len();
                    if self.object(text, item, role, spec, indent + 4) {
                        // The item's first line begins with its dash.
                        let dash = before + indent + 2;
                        text.replace_range(dash..=dash, "-");
                    } else {
                        pad(text, indent + 2);
                        text.push_str("- {}\n");
                    }
                }
            }
            FieldRef::OptText(None)
            | FieldRef::OptNumber(None)
            | FieldRef::OptFlag(None)
            | FieldRef::OptObject(None, _) => return false,
        }
        true
    }

    /// The text that Butane makes this resource of, where there is one.
    fn inline(&mut self, resource: &Resource) -> Option<&str> {
        let url = resource.source.as_deref()?;
        let compression = resource.compression.as_deref()?;
        if !url.starts_with("data:")
            || !resource.http_headers.is_empty()
            || resource.verification.hash.is_some()
        {
            return None;
        }
        if !self.texts.contains_key(url) {
            let text = decoded(resource).filter(|text| {
                let encoded = dataurl::encode(text.as_bytes(), AutoCompression::Allowed);
                encoded.url == url && compression == if encoded.gzipped { "gzip" } else { "" }
            });
            self.texts.insert(url.to_owned(), text);
        }
        self.texts.get(url)?.as_deref()
    }
}

fn decoded(resource: &Resource) -> Option<String> {
    match summary::contents(resource) {
        Contents::Inline { bytes, .. } => String::from_utf8(bytes).ok(),
        Contents::Unset | Contents::Fetched(_) | Contents::Broken(_) => None,
    }
}

fn pad(text: &mut String, indent: usize) {
    text.extend(std::iter::repeat_n(' ', indent));
}

/// A key of Ignition as Butane spells it.
fn spelling(json: &str) -> String {
    let mut key = String::with_capacity(json.len() + 4);
    for letter in json.replace("MiB", "Mib").chars() {
        if letter.is_ascii_uppercase() {
            key.push('_');
        }
        key.push(letter.to_ascii_lowercase());
    }
    key
}

/// The config as machines take it: as Butane prints it.
pub fn ignition(config: &Config, spec: Spec) -> String {
    print::print(config, spec, print::Encoder::Butane, print::Layout::Compact)
}

#[cfg(test)]
mod tests {
    use kindling_butane::{Options, translate};

    use super::{Writer, ignition, spelling};

    #[test]
    fn keys_are_spelled_as_butane_spells_them() {
        for (json, butane) in [
            ("sizeMiB", "size_mib"),
            ("sshAuthorizedKeys", "ssh_authorized_keys"),
            ("httpHeaders", "http_headers"),
            ("path", "path"),
        ] {
            assert_eq!(spelling(json), butane);
        }
    }

    /// Everything that a snippet can say, sugar included, in each version that machines take.
    #[test]
    fn what_is_written_translates_back() {
        let storage = "
kernel_arguments:
  should_exist: [a=b, \"'c\"]
  should_not_exist: [quiet]
ignition:
  config:
    merge:
      - source: https://example.com/a.ign
        verification: { hash: sha256-0519a9826023338828942b081814355d55301b9bc82042390f9afaf75cd3a707 }
      - inline: '{\"ignition\":{\"version\":\"3.3.0\"}}'
  proxy: { https_proxy: 'https://p.example.com', no_proxy: [a, b] }
  security: { tls: { certificate_authorities: [ { inline: \"x: #y\\n\" } ] } }
  timeouts: { http_response_headers: 0, http_total: 30 }
passwd:
  groups: [ { name: g, gid: 0, system: false } ]
  users:
    - { name: ops, groups: [wheel, \"0\"], password_hash: '$y$j9T$', uid: 0, shell: /bin/sh, no_create_home: true }
    - { name: core, ssh_authorized_keys: ['ssh-ed25519 AAAA a: b #c'] }
storage:
  directories: [ { path: /a/b, mode: 0711, user: { id: 0 }, group: { name: g }, overwrite: false } ]
  disks:
    - device: /dev/sdb
      wipe_table: false
      partitions:
        - { label: p-1, number: 1, size_mib: 50, start_mib: 10, type_guid: CA7D7CCB-63ED-4C53-861C-1742536059CC }
        - { label: p-2, number: 2, size_mib: 100, start_mib: 60, resize: false }
        - { number: 9, should_exist: false, wipe_partition_entry: true }
  raid: [ { name: md, level: raid1, devices: [/dev/disk/by-partlabel/p-1, /dev/sdc], spares: 0, options: [--x] } ]
  luks:
    - name: secret
      device: /dev/md/md
      key_file: { inline: key }
      options: [--cipher, aes]
      wipe_volume: true
  filesystems:
    - { device: /dev/mapper/secret, format: xfs, path: /var/lib/data, with_mount_unit: true, mount_options: [noatime] }
    - { device: /dev/sdd, format: ext4, label: x, options: [-O, y], wipe_filesystem: true }
  links: [ { path: /etc/l, target: ../x, hard: false, overwrite: true } ]
  files:
    - path: /var/lib/data/empty
    - { path: /e1, contents: { inline: '' }, mode: 0 }
    - { path: /e2, contents: { source: '' } }
    - { path: /e3, contents: { source: 'data:,plain' } }
    - { path: /e4, contents: { source: 'data:,plain', compression: '' } }
    - { path: /e5, contents: { source: 'data:;base64,AAEC/w==', compression: '' } }
    - path: /e6
      contents:
        source: https://example.com/e6
        compression: gzip
        http_headers: [ { name: A, value: 'null' }, { name: B, value: 'b: c' } ]
        verification: { hash: sha512-5f }
    - path: /e7
      append:
        - inline: \"a\\n\"
        - source: 'data:,b'
        - {}
    - { path: /e8, mode: 0644, contents: { inline: \"LONG\" } }
    - { path: /e9, mode: 0644, contents: { inline: \"\\0\\x01\\t\\r\\n \\u2028\\u0085 \\U0001F600\" } }
systemd:
  units:
    - { name: a.service, enabled: false, contents: \" x\\n\", dropins: [ { name: b.conf, contents: '' }, { name: c.conf } ] }
    - { name: b.service, mask: false }
";
        let storage = storage
            .replace("LONG", &"a line that comes again\\n".repeat(60))
            .replace("sha512-5f", &format!("sha512-{}", "5f".repeat(64)));
        for (variant, version) in [
            ("flatcar", "1.0.0"),
            ("flatcar", "1.1.0"),
            ("fcos", "1.4.0"),
            ("fcos", "1.5.0"),
        ] {
            let source = format!("variant: {variant}\nversion: {version}\n{storage}");
            let outcome = translate(source.as_bytes(), Options::default());
            let Some((config, spec)) = outcome.config else {
                unreachable!(
                    "{variant} {version}: {:?} {}",
                    outcome.error, outcome.report
                )
            };
            let text = Writer::default().write(&config, spec, variant, "one\ntwo");
            assert!(text.starts_with("# one\n# two\nvariant: "), "{text}");
            let again = translate(text.as_bytes(), Options::default());
            assert_eq!(again.error, None, "{text}\n{}", again.report);
            let expected = ignition(&config, spec);
            assert_eq!(again.output.as_deref(), Some(expected.as_str()), "{text}");
            assert!(
                text.contains("inline: |\n          a line that comes"),
                "{text}"
            );
        }
    }

    #[test]
    fn every_hostile_text_comes_back() {
        for hostile in crate::nodes::hostile::texts() {
            let mut config = kindling_ignition::Config::new(kindling_ignition::Spec::V3_4);
            config
                .passwd
                .users
                .push(kindling_ignition::config::PasswdUser {
                    name: "a".to_owned(),
                    ssh_authorized_keys: vec![hostile.clone()],
                    gecos: Some(hostile.clone()),
                    ..kindling_ignition::config::PasswdUser::default()
                });
            let spec = kindling_ignition::Spec::V3_4;
            let text = Writer::default().write(&config, spec, "fcos", "");
            let again = translate(text.as_bytes(), Options::default());
            let config = again.config.map(|(config, _)| config);
            let users = config.map(|config| config.passwd.users);
            let user = users.as_ref().and_then(|users| users.first());
            assert_eq!(
                user.and_then(|user| user.gecos.as_ref()),
                Some(&hostile),
                "{text} {:?} {}",
                again.error,
                again.report
            );
        }
    }
}

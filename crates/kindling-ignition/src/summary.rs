//! Reading a config back for people: which files, units and users it makes, with contents and sizes.
//!
//! Takes a config of any 3.x specification, also one that others wrote. Never fetches: contents behind a URL
//! stay a URL.

use std::{borrow::Cow, io::Read};

use flate2::read::MultiGzDecoder;

use crate::{
    Config,
    config::{NodeGroup, NodeUser, Resource},
    dataurl,
};

/// Contents are unpacked up to this many bytes; a small gzip stream can stand for gigabytes.
pub const UNPACKED_LIMIT: usize = 32 << 20;

/// What a config makes on a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The specification's version, as the config says.
    pub version: String,
    /// Files, in the config's order.
    pub files: Vec<FileSummary>,
    /// Directories, in the config's order.
    pub directories: Vec<NodeSummary>,
    /// Links: what each points to.
    pub links: Vec<(NodeSummary, String)>,
    /// Units, in the config's order.
    pub units: Vec<UnitSummary>,
    /// Users: the name and how many keys may log in.
    pub users: Vec<(String, usize)>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Devices of disks that are partitioned, and how many partitions each gets.
    pub disks: Vec<(String, usize)>,
    /// File systems: the device and the format.
    pub filesystems: Vec<(String, String)>,
    /// Names of arrays.
    pub raid: Vec<String>,
    /// Names of encrypted devices.
    pub luks: Vec<String>,
    /// Kernel arguments that are added.
    pub kernel_arguments: Vec<String>,
    /// Kernel arguments that are removed.
    pub kernel_arguments_removed: Vec<String>,
    /// Everything that is fetched when the machine boots, in the config's order.
    pub fetched: Vec<String>,
}

/// Something in a file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSummary {
    /// Where.
    pub path: String,
    /// Permission bits, where they are set.
    pub mode: Option<u32>,
    /// The owning user's name or number, where it is set.
    pub user: Option<String>,
    /// The owning group's name or number, where it is set.
    pub group: Option<String>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSummary {
    /// Where, whose and which mode.
    pub node: NodeSummary,
    /// What it holds.
    pub contents: Contents,
    /// What is appended to it.
    pub append: Vec<Contents>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Nothing is said; an empty file is made where none is.
    Unset,
    /// Bytes in the config.
    Inline {
        /// The bytes, unpacked.
        bytes: Vec<u8>,
        /// How many bytes they take in the config.
        stored: usize,
        /// Whether they are gzipped there.
        gzipped: bool,
    },
    /// A URL that is fetched when the machine boots.
    Fetched(String),
    /// Bytes in the config that cannot be read, and why.
    Broken(String),
}

impl Contents {
    /// The contents as text, if they are in the config and are UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Inline { bytes, .. } => std::str::from_utf8(bytes).ok(),
            Self::Unset | Self::Fetched(_) | Self::Broken(_) => None,
        }
    }

    /// How many bytes the file gets from the config.
    #[must_use]
    pub const fn size(&self) -> usize {
        match self {
            Self::Inline { bytes, .. } => bytes.len(),
            Self::Unset | Self::Fetched(_) | Self::Broken(_) => 0,
        }
    }
}

/// A unit of systemd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSummary {
    /// Its name.
    pub name: String,
    /// Whether it is enabled or disabled, where that is said.
    pub enabled: Option<bool>,
    /// Whether it is masked.
    pub masked: bool,
    /// Its text, where it has one.
    pub contents: Option<String>,
    /// Its drop-ins: name and text.
    pub dropins: Vec<(String, String)>,
}

/// What a config makes on a machine.
#[must_use]
pub fn summarize(config: &Config) -> Summary {
    let storage = &config.storage;
    let mut summary = Summary {
        version: config.ignition.version.clone(),
        directories: storage
            .directories
            .iter()
            .map(|directory| {
                node(
                    &directory.path,
                    directory.mode,
                    &directory.user,
                    &directory.group,
                )
            })
            .collect(),
        links: storage
            .links
            .iter()
            .map(|link| {
                (
                    node(&link.path, None, &link.user, &link.group),
                    link.target.clone().unwrap_or_default(),
                )
            })
            .collect(),
        users: config
            .passwd
            .users
            .iter()
            .map(|user| (user.name.clone(), user.ssh_authorized_keys.len()))
            .collect(),
        groups: config
            .passwd
            .groups
            .iter()
            .map(|group| group.name.clone())
            .collect(),
        disks: storage
            .disks
            .iter()
            .map(|disk| (disk.device.clone(), disk.partitions.len()))
            .collect(),
        filesystems: storage
            .filesystems
            .iter()
            .map(|filesystem| {
                (
                    filesystem.device.clone(),
                    filesystem.format.clone().unwrap_or_default(),
                )
            })
            .collect(),
        raid: storage
            .raid
            .iter()
            .map(|array| array.name.clone())
            .collect(),
        luks: storage
            .luks
            .iter()
            .map(|volume| volume.name.clone())
            .collect(),
        kernel_arguments: config.kernel_arguments.should_exist.clone(),
        kernel_arguments_removed: config.kernel_arguments.should_not_exist.clone(),
        ..Summary::default()
    };
    let ignition = &config.ignition;
    let references = ignition
        .config
        .merge
        .iter()
        .chain(std::iter::once(&ignition.config.replace))
        .chain(&ignition.security.tls.certificate_authorities);
    let keys = storage.luks.iter().map(|volume| &volume.key_file);
    let files = storage
        .files
        .iter()
        .flat_map(|file| std::iter::once(&file.contents).chain(&file.append));
    summary.fetched = references
        .chain(files)
        .chain(keys)
        .filter_map(|resource| resource.source.as_deref())
        .filter(|source| !source.is_empty() && !is_data(source))
        .map(str::to_owned)
        .collect();
    for file in &storage.files {
        summary.files.push(FileSummary {
            node: node(&file.path, file.mode, &file.user, &file.group),
            contents: contents(&file.contents),
            append: file.append.iter().map(contents).collect(),
        });
    }
    for unit in &config.systemd.units {
        summary.units.push(UnitSummary {
            name: unit.name.clone(),
            enabled: unit.enabled,
            masked: unit.mask == Some(true),
            contents: unit.contents.clone(),
            dropins: unit
                .dropins
                .iter()
                .map(|dropin| {
                    (
                        dropin.name.clone(),
                        dropin.contents.clone().unwrap_or_default(),
                    )
                })
                .collect(),
        });
    }
    summary
}

fn node(path: &str, mode: Option<i64>, user: &NodeUser, group: &NodeGroup) -> NodeSummary {
    let owner = |id: Option<i64>, name: &Option<String>| {
        name.clone().or_else(|| id.map(|id| id.to_string()))
    };
    NodeSummary {
        path: path.to_owned(),
        mode: mode.and_then(|mode| u32::try_from(mode).ok()),
        user: owner(user.id, &user.name),
        group: owner(group.id, &group.name),
    }
}

/// Schemes are read in any case, but the decoder wants `data:` as it is.
fn is_data(source: &str) -> bool {
    source
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// What a resource holds, unpacked where its compression asks for it.
#[must_use]
pub fn contents(resource: &Resource) -> Contents {
    let source = match resource.source.as_deref() {
        None | Some("") => return Contents::Unset,
        Some(source) if is_data(source) => source,
        Some(source) => return Contents::Fetched(source.to_owned()),
    };
    let stored = match dataurl::decode(source) {
        Ok(stored) => stored,
        Err(error) => return Contents::Broken(error.to_string()),
    };
    let gzipped = resource.compression.as_deref() == Some("gzip");
    let length = stored.len();
    let bytes = if gzipped { unpack(&stored) } else { Ok(stored) };
    match bytes {
        Ok(bytes) => Contents::Inline {
            bytes,
            stored: length,
            gzipped,
        },
        Err(reason) => Contents::Broken(reason.into_owned()),
    }
}

fn unpack(stored: &[u8]) -> Result<Vec<u8>, Cow<'static, str>> {
    let mut bytes = Vec::new();
    // One byte more than the limit tells a stream that goes on.
    let limit = UNPACKED_LIMIT as u64 + 1;
    MultiGzDecoder::new(stored)
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("not a gzip stream: {error}"))?;
    if bytes.len() > UNPACKED_LIMIT {
        return Err("longer than 32 MiB when unpacked".into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Contents, UNPACKED_LIMIT, contents, summarize};
    use crate::{
        Config,
        config::{File, Resource},
        dataurl::{AutoCompression, encode},
        gzip,
        spec::Spec,
    };

    fn resource(source: &str, compression: Option<&str>) -> Resource {
        Resource {
            source: Some(source.to_owned()),
            compression: compression.map(str::to_owned),
            ..Resource::default()
        }
    }

    #[test]
    fn contents_are_decoded_and_unpacked() {
        let text = "a line that comes again\n".repeat(50);
        let encoded = encode(text.as_bytes(), AutoCompression::Allowed);
        assert!(encoded.gzipped);
        let held = contents(&resource(&encoded.url, Some("gzip")));
        assert_eq!(held.text(), Some(text.as_str()));
        assert_eq!(held.size(), text.len());
        assert_eq!(contents(&resource("", None)), Contents::Unset);
        assert_eq!(
            contents(&resource("https://a/", None)),
            Contents::Fetched("https://a/".to_owned())
        );
        assert_eq!(
            contents(&resource("data:,a b", None)),
            Contents::Broken("invalid data character".to_owned())
        );
        assert!(matches!(
            contents(&resource("data:,plain", Some("gzip"))),
            Contents::Broken(_)
        ));
    }

    #[test]
    fn a_stream_that_swells_is_refused() {
        let packed = gzip::compress(&vec![0; UNPACKED_LIMIT + 1]);
        assert!(packed.len() < 100_000, "it is small while packed");
        let url = format!(
            "data:;base64,{}",
            base64::Engine::encode(&base64::prelude::BASE64_STANDARD, packed)
        );
        assert_eq!(
            contents(&resource(&url, Some("gzip"))),
            Contents::Broken("longer than 32 MiB when unpacked".to_owned())
        );
    }

    #[test]
    fn a_config_is_summarized() {
        let mut config = Config::new(Spec::V3_4);
        let mut file = File {
            path: "/etc/a".to_owned(),
            mode: Some(0o640),
            ..File::default()
        };
        file.user.id = Some(500);
        file.group.name = Some("core".to_owned());
        file.contents = resource("data:,hello", None);
        file.append = vec![resource("https://e.com/x", None)];
        config.storage.files.push(file);
        let summary = summarize(&config);
        let file = &summary.files[0];
        assert_eq!(
            (file.node.user.as_deref(), file.node.group.as_deref()),
            (Some("500"), Some("core"))
        );
        assert_eq!(file.contents.text(), Some("hello"));
        assert_eq!(summary.fetched, ["https://e.com/x"]);
    }
}

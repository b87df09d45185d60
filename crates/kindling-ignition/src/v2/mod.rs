//! Ignition 1 and 2.x: one model with version gates, its reader, printer, validator and merge.
//!
//! The old line differs from 3.x in its structure (named filesystems, `networkd`, `config.append`), in its
//! plain values (0 and unset are one for most fields) and in its tools' reports, so it has a model of its own.
//! The tables are in [`schema`], what can be done with any table in the other modules. Takes bytes and gives
//! values; it never recurses deeper than the tables are.

mod append;
mod command;
mod decode;
mod print;
pub mod printf;
pub mod report;
mod rules;
pub mod schema;
pub mod spec;
pub mod table;
pub mod walk;

use std::borrow::Cow;

pub use command::{CommandOutput, validate_command};
pub use decode::DecodeError;
pub use report::Report;
pub use spec::Spec;
pub use table::Object;

use crate::{
    json::{self, Document, Value as Json},
    print::Layout,
    report::Severity,
    spec::Version,
};
use report::{Finding, Mark};
use walk::{Node, UnknownKeys};

/// A config of the old line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The outermost object, of the kind [`schema::CONFIG`].
    pub root: Object,
}

/// Why a text is no config of the old line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// There is no text.
    Empty,
    /// A cloud-config.
    CloudConfig,
    /// A script.
    Script,
    /// A specification that is not one of the old line's.
    UnknownVersion,
    /// The config is invalid; the report says why.
    Invalid(Report),
    /// Only the oldest parser could have refused it, and it did for a reason the newest one does not see.
    Inexplicable,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "not a config (empty)",
            Self::CloudConfig => "not a config (found coreos-cloudconfig)",
            Self::Script => "not a config (found coreos-cloudinit script)",
            Self::UnknownVersion => "unsupported config version",
            Self::Invalid(_) => "config is not valid",
            Self::Inexplicable => "HandleParseErrors called with a valid config",
        })
    }
}

impl std::error::Error for ParseError {}

impl Config {
    /// A config that only says its specification.
    #[must_use]
    pub fn new(spec: Spec) -> Self {
        let mut root = Object::new(&schema::CONFIG, spec);
        if spec == Spec::V1 {
            root.set("ignitionVersion", 1);
        } else {
            let ignition = Object::new(&schema::IGNITION, spec).with("version", spec.as_str());
            root.set("ignition", ignition);
        }
        Self { root }
    }

    /// The specification.
    #[must_use]
    pub fn spec(&self) -> Spec {
        self.root.spec
    }

    /// Reads and validates a config, whichever specification of the old line it names.
    ///
    /// # Errors
    /// Where the reference validator refuses it.
    pub fn parse(text: &[u8]) -> Result<(Self, Report), ParseError> {
        if text.is_empty() {
            return Err(ParseError::Empty);
        }
        match first_line(text).as_ref() {
            b"#cloud-config" => return Err(ParseError::CloudConfig),
            line if line.starts_with(b"#!") => return Err(ParseError::Script),
            _ => {}
        }
        let document = json::parse(text).map_err(|error| {
            let mut report = Report::default();
            report.add(
                Finding::error(error.message),
                Mark::Bytes {
                    count: error.offset,
                    excerpt: true,
                },
            );
            ParseError::Invalid(report)
        })?;
        let root = read(&document)?;
        let mut report = walk::validate(
            &root,
            Some(&JsonNode(document.root())),
            UnknownKeys::Reported,
        );
        if report.is_fatal() {
            return Err(ParseError::Invalid(report));
        }
        if root.spec == Spec::V1 {
            let finding = Finding::new(Severity::Deprecated, "config format deprecated");
            report.add(finding, Mark::None);
        }
        Ok((Self { root }, report))
    }

    /// The config as JSON, without a line end.
    #[must_use]
    pub fn print(&self, layout: Layout) -> String {
        print::print(&self.root, layout)
    }

    /// What is wrong with the config, without positions.
    #[must_use]
    pub fn validate(&self) -> Report {
        walk::validate::<JsonNode<'_, '_>>(&self.root, None, UnknownKeys::Ignored)
    }
}

/// The child appended to the parent. Both must be of one specification; where they are not, the fields that
/// the parent's has are taken.
#[must_use]
pub fn append(parent: &Config, child: &Config) -> Config {
    Config {
        root: append::append(&parent.root, &child.root),
    }
}

/// Tries the specifications from the newest to the oldest, as the reference validator does: one that cannot
/// read the document, or is newer than the version it names, leaves it to the one before.
fn read(document: &Document<'_>) -> Result<Object, ParseError> {
    let node = document.root();
    for spec in Spec::NAMED {
        let Ok(root) = decode::decode(&schema::CONFIG, spec, node) else {
            continue;
        };
        let text = root
            .object("ignition")
            .map_or("", |ignition| ignition.text("version"));
        let Some(version) = Version::parse(text) else {
            continue;
        };
        if spec.is_newer_than(&version) {
            continue;
        }
        return if spec.is(&version) {
            Ok(root)
        } else {
            Err(ParseError::UnknownVersion)
        };
    }
    match decode::decode(&schema::CONFIG, Spec::V1, node) {
        Ok(root) if root.number("ignitionVersion") == 1 => Ok(root),
        Ok(_) => Err(ParseError::UnknownVersion),
        // The newest specification explains what is wrong, though it may not be what the user aimed at.
        Err(_) => Err(match decode::decode(&schema::CONFIG, Spec::NEWEST, node) {
            Ok(_) | Err(DecodeError::Meaning(_)) => ParseError::Inexplicable,
            Err(DecodeError::Type { message, offset }) => {
                let mut report = Report::default();
                report.add(
                    Finding::error(message),
                    Mark::Bytes {
                        count: offset,
                        excerpt: true,
                    },
                );
                ParseError::Invalid(report)
            }
        }),
    }
}

/// The first line without white space at its end; what is compressed is looked into.
fn first_line(text: &[u8]) -> Cow<'_, [u8]> {
    let text = decompressed_start(text);
    let end = text
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(text.len());
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text[..end].trim_ascii_end()),
        Cow::Owned(text) => Cow::Owned(text[..end].trim_ascii_end().to_vec()),
    }
}

/// A gzip file's first bytes, unpacked; anything else as it is.
fn decompressed_start(text: &[u8]) -> Cow<'_, [u8]> {
    use std::io::Read;
    const ENOUGH: u64 = 1 << 16;
    let mut unpacked = Vec::new();
    let is_packed = text.starts_with(&[0x1f, 0x8b])
        && flate2::read::GzDecoder::new(text)
            .take(ENOUGH)
            .read_to_end(&mut unpacked)
            .is_ok();
    if is_packed {
        Cow::Owned(unpacked)
    } else {
        Cow::Borrowed(text)
    }
}

/// A node of a JSON document, seen as the validation walk sees it.
#[derive(Clone, Copy, Debug)]
struct JsonNode<'d, 'a>(json::Node<'d, 'a>);

impl Node for JsonNode<'_, '_> {
    /// The reference tool points behind a value.
    fn value_mark(&self, seen: bool) -> Mark {
        if seen {
            Mark::Bytes {
                count: self.0.end(),
                excerpt: true,
            }
        } else {
            Mark::None
        }
    }

    fn key_mark(&self) -> Mark {
        self.0.key_end().map_or(Mark::None, |count| Mark::Bytes {
            count,
            excerpt: true,
        })
    }

    fn item(&self, index: usize) -> Option<Self> {
        self.0.item(index).map(Self)
    }

    fn value(&self, key: &str) -> Option<Self> {
        self.0.get(key).map(Self)
    }

    fn keys(&self) -> Option<Vec<Cow<'_, str>>> {
        if !matches!(self.0.value(), Json::Map) {
            return None;
        }
        let mut seen = std::collections::BTreeSet::new();
        let keys = self.0.children().filter_map(json::Node::key);
        Some(
            keys.filter(|key| seen.insert(*key))
                .map(Cow::Borrowed)
                .collect(),
        )
    }
}

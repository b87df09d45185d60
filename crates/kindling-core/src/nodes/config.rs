//! The pieces of a machine's config: files, directories, units and users, each printed once in two forms.
//!
//! A [`Piece`] holds one list item of a Butane config and the same item of an Ignition config, made from one value.
//! Pieces that many machines share are made once; a config is its pieces put together. Butane makes the one from the
//! other: translating a machine's `butane.yaml` gives exactly the bytes of its `ignition.json`.

use kindling_ignition::dataurl::{self, AutoCompression};
use serde::Serialize;

use super::butane_text;
use crate::json;

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Where it is.
    pub path: &'static str,
    /// What it holds.
    pub contents: &'a str,
    /// Permission bits.
    pub mode: u32,
    /// What happens to a file that the system brings along.
    pub existing: Existing,
}

/// What happens to something that is at the path already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// There is nothing; if there is, Ignition fails.
    Absent,
    /// It is replaced.
    Replaced,
}

/// A user and group by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
}

/// A directory.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    /// Where it is.
    pub path: &'static str,
    /// Permission bits.
    pub mode: u32,
    /// What happens to a directory that the system brings along.
    pub existing: Existing,
    /// Who owns it, if not root.
    pub owner: Option<Owner>,
}

/// Whether systemd starts a unit at boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is started.
    Enabled,
    /// It is there for something else to start.
    Present,
    /// It cannot be started.
    Masked,
}

/// A unit.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    /// Its name with its extension.
    pub name: &'static str,
    /// Whether it is started at boot.
    pub state: State,
    /// Its text; none for a unit of the system.
    pub contents: Option<&'a str>,
    /// Drop-ins: name and text.
    pub dropins: &'a [(&'static str, &'a str)],
}

/// The variant and version of a Butane config, and the Ignition specification it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// `flatcar`, `fcos`.
    pub variant: &'static str,
    /// The version of the variant.
    pub version: &'static str,
    /// The Ignition specification. Never above 3.4.0: matchbox reads a newer one as an empty config.
    pub ignition: &'static str,
}

/// List items of a config in both forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// YAML, indented for its place.
    butane: String,
    /// JSON, items separated by commas.
    ignition: String,
}

impl Piece {
    /// A mark in the place of items.
    pub fn mark(mark: &str) -> Self {
        Self {
            butane: mark.to_owned(),
            ignition: mark.to_owned(),
        }
    }

    /// Butane's form.
    pub fn butane(&self) -> &str {
        &self.butane
    }

    /// Ignition's form.
    pub fn ignition(&self) -> &str {
        &self.ignition
    }

    /// Another item, or items, after these.
    pub fn push(&mut self, other: &Self) {
        if !self.ignition.is_empty() && !other.ignition.is_empty() {
            self.ignition.push(',');
        }
        self.butane.push_str(&other.butane);
        self.ignition.push_str(&other.ignition);
    }

    /// The piece before and after a mark that stands in it once in either form.
    pub fn split(&self, mark: &str) -> Option<(Self, Self)> {
        let (butane, butane_rest) = self.butane.split_once(mark)?;
        let (ignition, ignition_rest) = self.ignition.split_once(mark)?;
        let piece = |butane: &str, ignition: &str| Self {
            butane: butane.to_owned(),
            ignition: ignition.to_owned(),
        };
        Some((piece(butane, ignition), piece(butane_rest, ignition_rest)))
    }

    /// Both halves of a split piece with a text of harmless characters between them.
    pub fn around(text: &str, before: &Self, after: &Self) -> Self {
        Self {
            butane: [&before.butane, text, &after.butane].concat(),
            ignition: [&before.ignition, text, &after.ignition].concat(),
        }
    }

    /// Items one after another.
    pub fn join(pieces: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self::default();
        for piece in pieces {
            joined.push(&piece);
        }
        joined
    }
}

/// What cannot happen: a value of ours without a JSON form.
fn to_json<T: Serialize>(value: &T) -> String {
    json::compact(value)
        .expect("structs of named fields with texts, numbers and booleans have a JSON form")
}

#[derive(Serialize)]
struct Id {
    id: u32,
}

#[derive(Serialize)]
struct FileJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    overwrite: Option<bool>,
    path: &'a str,
    contents: ResourceJson<'a>,
    mode: u32,
}

#[derive(Serialize)]
struct ResourceJson<'a> {
    compression: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct DirectoryJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overwrite: Option<bool>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Id>,
    mode: u32,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    contents: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dropins: Vec<DropinJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mask: Option<bool>,
    name: &'a str,
}

#[derive(Serialize)]
struct DropinJson<'a> {
    contents: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserJson<'a> {
    name: &'a str,
    ssh_authorized_keys: &'a [&'a str],
}

impl Existing {
    const fn overwrite(self) -> Option<bool> {
        match self {
            Self::Absent => None,
            Self::Replaced => Some(true),
        }
    }
}

/// A file as a piece.
pub fn file(file: &File<'_>) -> Piece {
    let encoded = dataurl::encode(file.contents.as_bytes(), AutoCompression::Allowed);
    let ignition = to_json(&FileJson {
        overwrite: file.existing.overwrite(),
        path: file.path,
        contents: ResourceJson {
            compression: if encoded.gzipped { "gzip" } else { "" },
            source: &encoded.url,
        },
        mode: file.mode,
    });
    Piece {
        butane: butane_text::file(file),
        ignition,
    }
}

/// A directory as a piece.
pub fn directory(directory: &Directory) -> Piece {
    let ignition = to_json(&DirectoryJson {
        group: directory.owner.map(|owner| Id { id: owner.gid }),
        overwrite: directory.existing.overwrite(),
        path: directory.path,
        user: directory.owner.map(|owner| Id { id: owner.uid }),
        mode: directory.mode,
    });
    Piece {
        butane: butane_text::directory(directory),
        ignition,
    }
}

/// A unit as a piece.
pub fn unit(unit: &Unit<'_>) -> Piece {
    let ignition = to_json(&UnitJson {
        contents: unit.contents,
        dropins: unit
            .dropins
            .iter()
            .map(|(name, contents)| DropinJson { contents, name })
            .collect(),
        enabled: (unit.state == State::Enabled).then_some(true),
        mask: (unit.state == State::Masked).then_some(true),
        name: unit.name,
    });
    Piece {
        butane: butane_text::unit(unit),
        ignition,
    }
}

/// A user who logs in by key, as a piece.
pub fn user(name: &'static str, ssh_authorized_keys: &[&str]) -> Piece {
    let ignition = to_json(&UserJson {
        name,
        ssh_authorized_keys,
    });
    Piece {
        butane: butane_text::user(name, ssh_authorized_keys),
        ignition,
    }
}

/// A whole config, put together from pieces.
#[derive(Clone, Copy, Debug)]
pub struct Config<'a> {
    /// Its format.
    pub format: Format,
    /// Users.
    pub users: &'a Piece,
    /// Directories.
    pub directories: &'a [&'a Piece],
    /// Files.
    pub files: &'a [&'a Piece],
    /// Units.
    pub units: &'a [&'a Piece],
}

impl Config<'_> {
    /// How long all pieces are together in one form.
    fn length(&self, form: impl Fn(&Piece) -> &str) -> usize {
        [&[self.users], self.directories, self.files, self.units]
            .into_iter()
            .flatten()
            .map(|piece| form(piece).len())
            .sum()
    }

    /// The Butane config. The comment, of one line or several, stands above it.
    pub fn butane(&self, comment: &str) -> String {
        let mut text = String::new();
        self.butane_into(&mut text, comment);
        text
    }

    /// The same in the place of another text, whose memory is used again.
    pub fn butane_into(&self, text: &mut String, comment: &str) {
        text.clear();
        text.reserve(self.length(Piece::butane) + comment.len() + 256);
        for line in comment.lines() {
            text.push_str("# ");
            text.push_str(line);
            text.push('\n');
        }
        let Format {
            variant, version, ..
        } = self.format;
        text.push_str("variant: ");
        text.push_str(variant);
        text.push_str("\nversion: ");
        text.push_str(version);
        text.push_str("\npasswd:\n  users:\n");
        text.push_str(&self.users.butane);
        let mut list = |head: &str, pieces: &[&Piece]| {
            if pieces.iter().any(|piece| !piece.butane.is_empty()) {
                text.push_str(head);
                for piece in pieces {
                    text.push_str(&piece.butane);
                }
            }
        };
        list("storage:\n  directories:\n", self.directories);
        let has_directories = self
            .directories
            .iter()
            .any(|piece| !piece.butane.is_empty());
        list(
            if has_directories {
                "  files:\n"
            } else {
                "storage:\n  files:\n"
            },
            self.files,
        );
        list("systemd:\n  units:\n", self.units);
    }

    /// The Ignition config, on one line, as Butane prints it.
    pub fn ignition(&self) -> String {
        let mut text = String::new();
        self.ignition_into(&mut text);
        text
    }

    /// The same in the place of another text, whose memory is used again.
    pub fn ignition_into(&self, text: &mut String) {
        text.clear();
        text.reserve(self.length(Piece::ignition) + 256);
        text.push_str("{\"ignition\":{\"version\":\"");
        text.push_str(self.format.ignition);
        text.push_str("\"},\"passwd\":{\"users\":[");
        text.push_str(&self.users.ignition);
        text.push_str("]},\"storage\":{");
        let before = text.len();
        list(text, "\"directories\":[", self.directories);
        if text.len() > before {
            text.push(',');
        }
        list(text, "\"files\":[", self.files);
        text.push_str("},\"systemd\":{");
        list(text, "\"units\":[", self.units);
        text.push_str("}}");
    }
}

fn list(text: &mut String, head: &str, pieces: &[&Piece]) {
    let mut items = pieces
        .iter()
        .map(|piece| piece.ignition.as_str())
        .filter(|item| !item.is_empty());
    if let Some(first) = items.next() {
        text.push_str(head);
        text.push_str(first);
        for item in items {
            text.push(',');
            text.push_str(item);
        }
        text.push(']');
    }
}

//! Where the things of a result come from, to point into the Butane config
//! when Ignition's rules complain about them.
//!
//! Paths of the result become paths of the config by rules: keys change their
//! spelling, contents lead to `inline` or `local`. Only lists that sugar has
//! changed keep a record of each item.

use kindling_ignition::schema::{FieldRef, Object};
use kindling_ignition::{Path, report::Step};

use crate::places::Places;
use crate::schema::{Config, Dropin};
use crate::yaml::{Document, Shape};

/// Where one item of a list comes from: the same list of the config, sugar, or
/// both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// Its index in the config.
    pub user: Option<usize>,
    /// The sugar that made it or parts of it.
    pub sugar: Option<Path>,
    /// The items of its own list that sugar may change: partitions.
    pub inner: Option<Vec<Origin>>,
    pub kind: SugarKind,
}

/// What kind of sugar: it decides how far a path goes on into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SugarKind {
    /// One place stands for all of it.
    #[default]
    Whole,
    /// The root volume of `boot_device.luks`.
    Luks,
    /// A quadlet: its name is the path, its text the contents.
    Quadlet,
}

/// The lists of a result that may hold sugar. `None`: as in the config.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    pub directories: Option<Vec<Origin>>,
    pub disks: Option<Vec<Origin>>,
    pub files: Option<Vec<Origin>>,
    pub filesystems: Option<Vec<Origin>>,
    pub links: Option<Vec<Origin>>,
    pub luks: Option<Vec<Origin>>,
    pub raid: Option<Vec<Origin>>,
    pub units: Option<Vec<Origin>>,
    /// For users with key files: how many keys stand in the config, and the
    /// file of each further key.
    pub keys: Vec<(usize, usize, Vec<usize>)>,
}

impl Origin {
    pub(crate) fn user(index: usize) -> Self {
        Origin {
            user: Some(index),
            ..Origin::default()
        }
    }

    pub(crate) fn sugar(path: Path) -> Self {
        Origin {
            sugar: Some(path),
            ..Origin::default()
        }
    }
}

/// The record of a list, made on first use.
pub(crate) fn record(list: &mut Option<Vec<Origin>>, count: usize) -> &mut Vec<Origin> {
    list.get_or_insert_with(|| (0..count).map(Origin::user).collect())
}

/// Translates paths of one result.
pub(crate) struct PathMap<'a> {
    pub config: &'a Config,
    pub result: &'a kindling_ignition::Config,
    pub document: &'a Document<'a>,
    pub origins: &'a Origins,
}

impl PathMap<'_> {
    /// The place in the config that is responsible for a place in the result.
    pub(crate) fn to_yaml(&self, json: &Path) -> Path {
        let mut steps = json.steps.iter();
        let head: Vec<&Step> = steps.by_ref().take(3).collect();
        let [Step::Key(section), Step::Key(list), Step::Index(index)] = head[..] else {
            return self.general(json);
        };
        let record = match (section.as_ref(), list.as_ref()) {
            ("storage", "directories") => &self.origins.directories,
            ("storage", "disks") => &self.origins.disks,
            ("storage", "files") => &self.origins.files,
            ("storage", "filesystems") => &self.origins.filesystems,
            ("storage", "links") => &self.origins.links,
            ("storage", "luks") => &self.origins.luks,
            ("storage", "raid") => &self.origins.raid,
            ("systemd", "units") => &self.origins.units,
            ("passwd", "users") => return self.user(json, *index),
            _ => &None,
        };
        let Some(origin) = record.as_ref().and_then(|record| record.get(*index)) else {
            return self.general(json);
        };
        // Merging notes the origin of what is set, and of nothing else.
        if !is_set(self.result, &json.steps) {
            return Path {
                steps: json.steps.iter().map(snake).collect(),
            };
        }
        let rest: Vec<Step> = steps.cloned().collect();
        let of_user = origin.user.map(|user| {
            let base = Path {
                steps: vec![head[0].clone(), head[1].clone(), Step::Index(user)],
            };
            self.inside(base, origin, &rest)
        });
        match (of_user, &origin.sugar) {
            (Some(path), None) => path,
            (Some(path), Some(_)) if self.is_written(&path) => path,
            (_, Some(sugar)) => self.in_sugar(origin.kind, sugar, &rest),
            (None, None) => self.general(json),
        }
    }

    /// A path below an item of the config.
    fn inside(&self, base: Path, origin: &Origin, rest: &[Step]) -> Path {
        if let (Some(inner), [list, Step::Index(index), rest @ ..]) = (&origin.inner, rest)
            && let Some(inner) = inner.get(*index)
        {
            return match (inner.user, &inner.sugar) {
                (Some(user), sugar) => {
                    let mut path = base;
                    path.steps.extend([snake(list), Step::Index(user)]);
                    path.steps.extend(rest.iter().map(snake));
                    match sugar {
                        Some(sugar) if !self.is_written(&path) => sugar.clone(),
                        _ => path,
                    }
                }
                (None, Some(sugar)) => sugar.clone(),
                (None, None) => base,
            };
        }
        let mut json = base;
        json.steps.extend_from_slice(rest);
        self.general(&json)
    }

    fn in_sugar(&self, kind: SugarKind, sugar: &Path, rest: &[Step]) -> Path {
        let first = match rest.first() {
            Some(Step::Key(key)) => key.as_ref(),
            _ => "",
        };
        let mut path = sugar.clone();
        match (kind, first) {
            (SugarKind::Luks, "discard") => path.push("discard"),
            (SugarKind::Luks, "clevis") => path.steps.extend(rest[1..].iter().map(snake)),
            (SugarKind::Luks, "cex") => path.steps.extend(rest.iter().map(snake)),
            (SugarKind::Quadlet, "path") => path.push("name"),
            (SugarKind::Quadlet, "contents") if !is_key(rest.last(), "compression") => {
                path.push(if self.has_local_text(&path) {
                    "contents_local"
                } else {
                    "contents"
                });
            }
            _ => {}
        }
        path
    }

    fn has_local_text(&self, path: &Path) -> bool {
        self.is_written(&path.clone().then("contents_local"))
    }

    /// Keys in the spelling of the config; contents by what they were made
    /// of.
    fn general(&self, json: &Path) -> Path {
        let mut path: Path = Path {
            steps: json.steps.iter().map(snake).collect(),
        };
        match &path.steps[..] {
            [Step::Key(section), Step::Key(version)]
                if section == "ignition" && version == "version" =>
            {
                return Path::root().then("version");
            }
            _ => {}
        }
        if let Some(key) = self.content_key(&path) {
            path.steps.pop();
            path.push(key);
        }
        path
    }

    /// The key that made the contents a path leads to, if it is another one.
    fn content_key(&self, path: &Path) -> Option<&'static str> {
        let keys: Vec<&str> = path
            .steps
            .iter()
            .map(|step| match step {
                Step::Key(key) | Step::KeyItself(key) => key.as_ref(),
                Step::Index(_) => "",
            })
            .collect();
        let index = |at: usize| match path.steps.get(at) {
            Some(Step::Index(index)) => *index,
            _ => usize::MAX,
        };
        let storage = &self.config.storage;
        let parts = match keys[..] {
            ["storage", "files", "", "contents", _] => {
                let contents = &storage.files.get(index(2))?.contents;
                (&contents.inline, &contents.local, &contents.compression)
            }
            ["storage", "files", "", "append", "", _] => {
                let contents = storage.files.get(index(2))?.append.get(index(4))?;
                (&contents.inline, &contents.local, &contents.compression)
            }
            ["storage", "luks", "", "key_file", _] => {
                let contents = &storage.luks.get(index(2))?.key_file;
                (&contents.inline, &contents.local, &contents.compression)
            }
            ["ignition", "config", "merge", "", _] => {
                let contents = self.config.ignition.config.merge.get(index(3))?;
                (&contents.inline, &contents.local, &contents.compression)
            }
            ["ignition", "config", "replace", _] => {
                let contents = &self.config.ignition.config.replace;
                (&contents.inline, &contents.local, &contents.compression)
            }
            [
                "ignition",
                "security",
                "tls",
                "certificate_authorities",
                "",
                _,
            ] => {
                let tls = &self.config.ignition.security.tls;
                let contents = tls.certificate_authorities.get(index(4))?;
                (&contents.inline, &contents.local, &contents.compression)
            }
            ["systemd", "units", "", "contents"] => {
                let unit = self.config.systemd.units.get(index(2))?;
                return local_text(unit.contents_local.as_deref());
            }
            ["systemd", "units", "", "dropins", "", "contents"] => {
                let unit = self.config.systemd.units.get(index(2))?;
                let dropin: &Dropin = unit.dropins.get(index(4))?;
                return local_text(dropin.contents_local.as_deref());
            }
            _ => return None,
        };
        let key = match parts {
            (Some(_), _, _) => "inline",
            (None, Some(_), _) => "local",
            (None, None, _) => return None,
        };
        match keys.last() {
            Some(&"source") => Some(key),
            Some(&"compression") if parts.2.as_deref().unwrap_or_default().is_empty() => Some(key),
            _ => None,
        }
    }

    fn user(&self, json: &Path, index: usize) -> Path {
        let mut path = self.general(json);
        let Some((_, own, files)) = self.origins.keys.iter().find(|(user, ..)| *user == index)
        else {
            return path;
        };
        match &path.steps[3..] {
            [list] if is_key(Some(list), "ssh_authorized_keys") => {
                path.steps.truncate(3);
                path.push("ssh_authorized_keys_local");
            }
            [list, Step::Index(key)] if is_key(Some(list), "ssh_authorized_keys") && key >= own => {
                let file = files.get(key - own).copied().unwrap_or_default();
                path.steps.truncate(3);
                path.push("ssh_authorized_keys_local");
                path.push(file);
            }
            _ => {}
        }
        path
    }

    /// Whether the config says something other than null at this path.
    fn is_written(&self, path: &Path) -> bool {
        Places::new(self.document).exact(path).is_some_and(|id| {
            let node = self.document.node(id);
            node.shape != Shape::Scalar(crate::yaml::Style::Plain) || !node.value.is_empty()
        })
    }
}

/// Whether an object of the result holds something at this path.
fn is_set(object: &dyn Object, path: &[Step]) -> bool {
    let [Step::Key(key), rest @ ..] = path else {
        return true;
    };
    let Some(row) = object.fields().iter().position(|field| field.json == key) else {
        return false;
    };
    let value = object.get(row);
    match (value, rest) {
        (FieldRef::Object(object), [_, ..]) => is_set(object, rest),
        (FieldRef::OptObject(Some(object), _), [_, ..]) => is_set(object, rest),
        (FieldRef::Objects(list), [Step::Index(index), rest @ ..]) => {
            list.item(*index).is_some_and(|item| is_set(item, rest))
        }
        (FieldRef::Texts(list), [Step::Index(index)]) => list.get(*index).is_some(),
        (value, _) => !value.is_empty(),
    }
}

fn local_text(name: Option<&str>) -> Option<&'static str> {
    name.is_some_and(|name| !name.is_empty())
        .then_some("contents_local")
}

fn is_key(step: Option<&Step>, name: &str) -> bool {
    matches!(step, Some(Step::Key(key)) if key == name)
}

/// `camelCase` as `snake_case`; `MiB` is one word.
fn snake(step: &Step) -> Step {
    let Step::Key(key) = step else {
        return step.clone();
    };
    if !key.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return step.clone();
    }
    let mut text = String::with_capacity(key.len() + 4);
    let mut rest = key.as_ref();
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("MiB") {
            text.push_str("_mib");
            rest = after;
            continue;
        }
        if c.is_ascii_uppercase() {
            text.push('_');
        }
        text.extend(c.to_lowercase());
        rest = &rest[c.len_utf8()..];
    }
    Step::from(text)
}

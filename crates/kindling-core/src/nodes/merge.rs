//! Merging of snippets onto a machine's config.
//!
//! A snippet is a child of the machine's config, in list order, by Ignition's own rules of merging. The result follows
//! the newest specification among them, which the model keeps at what matchbox reads; it is judged once more, as merging
//! can break rules that each part kept. What of ours a snippet overrides is told.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use kindling_ignition::validate::{Rules, validate};
use kindling_ignition::{Config, Spec, convert, duplicates, merge, parse, report};

use super::Node;
use crate::diagnostic::{Diagnostic, FieldPath};
use crate::document::codes::CodeInfo;
use crate::model::{Machine, MachineName, Snippet};

/// Every code of merging, with what it means.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: "snippets/merged",
        meaning: "A machine's config with its snippets is no valid Ignition config.",
    },
    CodeInfo {
        code: "snippets/overrides",
        meaning: "A snippet changes or replaces something that Kindling writes.",
    },
];

/// What a snippet does to something of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It has other contents, or is something else.
    Replaces,
    /// Its contents are ours; something about it is not.
    Changes,
}

impl Effect {
    /// `replaces` or `changes`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Replaces => "replaces",
            Self::Changes => "changes",
        }
    }
}

/// Something of a config that can be overridden.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A file, directory or link, by its path.
    Path(String),
    /// A unit, by its name.
    Unit(String),
    /// A user, by its name.
    User(String),
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(formatter, "`{path}`"),
            Self::Unit(name) => write!(formatter, "the unit `{name}`"),
            Self::User(name) => write!(formatter, "the user `{name}`"),
        }
    }
}

/// Something of ours that a snippet overrides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The index of the snippet among the machine's.
    pub snippet: usize,
    /// What it does.
    pub effect: Effect,
    /// To what.
    pub part: Part,
}

/// A config with its snippets.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The config.
    pub config: Config,
    /// The newest specification among its parts.
    pub spec: Spec,
    /// What of ours was overridden, in the order of the snippets.
    pub overrides: Vec<Override>,
}

/// A machine's config with its snippets merged onto it, in order.
///
/// # Errors
///
/// Where the result is no valid config.
pub fn onto(
    machine: &MachineName,
    parent: &str,
    snippets: &[Snippet],
) -> Result<Merged, Vec<Diagnostic>> {
    let children: Vec<&Config> = snippets.iter().map(Snippet::config).collect();
    merged(parent, &children).map_err(|problems| {
        problems
            .into_iter()
            .map(|problem| {
                Diagnostic::error(
                    "snippets/merged",
                    FieldPath::from("snippets").key(machine.as_str()),
                    format!("the config of `{machine}` with its snippets is not valid: {problem}"),
                )
                .hint("look for a snippet that gives something twice, or puts a file beneath another file")
            })
            .collect()
    })
}

fn merged(parent: &str, children: &[&Config]) -> Result<Merged, Vec<String>> {
    let parent =
        parse::parse(parent.as_bytes(), Rules::V2_26).map_err(|error| vec![error.to_string()])?;
    let (ours, mut spec) = (&parent.config, parent.spec);
    let mut config = ours.clone();
    let mut overrides = Vec::new();
    for (snippet, child) in children.iter().enumerate() {
        let own = child.spec().unwrap_or(spec);
        let both = spec.max(own);
        let before = convert::upgrade(config, spec, both);
        let child = convert::upgrade((*child).clone(), own, both);
        config = merge::merge(&before, &child, both);
        spec = both;
        overrides.extend(effects(ours, &child, &before, &config).into_iter().map(
            |(part, effect)| Override {
                snippet,
                effect,
                part,
            },
        ));
    }
    let mut found = validate(&config, spec, Rules::V2_26);
    found.append(duplicates::check(&config, spec));
    if found.is_fatal() {
        return Err(found
            .entries
            .iter()
            .filter(|entry| entry.severity == report::Severity::Error)
            .map(|entry| format!("{}, at `{}`", entry.message, entry.path))
            .collect());
    }
    Ok(Merged {
        config,
        spec,
        overrides,
    })
}

/// What a child did to things of ours: each part that it names, if it is another one afterwards.
fn effects(ours: &Config, child: &Config, before: &Config, after: &Config) -> Vec<(Part, Effect)> {
    let mut found = Vec::new();
    let storage = &child.storage;
    let paths = storage
        .files
        .iter()
        .map(|file| &file.path)
        .chain(storage.directories.iter().map(|directory| &directory.path))
        .chain(storage.links.iter().map(|link| &link.path));
    for path in paths {
        let file = |config: &Config| {
            let mut files = config.storage.files.iter();
            files.find(|file| file.path == *path).cloned()
        };
        let directory = |config: &Config| {
            let mut directories = config.storage.directories.iter();
            directories.find(|node| node.path == *path).cloned()
        };
        if file(ours).is_none() && directory(ours).is_none() {
            continue;
        }
        let effect = match (file(before), file(after)) {
            (Some(before), Some(after)) if before == after => continue,
            (Some(before), Some(after))
                if before.contents == after.contents && before.append == after.append =>
            {
                Effect::Changes
            }
            (None, None) => match (directory(before), directory(after)) {
                (before, after) if before == after => continue,
                (Some(_), Some(_)) => Effect::Changes,
                _ => Effect::Replaces,
            },
            _ => Effect::Replaces,
        };
        found.push((Part::Path(path.clone()), effect));
    }
    for unit in &child.systemd.units {
        let named = |config: &Config| {
            let mut units = config.systemd.units.iter();
            units.find(|other| other.name == unit.name).cloned()
        };
        if let (Some(_), Some(before), Some(after)) = (named(ours), named(before), named(after))
            && before != after
        {
            let effect = if before.contents == after.contents {
                Effect::Changes
            } else {
                Effect::Replaces
            };
            found.push((Part::Unit(unit.name.clone()), effect));
        }
    }
    for user in &child.passwd.users {
        let named = |config: &Config| {
            let mut users = config.passwd.users.iter();
            users.find(|other| other.name == user.name).cloned()
        };
        if named(ours).is_some() && named(before) != named(after) {
            found.push((Part::User(user.name.clone()), Effect::Changes));
        }
    }
    found
}

/// How many machines are named before the rest is counted.
const NAMED: usize = 3;

/// One note for each part that a text overrides, however many machines take the text.
pub fn notes(nodes: &[Arc<Node>]) -> Vec<Diagnostic> {
    type Key<'c> = (&'c str, Effect, &'c Part);
    let mut index: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut found: Vec<(Key<'_>, Vec<(&Machine, usize)>)> = Vec::new();
    for node in nodes {
        let machine = &node.machine;
        for one in &node.overrides {
            let Some(snippet) = machine.snippets().get(one.snippet) else {
                continue;
            };
            let key = (snippet.text(), one.effect, &one.part);
            let at = *index.entry(key).or_insert_with(|| {
                found.push((key, Vec::new()));
                found.len() - 1
            });
            found[at].1.push((machine, one.snippet));
        }
    }
    found
        .iter()
        .filter_map(|((_, effect, part), places)| {
            let (first, snippet) = places.first()?;
            let name = first.snippets().get(*snippet)?.name();
            Some(
                Diagnostic::info(
                    "snippets/overrides",
                    FieldPath::from("snippets")
                        .key(first.name().as_str())
                        .index(*snippet),
                    format!(
                        "`{}` {} {part} on {}",
                        name.escape_debug(),
                        effect.word(),
                        machines(places)
                    ),
                )
                .hint("what Kindling writes there is no longer what the machine gets"),
            )
        })
        .collect()
}

fn machines(places: &[(&Machine, usize)]) -> String {
    let mut text = places
        .iter()
        .take(NAMED)
        .map(|(machine, _)| format!("`{}`", machine.name()))
        .collect::<Vec<_>>()
        .join(", ");
    if places.len() > NAMED {
        text.push_str(&format!(" and {} more", places.len() - NAMED));
    }
    text
}

#[cfg(test)]
mod tests {
    use kindling_ignition::config::{Directory, File, Link, PasswdUser, Resource, Unit};
    use kindling_ignition::print::{self, Encoder, Layout};
    use kindling_ignition::{Config, Spec};

    use super::{Effect, merged};

    const PARENT: &str = r#"{"ignition":{"version":"3.3.0"},"passwd":{"users":[{"name":"core"}]},"storage":{"directories":[{"path":"/opt/d"}],"files":[{"path":"/etc/a","contents":{"compression":"","source":"data:,a"},"mode":420}]},"systemd":{"units":[{"contents":"[Unit]\n","enabled":true,"name":"a.service"}]}}"#;

    fn file(path: &str, source: Option<&str>) -> File {
        File {
            path: path.to_owned(),
            contents: Resource {
                source: source.map(str::to_owned),
                ..Resource::default()
            },
            ..File::default()
        }
    }

    fn unit(contents: Option<&str>, mask: Option<bool>) -> Unit {
        Unit {
            name: "a.service".to_owned(),
            contents: contents.map(str::to_owned),
            mask,
            ..Unit::default()
        }
    }

    fn config(change: impl FnOnce(&mut Config)) -> Config {
        let mut config = Config::new(Spec::V3_4);
        change(&mut config);
        config
    }

    #[test]
    fn a_child_adds_to_what_the_machine_has() {
        let child = config(|config| {
            config.systemd.units.push(unit(None, Some(true)));
            config.storage.files.push(file("/etc/b", None));
        });
        let merged = merged(PARENT, &[&child]).expect("valid");
        assert_eq!(merged.spec, Spec::V3_4);
        assert_eq!(
            print::print(
                &merged.config,
                merged.spec,
                Encoder::Butane,
                Layout::Compact
            ),
            r#"{"ignition":{"version":"3.4.0"},"passwd":{"users":[{"name":"core"}]},"storage":{"directories":[{"path":"/opt/d"}],"files":[{"path":"/etc/a","contents":{"compression":"","source":"data:,a"},"mode":420},{"path":"/etc/b"}]},"systemd":{"units":[{"contents":"[Unit]\n","enabled":true,"mask":true,"name":"a.service"}]}}"#
        );
    }

    #[test]
    fn an_older_child_is_raised_and_the_base_stays() {
        let child = Config::new(Spec::V3_0);
        let merged = merged(PARENT, &[&child]).expect("valid");
        assert_eq!(merged.spec, Spec::V3_3);
        assert_eq!(
            print::print(
                &merged.config,
                merged.spec,
                Encoder::Butane,
                Layout::Compact
            ),
            PARENT
        );
    }

    #[test]
    fn what_is_overridden_is_told_and_what_is_added_is_not() {
        type Change = fn(&mut Config);
        let table: [(Change, Option<(&str, Effect)>); 10] = [
            (
                |c| c.storage.files.push(file("/etc/b", Some("data:,b"))),
                None,
            ),
            (
                |c| c.storage.files.push(file("/etc/a", Some("data:,a"))),
                None,
            ),
            (
                |c| c.storage.files.push(file("/etc/a", Some("data:,b"))),
                Some(("`/etc/a`", Effect::Replaces)),
            ),
            (
                |c| {
                    c.storage.files.push(File {
                        mode: Some(0o600),
                        ..file("/etc/a", None)
                    });
                },
                Some(("`/etc/a`", Effect::Changes)),
            ),
            (
                |c| {
                    c.storage.links.push(Link {
                        path: "/etc/a".to_owned(),
                        target: Some("/x".to_owned()),
                        ..Link::default()
                    });
                },
                Some(("`/etc/a`", Effect::Replaces)),
            ),
            (
                |c| {
                    c.storage.directories.push(Directory {
                        path: "/opt/d".to_owned(),
                        mode: Some(0o700),
                        ..Directory::default()
                    });
                },
                Some(("`/opt/d`", Effect::Changes)),
            ),
            (
                |c| c.systemd.units.push(unit(None, Some(true))),
                Some(("the unit `a.service`", Effect::Changes)),
            ),
            (
                |c| c.systemd.units.push(unit(Some("[Service]\n"), None)),
                Some(("the unit `a.service`", Effect::Replaces)),
            ),
            (
                |c| {
                    c.passwd.users.push(PasswdUser {
                        name: "core".to_owned(),
                        uid: Some(500),
                        ..PasswdUser::default()
                    });
                },
                Some(("the user `core`", Effect::Changes)),
            ),
            (
                |c| {
                    c.passwd.users.push(PasswdUser {
                        name: "ops".to_owned(),
                        ..PasswdUser::default()
                    });
                },
                None,
            ),
        ];
        for (change, expected) in table {
            let child = config(change);
            let merged = merged(PARENT, &[&child]).expect("valid");
            let found: Vec<(String, Effect)> = merged
                .overrides
                .iter()
                .map(|one| (one.part.to_string(), one.effect))
                .collect();
            let expected: Vec<(String, Effect)> = expected
                .into_iter()
                .map(|(part, effect)| (part.to_owned(), effect))
                .collect();
            assert_eq!(found, expected);
        }
    }

    /// Two snippets that are each right can be wrong together: merging does not judge.
    #[test]
    fn what_merging_breaks_is_found() {
        let below = config(|config| config.storage.files.push(file("/etc/a/b", None)));
        let link = config(|config| {
            config.storage.links.push(Link {
                path: "/etc/a".to_owned(),
                target: Some("/x".to_owned()),
                ..Link::default()
            });
        });
        let problems = merged(PARENT, &[&below, &link]).expect_err("a file beneath a link");
        assert!(!problems.is_empty());
    }
}

//! Merging of snippets onto a machine's config.
//!
//! A snippet is a child of the machine's config, in list order, by Ignition's own rules of merging. The result is never
//! above specification 3.4: matchbox serves a newer config as an empty one, with success.

use kindling_ignition::print::{self, Encoder, Layout};
use kindling_ignition::validate::Rules;
use kindling_ignition::{Config, Spec, convert, merge, parse};

use crate::diagnostic::{Diagnostic, FieldPath, Report, Subject};
use crate::document::codes::CodeInfo;

/// The newest specification that every delivery carries.
pub const NEWEST: Spec = Spec::V3_4;

/// Every code of merging, with what it means.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: "snippets/too-new",
        meaning: "A snippet needs a newer Ignition than matchbox reads.",
    },
    CodeInfo {
        code: "snippets/merged",
        meaning: "A machine's config with its snippets is no valid Ignition config.",
    },
];

/// A snippet, translated.
#[derive(Clone, Copy, Debug)]
pub struct Child<'a> {
    /// The name the document gives it.
    pub name: &'a str,
    /// Its config.
    pub config: &'a Config,
}

/// A machine's config with its snippets merged onto it, in order; printed as Butane prints.
///
/// # Errors
///
/// Where a snippet needs a newer specification than [`NEWEST`], or the result is no valid config.
pub fn onto<'a>(parent: &str, children: impl IntoIterator<Item = Child<'a>>) -> Report<String> {
    let mut diagnostics = Vec::new();
    let Ok(parent) = parse::parse(parent.as_bytes(), Rules::V2_26) else {
        return Report::failed(vec![invalid("the config itself is not valid")]);
    };
    let (mut config, mut spec) = (parent.config, parent.spec);
    for child in children {
        match child.config.spec() {
            Some(own) if own <= NEWEST => {
                let both = spec.max(own);
                config = convert::upgrade(config, spec, both);
                let upgraded = convert::upgrade(child.config.clone(), own, both);
                config = merge::merge(&config, &upgraded, both);
                spec = both;
            }
            _ => diagnostics.push(too_new(&child)),
        }
    }
    let text = print::print(&config, spec, Encoder::Butane, Layout::Compact);
    if let Err(error) = parse::parse(text.as_bytes(), Rules::V2_26) {
        diagnostics.extend(
            error
                .into_report()
                .entries
                .iter()
                .map(|entry| invalid(&entry.message)),
        );
    }
    Report::new(Some(text), diagnostics)
}

fn too_new(child: &Child<'_>) -> Diagnostic {
    Diagnostic::error(
        "snippets/too-new",
        FieldPath::root(),
        format!(
            "`{}` needs Ignition {}, and matchbox reads {NEWEST} at most",
            child.name, child.config.ignition.version
        ),
    )
    .about(Subject::Snippet(child.name.to_owned()))
    .hint("use an older version of the snippet's variant: `1.5.0` of `fcos`, `1.1.0` of `flatcar`")
}

fn invalid(message: &str) -> Diagnostic {
    Diagnostic::error(
        "snippets/merged",
        FieldPath::root(),
        format!("the config with its snippets is not valid: {message}"),
    )
}

#[cfg(test)]
mod tests {
    use kindling_ignition::config::{File, Unit};
    use kindling_ignition::{Config, Spec};

    use super::{Child, onto};

    const PARENT: &str = r#"{"ignition":{"version":"3.3.0"},"storage":{"files":[{"path":"/etc/a","contents":{"compression":"","source":"data:,a"},"mode":420}]},"systemd":{"units":[{"enabled":true,"name":"a.service"}]}}"#;

    fn child(spec: Spec) -> Config {
        let mut config = Config::new(spec);
        config.systemd.units.push(Unit {
            name: "a.service".to_owned(),
            mask: Some(true),
            ..Unit::default()
        });
        config.storage.files.push(File {
            path: "/etc/b".to_owned(),
            ..File::default()
        });
        config
    }

    #[test]
    fn a_child_adds_to_what_the_machine_has() {
        let config = child(Spec::V3_4);
        let report = onto(
            PARENT,
            [Child {
                name: "x.bu",
                config: &config,
            }],
        );
        assert_eq!(
            report.value().map(String::as_str),
            Some(
                r#"{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/etc/a","contents":{"compression":"","source":"data:,a"},"mode":420},{"path":"/etc/b"}]},"systemd":{"units":[{"enabled":true,"mask":true,"name":"a.service"}]}}"#
            )
        );
    }

    #[test]
    fn without_children_nothing_changes() {
        assert_eq!(onto(PARENT, []).value().map(String::as_str), Some(PARENT));
    }

    /// matchbox serves a config of a newer specification as an empty one, and the machine installs blank.
    #[test]
    fn a_child_that_matchbox_could_not_read_is_refused() {
        let config = child(Spec::V3_5);
        let report = onto(
            PARENT,
            [Child {
                name: "x.bu",
                config: &config,
            }],
        );
        assert!(report.value().is_none());
        assert_eq!(report.diagnostics()[0].code, "snippets/too-new");
    }
}

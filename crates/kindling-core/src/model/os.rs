//! The operating system of the machines. Container Linux takes its place here with the classic line.

use super::fault::{Fault, Problems, shown};
use crate::diagnostic::{Diagnostic, FieldPath, Severity};
use crate::document::suggestion::nearest;
use crate::document::{self, ClusterDocument};

/// Flatcar Linux: a channel (`stable`, `beta`, `alpha`) and a version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flatcar {
    pub(super) channel: String,
    pub(super) version: String,
}

impl Flatcar {
    /// `stable`, `beta` or `alpha`.
    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// Such as `4230.2.4`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// Fedora CoreOS: a stream (`stable`, `testing`, `next`) and a version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FedoraCoreOs {
    pub(super) stream: String,
    pub(super) version: String,
}

impl FedoraCoreOs {
    /// `stable`, `testing` or `next`.
    pub fn stream(&self) -> &str {
        &self.stream
    }

    /// Such as `42.20250901.3.0`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// The operating system of the machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatingSystem {
    /// Flatcar Linux.
    Flatcar(Flatcar),
    /// Fedora CoreOS.
    FedoraCoreOs(FedoraCoreOs),
}

impl OperatingSystem {
    /// The word of the document: `flatcar-linux`, `fedora-coreos`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Flatcar(_) => "flatcar-linux",
            Self::FedoraCoreOs(_) => "fedora-coreos",
        }
    }

    /// The version, in the system's own scheme.
    pub fn version(&self) -> &str {
        match self {
            Self::Flatcar(flatcar) => flatcar.version(),
            Self::FedoraCoreOs(fedora) => fedora.version(),
        }
    }

    /// The Butane variant of its configs: `flatcar`, `fcos`.
    pub const fn butane_variant(&self) -> &'static str {
        match self {
            Self::Flatcar(_) => "flatcar",
            Self::FedoraCoreOs(_) => "fcos",
        }
    }
}

const NAMES: [&str; 2] = ["flatcar-linux", "fedora-coreos"];
/// Flatcar's channels with the second number of their versions.
const CHANNELS: [(&str, &str); 3] = [("stable", "2"), ("beta", "1"), ("alpha", "0")];
/// Fedora CoreOS's streams with the third number of their versions.
const STREAMS: [(&str, &str); 3] = [("stable", "3"), ("testing", "2"), ("next", "1")];

/// Which system the document means, before the rest of `os` is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Flatcar Linux.
    Flatcar,
    /// Fedora CoreOS.
    FedoraCoreOs,
}

/// The system a name means; `None` for one that is unknown.
pub(super) fn family(name: &str) -> Option<Family> {
    match name {
        "flatcar-linux" => Some(Family::Flatcar),
        "fedora-coreos" => Some(Family::FedoraCoreOs),
        _ => None,
    }
}

fn path(key: &str) -> FieldPath {
    FieldPath::from("os").key(key)
}

/// Judges `os`.
pub(super) fn resolve(
    document: &ClusterDocument,
    problems: &mut Problems<'_>,
) -> Option<OperatingSystem> {
    let os = &document.os;
    if *os == document::OperatingSystem::default() {
        problems.missing(FieldPath::from("os"));
        return None;
    }
    let name = problems.required(&os.name, name, || path("name"));
    if name.is_none() && os.version.is_empty() {
        problems.missing(path("version"));
    }
    match name? {
        Family::Flatcar => {
            if os.stream.is_some() {
                problems.push(not_for("stream", "Flatcar Linux has channels", "channel"));
            }
            let channel = match os.channel.as_deref() {
                Some(channel) => problems
                    .take(word("os/channel", "channel", channel, &CHANNELS), || {
                        path("channel")
                    }),
                None if os.stream.is_some() => None,
                None => {
                    problems.missing(path("channel"));
                    None
                }
            };
            let version = problems.required(&os.version, flatcar_version, || path("version"));
            let (channel, second) = channel?;
            let version = version?;
            if version.split('.').nth(1) != Some(second) {
                problems.push(mismatch(&version, channel, 1, &CHANNELS, "channel"));
            }
            Some(OperatingSystem::Flatcar(Flatcar {
                channel: channel.to_owned(),
                version,
            }))
        }
        Family::FedoraCoreOs => {
            if os.channel.is_some() {
                problems.push(not_for("channel", "Fedora CoreOS has streams", "stream"));
            }
            let stream = os.stream.as_deref().unwrap_or("stable");
            let stream = problems.take(word("os/stream", "stream", stream, &STREAMS), || {
                path("stream")
            });
            let version = problems.required(&os.version, fedora_coreos_version, || path("version"));
            let (stream, third) = stream?;
            let version = version?;
            if version.split('.').nth(2) != Some(third) {
                problems.push(mismatch(&version, stream, 2, &STREAMS, "stream"));
            }
            Some(OperatingSystem::FedoraCoreOs(FedoraCoreOs {
                stream: stream.to_owned(),
                version,
            }))
        }
    }
}

fn name(text: &str) -> Result<Family, Fault> {
    if let Some(family) = family(text) {
        return Ok(family);
    }
    if text == "container-linux" {
        return Err(Fault::new(
            "os/not-supported",
            "`container-linux` belongs to the classic line, which is not supported yet",
        )
        .hint("choose `flatcar-linux`, its successor, or `fedora-coreos`"));
    }
    let fault = Fault::new(
        "os/name",
        format!("{} is not an operating system Kindling knows", shown(text)),
    );
    let meant = match text.to_ascii_lowercase().as_str() {
        "flatcar" | "flatcar container linux" | "flatcar-container-linux" | "kinvolk" => {
            Some("flatcar-linux")
        }
        "fcos" | "coreos" | "fedora" => Some("fedora-coreos"),
        _ => nearest(text, NAMES),
    };
    Err(match meant {
        Some(name) => fault.hint(format!("did you mean `{name}`?")),
        None => fault.hint("write `flatcar-linux` or `fedora-coreos`"),
    })
}

type Word = (&'static str, &'static str);

fn word(code: &'static str, what: &str, text: &str, known: &[Word; 3]) -> Result<Word, Fault> {
    if let Some(word) = known.iter().find(|(word, _)| *word == text) {
        return Ok(*word);
    }
    let fault = Fault::new(code, format!("{} is not a {what}", shown(text)));
    let bare = text
        .trim_start_matches("flatcar-")
        .trim_start_matches("coreos-");
    let words = known.map(|(word, _)| word);
    Err(match nearest(bare, words) {
        Some(word) => fault.hint(format!("write `{word}`")),
        None => fault.hint(format!(
            "write `{}`, `{}` or `{}`",
            words[0], words[1], words[2]
        )),
    })
}

fn not_for(key: &str, reason: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        "os/wrong-option",
        path(key),
        format!("`os.{key}` does not fit: {reason}"),
    )
    .hint(format!("write `{instead}` instead of `{key}`"))
}

fn mismatch(version: &str, word: &str, place: usize, known: &[Word; 3], what: &str) -> Diagnostic {
    let number = version.split('.').nth(place).unwrap_or_default();
    let diagnostic = Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::error(
            "os/version-channel",
            path("version"),
            format!("`{version}` does not look like a version of the {what} `{word}`"),
        )
    };
    match known.iter().find(|(_, own)| *own == number) {
        Some((own, _)) => diagnostic.hint(format!(
            "it looks like one of `{own}`; images are looked for under `{word}`"
        )),
        None => diagnostic.hint(format!("make sure that it was published in `{word}`")),
    }
}

fn numbers(text: &str, lengths: &[std::ops::RangeInclusive<usize>]) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            length.contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && (part.len() == 1 || !part.starts_with('0'))
        })
}

fn flatcar_version(text: &str) -> Result<String, Fault> {
    if numbers(text, &[1..=5, 1..=4, 1..=4]) {
        return Ok(text.to_owned());
    }
    let fault = Fault::new(
        "os/version",
        format!("{} is not a version of Flatcar Linux", shown(text)),
    );
    Err(if text == "current" {
        fault.hint(
            "name the version: with `current`, machines installed on different days would differ",
        )
    } else {
        fault.hint("write three numbers, for example `4230.2.4`")
    })
}

fn fedora_coreos_version(text: &str) -> Result<String, Fault> {
    if numbers(text, &[2..=3, 8..=8, 1..=2, 1..=4]) {
        return Ok(text.to_owned());
    }
    Err(Fault::new(
        "os/version",
        format!("{} is not a version of Fedora CoreOS", shown(text)),
    )
    .hint("write its release, date, stream and build, for example `42.20250901.3.0`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_the_form_of_their_system() {
        for (text, flatcar, fedora) in [
            ("4230.2.4", true, false),
            ("4459.2.0", true, false),
            ("42.20250901.3.0", false, true),
            ("current", false, false),
            ("4230.2", false, false),
            ("4230.2.4.1", false, false),
            ("4230.02.4", false, false),
            ("42.2025091.3.0", false, false),
            ("v4230.2.4", false, false),
            ("4230.2.4\n", false, false),
            ("4230.2.4/../x", false, false),
            ("", false, false),
        ] {
            assert_eq!(flatcar_version(text).is_ok(), flatcar, "{text}");
            assert_eq!(fedora_coreos_version(text).is_ok(), fedora, "{text}");
        }
    }
}

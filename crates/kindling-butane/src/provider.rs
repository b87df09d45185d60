//! A config and its snippets made one.
//!
//! [`merge`] is the plain way: translate each part, raise all to the newest
//! specification among them, merge in order; a part may be Ignition already. [`render`] is what Terraform's
//! `ct` provider (0.14) does, with its cap at Ignition 3.4 and its bytes.

use std::fmt;

use kindling_ignition::convert::upgrade;
use kindling_ignition::parse::{self, ParseError};
use kindling_ignition::print::{self, Encoder, Layout};
use kindling_ignition::validate::Rules;
use kindling_ignition::{Config, Report, Spec, json, merge as ignition};

use crate::files::FileTree;
use crate::pipeline::{Options, TranslateError, translate};

/// The specification the provider brings everything to.
pub const PROVIDER_SPEC: Spec = Spec::V3_4;

/// Whether warnings are errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Warnings are not even shown.
    #[default]
    Lenient,
    /// Any entry of a report is an error.
    Strict,
}

/// The settings of the provider's data source.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'f> {
    /// The files the parts may embed.
    pub files: Option<&'f FileTree>,
    /// White space of the result.
    pub layout: Layout,
    /// Whether warnings are errors.
    pub strictness: Strictness,
}

/// Why the provider gives no result. The text is the provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// The config itself has no translation.
    Content(TranslateError),
    /// A part has warnings, and warnings are errors.
    Strict(Report),
    /// The config needs a newer specification than the provider's.
    ContentTooNew,
    /// A snippet names no variant.
    NoVariant,
    /// A snippet has no translation.
    Snippet(TranslateError, Report),
    /// A snippet needs a newer specification than the provider's.
    SnippetTooNew,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(error) => error.fmt(f),
            Self::Strict(report) => write!(f, "strict parsing error: {report}"),
            Self::ContentTooNew => f.write_str("unsupported config version"),
            Self::NoVariant => write!(
                f,
                "Butane snippets require `variant`: {}",
                TranslateError::NoVariant
            ),
            Self::Snippet(error, report) => write!(f, "Butane translate error: {error}\n{report}"),
            Self::SnippetTooNew => {
                f.write_str("snippet parse error: unsupported config version, expect v1.4.0")
            }
        }
    }
}

impl std::error::Error for RenderError {}

/// What the provider's data source renders from `content` and `snippets`.
///
/// # Errors
/// If a part has no translation, needs more than Ignition 3.4, or has warnings
/// where these are errors.
pub fn render(
    content: &[u8],
    snippets: &[&[u8]],
    settings: Settings<'_>,
) -> Result<String, RenderError> {
    let options = Options {
        files: settings.files,
        layout: Layout::Compact,
    };
    let strict = |report: &Report| match settings.strictness {
        Strictness::Strict if !report.is_empty() => Err(RenderError::Strict(report.clone())),
        _ => Ok(()),
    };
    let outcome = translate(content, options);
    if let Some(error) = outcome.error {
        return Err(RenderError::Content(error));
    }
    strict(&outcome.report)?;
    let mut merged = raised(outcome.config, PROVIDER_SPEC).ok_or(RenderError::ContentTooNew)?;
    for snippet in snippets {
        let outcome = translate(snippet, options);
        match outcome.error {
            None => {}
            Some(TranslateError::NoVariant) => return Err(RenderError::NoVariant),
            Some(error) => return Err(RenderError::Snippet(error, outcome.report)),
        }
        strict(&outcome.report)?;
        let child = raised(outcome.config, PROVIDER_SPEC).ok_or(RenderError::SnippetTooNew)?;
        merged = ignition::merge(&merged, &child, PROVIDER_SPEC);
    }
    let layout = settings.layout;
    Ok(print::print(
        &merged,
        PROVIDER_SPEC,
        Encoder::Standard,
        layout,
    ))
}

/// A config in a specification, if that is not older than its own.
fn raised(config: Option<(Config, Spec)>, to: Spec) -> Option<Config> {
    let (config, spec) = config?;
    (spec <= to).then(|| upgrade(config, spec, to))
}

/// Parts made one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The merged config. Merging may break rules; it is not judged again.
    pub config: Config,
    /// The newest specification among the parts.
    pub spec: Spec,
    /// What there is to say about each part: the base first.
    pub reports: Vec<Report>,
}

/// Why a part is no config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartError {
    /// A Butane config that has no translation.
    Butane(TranslateError),
    /// An Ignition config that is none.
    Ignition(ParseError),
}

impl fmt::Display for PartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Butane(error) => error.fmt(f),
            Self::Ignition(error) => error.fmt(f),
        }
    }
}

/// A part that cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeError {
    /// Which one: 0 is the base, 1 the first snippet.
    pub part: usize,
    /// Why.
    pub error: Box<PartError>,
    /// What there is to say about it.
    pub report: Report,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            0 => write!(f, "base: {}", self.error),
            part => write!(f, "snippet {part}: {}", self.error),
        }
    }
}

impl std::error::Error for MergeError {}

/// Translates a base and its snippets and merges them in order, at the newest
/// specification among them. A part that is JSON with `ignition` and without
/// `variant` is taken as the Ignition config it is.
///
/// # Errors
/// If a part has no translation.
pub fn merge(
    base: &[u8],
    snippets: &[&[u8]],
    files: Option<&FileTree>,
) -> Result<Merged, MergeError> {
    let mut configs = Vec::with_capacity(snippets.len() + 1);
    let mut reports = Vec::with_capacity(snippets.len() + 1);
    for (part, text) in std::iter::once(&base).chain(snippets).enumerate() {
        let (config, report) = read(text, files).map_err(|(error, report)| MergeError {
            part,
            error: Box::new(error),
            report,
        })?;
        configs.push(config);
        reports.push(report);
    }
    let spec = configs.iter().map(|(_, spec)| *spec).max();
    let spec = spec.unwrap_or(Spec::V3_0);
    let config = configs
        .into_iter()
        .map(|(config, from)| upgrade(config, from, spec))
        .reduce(|parent, child| ignition::merge(&parent, &child, spec))
        .unwrap_or_default();
    Ok(Merged {
        config,
        spec,
        reports,
    })
}

type Part = ((Config, Spec), Report);

/// Reads one part, whichever of the two it is.
fn read(text: &[u8], files: Option<&FileTree>) -> Result<Part, (PartError, Report)> {
    if is_ignition(text) {
        return match parse::parse(text, Rules::V2_26) {
            Ok(parsed) => Ok(((parsed.config, parsed.spec), parsed.report)),
            Err(error) => {
                let report = error.clone().into_report();
                Err((PartError::Ignition(error), report))
            }
        };
    }
    let options = Options {
        files,
        layout: Layout::Compact,
    };
    let outcome = translate(text, options);
    match (outcome.config, outcome.error) {
        (Some(config), None) => Ok((config, outcome.report)),
        (_, error) => {
            let error = error.unwrap_or(TranslateError::InvalidResult);
            Err((PartError::Butane(error), outcome.report))
        }
    }
}

fn is_ignition(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"{")
        && json::parse(text).is_ok_and(|document| {
            let root = document.root();
            root.get("ignition").is_some() && root.get("variant").is_none()
        })
}

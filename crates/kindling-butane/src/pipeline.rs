//! From the text of a Butane config to Ignition, as the original goes about
//! it, with everything it has to say on the way.

use std::fmt;

use kindling_ignition::print::{self, Encoder, Layout};
use kindling_ignition::validate::{Rules, validate as judge};
use kindling_ignition::{Config as IgnitionConfig, Position, Report, Spec, Version, duplicates};

use crate::files::FileTree;
use crate::places::Places;
use crate::schema::Config;
use crate::translate::origin::PathMap;
use crate::translate::{BAD_BYTE, filter, replace_bad_bytes, translate as convert};
use crate::unused::Visitor;
use crate::validate::validate;
use crate::variant::{Schema, Variant};
use crate::yaml::{self, Decode, Decoder, Document, Fields, NodeId, YamlError};

/// What a translation needs besides the config.
#[derive(Clone, Copy, Debug)]
pub struct Options<'f> {
    /// The files the config may embed; without any, embedding is an error.
    pub files: Option<&'f FileTree>,
    /// White space of the result.
    pub layout: Layout,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            files: None,
            layout: Layout::Compact,
        }
    }
}

/// What came of a translation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The result as JSON, without a newline at the end.
    pub output: Option<String>,
    /// The result.
    pub config: Option<(IgnitionConfig, Spec)>,
    /// The variant and version of the config, as soon as they are known.
    pub schema: Option<Schema>,
    /// What there is to say, with places in the config.
    pub report: Report,
    /// Why there is no result.
    pub error: Option<TranslateError>,
}

/// Why a config has no translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TranslateError {
    /// The text is no YAML, or its top level is not what a config has.
    Yaml(YamlError),
    /// A value has the wrong type.
    Type(YamlError),
    /// `variant` is missing.
    NoVariant,
    /// `version` is missing or no semantic version.
    NoVersion,
    /// No translator for this pair.
    Unknown {
        /// The variant.
        variant: String,
        /// The version.
        version: Version,
    },
    /// A variant that Butane has removed.
    Removed,
    /// A variant of Butane that is not translated here.
    Unsupported(Schema),
    /// The report has an error about the config.
    InvalidSource,
    /// The report has an error about what became of the config.
    InvalidResult,
}

impl fmt::Display for TranslateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yaml(error) => write!(f, "Error unmarshaling yaml: {error}"),
            Self::Type(error) => error.fmt(f),
            Self::NoVariant => f.write_str("error parsing variant; must be specified"),
            Self::NoVersion => f.write_str("error parsing version; must be a valid semver"),
            Self::Unknown { variant, version } => {
                write!(f, "No translator exists for variant {variant} with version {version}")
            }
            Self::Removed => f.write_str(
                "rhcos variant has been removed; use openshift variant instead: https://coreos.github.io/butane/upgrading-openshift/",
            ),
            Self::Unsupported(schema) => write!(
                f,
                "variant {} with version {} is not supported: Kindling does not write MachineConfigs",
                schema.variant, schema.version
            ),
            Self::InvalidSource => f.write_str("source config is invalid"),
            Self::InvalidResult => f.write_str("config generated was invalid"),
        }
    }
}

impl std::error::Error for TranslateError {}

/// The keys that choose the translator.
#[derive(Default)]
struct Header {
    variant: String,
    version: String,
}

impl Fields for Header {
    fn decode_field(
        &mut self,
        decoder: &mut Decoder<'_>,
        key: &str,
        value: NodeId,
    ) -> Result<Option<()>, YamlError> {
        match key {
            "variant" => self.variant.decode(decoder, value)?,
            "version" => self.version.decode(decoder, value)?,
            _ => return Ok(None),
        };
        Ok(Some(()))
    }
}

impl Decode for Header {
    fn decode(&mut self, decoder: &mut Decoder<'_>, id: NodeId) -> Result<bool, YamlError> {
        decoder.object(self, id)
    }

    fn type_name(_: Schema) -> String {
        "config.commonFields".to_owned()
    }
}

/// Translates a Butane config to Ignition.
#[must_use]
pub fn translate(input: &[u8], options: Options<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    if let Err(error) = run(input, options, &mut outcome) {
        outcome.error = Some(error);
    }
    outcome
}

fn run(input: &[u8], options: Options<'_>, outcome: &mut Outcome) -> Result<(), TranslateError> {
    let input = yaml::read(input);
    let document = yaml::parse(&input).map_err(TranslateError::Yaml)?;
    let schema = choose(&document)?;
    outcome.schema = Some(schema);
    if schema.variant == Variant::Openshift {
        return Err(TranslateError::Unsupported(schema));
    }
    let mut decoder = Decoder::new(&document, schema);
    let config: Config = decoder.read().map_err(TranslateError::Type)?;
    let peculiar = decoder.peculiar;
    if peculiar {
        outcome.report = Visitor::check(&document, schema, &config);
    }
    let judged = judge_and_translate(config, schema, options, &document, &mut outcome.report);
    locate(&mut outcome.report, &document);
    let Judged {
        mut result,
        has_bad_bytes,
    } = judged?;
    let mut output = print::print(&result, schema.spec, Encoder::Butane, options.layout);
    if has_bad_bytes {
        output = output.replace(BAD_BYTE, "\\ufffd");
        replace_bad_bytes(&mut result);
    }
    outcome.output = Some(output);
    outcome.config = Some((result, schema.spec));
    Ok(())
}

/// Reads variant and version.
fn choose(document: &Document<'_>) -> Result<Schema, TranslateError> {
    // Any schema will do: these two keys are in all of them.
    let mut decoder = Decoder::new(document, crate::variant::SCHEMAS[0]);
    let header: Header = decoder.read().map_err(TranslateError::Yaml)?;
    let Header { variant, version } = header;
    if variant.is_empty() {
        return Err(TranslateError::NoVariant);
    }
    if let Some(schema) = Schema::find(&variant, &version) {
        return Ok(schema);
    }
    let version = Version::parse(&version).ok_or(TranslateError::NoVersion)?;
    if variant == "rhcos" && version.to_string() == "0.1.0" {
        return Err(TranslateError::Removed);
    }
    Err(TranslateError::Unknown { variant, version })
}

/// A result that broke no rule.
struct Judged {
    result: IgnitionConfig,
    has_bad_bytes: bool,
}

fn judge_and_translate(
    mut config: Config,
    schema: Schema,
    options: Options<'_>,
    document: &Document<'_>,
    report: &mut Report,
) -> Result<Judged, TranslateError> {
    report.append(validate(&config, schema));
    if report.is_fatal() {
        return Err(TranslateError::InvalidSource);
    }
    let translation = convert(&mut config, schema, options.files);
    let paths = PathMap {
        config: &config,
        result: &translation.result,
        document,
        origins: &translation.origins,
    };
    let mapped = |mut report: Report| {
        for entry in &mut report.entries {
            entry.path = paths.to_yaml(&entry.path);
        }
        report
    };
    report.append(translation.report.clone());
    report.append(mapped(translation.result_report.clone()));
    if report.is_fatal() {
        return Err(TranslateError::InvalidSource);
    }
    report.append(mapped(filter(&translation.result, schema)));
    if report.is_fatal() {
        return Err(TranslateError::InvalidSource);
    }
    let result = &translation.result;
    report.append(mapped(duplicates::check(result, schema.spec)));
    report.append(mapped(judge(result, schema.spec, Rules::V2_26)));
    if report.is_fatal() {
        return Err(TranslateError::InvalidResult);
    }
    Ok(Judged {
        result: translation.result,
        has_bad_bytes: translation.has_bad_bytes,
    })
}

/// Finds the places of entries that have none yet: the node at the path, or
/// the nearest one around it.
fn locate(report: &mut Report, document: &Document<'_>) {
    let mut places = Places::new(document);
    for entry in &mut report.entries {
        if entry.position.is_some() {
            continue;
        }
        if let Some(id) = places.nearest(&entry.path) {
            let node = document.node(id);
            entry.position = Some(Position {
                line: u64::from(node.line()),
                column: u64::from(node.column()),
            });
        }
    }
}

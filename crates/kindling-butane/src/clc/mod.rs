//! Container Linux Configs to Ignition 2.x, as the `ct` tool translates them.
//!
//! [`translate`] takes a config and gives what the tool would write: the Ignition config, the report and the
//! exit status. The tables in [`schema`] and [`options`] say what a config may hold, the other modules what
//! becomes of it. Local files come from the caller; nothing here touches a file system.

mod convert;
mod decode;
mod dimension;
mod generated;
mod options;
mod platform;
mod rules;
mod scalar;
mod schema;
mod time;
mod tree;
mod url;
mod version;

use kindling_ignition::{
    print::Layout,
    v2::{
        Config, Spec, printf,
        report::{Finding, Report},
        schema as ignition,
        table::{Field, Object},
        walk::{self, Checks, UnknownKeys},
    },
};

pub use platform::names as platform_names;

use crate::{files::FileTree, yaml};
use tree::{Tree, TreeNode};

/// Which release of the tool is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// The last release, 0.9.0, which writes Ignition 2.2.0.
    Spec2_2,
    /// The state of its development branch, which writes Ignition 2.3.0.
    #[default]
    Spec2_3,
}

/// The tool's flags.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// `-platform`: one of [`platform_names`]; anything else is refused as the tool refuses it.
    pub platform: Option<&'a str>,
    /// `-strict`: any remark is fatal.
    pub strict: bool,
    /// `-pretty`: the output is indented.
    pub pretty: bool,
    /// `-files-dir`: what `local` may name.
    pub files: Option<&'a FileTree>,
    /// Which release is followed.
    pub output: Output,
}

/// What the tool would write, and its exit status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output: the Ignition config; empty where there is none.
    pub output: String,
    /// Standard error: the report.
    pub report: String,
    /// The exit status.
    pub exit: i32,
}

/// Translates a config as the tool does.
#[must_use]
pub fn translate(input: &[u8], options: Options<'_>) -> Outcome {
    let spec = match options.output {
        Output::Spec2_2 => Spec::V2_2,
        Output::Spec2_3 => Spec::V2_3,
    };
    let mut outcome = Outcome::default();
    let (parsed, report) = parse(input, spec);
    outcome.say(&report);
    let is_refused = report.is_fatal() || (options.strict && !report.is_empty());
    let Some((config, mut tree)) = parsed.filter(|_| !is_refused) else {
        outcome.report.push_str("Failed to parse config\n");
        outcome.exit = 1;
        return outcome;
    };
    let (config, report) = convert(&config, tree.as_mut(), options);
    outcome.say(&report);
    if report.is_fatal() || (options.strict && !report.is_empty()) {
        outcome.exit = 1;
        return outcome;
    }
    outcome.output = config.print(if options.pretty {
        Layout::Pretty
    } else {
        Layout::Compact
    });
    if options.pretty {
        outcome.output.push('\n');
    }
    outcome
}

impl Outcome {
    /// Adds a report as the tool writes it: through `Printf`, as the format.
    fn say(&mut self, report: &Report) {
        if report.is_empty() {
            return;
        }
        let text = printf::without_arguments(&report.print(b""));
        let text = String::from_utf8_lossy(&text);
        self.report
            .push_str(text.strip_suffix('\n').unwrap_or(&text));
        self.report.push('\n');
    }
}

/// Reads and judges a config. There is no tree where the document is empty.
fn parse(input: &[u8], spec: Spec) -> (Option<(Object, Option<Tree>)>, Report) {
    let refused = |message: String| (None, Report::of(Finding::error(message)));
    let text = yaml::read(input);
    let document = match yaml::parse(&text) {
        Ok(document) => document,
        Err(error) => return refused(error.in_older_words()),
    };
    let Some(root) = document.root() else {
        let mut report = Report::of(Finding::warning("Configuration is empty"));
        let config = Object::new(&schema::CONFIG, spec);
        report.append(walk::validate::<TreeNode<'_>>(
            &config,
            None,
            UnknownKeys::Reported,
        ));
        return (Some((config, None)), report);
    };
    let config = match decode::decode(&document, root, input.len(), spec) {
        Ok(config) => config,
        Err(message) => return refused(message),
    };
    let tree = Tree::of(&document, root);
    let report = walk::validate(&config, Some(&tree.root()), UnknownKeys::Reported);
    (Some((config, Some(tree))), report)
}

/// Translates a config and has Ignition judge the result.
fn convert(config: &Object, mut tree: Option<&mut Tree>, options: Options<'_>) -> (Config, Report) {
    let platform = options.platform.unwrap_or_default();
    if !platform.is_empty() && !platform::is_known(platform) {
        let report = Report::of(Finding::error("unsupported platform"));
        return (Config::new(config.spec), report);
    }
    let around = convert::Surroundings {
        platform,
        files: options.files,
    };
    let (out, mut report) = convert::convert(config, tree.as_deref_mut(), around);
    if report.is_fatal() {
        return (out, report);
    }
    let node = tree.map(|tree| {
        tree.translate_keys();
        &*tree
    });
    let root = node.map(Tree::root);
    let checks = Checks {
        unknown_keys: UnknownKeys::Ignored,
        more: matches!(options.output, Output::Spec2_2).then_some(link_target),
    };
    report.append(walk::validate(&out.root, root.as_ref(), checks));
    (out, report)
}

/// The Ignition of those days wanted symbolic links to be absolute.
fn link_target(object: &Object, field: &Field) -> Vec<Finding> {
    let is_relative = std::ptr::eq(object.def, &raw const ignition::LINK)
        && field.key == "target"
        && !object.flag("hard")
        && !object.text("target").starts_with('/');
    if is_relative {
        vec![Finding::error("path not absolute")]
    } else {
        Vec::new()
    }
}

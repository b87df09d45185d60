//! Butane's command line as a pure function.
//!
//! [`Invocation::parse`] reads the arguments; the caller then reads the input
//! and the folder of files and hands them to [`Invocation::run`], which gives
//! what to write where and the exit status.

use kindling_ignition::print::Layout;

use crate::excerpt::{self, Colour, ReportStyle};
use crate::files::FileTree;
use crate::pipeline::{Options, translate};

const USAGE: &str = r#"Usage: butane [options] [input-file]
Options:
  -c, --check                     check config without producing output
      --color string[="always"]   control color output: "auto", "always", or "never" (default "auto")
  -d, --files-dir string          allow embedding local files from this directory
  -h, --help                      show usage and exit
  -o, --output string             write to output file instead of stdout
  -p, --pretty                    output formatted json
  -r, --raw                       never wrap in a MachineConfig; force Ignition output
      --raw-errors                show raw errors, rather than pretty printing them
  -s, --strict                    fail on any warning
  -V, --version                   print the version and exit
"#;

const DEPRECATED_INPUT: &str =
    "Flag --input has been deprecated, specify filename directly on command line\n";

/// One flag of the command line.
struct Flag {
    name: &'static str,
    short: Option<char>,
    /// The value of the flag where none is given; it then takes no argument of its own.
    bare: Option<&'static str>,
}

const fn switch(name: &'static str, short: Option<char>) -> Flag {
    Flag {
        name,
        short,
        bare: Some("true"),
    }
}

const fn setting(name: &'static str, short: Option<char>, bare: Option<&'static str>) -> Flag {
    Flag { name, short, bare }
}

/// All flags, those that the usage does not show included.
const FLAGS: [Flag; 13] = [
    switch("check", Some('c')),
    switch("debug", Some('D')),
    switch("help", Some('h')),
    switch("pretty", Some('p')),
    switch("raw", Some('r')),
    switch("raw-errors", None),
    switch("strict", Some('s')),
    switch("version", Some('V')),
    setting("color", None, Some("always")),
    setting("colour", None, Some("always")),
    setting("files-dir", Some('d'), None),
    setting("input", None, None),
    setting("output", Some('o'), None),
];

/// When a report is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the caller knows of the standard error stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminal {
    /// A terminal that may show colours.
    Colourful,
    /// A file, a pipe, or a terminal whose user wants no colours.
    Plain,
}

/// A command line, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocation {
    /// Only check.
    pub check: bool,
    /// Fail on any entry.
    pub strict: bool,
    /// Indent the JSON.
    pub pretty: bool,
    /// Never wrap in a MachineConfig.
    pub raw: bool,
    /// One line an entry.
    pub raw_errors: bool,
    /// When to colour.
    pub color: ColourChoice,
    /// The folder of files to embed.
    pub files_dir: Option<String>,
    /// The file to write to; standard output without.
    pub output: Option<String>,
    /// The file to read; standard input without.
    pub input: Option<String>,
    /// Show the usage and exit.
    help: bool,
    /// Show the version and exit.
    version: bool,
    /// What standard error begins with.
    notice: String,
}

/// What to write and the exit status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// For standard output, or for [`Invocation::output`].
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// The exit status.
    pub exit: u8,
}

impl Finished {
    fn shown(stdout: String, notice: &str) -> Self {
        Self {
            stdout,
            stderr: notice.to_owned(),
            exit: 0,
        }
    }
}

impl Invocation {
    /// Reads arguments, without the program's name. `version` is what
    /// `--version` shows.
    ///
    /// # Errors
    /// What to show at once instead of running: help, the version, or what is
    /// wrong with the arguments.
    pub fn parse<S: AsRef<str>>(arguments: &[S], version: &str) -> Result<Self, Finished> {
        let mut invocation = Self::default();
        let mut positional: Vec<&str> = Vec::new();
        let mut rest = arguments.iter().map(AsRef::as_ref);
        while let Some(argument) = rest.next() {
            let refused = |message: String| invocation.usage_error(&message);
            if argument == "--" {
                positional.extend(rest.by_ref());
            } else if let Some(long) = argument.strip_prefix("--") {
                if long.starts_with(['-', '=']) {
                    return Err(refused(format!("bad flag syntax: {argument}")));
                }
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (long, None),
                };
                let Some(flag) = FLAGS.iter().find(|flag| flag.name == name) else {
                    return Err(refused(format!("unknown flag: --{name}")));
                };
                let value = match value.or(flag.bare) {
                    Some(value) => value,
                    None => rest
                        .next()
                        .ok_or_else(|| refused(format!("flag needs an argument: {argument}")))?,
                };
                invocation.set(flag, value)?;
            } else if argument.len() > 1 && argument.starts_with('-') {
                let mut shorts = &argument[1..];
                while let Some(short) = shorts.chars().next() {
                    let refused = |message: String| invocation.usage_error(&message);
                    let Some(flag) = FLAGS.iter().find(|flag| flag.short == Some(short)) else {
                        let message = format!("unknown shorthand flag: {short:?} in -{shorts}");
                        return Err(refused(message));
                    };
                    let after = &shorts[short.len_utf8()..];
                    let value = match after.strip_prefix('=') {
                        Some(value) if !value.is_empty() => {
                            shorts = "";
                            value
                        }
                        _ => match flag.bare {
                            Some(value) => {
                                shorts = after;
                                value
                            }
                            None if after.is_empty() => {
                                let needed =
                                    || format!("flag needs an argument: {short:?} in -{shorts}");
                                let value = rest.next().ok_or_else(|| refused(needed()))?;
                                shorts = "";
                                value
                            }
                            None => {
                                shorts = "";
                                after
                            }
                        },
                    };
                    invocation.set(flag, value)?;
                }
            } else {
                positional.push(argument);
            }
        }
        match positional[..] {
            [] => {}
            [input] if invocation.input.is_none() => {
                invocation.input = Some(input.to_owned()).filter(|input| !input.is_empty());
            }
            _ => return Err(invocation.usage_error("")),
        }
        let Self { notice, .. } = &invocation;
        if invocation.help {
            return Err(Finished::shown(USAGE.to_owned(), notice));
        }
        if invocation.version {
            return Err(Finished::shown(format!("{version}\n"), notice));
        }
        Ok(invocation)
    }

    /// What is wrong with the arguments, after what was said before and the usage.
    fn usage_error(&self, message: &str) -> Finished {
        let line = if message.is_empty() { "" } else { "\n" };
        Finished {
            stdout: String::new(),
            stderr: format!("{}{USAGE}{message}{line}", self.notice),
            exit: 2,
        }
    }

    fn set(&mut self, flag: &Flag, value: &str) -> Result<(), Finished> {
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match flag.name {
            "color" | "colour" => self.color = colour(value),
            "files-dir" => self.files_dir = text(),
            "output" => self.output = text(),
            "input" => {
                self.input = text();
                self.notice += DEPRECATED_INPUT;
            }
            name => {
                let Some(on) = truth(value) else {
                    let short = flag
                        .short
                        .map(|short| format!("-{short}, "))
                        .unwrap_or_default();
                    return Err(self.usage_error(&format!(
                        "invalid argument {value:?} for \"{short}--{name}\" flag: strconv.ParseBool: parsing {value:?}: invalid syntax"
                    )));
                };
                match name {
                    "check" => self.check = on,
                    "help" => self.help = on,
                    "pretty" => self.pretty = on,
                    "raw" => self.raw = on,
                    "raw-errors" => self.raw_errors = on,
                    "strict" => self.strict = on,
                    "version" => self.version = on,
                    // The table of path translations that `debug` shows is the original's own.
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The name of the input in reports.
    #[must_use]
    pub fn input_name(&self) -> &str {
        self.input.as_deref().unwrap_or("<stdin>")
    }

    /// Translates the input that was read.
    #[must_use]
    pub fn run(&self, input: &[u8], files: Option<&FileTree>, terminal: Terminal) -> Finished {
        let options = Options {
            files: if self.files_dir.is_some() {
                files
            } else {
                None
            },
            layout: if self.pretty {
                Layout::Pretty
            } else {
                Layout::Compact
            },
        };
        let outcome = translate(input, options);
        let style = match (self.raw_errors, self.color, terminal) {
            (true, ..) => ReportStyle::Lines,
            (_, ColourChoice::Always, _) | (_, ColourChoice::Auto, Terminal::Colourful) => {
                ReportStyle::Excerpts(Colour::Always)
            }
            _ => ReportStyle::Excerpts(Colour::Never),
        };
        let mut stderr = self.notice.clone();
        stderr += &excerpt::print(&outcome.report, input, self.input_name(), style);
        let mut finished = Finished {
            stdout: String::new(),
            stderr,
            exit: 1,
        };
        if let Some(error) = outcome.error {
            finished.stderr += &format!("Error translating config: {error}\n");
        } else if self.strict && !outcome.report.is_empty() {
            finished.stderr += "Config produced warnings and --strict was specified\n";
        } else {
            finished.exit = 0;
            if !self.check {
                finished.stdout = outcome.output.unwrap_or_default();
                finished.stdout.push('\n');
            }
        }
        finished
    }
}

fn truth(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Words that are not known mean no colour, as in the original.
fn colour(value: &str) -> ColourChoice {
    match value {
        "auto" => ColourChoice::Auto,
        "always" | "yes" => ColourChoice::Always,
        _ => ColourChoice::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::{ColourChoice, Invocation};

    #[test]
    fn flags_are_read_as_pflag_does() {
        let parse = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            Invocation::parse(&words, "0")
        };
        let parsed = parse("-spd files --color -ox in.bu").expect("valid");
        assert!(parsed.strict && parsed.pretty && !parsed.check);
        assert_eq!(parsed.files_dir.as_deref(), Some("files"));
        assert_eq!(parsed.output.as_deref(), Some("x"));
        assert_eq!(parsed.input_name(), "in.bu");
        assert_eq!(parsed.color, ColourChoice::Always);
        assert_eq!(parse("--check=false").map(|parsed| parsed.check), Ok(false));
        assert_eq!(parse("-c=false").map(|parsed| parsed.check), Ok(false));
        let colour = |line| parse(line).map(|parsed| parsed.color);
        assert_eq!(colour("--colour"), Ok(ColourChoice::Always));
        assert_eq!(colour("--color=mauve"), Ok(ColourChoice::Never));
        assert_eq!(
            parse("-d=f -o= --").map(|parsed| (parsed.files_dir, parsed.output)),
            Ok((Some("f".into()), Some("=".into())))
        );
        for (line, message) in [
            ("--nope=1", "unknown flag: --nope\n"),
            ("-sxp", "unknown shorthand flag: 'x' in -xp\n"),
            ("--output", "flag needs an argument: --output\n"),
            ("-so", "flag needs an argument: 'o' in -o\n"),
            ("---x", "bad flag syntax: ---x\n"),
            (
                "-s=maybe",
                "invalid argument \"maybe\" for \"-s, --strict\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax\n",
            ),
        ] {
            let stderr = parse(line).expect_err("refused").stderr;
            assert!(
                stderr.starts_with("Usage: ") && stderr.ends_with(message),
                "{stderr}"
            );
        }
        for (line, exit) in [
            ("a b", 2),
            ("--nope", 2),
            ("-x", 2),
            ("-d", 2),
            ("-h", 0),
            ("-h a b", 2),
            ("-V", 0),
        ] {
            assert_eq!(
                parse(line).map_err(|finished| finished.exit).err(),
                Some(exit),
                "{line}"
            );
        }
    }
}

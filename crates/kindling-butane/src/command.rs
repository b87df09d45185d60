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
    fn usage_error(message: &str) -> Self {
        let line = if message.is_empty() { "" } else { "\n" };
        Self {
            stdout: String::new(),
            stderr: format!("{message}{line}{USAGE}"),
            exit: 2,
        }
    }

    fn shown(stdout: String) -> Self {
        Self {
            stdout,
            stderr: String::new(),
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
        let mut help = false;
        let mut show_version = false;
        let mut positional: Vec<&str> = Vec::new();
        let mut rest = arguments.iter().map(AsRef::as_ref);
        while let Some(argument) = rest.next() {
            if argument == "--" {
                positional.extend(rest.by_ref());
            } else if let Some(long) = argument.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (long, None),
                };
                match name {
                    "help" => help = flag(name, value)?,
                    "version" => show_version = flag(name, value)?,
                    "color" => invocation.color = colour(value.unwrap_or("always"))?,
                    "files-dir" | "output" | "input" => {
                        let Some(value) = value.or_else(|| rest.next()) else {
                            let message = format!("flag needs an argument: --{name}");
                            return Err(Finished::usage_error(&message));
                        };
                        invocation.set_text(name, value);
                    }
                    _ => *invocation.switch(name)? = flag(name, value)?,
                }
            } else if argument.len() > 1 && argument.starts_with('-') {
                let shorts = &argument[1..];
                for (index, short) in shorts.char_indices() {
                    let name = match short {
                        'c' => "check",
                        's' => "strict",
                        'p' => "pretty",
                        'r' => "raw",
                        'h' => {
                            help = true;
                            continue;
                        }
                        'V' => {
                            show_version = true;
                            continue;
                        }
                        'd' | 'o' => {
                            let after = &shorts[index + 1..];
                            let value = match after.strip_prefix('=').unwrap_or(after) {
                                "" => rest.next(),
                                value => Some(value),
                            };
                            let Some(value) = value else {
                                let message =
                                    format!("flag needs an argument: '{short}' in -{shorts}");
                                return Err(Finished::usage_error(&message));
                            };
                            let name = if short == 'd' { "files-dir" } else { "output" };
                            invocation.set_text(name, value);
                            break;
                        }
                        _ => {
                            let message = format!("unknown shorthand flag: '{short}' in -{shorts}");
                            return Err(Finished::usage_error(&message));
                        }
                    };
                    *invocation.switch(name)? = true;
                }
            } else {
                positional.push(argument);
            }
        }
        if help {
            return Err(Finished::shown(USAGE.to_owned()));
        }
        if show_version {
            return Err(Finished::shown(format!("{version}\n")));
        }
        match positional[..] {
            [] => {}
            [input] if invocation.input.is_none() => invocation.input = Some(input.to_owned()),
            _ => return Err(Finished::usage_error("")),
        }
        Ok(invocation)
    }

    fn switch(&mut self, name: &str) -> Result<&mut bool, Finished> {
        match name {
            "check" => Ok(&mut self.check),
            "strict" => Ok(&mut self.strict),
            "pretty" => Ok(&mut self.pretty),
            "raw" => Ok(&mut self.raw),
            "raw-errors" => Ok(&mut self.raw_errors),
            _ => Err(Finished::usage_error(&format!("unknown flag: --{name}"))),
        }
    }

    fn set_text(&mut self, name: &str, value: &str) {
        let value = value.to_owned();
        match name {
            "files-dir" => self.files_dir = Some(value).filter(|value| !value.is_empty()),
            "output" => self.output = Some(value).filter(|value| !value.is_empty()),
            _ => {
                self.input = Some(value);
                DEPRECATED_INPUT.clone_into(&mut self.notice);
            }
        }
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

fn flag(name: &str, value: Option<&str>) -> Result<bool, Finished> {
    match value {
        None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
        Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
        Some(value) => Err(Finished::usage_error(&format!(
            "invalid argument \"{value}\" for \"--{name}\" flag: strconv.ParseBool: parsing \"{value}\": invalid syntax"
        ))),
    }
}

fn colour(value: &str) -> Result<ColourChoice, Finished> {
    match value {
        "auto" => Ok(ColourChoice::Auto),
        "always" | "yes" => Ok(ColourChoice::Always),
        "never" | "no" => Ok(ColourChoice::Never),
        _ => {
            let message = format!("invalid value for --color: {value}");
            Err(Finished::usage_error(&message))
        }
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
        for (line, exit) in [
            ("a b", 2),
            ("--nope", 2),
            ("-x", 2),
            ("-d", 2),
            ("-h", 0),
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

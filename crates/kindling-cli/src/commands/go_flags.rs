//! Arguments as Go's `flag` package reads them, for the commands that stand in for tools written with it.
//!
//! Takes texts and a table of flags, gives values by name and what is left. Prints nothing.

/// One flag: its name, and whether it is a switch.
pub struct Flag {
    /// The name, without dashes.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
}

/// What a flag takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing, or `=true`, `=false`.
    Nothing,
    /// A text.
    Text,
}

/// What was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    values: Vec<(&'static str, String)>,
    /// What follows the flags.
    pub rest: Vec<String>,
}

/// Why reading ended early.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// Help was asked for where there is no such flag.
    Help,
    /// What is wrong.
    Wrong(String),
}

impl Read {
    /// The last value of a text flag; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        let last = self.values.iter().rev().find(|(known, _)| *known == name);
        last.map_or("", |(_, value)| value.as_str())
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        truth(self.text(name)) == Some(true)
    }
}

/// Reads arguments.
///
/// # Errors
///
/// An argument is unknown or lacks its value, or help is asked for.
pub fn read(arguments: &[String], flags: &[Flag]) -> Result<Read, Stop> {
    let wrong = |message: String| Err(Stop::Wrong(message));
    let mut read = Read::default();
    let mut rest = arguments;
    while let [argument, after @ ..] = rest {
        if argument.len() < 2 || !argument.starts_with('-') {
            break;
        }
        rest = after;
        if argument == "--" {
            break;
        }
        let named = argument.strip_prefix("--").unwrap_or(&argument[1..]);
        if named.starts_with(['-', '=']) {
            return wrong(format!("bad flag syntax: {argument}"));
        }
        let (name, value) = match named.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (named, None),
        };
        let Some(flag) = flags.iter().find(|flag| flag.name == name) else {
            if matches!(name, "help" | "h") {
                return Err(Stop::Help);
            }
            return wrong(format!("flag provided but not defined: -{name}"));
        };
        let value = match (flag.takes, value, rest) {
            (Takes::Nothing, Some(value), _) if truth(value).is_none() => {
                return wrong(format!(
                    "invalid boolean value {value:?} for -{name}: parse error"
                ));
            }
            (_, Some(value), _) => value.to_owned(),
            (Takes::Nothing, None, _) => "true".to_owned(),
            (Takes::Text, None, [value, after @ ..]) => {
                rest = after;
                value.clone()
            }
            (Takes::Text, None, []) => return wrong(format!("flag needs an argument: -{name}")),
        };
        read.values.push((flag.name, value));
    }
    read.rest = rest.to_vec();
    Ok(read)
}

fn truth(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: [Flag; 2] = [
        Flag {
            name: "pretty",
            takes: Takes::Nothing,
        },
        Flag {
            name: "in-file",
            takes: Takes::Text,
        },
    ];

    fn parse(line: &str) -> Result<Read, Stop> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        read(&words, &FLAGS)
    }

    #[test]
    fn both_dashes_and_both_ways_to_give_a_value_are_read() {
        for line in [
            "-in-file x -pretty a",
            "--in-file=x --pretty a",
            "-in-file=y -in-file x -pretty=1 -- a",
        ] {
            let read = parse(line).expect("valid");
            assert!(read.is_on("pretty"), "{line}");
            assert_eq!(
                (read.text("in-file"), &read.rest[..]),
                ("x", &["a".to_owned()][..])
            );
        }
        let read = parse("-pretty=false - -pretty").expect("valid");
        assert!(!read.is_on("pretty"));
        assert_eq!(read.rest, ["-", "-pretty"]);
    }

    #[test]
    fn what_is_wrong_is_told_in_gos_words() {
        for (line, message) in [
            ("-nope=1", "flag provided but not defined: -nope"),
            ("--in-file", "flag needs an argument: -in-file"),
            (
                "-pretty=x",
                "invalid boolean value \"x\" for -pretty: parse error",
            ),
            ("---x", "bad flag syntax: ---x"),
        ] {
            assert_eq!(parse(line), Err(Stop::Wrong(message.to_owned())), "{line}");
        }
        assert_eq!(parse("-h"), Err(Stop::Help));
    }
}

//! From a text to a tree of nodes: what can be said of it as YAML, before its fields matter.

use kindling_butane::outline::{Limits, Outline, OutlineError, OutlineValue, outline};

use super::tree::{Entry, Node, ScalarKind, Value, kind_of_plain};
use crate::diagnostic::{Diagnostic, FieldPath, Position};

/// The largest text that is read, in bytes. Ten thousand machines take about one million.
const LARGEST: usize = 32 << 20;

const LIMITS: Limits = Limits {
    depth: 32,
    alias_nodes: 100_000,
};

/// The text as a tree. `Err` says why there is none.
pub(crate) fn tree(text: &str) -> Result<Node, Box<Diagnostic>> {
    if text.len() > LARGEST {
        return Err(refusal(
            "document/too-large",
            format!(
                "the document has {} MiB; no cluster needs more than {}",
                text.len() >> 20,
                LARGEST >> 20
            ),
            "pass the cluster document, not another file",
            None,
        ));
    }
    let found = outline(text, LIMITS).map_err(|error| describe(text, error))?;
    if let Some(line) = second_document(text) {
        return Err(refusal(
            "document/several-documents",
            "the text holds more than one document".to_owned(),
            "keep each cluster in its own file",
            Some(Position { line, column: 1 }),
        ));
    }
    let empty = |position| Node {
        position,
        value: Value::Scalar {
            text: String::new(),
            kind: ScalarKind::Null,
        },
    };
    match found {
        Some(outline) => convert(outline),
        None => Ok(empty(Position { line: 1, column: 1 })),
    }
}

fn refusal(
    code: &'static str,
    message: String,
    hint: &str,
    position: Option<Position>,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(code, FieldPath::root(), message)
            .hint(hint)
            .at(position),
    )
}

fn describe(text: &str, error: OutlineError) -> Box<Diagnostic> {
    let at = |line: u32, column: u32| {
        Some(Position {
            line: line as usize,
            column: column as usize,
        })
    };
    match error {
        OutlineError::Yaml(error) => {
            let words = error.to_string();
            let words = words.strip_prefix("yaml: ").unwrap_or(&words);
            let words = match words.split_once(": ") {
                Some((line, words)) if line.starts_with("line ") => words,
                _ => words,
            };
            let position = syntax_line(text, error.line(), words);
            let tab = position
                .and_then(|position| text.lines().nth(position.line - 1))
                .is_some_and(|line| line.trim_start_matches(' ').starts_with('\t'));
            let hint = if tab {
                "indent with spaces: YAML allows no tabs there"
            } else {
                "check the indentation, quotes and brackets of this line and the one before"
            };
            refusal(
                "document/syntax",
                format!("not valid YAML: {words}"),
                hint,
                position,
            )
        }
        OutlineError::TooDeep(line, column) => refusal(
            "document/too-deep",
            format!("nested more than {} levels deep", LIMITS.depth),
            "no field of a cluster document is deeper than four levels",
            at(line, column),
        ),
        OutlineError::TooManyAliases(line, column) => refusal(
            "document/too-large",
            "aliases make the document too large".to_owned(),
            "write the values out instead of repeating them by `*name`",
            at(line, column),
        ),
    }
}

/// Where a syntax error stands. The reader's parser, unlike its scanner, counts lines from zero; some errors have none.
fn syntax_line(text: &str, line: Option<u32>, words: &str) -> Option<Position> {
    const OF_THE_PARSER: [&str; 7] = [
        "did not find expected ',' or",
        "did not find expected key",
        "did not find expected '-' indicator",
        "did not find expected node content",
        "did not find expected <document start>",
        "found duplicate %",
        "found incompatible YAML document",
    ];
    let line = match line {
        Some(line) if OF_THE_PARSER.iter().any(|start| words.starts_with(start)) => {
            line as usize + 1
        }
        Some(line) => line as usize,
        None => match words.strip_prefix("unknown anchor '") {
            Some(rest) => {
                let name = format!("*{}", rest.split('\'').next().unwrap_or_default());
                text.lines()
                    .position(|line| line.contains(&name))
                    .map_or(1, |line| line + 1)
            }
            None => control_line(text),
        },
    };
    let last = text.lines().count().max(1);
    Some(Position {
        line: line.clamp(1, last),
        column: 1,
    })
}

/// The line of the first character that YAML forbids; the first line where there is none.
fn control_line(text: &str) -> usize {
    let allowed =
        |letter: char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r' | '\u{85}');
    text.lines()
        .position(|line| !line.chars().all(allowed))
        .map_or(1, |line| line + 1)
}

/// The line where a second document begins. A line of `---` at the margin is never part of a value.
fn second_document(text: &str) -> Option<usize> {
    let mut begun = false;
    let mut ended = false;
    for (index, line) in text.lines().enumerate() {
        let marker = |mark: &str| {
            line.strip_prefix(mark)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        };
        let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
        if marker("---") {
            if begun {
                return Some(index + 1);
            }
            begun = !line[3..].trim().is_empty() && !line[3..].trim().starts_with('#');
        } else if marker("...") {
            ended = begun;
        } else if ended && !blank {
            return Some(index + 1);
        } else {
            begun |= !blank && !line.starts_with('%');
        }
    }
    None
}

fn convert(outline: Outline) -> Result<Node, Box<Diagnostic>> {
    let position = Position {
        line: outline.line as usize,
        column: outline.column as usize,
    };
    let value = match outline.value {
        OutlineValue::Scalar { text, plain } => {
            let kind = match outline.tag.as_deref() {
                Some("!!str" | "!") => ScalarKind::Text,
                None | Some("!!int" | "!!float" | "!!bool" | "!!null" | "!!timestamp") if plain => {
                    kind_of_plain(&text)
                }
                None => ScalarKind::Text,
                Some(tag) => return Err(unknown_tag(tag, position)),
            };
            Value::Scalar { text, kind }
        }
        OutlineValue::Sequence(items) => {
            refuse_tag(outline.tag.as_deref(), "!!seq", position)?;
            Value::List(items.into_iter().map(convert).collect::<Result<_, _>>()?)
        }
        OutlineValue::Mapping(entries) => {
            refuse_tag(outline.tag.as_deref(), "!!map", position)?;
            let entries = entries
                .into_iter()
                .map(|(key, value)| entry(key, value))
                .collect::<Result<_, _>>()?;
            Value::Map(entries)
        }
    };
    Ok(Node { position, value })
}

fn refuse_tag(tag: Option<&str>, allowed: &str, position: Position) -> Result<(), Box<Diagnostic>> {
    match tag {
        Some(tag) if tag != allowed => Err(unknown_tag(tag, position)),
        _ => Ok(()),
    }
}

fn unknown_tag(tag: &str, position: Position) -> Box<Diagnostic> {
    refusal(
        "document/syntax",
        format!("the tag `{}` has no meaning here", tag.escape_debug()),
        "remove the tag, and quote the value if it is text",
        Some(position),
    )
}

fn entry(key: Outline, value: Outline) -> Result<Entry, Box<Diagnostic>> {
    let position = Position {
        line: key.line as usize,
        column: key.column as usize,
    };
    let OutlineValue::Scalar { text, .. } = key.value else {
        return Err(refusal(
            "document/syntax",
            "a key is a list or a mapping".to_owned(),
            "keys are words; a value that begins with `{` or `[` needs quotes",
            Some(position),
        ));
    };
    Ok(Entry {
        key: text,
        position,
        value: convert(value)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_document_is_found() {
        for (text, line) in [
            ("a: 1\n", None),
            ("---\na: 1\n", None),
            ("# x\n---\n# y\na: 1\n...\n", None),
            ("%YAML 1.2\n---\na: 1\n", None),
            ("a: |\n  ---\n", None),
            ("a: 1\n---\nb: 1\n", Some(2)),
            ("--- {a: 1}\n--- {b: 1}\n", Some(2)),
            ("a: 1\n...\nb: 1\n", Some(3)),
            ("a: ---\n", None),
            ("a: 1\n----\n", None),
        ] {
            assert_eq!(second_document(text), line, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_yaml_or_too_much_is_said_with_its_line() {
        let deep = "[".repeat(10_000);
        let bomb = (1..20).fold("a0: &a0 [x,x]\n".to_owned(), |text, level| {
            let before = format!("*a{}", level - 1);
            text + &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 9].join(","))
        });
        for (text, code, line) in [
            ("a: [1\n", "document/syntax", None),
            ("a: 1\n\tb: 2\n", "document/syntax", Some(2)),
            ("a: 'x\n", "document/syntax", None),
            ("a: \u{1}\n", "document/syntax", Some(1)),
            ("a: !!binary x\n", "document/syntax", Some(1)),
            ("? [a]\n: b\n", "document/syntax", Some(1)),
            ("a: *nobody\n", "document/syntax", None),
            (&deep, "document/syntax", None),
            (&bomb, "document/too-large", None),
        ] {
            let diagnostic = tree(text).expect_err(text);
            let shown: String = text.chars().take(40).collect();
            assert_eq!(diagnostic.code, code, "{shown} {}", diagnostic.message);
            let position = diagnostic.position.expect("every syntax error has a line");
            if let Some(line) = line {
                assert_eq!(position.line, line, "{shown}");
            }
        }
        let deep = deep + &"]".repeat(10_000);
        assert_eq!(tree(&deep).expect_err("deep").code, "document/too-deep");
    }
}

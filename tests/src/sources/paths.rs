//! The paths that code names.

/// A path and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The line, from 1.
    pub line: usize,
    /// `["crate", "model", "Cluster"]`.
    pub path: Vec<String>,
}

impl Named {
    /// Whether the path starts like this: `starts_with(&["std", "fs"])`.
    pub fn starts_with(&self, start: &[&str]) -> bool {
        self.path.len() >= start.len() && self.path.iter().zip(start).all(|(a, b)| a == b)
    }
}

/// A word, or a sign that matters: `::`, `{`, `}`, `,`, `;`, `!`, `*`.
type Token<'a> = (usize, &'a str);

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") || rest.starts_with("!=") {
                2
            } else {
                first.len_utf8()
            };
            let (token, after) = rest.split_at(length);
            if !token.trim().is_empty() {
                found.push((number + 1, token));
            }
            rest = after;
        }
    }
    found
}

fn is_name(token: &str) -> bool {
    token
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Each word of the code with its line.
pub(super) fn words(code: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    tokens(code)
        .into_iter()
        .filter(|(_, token)| is_name(token))
        .map(|(line, token)| (line, token.to_owned()))
}

/// Each macro that is called, by its last name.
pub(super) fn macros(code: &str) -> Vec<(usize, String)> {
    tokens(code)
        .windows(2)
        .filter(|pair| is_name(pair[0].1) && pair[1].1 == "!")
        .map(|pair| (pair[0].0, pair[0].1.to_owned()))
        .collect()
}

/// Each path, `use` trees spread out, `self` and `super` resolved against the
/// module.
pub(super) fn named(code: &str, module: &[String]) -> Vec<Named> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].1 == "use" {
            at = tree(&tokens, at + 1, &[], module, &mut found);
        } else if is_name(tokens[at].1) {
            let (line, mut path) = (tokens[at].0, vec![tokens[at].1.to_owned()]);
            at += 1;
            while at + 1 < tokens.len() && tokens[at].1 == "::" && is_name(tokens[at + 1].1) {
                path.push(tokens[at + 1].1.to_owned());
                at += 2;
            }
            let path = resolved(path, module);
            found.push(Named { line, path });
        } else {
            at += 1;
        }
    }
    found
}

/// One branch of a `use` tree; gives the place after it.
fn tree(
    tokens: &[Token<'_>],
    mut at: usize,
    before: &[String],
    module: &[String],
    found: &mut Vec<Named>,
) -> usize {
    let mut path = before.to_vec();
    let mut line = tokens.get(at).map_or(0, |token| token.0);
    while let Some(&(here, token)) = tokens.get(at) {
        match token {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.1 != "}") {
                    at = tree(tokens, at, &path, module, found);
                    if tokens.get(at).is_some_and(|token| token.1 == ",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "," | "}" | ";" => break,
            // The new name is no part of what is named.
            "as" => at += 2,
            "::" => at += 1,
            "self" if !path.is_empty() => at += 1,
            _ => {
                line = here;
                path.push(token.to_owned());
                at += 1;
            }
        }
    }
    if !path.is_empty() {
        let path = resolved(path, module);
        found.push(Named { line, path });
    }
    at
}

/// `self::x` and `super::x` as `crate::…`.
fn resolved(path: Vec<String>, module: &[String]) -> Vec<String> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    let own_self = path.first().is_some_and(|part| part == "self");
    if supers == 0 && !(own_self && path.len() > 1) {
        return path;
    }
    let up = module.len().saturating_sub(supers);
    let rest = path.into_iter().skip(supers.max(usize::from(own_self)));
    std::iter::once("crate".to_owned())
        .chain(module[..up].iter().cloned())
        .chain(rest)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(code: &str, module: &str) -> Vec<String> {
        let module: Vec<String> = module
            .split("::")
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        named(code, &module)
            .into_iter()
            .map(|named| named.path.join("::"))
            .collect()
    }

    #[test]
    fn paths_are_spread_out_and_resolved() {
        for (code, module, paths) in [
            (
                "use std::{fs, io::{self, Read}};",
                "",
                "std::fs std::io std::io::Read",
            ),
            ("use super::nodes::Unit;", "manifests", "crate::nodes::Unit"),
            ("use super::super::nodes;", "model::os", "crate::nodes"),
            ("use crate::model as m;", "", "crate::model"),
            ("use crate::nodes::*;", "", "crate::nodes::*"),
            ("pub use a::B; use c;", "", "pub a::B c"),
            ("self::x::y()", "model", "crate::model::x::y"),
            ("fn f(self) { self.x }", "model", "fn f self self x"),
            ("crate :: nodes\n:: render()", "", "crate::nodes::render"),
        ] {
            assert_eq!(spread(code, module).join(" "), paths, "{code}");
        }
    }

    #[test]
    fn macros_are_calls_and_not_comparisons() {
        assert_eq!(macros("println!(); a != b; x::dbg!(y)").len(), 2);
    }
}

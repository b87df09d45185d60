//! Code without what is not code: comments, texts, and tests.

/// Blanks comments and the insides of texts; every line break stays, and so
/// does every place on its line.
pub(super) fn comments_and_texts(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        let end = match c {
            '/' if next == Some('/') => line_end(&chars, at),
            '/' if next == Some('*') => comment_end(&chars, at),
            '"' => text_end(&chars, at),
            'r' | 'b' | 'c' if starts_word(&chars, at) => prefixed_end(&chars, at),
            '\'' => character_end(&chars, at),
            _ => at,
        };
        if end == at {
            out.push(c);
            at += 1;
        } else {
            for &blanked in &chars[at..end] {
                out.push(if blanked == '\n' { '\n' } else { ' ' });
            }
            at = end;
        }
    }
    out
}

fn starts_word(chars: &[char], at: usize) -> bool {
    at == 0 || !is_word(chars[at - 1])
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_end(chars: &[char], at: usize) -> usize {
    (at..chars.len())
        .find(|&end| chars[end] == '\n')
        .unwrap_or(chars.len())
}

/// The end of a block comment; they nest.
fn comment_end(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut end = at;
    while end < chars.len() {
        match (chars[end], chars.get(end + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                end += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                end += 2;
            }
            _ => end += 1,
        }
        if depth == 0 {
            break;
        }
    }
    end.min(chars.len())
}

/// The end of a text that starts with the quote at `at`.
fn text_end(chars: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while end < chars.len() {
        match chars[end] {
            '\\' => end += 2,
            '"' => return end + 1,
            _ => end += 1,
        }
    }
    chars.len()
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#`, `b'…'`; `at` for a word.
fn prefixed_end(chars: &[char], at: usize) -> usize {
    let mut start = at;
    let mut raw = false;
    while let Some('r' | 'b' | 'c') = chars.get(start) {
        raw |= chars[start] == 'r';
        start += 1;
        if start - at > 2 {
            return at;
        }
    }
    let hashes = chars[start..].iter().take_while(|&&c| c == '#').count();
    match chars.get(start + hashes) {
        Some('"') if raw => {
            let mut end = start + hashes + 1;
            while end < chars.len() {
                let closes = chars[end] == '"'
                    && chars[end + 1..].iter().take_while(|&&c| c == '#').count() >= hashes;
                end += 1;
                if closes {
                    return end + hashes;
                }
            }
            chars.len()
        }
        Some('"') if hashes == 0 => text_end(chars, start),
        Some('\'') if hashes == 0 => character_end(chars, start),
        _ => at,
    }
}

/// The end of `'c'`; `at` for a lifetime.
fn character_end(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => (at + 3..chars.len())
            .find(|&end| chars[end] == '\'')
            .map_or(at, |end| end + 1),
        (Some(_), Some('\'')) => at + 3,
        _ => at,
    }
}

const TEST: &str = "#[cfg(test)]";

/// Blanks every item under `#[cfg(test)]`.
pub(super) fn tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(TEST) {
        out.push_str(&rest[..start]);
        let end = start + item_end(&rest[start..]);
        out.extend(
            rest[start..end]
                .chars()
                .map(|c| if c == '\n' { '\n' } else { ' ' }),
        );
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The names of modules in files of their own under `#[cfg(test)]`.
pub(super) fn test_modules(code: &str) -> Vec<String> {
    code.match_indices(TEST)
        .filter_map(|(start, _)| {
            let item = &code[start + TEST.len()..start + item_end(&code[start..])];
            let name = item.trim().strip_suffix(';')?.rsplit_once("mod ")?.1.trim();
            Some(name.to_owned())
        })
        .collect()
}

/// Where the item ends: at the brace that closes it, or at its semicolon.
fn item_end(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in item.char_indices().skip(TEST.len()) {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && c == '}' {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked_and_lines_kept() {
        for (source, left) in [
            ("a // std::fs\nb", "a\nb"),
            ("a /* x /* y */ z */ b", "a b"),
            (r#"let s = "std::fs \" x"; end"#, "let s = ; end"),
            (r##"let s = r#"a "b" c"#; end"##, "let s = ; end"),
            (r#"let s = b"x"; end"#, "let s = ; end"),
            (
                "let c = '\"'; let d = '\\''; end",
                "let c = ; let d = ; end",
            ),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("for b in bar {}", "for b in bar {}"),
            ("\"two\nlines\" end", "\n end"),
        ] {
            let stripped = comments_and_texts(source);
            assert_eq!(
                stripped.split_whitespace().collect::<Vec<_>>(),
                left.split_whitespace().collect::<Vec<_>>(),
                "{source}"
            );
            assert_eq!(
                stripped.matches('\n').count(),
                source.matches('\n').count(),
                "{source}"
            );
        }
    }

    #[test]
    fn items_under_test_are_blanked() {
        let code = "use a;\n#[cfg(test)]\nmod tests { fn x() { std::fs } }\nuse b;\n#[cfg(test)]\nmod samples;\nuse c;";
        let left = tests(code);
        assert_eq!(
            left.split_whitespace().collect::<Vec<_>>().join(" "),
            "use a; use b; use c;"
        );
        assert_eq!(left.lines().count(), code.lines().count());
        assert_eq!(test_modules(code), ["samples"]);
    }
}

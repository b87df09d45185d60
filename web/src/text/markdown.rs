//! The part of Markdown that the runbook is written in: headings, paragraphs, lists, tables, code. No HTML: what looks
//! like it stays text.

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// As they are.
    Plain(String),
    /// Between backquotes.
    Code(String),
    /// Between double stars.
    Strong(String),
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading and its level.
    Heading(usize, Vec<Words>),
    /// A paragraph.
    Paragraph(Vec<Words>),
    /// A list: whether it is numbered, and its items.
    List(bool, Vec<Vec<Words>>),
    /// A table; its first row is its head.
    Table(Vec<Vec<Vec<Words>>>),
    /// Code, line by line as it stands.
    Code(String),
}

/// The blocks of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if line.starts_with("```") {
            let mut code = String::new();
            for line in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                code.push_str(line);
                code.push('\n');
            }
            blocks.push(Block::Code(code));
            continue;
        }
        if let Some((level, rest)) = heading(line) {
            blocks.push(Block::Heading(level, words(rest)));
            continue;
        }
        if let Some(cells) = cells(line) {
            let mut rows = vec![cells];
            while let Some(next) = lines.peek().and_then(|line| self::cells(line)) {
                lines.next();
                if !next.iter().all(|cell| is_rule(cell)) {
                    rows.push(next);
                }
            }
            let rows = rows
                .iter()
                .map(|row| row.iter().map(|cell| words(cell)).collect())
                .collect();
            blocks.push(Block::Table(rows));
            continue;
        }
        if let Some((numbered, first)) = item(line) {
            let mut items = vec![first.to_owned()];
            while let Some(next) = lines.peek() {
                if let Some((_, more)) = item(next) {
                    items.push(more.to_owned());
                } else if next.starts_with("  ") && !next.trim().is_empty() {
                    if let Some(last) = items.last_mut() {
                        last.push(' ');
                        last.push_str(next.trim());
                    }
                } else {
                    break;
                }
                lines.next();
            }
            blocks.push(Block::List(
                numbered,
                items.iter().map(|item| words(item)).collect(),
            ));
            continue;
        }
        let mut paragraph = line.trim().to_owned();
        while let Some(next) = lines.peek() {
            if begins(next) {
                break;
            }
            paragraph.push(' ');
            paragraph.push_str(next.trim());
            lines.next();
        }
        blocks.push(Block::Paragraph(words(&paragraph)));
    }
    blocks
}

/// Whether a line ends a paragraph.
fn begins(line: &str) -> bool {
    line.trim().is_empty()
        || line.starts_with("```")
        || heading(line).is_some()
        || cells(line).is_some()
        || item(line).is_some()
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level).then_some(())?;
    Some((level, rest.strip_prefix(' ')?.trim()))
}

fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, rest));
    }
    let (number, rest) = line.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some((true, rest))
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect(),
    )
}

fn is_rule(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|character| matches!(character, '-' | ':'))
}

/// A line's words.
pub fn words(text: &str) -> Vec<Words> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut left = text;
    while let Some(next) = left.chars().next() {
        let run = ["`", "**"].into_iter().find_map(|mark| {
            let (inside, rest) = left.strip_prefix(mark)?.split_once(mark)?;
            (!inside.is_empty()).then_some((mark, inside, rest))
        });
        match run {
            Some((mark, inside, rest)) => {
                if !plain.is_empty() {
                    found.push(Words::Plain(std::mem::take(&mut plain)));
                }
                found.push(if mark == "`" {
                    Words::Code(inside.to_owned())
                } else {
                    Words::Strong(inside.to_owned())
                });
                left = rest;
            }
            None => {
                plain.push(next);
                left = left.get(next.len_utf8()..).unwrap_or_default();
            }
        }
    }
    if !plain.is_empty() {
        found.push(Words::Plain(plain));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<Words> {
        vec![Words::Plain(text.to_owned())]
    }

    #[test]
    fn the_blocks_of_a_runbook() {
        let text = "# mercury\n\nTwo lines,\none paragraph.\n\n- a\n- b\n  and more\n\n1. x\n\n| h | i |\n|---|---|\n| `c` | d |\n\n```sh\n# no heading\nls\n```\nend\n";
        assert_eq!(
            blocks(text),
            [
                Block::Heading(1, plain("mercury")),
                Block::Paragraph(plain("Two lines, one paragraph.")),
                Block::List(false, vec![plain("a"), plain("b and more")]),
                Block::List(true, vec![plain("x")]),
                Block::Table(vec![
                    vec![plain("h"), plain("i")],
                    vec![vec![Words::Code("c".into())], plain("d")],
                ]),
                Block::Code("# no heading\nls\n".into()),
                Block::Paragraph(plain("end")),
            ]
        );
    }

    #[test]
    fn html_and_broken_marks_stay_text() {
        for text in ["<script>alert(1)</script>", "a ` b", "** x", "``", "ä`"] {
            let Some(Block::Paragraph(words)) = blocks(text).pop() else {
                unreachable!("{text} is one paragraph")
            };
            assert_eq!(words, plain(text));
        }
    }

    #[test]
    fn an_open_fence_ends_with_the_text() {
        assert_eq!(blocks("```\nx"), [Block::Code("x\n".into())]);
    }
}

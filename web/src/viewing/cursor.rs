//! Places in a text as the browser counts them.

/// The offset of a line and column, both from 1 and in characters, in UTF-16 units from the start of the text. Places
/// beyond the text are its nearest end.
pub fn utf16_offset(text: &str, line: usize, column: usize) -> u32 {
    let mut units = 0;
    for (index, content) in text.split_inclusive('\n').enumerate() {
        if index + 1 < line {
            units += content.encode_utf16().count();
            continue;
        }
        let content = content.trim_end_matches('\n');
        units += content
            .chars()
            .take(column.saturating_sub(1))
            .map(char::len_utf16)
            .sum::<usize>();
        break;
    }
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// What a new line of YAML begins with behind an offset in UTF-16 units: as deep as the line it follows, deeper where that
/// one opens something.
pub fn indent_at(text: &str, offset: u32) -> String {
    let before: Vec<u16> = text.encode_utf16().take(offset as usize).collect();
    let before = String::from_utf16_lossy(&before);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let content = line.trim_start_matches(' ');
    let mut depth = line.len() - content.len();
    let mut rest = content;
    // What follows in a list's entry stands below its first key.
    while let Some(entry) = rest.strip_prefix("- ") {
        if entry.contains(": ") || entry.ends_with(':') {
            depth += 2 + entry.len() - entry.trim_start_matches(' ').len();
        }
        rest = entry.trim_start_matches(' ');
    }
    let end = rest.split(" #").next().unwrap_or_default().trim_end();
    let opens = end.ends_with(':')
        || [": |", ": >", ": |-", ": >-", ": |+", ": >+"]
            .iter()
            .any(|mark| end.ends_with(mark));
    " ".repeat(depth + if opens { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::{indent_at, utf16_offset};

    #[test]
    fn a_new_line_of_yaml_is_as_deep_as_it_belongs() {
        for (text, depth) in [
            ("", 0),
            ("storage:", 2),
            ("  files:", 4),
            ("    - path: /etc/é", 6),
            ("    - contents:", 8),
            ("    - one", 4),
            ("      mode: 0644", 6),
            ("        inline: |", 10),
            ("a: b # c:", 0),
            ("a:\n  b: c\n", 0),
        ] {
            let end = u32::try_from(text.encode_utf16().count()).unwrap_or(0);
            assert_eq!(indent_at(text, end).len(), depth, "{text:?}");
        }
        assert_eq!(indent_at("storage:\n  files:", 3), "");
    }

    #[test]
    fn places_are_counted_as_the_browser_does() {
        let text = "ab\n😀é\nz";
        for (line, column, wanted) in [
            (1, 1, 0),
            (1, 3, 2),
            (1, 9, 2),
            (2, 1, 3),
            (2, 2, 5),
            (3, 1, 7),
            (9, 1, 8),
        ] {
            assert_eq!(utf16_offset(text, line, column), wanted, "{line}:{column}");
        }
    }
}

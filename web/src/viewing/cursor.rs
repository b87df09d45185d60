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

#[cfg(test)]
mod tests {
    use super::utf16_offset;

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

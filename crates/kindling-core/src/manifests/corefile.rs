//! The configuration language of CoreDNS: a directive a line, some with a block of further directives.

use std::fmt;

/// One directive with its arguments, and what stands in its block.
pub(super) struct Directive {
    words: String,
    block: Vec<Self>,
}

impl Directive {
    /// A directive without a block.
    pub(super) fn line(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            block: Vec::new(),
        }
    }

    /// A directive with a block.
    pub(super) fn block(words: impl Into<String>, block: Vec<Self>) -> Self {
        Self {
            words: words.into(),
            block,
        }
    }

    fn print(&self, formatter: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let indent = 4 * depth;
        write!(formatter, "{:indent$}{}", "", self.words)?;
        if self.block.is_empty() {
            return writeln!(formatter);
        }
        writeln!(formatter, " {{")?;
        for directive in &self.block {
            directive.print(formatter, depth + 1)?;
        }
        writeln!(formatter, "{:indent$}}}", "")
    }
}

impl fmt::Display for Directive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print(formatter, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Directive;

    #[test]
    fn blocks_are_indented() {
        let directive = Directive::block(
            ".:53",
            vec![
                Directive::line("errors"),
                Directive::block("health", vec![Directive::line("lameduck 5s")]),
            ],
        );
        assert_eq!(
            directive.to_string(),
            ".:53 {\n    errors\n    health {\n        lameduck 5s\n    }\n}\n"
        );
    }
}

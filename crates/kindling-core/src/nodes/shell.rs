//! Shell text: one quoting function, and a writer of commands that uses it.
//!
//! Takes words of any content, gives lines that bash, dash and busybox read back to those words. Never expands
//! anything: what should be expanded by the shell is written by hand, as static text.

/// The word as a POSIX shell reads it back: as it is where every byte is harmless, else in single quotes.
///
/// A NUL has no form in a shell and is left out; no value of the model holds one.
pub fn quote(word: &str) -> String {
    let harmless = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'_' | b'-' | b'.' | b'/' | b':' | b'=' | b',' | b'@' | b'+' | b'%'
            )
    };
    if !word.is_empty() && word.bytes().all(harmless) {
        return word.to_owned();
    }
    let mut quoted = String::with_capacity(word.len() + 2);
    quoted.push('\'');
    for character in word.chars() {
        match character {
            '\'' => quoted.push_str("'\\''"),
            '\0' => {}
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

/// One command: its words on one line.
pub fn command<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(quote).collect();
    quoted.join(" ")
}

/// A script that is written line by line.
#[derive(Clone, Debug)]
pub struct Script(String);

impl Script {
    /// A script that begins with this text: the interpreter's line and what follows it.
    pub fn new(head: &'static str) -> Self {
        let mut script = Self(String::new());
        script.push_text(head);
        script
    }

    /// The same with static text, ending in a newline.
    #[must_use]
    pub fn text(mut self, text: &'static str) -> Self {
        self.push_text(text);
        self
    }

    /// The same with `name=value`.
    #[must_use]
    pub fn assign(mut self, name: &'static str, value: &str) -> Self {
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&quote(value));
        self.0.push('\n');
        self
    }

    /// The same with one command, each group of words on its own line.
    #[must_use]
    pub fn command(mut self, groups: &[&[&str]]) -> Self {
        let lines: Vec<String> = groups
            .iter()
            .map(|words| command(words.iter().copied()))
            .collect();
        self.0.push_str(&lines.join(" \\\n  "));
        self.0.push('\n');
        self
    }

    /// The text.
    pub fn finish(self) -> String {
        self.0
    }

    fn push_text(&mut self, text: &str) {
        self.0.push_str(text);
        if !text.ends_with('\n') {
            self.0.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Script, quote};

    #[test]
    fn words_are_quoted_where_the_shell_would_read_something_else() {
        for (word, expected) in [
            ("/dev/sda", "/dev/sda"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", "'it'\\''s'"),
            ("$HOME", "'$HOME'"),
            ("`id`", "'`id`'"),
            ("a\nb", "'a\nb'"),
            ("~root", "'~root'"),
            ("a;b", "'a;b'"),
            ("-o", "-o"),
            ("ä", "'ä'"),
        ] {
            assert_eq!(quote(word), expected);
        }
    }

    #[test]
    fn a_script_keeps_groups_on_their_lines() {
        let script = Script::new("#!/bin/bash")
            .assign("disk", "/dev/sda; reboot")
            .command(&[&["install"], &["-d", "a b"], &["-q"]])
            .finish();
        assert_eq!(
            script,
            "#!/bin/bash\ndisk='/dev/sda; reboot'\ninstall \\\n  -d 'a b' \\\n  -q\n"
        );
    }
}

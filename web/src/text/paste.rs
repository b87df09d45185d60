//! A file as one command to paste into a shell.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kindling_core::nodes::shell::quote;

/// The largest file that is offered this way; terminals grow slow beyond.
pub const MOST: usize = 64 << 10;

/// How long a line is; terminals cut lines beyond 4,096 bytes.
const LINE: usize = 76;

/// A command that writes the file below the present folder, whatever its contents are.
///
/// The body is base64, so no byte of it means anything to the shell; the path is quoted; a secret file is for its owner
/// alone from the start.
pub fn command(path: &str, contents: &[u8], secret: bool) -> String {
    let target = quote(path);
    let mut text = String::new();
    if let Some((folder, _)) = path.rsplit_once('/') {
        text.push_str(&format!("mkdir -p {} && ", quote(folder)));
    }
    if secret {
        text.push_str(&format!(
            "(umask 077 && base64 -d > {target}) <<'KINDLING_END'\n"
        ));
    } else {
        text.push_str(&format!("base64 -d > {target} <<'KINDLING_END'\n"));
    }
    let body = STANDARD.encode(contents);
    let mut left = body.as_str();
    while !left.is_empty() {
        let (line, rest) = left.split_at(left.len().min(LINE));
        text.push_str(line);
        text.push('\n');
        left = rest;
    }
    text.push_str("KINDLING_END\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_holds_no_byte_that_a_shell_would_take() {
        let hostile = "KINDLING_END\n$(reboot)\n`id`\n'\"\\\n";
        let text = command("nodes/node1/it's.json", hostile.as_bytes(), false);
        assert!(text.starts_with(
            "mkdir -p nodes/node1 && base64 -d > 'nodes/node1/it'\\''s.json' <<'KINDLING_END'\n"
        ));
        assert_eq!(text.matches("KINDLING_END").count(), 2);
        assert!(!text.contains("reboot") && text.lines().all(|line| line.len() <= 120));
    }

    #[test]
    fn a_secret_file_is_for_its_owner() {
        assert!(
            command("kubeconfig", b"x", true)
                .starts_with("(umask 077 && base64 -d > kubeconfig) <<")
        );
    }

    #[test]
    fn an_empty_file_has_an_empty_body() {
        assert_eq!(
            command("a", b"", false),
            "base64 -d > a <<'KINDLING_END'\nKINDLING_END\n"
        );
    }
}

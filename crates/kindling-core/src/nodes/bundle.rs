//! The assets bundle: one text that carries every file of a controller.
//!
//! For each asset a header line `##### <path>`, then its contents, which end in one newline. The last asset,
//! [`SUMS`], lists the digest of every other one and ends in an end mark, so that a bundle that was cut short or
//! damaged on its way is not taken. Typhoon's reader, `awk '/#####/ {filename=$2; next} {print > filename}'`, unpacks
//! it too: what either reader would take for a header is refused here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, FieldPath, Position, Report, Subject};
use crate::document::codes::CodeInfo;
use crate::manifests::Asset;

/// The path of the list of digests.
pub const SUMS: &str = "bundle.sha256";

/// The last line of the list of digests.
pub const END_MARK: &str = "# end";

/// What stands at the beginning of a header line, before a space and the path.
const MARK: &str = "#####";

/// Every code of this stage, with what it means.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: "bundle/path",
        meaning: "An asset has a path that the assets bundle cannot name.",
    },
    CodeInfo {
        code: "bundle/header-line",
        meaning: "A line of an asset would be read as the beginning of another asset.",
    },
];

/// Puts assets into one text.
///
/// # Errors
///
/// Where a path is not one that a bundle may name, and where a line of an asset would be read as a header. Each is
/// reported with asset and line.
pub fn pack(assets: &BTreeMap<String, Asset>) -> Report<String> {
    let mut diagnostics = Vec::new();
    let mut text = String::new();
    let mut sums = String::new();
    for (path, asset) in assets {
        if !is_path(path) || path == SUMS {
            diagnostics.push(
                Diagnostic::error(
                    "bundle/path",
                    FieldPath::root(),
                    format!("`{path}` is not a path that a bundle may name"),
                )
                .about(Subject::Artifact(path.clone()))
                .hint("use letters, digits, `.`, `_`, `-` and `/`, relative and without `..`"),
            );
        }
        diagnostics.extend(header_lines(path, &asset.contents));
        let contents = asset.contents.trim_end_matches('\n');
        let digest = Sha256::new()
            .chain_update(contents)
            .chain_update("\n")
            .finalize();
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{MARK} {path}\n{contents}");
        let _ = writeln!(sums, "{digest:x}  {path}");
    }
    let _ = writeln!(text, "{MARK} {SUMS}\n{sums}{END_MARK}");
    Report::new(Some(text), diagnostics)
}

/// Whether a bundle may name this path: relative, of harmless characters, without `..`.
fn is_path(path: &str) -> bool {
    let harmless =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    path.bytes().all(harmless)
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.starts_with('-'))
}

/// One error for each line that a reader would take for a header: ours at the beginning of a line, Typhoon's anywhere.
fn header_lines(path: &str, contents: &str) -> Vec<Diagnostic> {
    if !contents.contains(MARK) {
        return Vec::new();
    }
    let found = |(number, line): (usize, &str)| {
        let column = line[..line.find(MARK)?].chars().count() + 1;
        Some(
            Diagnostic::error(
                "bundle/header-line",
                FieldPath::root(),
                format!("`{MARK}` in `{path}` would be read as the beginning of another asset"),
            )
            .about(Subject::Artifact(path.to_owned()))
            .at(Some(Position {
                line: number + 1,
                column,
            }))
            .hint("look for the value of the cluster document that stands on this line, and shorten its run of `#`"),
        )
    };
    contents.lines().enumerate().filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::{is_path, pack};
    use crate::diagnostic::{Position, Subject};
    use crate::manifests::Asset;
    use crate::sensitivity::Sensitivity;

    fn assets(files: &[(&str, &str)]) -> BTreeMap<String, Asset> {
        files
            .iter()
            .map(|(path, contents)| {
                let asset = Asset {
                    contents: Arc::from(*contents),
                    sensitivity: Sensitivity::Public,
                };
                ((*path).to_owned(), asset)
            })
            .collect()
    }

    #[test]
    fn each_asset_ends_in_one_newline_and_the_sums_come_last() {
        let report = pack(&assets(&[("b/c", "two\nlines\n"), ("a", "one")]));
        let text = report.value().expect("harmless assets");
        assert_eq!(
            text,
            "##### a\none\n##### b/c\ntwo\nlines\n##### bundle.sha256\n\
             2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806  a\n\
             3cd2b845bb8a0312bafe8468a196e9d96dd101624a3be01343a7b0a13ca4d26e  b/c\n# end\n"
        );
    }

    #[test]
    fn a_line_that_either_reader_takes_for_a_header_is_refused_with_its_place() {
        for (contents, line, column) in [
            ("##### tls/k8s/ca.key\n", 1, 1),
            ("a: b\n  # ä ##### banner\n", 2, 7),
            ("a\nb\n#######\n", 3, 1),
        ] {
            let report = pack(&assets(&[("manifests/x.yaml", contents)]));
            assert!(report.value().is_none(), "{contents:?}");
            assert_eq!(report.diagnostics().len(), 1, "{contents:?}");
            let diagnostic = &report.diagnostics()[0];
            assert_eq!(diagnostic.code, "bundle/header-line");
            assert_eq!(
                diagnostic.subject,
                Subject::Artifact("manifests/x.yaml".to_owned())
            );
            assert_eq!(diagnostic.position, Some(Position { line, column }));
        }
        assert!(
            pack(&assets(&[("a", "#### not five\n# # # # #\n")]))
                .value()
                .is_some()
        );
    }

    #[test]
    fn paths_stay_inside_the_folder() {
        for path in [
            "auth/admin.conf",
            "manifests/coredns/config.yaml",
            "a..b",
            ".a",
        ] {
            assert!(is_path(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            "a b",
            "a\nb",
            "-rf",
            "ä",
            "$HOME",
        ] {
            assert!(!is_path(path), "{path}");
            assert!(pack(&assets(&[(path, "x\n")])).value().is_none(), "{path}");
        }
        assert!(pack(&assets(&[("bundle.sha256", "x\n")])).value().is_none());
    }
}

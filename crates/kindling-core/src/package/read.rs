//! Reading a zip back: one that was made here, or one that a person packed again.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use ::zip::ZipArchive;

use super::PackageError;
use crate::artifacts::{Artifact, Artifacts};
use crate::sensitivity::Sensitivity;

/// How many bytes all files may have together, unpacked: a small zip can stand for terabytes.
const MOST_BYTES: u64 = 512 << 20;

/// How many files there may be.
const MOST_FILES: usize = 200_000;

/// Names of files that are secret whatever a zip says of their permissions.
const SECRET_NAMES: [&str; 4] = ["assets", "kubeconfig", "admin.conf", "secrets.yaml"];

/// The files of a zip; without the folder at its top, if everything is in one.
pub(super) fn read(bytes: &[u8]) -> Result<Artifacts, PackageError> {
    read_up_to(bytes, MOST_BYTES)
}

fn read_up_to(bytes: &[u8], most: u64) -> Result<Artifacts, PackageError> {
    let refused = |path: &str, reason: String| PackageError::Reading {
        path: path.to_owned(),
        reason,
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| refused("the zip", error.to_string()))?;
    if archive.len() > MOST_FILES {
        return Err(refused(
            "the zip",
            format!("it has more than {MOST_FILES} files"),
        ));
    }
    let mut files = BTreeMap::new();
    let mut left = most;
    for index in 0..archive.len() {
        let mut file = archive
            .by_index(index)
            .map_err(|error| refused("the zip", error.to_string()))?;
        let name = file.name().to_owned();
        if file.is_dir() {
            continue;
        }
        if let Some(reason) = fault(&name) {
            return Err(refused(&name, reason.to_owned()));
        }
        let mode = file.unix_mode();
        // What a header says of a size is not believed; one byte more than is left tells that there is more.
        let mut contents = Vec::new();
        let taken = file
            .by_ref()
            .take(left + 1)
            .read_to_end(&mut contents)
            .map_err(|error| refused(&name, error.to_string()))?;
        let taken = u64::try_from(taken).unwrap_or(u64::MAX);
        left = left.checked_sub(taken).ok_or_else(|| {
            refused(
                &name,
                format!("the files have more than {most} bytes together"),
            )
        })?;
        let Ok(text) = String::from_utf8(contents) else {
            continue;
        };
        files.insert(name, (Arc::<str>::from(text), mode));
    }
    let top = top_folder(files.keys());
    let artifacts = files.into_iter().map(|(name, (contents, mode))| {
        let path = match &top {
            Some(top) => name[top.len()..].to_owned(),
            None => name,
        };
        let artifact = Artifact {
            contents,
            sensitivity: sensitivity(&path, mode),
            purpose: "from a package that was made before",
        };
        (path, artifact)
    });
    Ok(Artifacts::from_parts(artifacts.collect()))
}

/// Why a name is no path inside the package.
fn fault(name: &str) -> Option<&'static str> {
    if name.contains(['\\', ':']) || name.chars().any(char::is_control) {
        return Some("the name has a character that no artifact's has");
    }
    let mut names = name.split('/');
    if names.any(|part| matches!(part, "" | "." | "..")) {
        return Some("the path leads out of the package");
    }
    None
}

/// The folder that everything is in, with its `/`.
fn top_folder<'n>(names: impl Iterator<Item = &'n String>) -> Option<String> {
    let mut top: Option<&str> = None;
    for name in names {
        let end = name.find('/')?;
        let folder = &name[..=end];
        match top {
            Some(known) if known != folder => return None,
            _ => top = Some(folder),
        }
    }
    top.map(str::to_owned)
}

/// Public only where the zip says that anyone may read the file, and its name is not a secret one's.
fn sensitivity(path: &str, mode: Option<u32>) -> Sensitivity {
    let may_be_read = mode.is_some_and(|mode| mode & 0o004 != 0);
    if may_be_read && !SECRET_NAMES.contains(&path) {
        Sensitivity::Public
    } else {
        Sensitivity::Secret
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use ::zip::ZipWriter;
    use ::zip::write::SimpleFileOptions;

    use super::{read, read_up_to};
    use crate::artifacts;
    use crate::model::samples;
    use crate::package;
    use crate::sensitivity::Sensitivity;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, contents) in files {
            let options = SimpleFileOptions::default().unix_permissions(0o644);
            writer.start_file(*name, options).expect("a name");
            writer.write_all(contents).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    #[test]
    fn what_was_packed_is_read_back() {
        let cluster = samples::flatcar_cilium();
        let packed = artifacts::samples::placeholder(&cluster);
        let bytes = package::zip(cluster.name(), &packed).expect("small files");
        let read = read(&bytes).expect("our own zip");
        let parts = |artifacts: &artifacts::Artifacts| -> Vec<(String, String, Sensitivity)> {
            artifacts
                .iter()
                .map(|(path, artifact)| {
                    (
                        path.to_owned(),
                        artifact.contents.to_string(),
                        artifact.sensitivity,
                    )
                })
                .collect()
        };
        assert_eq!(parts(&read), parts(&packed));
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in [
            "../x",
            "/etc/x",
            "a/../../x",
            "a//x",
            "./x",
            "a\\..\\x",
            "C:x",
            "a/\u{1b}x",
        ] {
            assert!(read(&zip(&[("ok", b""), (name, b"x")])).is_err(), "{name}");
        }
    }

    #[test]
    fn the_top_folder_goes_if_it_holds_everything() {
        let paths = |files: &[(&str, &[u8])]| -> Vec<String> {
            let artifacts = read(&zip(files)).expect("a zip");
            artifacts.iter().map(|(path, _)| path.to_owned()).collect()
        };
        assert_eq!(paths(&[("m/a", b""), ("m/b/c", b"")]), ["a", "b/c"]);
        assert_eq!(paths(&[("m/a", b""), ("n/a", b"")]), ["m/a", "n/a"]);
        assert_eq!(paths(&[("a", b""), ("m/a", b"")]), ["a", "m/a"]);
        assert_eq!(paths(&[("m/a", b""), ("m/binary", b"\xff")]), ["a"]);
    }

    #[test]
    fn what_swells_or_is_no_zip_is_refused() {
        let zeros = vec![0; 1 << 20];
        let bytes = zip(&[("a", &zeros), ("b", &zeros)]);
        assert!(bytes.len() < 10_000);
        assert!(read_up_to(&bytes, 2 << 20).is_ok());
        assert!(read_up_to(&bytes, (2 << 20) - 1).is_err());
        for bytes in [&b""[..], b"PK", b"not a zip", &bytes[..bytes.len() / 2]] {
            assert!(read(bytes).is_err());
        }
    }

    #[test]
    fn secrets_stay_secret_whatever_the_zip_says() {
        let artifacts = read(&zip(&[("admin.conf", b""), ("README.md", b"")])).expect("a zip");
        let of = |path: &str| artifacts.get(path).map(|artifact| artifact.sensitivity);
        assert_eq!(of("admin.conf"), Some(Sensitivity::Secret));
        assert_eq!(of("README.md"), Some(Sensitivity::Public));
    }
}

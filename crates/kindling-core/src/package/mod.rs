//! Artifacts as one file: a zip or a tar of a folder that is named for the cluster.
//!
//! Takes artifacts, gives bytes, and artifacts of a zip again; the same artifacts give the same bytes. Files stand in path order, carry no time of
//! their own, and secret ones are for their owner alone.

mod read;
mod tar;
mod zip;

use std::fmt;

use crate::artifacts::Artifacts;
use crate::model::ClusterName;
use crate::sensitivity::Sensitivity;

/// Why no package was made or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackageError {
    /// A file could not be added.
    Packing {
        /// The file.
        path: String,
        /// What the format says.
        reason: String,
    },
    /// A package could not be read, or holds what no package of ours holds.
    Reading {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for PackageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packing { path, reason } => write!(formatter, "cannot pack `{path}`: {reason}"),
            Self::Reading { path, reason } => {
                write!(formatter, "cannot read `{}`: {reason}", path.escape_debug())
            }
        }
    }
}

impl std::error::Error for PackageError {}

/// A zip of the artifacts.
///
/// # Errors
///
/// Where the format cannot carry a file: its path is longer than 65,535 bytes, or it is larger than four gibibytes.
pub fn zip(name: &ClusterName, artifacts: &Artifacts) -> Result<Vec<u8>, PackageError> {
    zip::pack(name, artifacts)
}

/// The files of a zip that was made before, without the folder they are in. Files that are no text are left out.
///
/// # Errors
///
/// Where the bytes are no zip, a path leads out of it, or the files are larger than half a gibibyte together.
pub fn read_zip(bytes: &[u8]) -> Result<Artifacts, PackageError> {
    read::read(bytes)
}

/// A tar of the artifacts, not compressed.
///
/// # Errors
///
/// Where the format cannot carry a file.
pub fn tar(name: &ClusterName, artifacts: &Artifacts) -> Result<Vec<u8>, PackageError> {
    tar::pack(name, artifacts)
}

/// Permission bits of a file.
const fn mode(sensitivity: Sensitivity) -> u32 {
    match sensitivity {
        Sensitivity::Public => 0o644,
        Sensitivity::Secret => 0o600,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::{tar, zip};
    use crate::artifacts;
    use crate::model::samples;
    use crate::sensitivity::Sensitivity;

    #[test]
    fn both_hold_every_artifact_with_its_mode_and_no_time() {
        let cluster = samples::flatcar_cilium();
        let artifacts = artifacts::samples::placeholder(&cluster);
        let zipped = zip(cluster.name(), &artifacts).expect("small files");
        let tarred = tar(cluster.name(), &artifacts).expect("small files");
        assert_eq!(zip(cluster.name(), &artifacts).as_ref(), Ok(&zipped));
        assert_eq!(tar(cluster.name(), &artifacts).as_ref(), Ok(&tarred));

        let mut archive = ::zip::ZipArchive::new(Cursor::new(zipped)).expect("a zip");
        assert_eq!(archive.len(), artifacts.len());
        let mut entries = ::tar::Archive::new(Cursor::new(tarred));
        let entries = entries.entries().expect("a tar");
        for ((index, (path, artifact)), entry) in artifacts.iter().enumerate().zip(entries) {
            let mode = match artifact.sensitivity {
                Sensitivity::Public => 0o644,
                Sensitivity::Secret => 0o600,
            };
            let mut file = archive.by_index(index).expect("an entry");
            assert_eq!(file.name(), format!("mercury/{path}"));
            assert_eq!(file.unix_mode().map(|mode| mode & 0o777), Some(mode));
            assert_eq!(file.last_modified().map(|time| time.year()), Some(1980));
            let mut contents = String::new();
            file.read_to_string(&mut contents).expect("text");
            assert_eq!(contents, *artifact.contents);

            let mut entry = entry.expect("an entry");
            assert_eq!(entry.path_bytes(), format!("mercury/{path}").as_bytes());
            assert_eq!(entry.header().mode().ok(), Some(mode));
            assert_eq!(entry.header().mtime().ok(), Some(0));
            let mut contents = String::new();
            entry.read_to_string(&mut contents).expect("text");
            assert_eq!(contents, *artifact.contents);
        }
    }
}

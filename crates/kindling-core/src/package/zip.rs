//! Zip files with the earliest time that the format knows.

use std::io::{Cursor, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};

use super::{PackageError, mode};
use crate::artifacts::Artifacts;
use crate::model::ClusterName;

/// The artifacts in a folder of the cluster's name.
pub(super) fn pack(name: &ClusterName, artifacts: &Artifacts) -> Result<Vec<u8>, PackageError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, artifact) in artifacts.iter() {
        let failed = |reason: String| PackageError::Packing {
            path: path.to_owned(),
            reason,
        };
        // The default time is the first of January 1980, whatever the clock says.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(mode(artifact.sensitivity));
        writer
            .start_file(format!("{name}/{path}"), options)
            .map_err(|error| failed(error.to_string()))?;
        writer
            .write_all(artifact.contents.as_bytes())
            .map_err(|error| failed(error.to_string()))?;
    }
    let finished = writer.finish().map_err(|error| PackageError::Packing {
        path: name.to_string(),
        reason: error.to_string(),
    })?;
    Ok(finished.into_inner())
}

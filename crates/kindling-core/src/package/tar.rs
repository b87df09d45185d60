//! Tar files of the ustar format, owned by nobody in particular and with no time.

use ::tar::{Builder, EntryType, Header};

use super::{PackageError, mode};
use crate::artifacts::Artifacts;
use crate::model::ClusterName;

/// The artifacts in a folder of the cluster's name.
pub(super) fn pack(name: &ClusterName, artifacts: &Artifacts) -> Result<Vec<u8>, PackageError> {
    let mut builder = Builder::new(Vec::new());
    for (path, artifact) in artifacts.iter() {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(mode(artifact.sensitivity));
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(u64::try_from(artifact.contents.len()).unwrap_or(u64::MAX));
        builder
            .append_data(
                &mut header,
                format!("{name}/{path}"),
                artifact.contents.as_bytes(),
            )
            .map_err(|error| PackageError::Packing {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
    }
    builder.into_inner().map_err(|error| PackageError::Packing {
        path: name.to_string(),
        reason: error.to_string(),
    })
}

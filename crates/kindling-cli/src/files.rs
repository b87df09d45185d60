//! Reading inputs and writing outputs so that nothing is half written and nothing of the user's is lost.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kindling_core::artifacts::Artifacts;
use kindling_core::sensitivity::Sensitivity;

/// Marks a folder that this program made, so that it may replace it.
const MARKER: &str = ".kindling";

/// The largest input that is read, in bytes.
const LIMIT: u64 = 64 << 20;

/// Reads a text file, or standard input for `-`.
///
/// # Errors
///
/// The file cannot be read, is larger than 64 MiB, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes).with_context(|| format!("`{}` is not UTF-8 text", path.display()))
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
///
/// The file cannot be read or is larger than 64 MiB.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LIMIT + 1)
            .read_to_end(&mut bytes)
            .context("standard input cannot be read")?;
    } else {
        fs::File::open(path)
            .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
            .with_context(|| format!("`{}` cannot be read", path.display()))?;
    }
    if bytes.len() as u64 > LIMIT {
        bail!("`{}` is larger than 64 MiB", path.display());
    }
    Ok(bytes)
}

/// Writes a file that must not exist yet, readable by its owner alone where it is secret.
///
/// # Errors
///
/// The file exists, or cannot be written.
pub fn write_new(path: &Path, contents: &[u8], sensitivity: Sensitivity) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    restrict(&mut options, sensitivity);
    let mut file = match options.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!(
                "`{}` exists and is not overwritten; name another file",
                path.display()
            )
        }
        Err(error) => {
            return Err(error).with_context(|| format!("`{}` cannot be written", path.display()));
        }
    };
    let written = file.write_all(contents).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written {
        let _ = fs::remove_file(path);
        return Err(error).with_context(|| format!("`{}` cannot be written", path.display()));
    }
    Ok(())
}

#[cfg(unix)]
fn restrict(options: &mut fs::OpenOptions, sensitivity: Sensitivity) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(match sensitivity {
        Sensitivity::Secret => 0o600,
        Sensitivity::Public => 0o644,
    });
}

#[cfg(not(unix))]
fn restrict(_options: &mut fs::OpenOptions, _sensitivity: Sensitivity) {}

/// Writes artifacts as a folder: into a temporary folder beside it, then renamed. A folder this program made before is
/// replaced; any other existing folder that is not empty is refused.
///
/// # Errors
///
/// The folder is someone else's, or the disk refuses; nothing half written stays.
pub fn write_folder(folder: &Path, artifacts: &Artifacts) -> Result<()> {
    let replaced = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => {
            return Err(error)
                .with_context(|| format!("`{}` cannot be looked at", folder.display()));
        }
        Ok(metadata) if !metadata.is_dir() => {
            bail!("`{}` exists and is no folder", folder.display())
        }
        Ok(_) => {
            let ours = folder.join(MARKER).is_file();
            let empty = fs::read_dir(folder)
                .with_context(|| format!("`{}` cannot be read", folder.display()))?
                .next()
                .is_none();
            if !ours && !empty {
                bail!(
                    "`{}` was not made by kindling and is not empty; name a new folder, or remove it yourself",
                    folder.display()
                );
            }
            true
        }
    };
    let temporary = sibling(folder, "new")?;
    let _ = fs::remove_dir_all(&temporary);
    let filled = fill(&temporary, artifacts);
    if let Err(error) = filled {
        let _ = fs::remove_dir_all(&temporary);
        return Err(error);
    }
    if replaced {
        let old = sibling(folder, "old")?;
        let _ = fs::remove_dir_all(&old);
        fs::rename(folder, &old)
            .with_context(|| format!("`{}` cannot be replaced", folder.display()))?;
        if let Err(error) = fs::rename(&temporary, folder) {
            let _ = fs::rename(&old, folder);
            let _ = fs::remove_dir_all(&temporary);
            return Err(error).with_context(|| format!("`{}` cannot be written", folder.display()));
        }
        fs::remove_dir_all(&old)
            .with_context(|| format!("`{}` cannot be removed", old.display()))?;
    } else {
        fs::rename(&temporary, folder).with_context(|| {
            let _ = fs::remove_dir_all(&temporary);
            format!("`{}` cannot be written", folder.display())
        })?;
    }
    Ok(())
}

fn fill(folder: &Path, artifacts: &Artifacts) -> Result<()> {
    make_folder(folder)?;
    write_new(
        &folder.join(MARKER),
        b"This folder was written by kindling, which may replace it.\n",
        Sensitivity::Public,
    )?;
    for (path, artifact) in artifacts.iter() {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            make_folder(parent)?;
        }
        write_new(&target, artifact.contents.as_bytes(), artifact.sensitivity)?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(folder)
        .with_context(|| format!("folder `{}` cannot be made", folder.display()))
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("folder `{}` cannot be made", folder.display()))
}

fn sibling(path: &Path, word: &str) -> Result<PathBuf> {
    let name = path
        .file_name()
        .with_context(|| format!("`{}` names no file", path.display()))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{word}-{}", std::process::id()));
    Ok(path.with_file_name(hidden))
}

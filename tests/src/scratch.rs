//! Folders for one test, and programs run in them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that is removed when the test ends.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder; the name is for people, and must be the test's own.
    ///
    /// # Panics
    ///
    /// Where no folder can be made.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("kindling-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, with the folders it needs.
    ///
    /// # Panics
    ///
    /// Where it cannot be written.
    pub fn write(&self, path: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(path.trim_start_matches('/'));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(&path, contents).expect("a file");
        path
    }

    /// Writes a program.
    ///
    /// # Panics
    ///
    /// Where it cannot be written.
    pub fn program(&self, path: &str, text: &str) -> PathBuf {
        let path = self.write(path, text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
        path
    }

    /// Every file below a folder with its mode and contents, by path below it.
    ///
    /// # Panics
    ///
    /// Where the folder cannot be read.
    #[must_use]
    pub fn tree(&self, folder: &str) -> std::collections::BTreeMap<String, (u32, Option<Vec<u8>>)> {
        let root = self.0.join(folder);
        let mut found = std::collections::BTreeMap::new();
        let mut waiting = vec![root.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let mode = fs::metadata(&path).expect("an entry").permissions().mode() & 0o7777;
                let contents = if path.is_dir() {
                    waiting.push(path.clone());
                    None
                } else {
                    Some(fs::read(&path).expect("a file"))
                };
                let below = path.strip_prefix(&root).expect("it is below");
                found.insert(below.to_string_lossy().into_owned(), (mode, contents));
            }
        }
        found
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Whether a program is there. In the gate every program must be.
///
/// # Panics
///
/// Where it is not and `CI` is set.
#[must_use]
pub fn has(program: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    assert!(
        found || std::env::var_os("CI").is_none(),
        "`{program}` is missing; `cargo xtask setup` installs it"
    );
    if !found {
        eprintln!("skipped: `{program}` is not installed");
    }
    found
}

/// Runs a command to its end.
///
/// # Panics
///
/// Where it cannot be started.
pub fn run(command: &mut Command) -> Output {
    command.output().expect("the program is there")
}

//! Clusters that Typhoon rendered, as data: what went in, what came out.
//!
//! Takes the reference data beside the project, gives [`Case`]s, and says how the same cluster is written for Kindling.
//! Values are compared in [`values`], and what may differ is listed in [`differences`].

pub mod differences;
pub mod document;
pub mod machines;
pub mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::vectors::shared;

/// One rendered cluster.
#[derive(Clone, Debug)]
pub struct Case {
    /// The folder's name, such as `modern-bm-fcos-cilium-3c`.
    pub name: String,
    /// Where its files are.
    pub folder: PathBuf,
    /// What the cluster was made of, by Typhoon's variable names.
    pub inputs: Value,
    /// `flatcar-linux`, `fedora-coreos` or `container-linux`.
    pub os: String,
    /// Bundle path to text.
    pub assets: BTreeMap<String, String>,
}

impl Case {
    /// A file of the case.
    ///
    /// # Panics
    /// If it is absent or no text.
    #[must_use]
    pub fn text(&self, file: &str) -> String {
        read(&self.folder.join(file))
    }
}

/// The cases whose names begin so, in order; none where the reference data is absent.
///
/// # Panics
/// If the data is damaged, or none begins so.
#[must_use]
pub fn cases(prefix: &str) -> Vec<Case> {
    let Some(folder) = shared("reference/typhoon") else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the reference is a folder")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.join("cluster.json").is_file())
        .collect();
    folders.sort();
    let cases: Vec<Case> = folders
        .into_iter()
        .map(|folder| {
            let name = folder
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            (name, folder)
        })
        .filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, folder)| case(name, folder))
        .collect();
    assert!(!cases.is_empty(), "no reference case begins with {prefix}");
    cases
}

fn case(name: String, folder: PathBuf) -> Case {
    let mut cluster: Value = parse(&folder.join("cluster.json"));
    Case {
        inputs: cluster["inputs"].take(),
        os: cluster["os"].as_str().unwrap_or_default().to_owned(),
        assets: serde_json::from_value(parse(&folder.join("assets_dist.json")))
            .expect("a map of texts"),
        name,
        folder,
    }
}

fn parse(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| unreadable(path, &error))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| unreadable(path, &error))
}

#[expect(
    clippy::panic,
    reason = "damaged test data must stop the test that reads it"
)]
fn unreadable<T>(path: &Path, error: &dyn std::error::Error) -> T {
    panic!("{}: {error}", path.display())
}

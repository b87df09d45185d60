//! Reads a cluster document, the snippet files it names, and a secrets document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use kindling_core::diagnostic::{Diagnostic, Subject};
use kindling_core::document;
use kindling_core::model::{self, Cluster};
use kindling_core::secrets::{self, Secrets};

use crate::files;
use crate::terminal::{self, Format, Sources};

/// The cluster document and how to print what is found in it.
#[derive(Args)]
pub struct ClusterInput {
    /// The cluster document; `-` for standard input.
    #[arg(default_value = "cluster.yaml")]
    pub cluster: PathBuf,
    /// How diagnostics are printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What reading and judging a cluster document gave.
pub struct Judged {
    /// The cluster, if the document has no error.
    pub cluster: Option<Cluster>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts diagnostics point into.
    pub sources: Sources,
}

impl ClusterInput {
    /// Reads and judges the document.
    ///
    /// # Errors
    ///
    /// The document cannot be read.
    pub fn judge(&self) -> Result<Judged> {
        let text = files::read_text(&self.cluster)?;
        let mut sources = Sources::default();
        let name = if self.cluster == Path::new("-") {
            "<stdin>".to_owned()
        } else {
            self.cluster.display().to_string()
        };
        let mut snippets = BTreeMap::new();
        if let Some(document) = document::read(&text).document() {
            for file in document.snippet_files() {
                // A file that cannot be read is left out; judging says so at the field that names it.
                if let Ok(text) = files::read_text(&self.beside(file)) {
                    sources.add(Subject::Snippet(file.to_owned()), file, text.clone());
                    snippets.insert(file.to_owned(), text);
                }
            }
        }
        let (cluster, diagnostics) = model::read(&text, &snippets).into_parts();
        sources.add(Subject::Cluster, name, text);
        Ok(Judged {
            cluster,
            diagnostics,
            sources,
        })
    }

    /// A path relative to the folder of the cluster document.
    pub fn beside(&self, file: impl AsRef<Path>) -> PathBuf {
        self.cluster
            .parent()
            .map_or_else(|| file.as_ref().to_path_buf(), |folder| folder.join(&file))
    }
}

impl Judged {
    /// Reads the text of a secrets document.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn read_secrets_text(&mut self, path: &Path) -> Result<String> {
        let text = files::read_text(path).context("the secrets document")?;
        self.sources
            .add(Subject::Secrets, path.display().to_string(), "");
        Ok(text)
    }

    /// Reads a secrets document and checks it against the cluster; what it finds is added.
    ///
    /// # Errors
    ///
    /// The document cannot be read.
    pub fn read_secrets(&mut self, path: &Path) -> Result<Option<Secrets>> {
        let text = self.read_secrets_text(path)?;
        let Some(cluster) = &self.cluster else {
            return Ok(None);
        };
        let (secrets, found) = secrets::parse(&text, cluster).into_parts();
        self.diagnostics.extend(found);
        Ok(secrets)
    }

    /// Prints what was found where standard output belongs to the command's result: always on standard error, so JSON is
    /// for the result alone.
    pub fn print_beside_output(&self, format: Format) {
        match format {
            Format::Human => terminal::print(&self.diagnostics, &self.sources, format),
            Format::Json => eprintln!("{}", terminal::machine(&self.diagnostics, &self.sources)),
        }
    }

    /// Prints what was found.
    pub fn print(&self, format: Format) {
        terminal::print(&self.diagnostics, &self.sources, format);
    }
}

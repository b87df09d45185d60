//! What the page knows of documents and artifacts without holding them: plain words that travel between page and worker.

use std::rc::Rc;

use kindling_core::diagnostic::{self, Diagnostic};
use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is rendered.
    Error,
    /// It works, but worse.
    Warning,
    /// Worth knowing.
    Info,
}

/// Which text a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The cluster document.
    Cluster,
    /// The secrets document.
    Secrets,
    /// A snippet, by the name the document gives it.
    Snippet(String),
    /// An artifact, by path.
    Artifact(String),
}

/// A diagnostic, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The stable code.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Which text.
    pub subject: Subject,
    /// The field, `workers[3].mac`.
    pub path: String,
    /// Line and column, from 1, in the subject's text.
    pub position: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hints: Vec<String>,
}

impl From<&Diagnostic> for Finding {
    /// A diagnostic in the page's words.
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            code: diagnostic.code.to_owned(),
            severity: match diagnostic.severity {
                diagnostic::Severity::Error => Severity::Error,
                diagnostic::Severity::Warning => Severity::Warning,
                diagnostic::Severity::Info => Severity::Info,
            },
            subject: match &diagnostic.subject {
                diagnostic::Subject::Cluster => Subject::Cluster,
                diagnostic::Subject::Secrets => Subject::Secrets,
                diagnostic::Subject::Snippet(name) => Subject::Snippet(name.clone()),
                diagnostic::Subject::Artifact(path) => Subject::Artifact(path.clone()),
            },
            path: diagnostic.path.to_string(),
            position: diagnostic
                .position
                .map(|position| (position.line, position.column)),
            message: diagnostic.message.clone(),
            hints: diagnostic.hints.clone(),
        }
    }
}

/// One artifact in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactRow {
    /// Relative path with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: usize,
    /// Whether it holds a secret.
    pub secret: bool,
    /// What it is for.
    pub purpose: Rc<str>,
    /// Changes whenever the contents do.
    pub digest: u64,
}

/// One key or certificate in the table of the Secrets step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRow {
    /// `apiserver`, `etcd-peer`.
    pub name: String,
    /// Who connects with it to whom.
    pub purpose: String,
    /// Distinguished name.
    pub subject: String,
    /// Who signs it; itself for an authority.
    pub signer: String,
    /// DNS names and addresses in it.
    pub names: Vec<String>,
    /// Start of validity, RFC 3339; empty for a key without certificate.
    pub not_before: String,
    /// End of validity, RFC 3339; empty for a key without certificate.
    pub not_after: String,
    /// SHA-256 over the certificate, hexadecimal.
    pub fingerprint: String,
}

/// What came of judging and rendering one revision of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Everything that was found.
    pub findings: Vec<Finding>,
    /// Every artifact, by path; empty where an error keeps them from being rendered.
    pub artifacts: Vec<ArtifactRow>,
    /// Certificates; empty without secrets.
    pub certificates: Vec<CertificateRow>,
    /// How long it took, in microseconds, as the worker's clock has it.
    pub microseconds: u64,
}

impl Outcome {
    /// How many findings are this bad.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// Findings at a field of the cluster document, or below it.
    pub fn at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| {
            finding.subject == Subject::Cluster
                && finding.path.strip_prefix(path).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with('.') || rest.starts_with('[')
                })
        })
    }
}

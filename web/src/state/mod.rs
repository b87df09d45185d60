//! The state of the studio: one value, changed by [`apply()`] alone, the same natively and in the page.
//!
//! Nothing here knows a browser. A page sends an [`Action`]; the store in `pages` keeps the state, asks the worker where
//! the revision moved on, and sends what comes back as another action. Late answers are dropped by revision.

mod action;
mod apply;
pub mod fields;
pub mod history;
pub mod import;
pub mod inventory;
pub mod links;
pub mod news;
pub mod pasting;
pub mod range;
pub mod reading;
pub mod rows;
mod same;
#[cfg(test)]
mod samples;
pub mod snippets;
pub mod spots;
pub mod table;
pub mod taking;
pub mod words;

use std::collections::BTreeSet;
use std::rc::Rc;

use kindling_core::document::ClusterDocument;
use kindling_pki::Secret;

pub use action::{Action, Edit};
pub use apply::apply;
pub use history::History;
pub use same::Same;
pub use words::{ArtifactRow, CertificateRow, Finding, Outcome, Severity, Subject};

/// A step on the left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Name, version, API name, who may log in.
    #[default]
    Cluster,
    /// The inventory.
    Machines,
    /// Operating system and installation.
    System,
    /// Pod and service networks.
    Network,
    /// Which parts are managed, images.
    Components,
    /// Keys and certificates.
    Secrets,
    /// How artifacts reach machines.
    Deliver,
    /// Any Butane text to Ignition; no step of a cluster.
    Workbench,
}

impl Step {
    /// The steps of a cluster, in order.
    pub const ALL: [Self; 7] = [
        Self::Cluster,
        Self::Machines,
        Self::System,
        Self::Network,
        Self::Components,
        Self::Secrets,
        Self::Deliver,
    ];

    /// The word on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cluster => "Cluster",
            Self::Machines => "Machines",
            Self::System => "System",
            Self::Network => "Network",
            Self::Components => "Components",
            Self::Secrets => "Secrets",
            Self::Deliver => "Deliver",
            Self::Workbench => "Butane",
        }
    }

    /// The word in the address, after `#`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Machines => "machines",
            Self::System => "system",
            Self::Network => "network",
            Self::Components => "components",
            Self::Secrets => "secrets",
            Self::Deliver => "deliver",
            Self::Workbench => "butane",
        }
    }

    /// The step of a word in the address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .chain([Self::Workbench])
            .find(|step| step.slug() == slug)
    }

    /// The step whose form has the field of a path; problems and jumps go there.
    pub fn of_path(path: &str) -> Self {
        let first = path.split(['.', '[']).next().unwrap_or_default();
        match first {
            "controllers" | "workers" | "worker_node_labels" | "worker_node_taints"
            | "snippets" => Self::Machines,
            "os" | "platform" => Self::System,
            "networking" | "pod_cidr" | "service_cidr" => Self::Network,
            "components"
            | "daemonset_tolerations"
            | "container_images"
            | "cloud_provider"
            | "service_account_issuer" => Self::Components,
            _ => Self::Cluster,
        }
    }
}

/// What the Deliver step shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The ways artifacts take.
    #[default]
    Ways,
    /// The runbook.
    Runbook,
    /// Who talks to whom.
    Topology,
    /// From power on to ready.
    Boot,
    /// Certificates as lifetimes.
    Certificates,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 5] = [
        Self::Ways,
        Self::Runbook,
        Self::Topology,
        Self::Boot,
        Self::Certificates,
    ];

    /// The words on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ways => "Ways",
            Self::Runbook => "Runbook",
            Self::Topology => "Topology",
            Self::Boot => "Boot timeline",
            Self::Certificates => "Certificates",
        }
    }

    /// The words in the address, after `#`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ways => "deliver",
            Self::Runbook => "runbook",
            Self::Topology => "pictures/topology",
            Self::Boot => "pictures/boot",
            Self::Certificates => "pictures/certificates",
        }
    }

    /// The part of words in the address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.slug() == slug)
    }
}

/// What is open on the page besides the step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The step on the left.
    pub step: Step,
    /// What the Deliver step shows.
    pub part: Part,
    /// The machine whose page is open, by name.
    pub machine: Option<String>,
    /// The artifact in the viewer, by path.
    pub artifact: Option<String>,
    /// The field to bring into view next, by path.
    pub focus: Option<String>,
    /// Whether the problems panel is open.
    pub problems: bool,
    /// What lies over the page.
    pub dialog: Option<Dialog>,
    /// Where the page is too narrow for both: which side shows.
    pub side: Side,
}

/// Which side a narrow page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The form.
    #[default]
    Form,
    /// The artifacts.
    Artifacts,
}

/// What lies over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Presets and opening.
    Start,
    /// Opening files or pasted text.
    Open,
    /// Mending a text that a form would lose something of: what it is called, and the text.
    Mend(String, Rc<str>),
    /// A file that cannot be used: what it is called, and why.
    Refused(String, Vec<Finding>),
    /// Offering a document that was kept before the program stopped.
    Recover(Rc<str>),
    /// What "nothing leaves this page" rests on.
    Seal,
    /// Adding a range of machines.
    AddRange,
    /// Importing rows.
    Import(String),
}

/// The secrets document in memory.
#[derive(Clone, Debug, Default)]
pub enum Keys {
    /// There is none.
    #[default]
    None,
    /// Being made: how many of how many keys there are.
    Making {
        /// Made so far.
        done: usize,
        /// To be made.
        total: usize,
    },
    /// Here, and whether the operator has saved it.
    Held {
        /// The document's text.
        text: Rc<Secret<String>>,
        /// Whether it was saved since it changed.
        saved: bool,
    },
}

/// How the worker is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Not yet heard of.
    #[default]
    Starting,
    /// Waiting for an edit.
    Idle,
    /// Dead; the text says why. It is started again.
    Failed(String),
}

/// Something to tell at the foot of the page for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Grows with each notice.
    pub number: u64,
    /// Whether something failed.
    pub failed: bool,
    /// The words.
    pub text: String,
    /// The turn of the history that it tells of, if going back from there takes back what it tells.
    pub undoes: Option<u64>,
}

/// Everything the page shows.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The document with what can be undone and redone.
    pub history: History,
    /// Grows whenever document or secrets change; answers carry the revision that asked.
    pub revision: u64,
    /// What is open.
    pub view: View,
    /// The newest answer.
    pub outcome: Rc<Outcome>,
    /// The revision of the newest answer.
    pub rendered: u64,
    /// Digests by path at the last download or open: what changes are shown against.
    pub baseline: Rc<std::collections::BTreeMap<String, u64>>,
    /// Changed artifacts that were looked at since.
    pub seen: Rc<BTreeSet<String>>,
    /// The secrets document.
    pub keys: Keys,
    /// How the worker is.
    pub engine: Engine,
    /// What to tell.
    pub notices: Vec<Notice>,
    /// Whether the cluster document is kept in this browser.
    pub autosave: bool,
    /// Texts of snippet files that were opened, by name.
    pub snippet_files: Rc<std::collections::BTreeMap<String, String>>,
    /// The text in the workbench; in memory only.
    pub workbench: Rc<str>,
}

impl State {
    /// The document as it is now.
    pub fn document(&self) -> &ClusterDocument {
        self.history.present()
    }

    /// Whether a private key was pasted where public ones belong: such a document is neither kept nor linked.
    pub fn has_private_key(&self) -> bool {
        self.document()
            .ssh_authorized_keys
            .iter()
            .any(|key| key.contains("PRIVATE KEY"))
    }

    /// Whether nothing was begun yet: no preset was picked, nothing opened, nothing typed.
    pub fn is_blank(&self) -> bool {
        self.revision <= 1 && *self.document() == ClusterDocument::default()
    }

    /// Places of the artifacts that differ from the baseline; none without one.
    pub fn changed(&self) -> Vec<usize> {
        if self.baseline.is_empty() {
            return Vec::new();
        }
        // Both are in path order, and there may be tens of thousands.
        let mut before = self.baseline.iter().peekable();
        let differs = |row: &ArtifactRow| {
            while before.next_if(|(path, _)| **path < row.path).is_some() {}
            let same = before.next_if(|(path, _)| **path == row.path);
            same.is_none_or(|(_, digest)| *digest != row.digest)
        };
        let rows = self.outcome.artifacts.iter().map(differs);
        let differing = rows.enumerate().filter(|(_, differs)| *differs);
        differing.map(|(at, _)| at).collect()
    }

    /// How many artifacts of the baseline there are no more; none without any artifact at all.
    pub fn gone(&self) -> usize {
        let mut rows = self.outcome.artifacts.iter().peekable();
        if rows.peek().is_none() {
            return 0;
        }
        let gone = |path: &&String| {
            while rows.next_if(|row| row.path < **path).is_some() {}
            rows.next_if(|row| row.path == **path).is_none()
        };
        self.baseline.keys().filter(gone).count()
    }

    /// Whether one step back takes back what a notice tells: nothing was edited since.
    pub fn can_take_back(&self, notice: &Notice) -> bool {
        notice.undoes == Some(self.history.turn()) && self.history.can_undo()
    }

    /// Whether answers are outstanding for the newest edit.
    pub const fn is_stale(&self) -> bool {
        self.rendered < self.revision
    }

    /// Errors of a step's fields.
    pub fn errors_of(&self, step: Step) -> usize {
        self.outcome
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .filter(|finding| match &finding.subject {
                Subject::Cluster => Step::of_path(&finding.path) == step,
                Subject::Secrets => step == Step::Secrets,
                Subject::Snippet(_) => step == Step::Machines,
                Subject::Artifact(_) => step == Step::Deliver,
            })
            .count()
    }
}

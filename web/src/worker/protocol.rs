//! The words between page and worker.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::news::News;
use crate::state::words::Finding;

/// A question, with the revision of the state that asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Grows with each edit; the reply carries it back.
    pub revision: u64,
    /// What is asked.
    pub ask: Ask,
}

/// What an archive of the artifacts is packed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// A zip file.
    Zip,
    /// A tar file.
    Tar,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Judge a document and render it with the secrets the worker holds. Answered by `Rendered`.
    Render {
        /// The cluster document's text.
        document: String,
        /// Texts of the snippet files it names.
        snippets: BTreeMap<String, String>,
    },
    /// Hold this secrets document from now on; the text travels as the bytes beside the word, none lets it go.
    /// Answered by `Done`.
    HoldSecrets,
    /// Make a secrets document for the last document that was judged. Answered by `Secrets`.
    MakeSecrets {
        /// `ecdsa-p256`, `rsa-2048`, `rsa-3072`, `rsa-4096`.
        algorithm: String,
        /// The date of issue, RFC 3339; the worker has no clock of its own.
        now: String,
        /// 32 bytes from the browser's generator, hexadecimal.
        entropy: String,
        /// Keys made by the browser, PKCS #8 PEM, in the order of `KeysWanted`; empty to make them here.
        keys: Vec<String>,
    },
    /// How many keys a secrets document wants. Answered by `KeysWanted`.
    CountKeys {
        /// The algorithm.
        algorithm: String,
    },
    /// Move the date of issue of the held secrets. Answered by `Secrets`.
    RenewSecrets {
        /// The new date, RFC 3339.
        now: String,
    },
    /// The text of an artifact. Answered by `Text`.
    Read {
        /// Its path.
        path: String,
    },
    /// Artifacts whose path or contents hold this text. Answered by `Found`.
    Search {
        /// The text, case ignored.
        text: String,
        /// The secret that is revealed: its contents are searched too, those of no other.
        revealed: Option<String>,
    },
    /// How many lines came and went in these artifacts since the baseline. Answered by `Counts`.
    Counts {
        /// Their paths.
        paths: Vec<String>,
    },
    /// What an artifact that is an Ignition config makes on a machine. Answered by `Decoded`.
    Decode {
        /// Its path.
        path: String,
    },
    /// What changed in an artifact since the baseline. Answered by `Changes`.
    Changes {
        /// Its path.
        path: String,
    },
    /// Everything as it is now is what changes are shown against. Answered by `Done`.
    Baseline,
    /// All artifacts as one file. Answered by `Done` with the bytes beside it.
    Pack(Packing),
    /// Commands and facts for delivering the last document that was judged. Answered by `Plan`.
    Plan,
    /// Find out what an opened file is; its bytes travel beside the word. Answered by `Opened`.
    Open {
        /// Its name.
        name: String,
    },
    /// Any Butane or Container Linux Config text to Ignition. Answered by `Translated`.
    Translate {
        /// The text.
        text: String,
        /// Whether warnings are errors.
        strict: bool,
        /// Whether the output is indented.
        pretty: bool,
    },
}

/// An answer, with the revision that its request had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The revision of the request.
    pub revision: u64,
    /// What came of it.
    pub answer: Answer,
}

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The same on both sides.
    Same(String),
    /// New.
    Added(String),
    /// Gone.
    Removed(String),
}

/// A difference between two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// By line.
    pub lines: Vec<Change>,
    /// For JSON and YAML: paths of values that differ, with the old and the new value.
    pub values: Vec<(String, Option<String>, Option<String>)>,
    /// Whether both are JSON or YAML, so that the values say everything.
    pub valued: bool,
}

/// Where a search found something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The artifact.
    pub path: String,
    /// The file or unit in it, `unit kubelet.service`; empty for the artifact itself.
    pub inside: String,
    /// Line from 1, as the text is laid out for the eye; 0 for a hit in the name.
    pub line: usize,
    /// The line, shortened.
    pub text: String,
}

/// What an opened file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// A cluster document; its text.
    Cluster(String),
    /// A secrets document; its text travels as bytes beside the word.
    Secrets,
    /// An archive made before: the cluster document in it, digests of its artifacts by path. A secrets document in it
    /// travels as bytes beside the word.
    Archive {
        /// The cluster document's text, if it is in there.
        cluster: Option<String>,
        /// Digests by path.
        digests: BTreeMap<String, u64>,
    },
    /// A Butane text, a snippet.
    Snippet(String),
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What came of the document.
    Rendered(Box<News>),
    /// A secrets document was made or renewed; its text travels as the bytes beside the word.
    Secrets,
    /// How many keys a secrets document wants.
    KeysWanted(usize),
    /// The text of an artifact.
    Text {
        /// Its path.
        path: String,
        /// The text.
        text: String,
    },
    /// What an Ignition config makes on a machine.
    Decoded {
        /// The artifact's path.
        path: String,
        /// Its files, units, users and the rest; empty where it is no such config.
        files: Vec<DecodedFile>,
    },
    /// Where a search found something, and whether there is more.
    Found {
        /// In path order.
        hits: Vec<Hit>,
        /// Whether hits were left out.
        more: bool,
    },
    /// Lines that came and went, by path, where any did.
    Counts(BTreeMap<String, (usize, usize)>),
    /// What changed in an artifact.
    Changes {
        /// Its path.
        path: String,
        /// The difference.
        difference: Difference,
    },
    /// What an opened file turned out to be.
    Opened(Opened),
    /// What came of a Butane text.
    Translated(Translation),
    /// Commands and facts for delivering.
    Plan(Box<Plan>),
    /// It is done.
    Done,
    /// It could not be done; the operator is told why.
    Refused(Vec<Finding>),
}

/// What the Deliver step shows of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The cluster's name; the archive's folder is called so.
    pub name: String,
    /// Where machines ask for configs.
    pub endpoint: String,
    /// The name of the API.
    pub api: String,
    /// The port of the API.
    pub port: u16,
    /// Names of the controllers.
    pub controllers: Vec<String>,
    /// Names of the workers.
    pub workers: Vec<String>,
    /// `cilium`, `flannel`, or nothing where another tool connects pods.
    pub network: Option<String>,
    /// Whether kube-proxy runs.
    pub kube_proxy: bool,
    /// Whether the system is Flatcar, which installs with a config of its own.
    pub flatcar: bool,
    /// Whether machines install from files of the operator's own.
    pub cached: bool,
    /// The iPXE script of the first controller.
    pub script: String,
    /// matchbox's group that finds the first controller first.
    pub group: String,
    /// The profile that this group gives.
    pub profile: String,
    /// The commands.
    pub commands: Commands,
}

/// Commands by task, each a line; `kindling_core::delivery::Task` says what for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    pub fill_matchbox: Vec<String>,
    pub send_to_matchbox: Vec<String>,
    pub ask_matchbox: Vec<String>,
    pub gather_static: Vec<String>,
    pub ask_static: Vec<String>,
    pub boot: Vec<String>,
    pub controllers: Vec<String>,
    pub workers: Vec<String>,
    pub start: Vec<String>,
    pub watch: Vec<String>,
    pub check: Vec<String>,
    pub verify: Vec<String>,
}

/// What came of a Butane or Container Linux Config text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// `fcos 1.5.0`, as the text says.
    pub kind: String,
    /// The specification of the result, `3.4.0`; empty without one.
    pub spec: String,
    /// The Ignition config, if there is one.
    pub output: Option<String>,
    /// The report, entry by entry.
    pub findings: Vec<Finding>,
    /// What the output holds, in words a person reads.
    pub files: Vec<DecodedFile>,
}

/// A file, unit or user of an Ignition config, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodedFile {
    /// `file`, `unit`, `dropin`, `directory`, `link`, `user` and so on.
    pub kind: String,
    /// Path or name.
    pub name: String,
    /// Mode, owner, enabled: what stands beside the name.
    pub facts: String,
    /// The contents, if they are text.
    pub text: Option<String>,
    /// The size of the contents in bytes.
    pub bytes: usize,
}

/// What the worker says of its own accord, or in reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// It runs and listens.
    Ready,
    /// The reply to a request.
    Reply(Reply),
    /// It panicked, or was sent what it cannot read.
    Failed(String),
}

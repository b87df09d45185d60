//! From the tree to the document: unknown keys, missing shapes, wrong types. Judges no meaning.

use std::collections::{BTreeMap, BTreeSet};

use super::suggestion::nearest;
use super::tree::{Entry, Node, ScalarKind, Value};
use super::{
    ClusterDocument, Components, Machine, OperatingSystem, Platform, Snippet, fields, spellings,
};
use crate::diagnostic::{Diagnostic, FieldPath, Position};

/// How many problems of shape are listed: a text that has more is not a cluster document.
const MOST: usize = 200;

/// A path that costs nothing until something is wrong.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn to_field_path(self) -> FieldPath {
        match self {
            Self::Root => FieldPath::root(),
            Self::Key(parent, key) => parent.to_field_path().key(key),
            Self::Index(parent, index) => parent.to_field_path().index(index),
        }
    }
}

/// What was found.
pub(super) struct Shape {
    pub(super) document: ClusterDocument,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) broken: BTreeSet<FieldPath>,
}

/// Reads the fields of a tree.
pub(super) fn read(tree: &Node) -> Shape {
    let mut reader = Reader {
        diagnostics: Vec::new(),
        broken: BTreeSet::new(),
    };
    let document = reader.document(tree);
    Shape {
        document,
        diagnostics: reader.diagnostics,
        broken: reader.broken,
    }
}

struct Reader {
    diagnostics: Vec<Diagnostic>,
    broken: BTreeSet<FieldPath>,
}

impl Reader {
    fn push(&mut self, diagnostic: Diagnostic) {
        match self.diagnostics.len() {
            count if count < MOST => self.diagnostics.push(diagnostic),
            MOST => self.diagnostics.push(
                Diagnostic::error(
                    "document/too-many-problems",
                    FieldPath::root(),
                    format!("there are more than {MOST} problems with the keys and types of the document"),
                )
                .hint("make sure that the text is a cluster document")
                .at(diagnostic.position),
            ),
            _ => {}
        }
    }

    fn document(&mut self, tree: &Node) -> ClusterDocument {
        let mut document = ClusterDocument::default();
        let root = Path::Root;
        if is_null(tree) {
            self.broken.insert(FieldPath::root());
            self.push(
                Diagnostic::error("document/empty", FieldPath::root(), "the document is empty")
                    .hint("begin with `kindling new`, which writes a document to fill in")
                    .at(Some(tree.position)),
            );
            return document;
        }
        let mut format = None;
        for entry in self.section(tree, root, "") {
            let (value, path) = (&entry.value, Path::Key(&root, &entry.key));
            match entry.key.as_str() {
                "kindling" => format = Some(entry),
                "cluster_name" => document.cluster_name = self.required_text(value, path),
                "kubernetes_version" => {
                    document.kubernetes_version = self.required_text(value, path);
                }
                "os" => document.os = self.os(value, path),
                "platform" => document.platform = self.platform(value, path),
                "controllers" => document.controllers = self.machines(value, path, "controllers[]"),
                "workers" => document.workers = self.machines(value, path, "workers[]"),
                "worker_node_labels" => {
                    document.worker_node_labels = self.by_name(value, path, Self::texts);
                }
                "worker_node_taints" => {
                    document.worker_node_taints = self.by_name(value, path, Self::texts);
                }
                "snippets" => document.snippets = self.by_name(value, path, Self::snippets),
                "k8s_domain_name" => document.k8s_domain_name = self.required_text(value, path),
                "ssh_authorized_keys" => {
                    document.ssh_authorized_keys.extend(self.texts(value, path));
                }
                "ssh_authorized_key" => self.single_ssh_key(entry, path, &mut document),
                "networking" => document.networking = self.text(value, path),
                "pod_cidr" => document.pod_cidr = self.text(value, path),
                "service_cidr" => document.service_cidr = self.text(value, path),
                "components" => document.components = self.components(value, path),
                "daemonset_tolerations" => {
                    document.daemonset_tolerations = self.texts(value, path);
                }
                "service_account_issuer" => {
                    document.service_account_issuer = self.text(value, path);
                }
                "cloud_provider" => document.cloud_provider = self.text(value, path),
                "container_images" => {
                    document.container_images = self.by_name(value, path, Self::required_text);
                }
                "api_server_sans" => document.api_server_sans = self.texts(value, path),
                _ => {}
            }
        }
        if matches!(tree.value, Value::Map(_)) {
            self.format(format, tree.position);
        }
        document
    }

    fn format(&mut self, entry: Option<&Entry>, start: Position) {
        let path = FieldPath::from("kindling");
        let Some(entry) = entry.filter(|entry| !is_null(&entry.value)) else {
            self.push(
                Diagnostic::error("document/missing-field", path, "`kindling` is missing")
                    .hint("write `kindling: 1` as the first line")
                    .at(Some(entry.map_or(start, |entry| entry.position))),
            );
            return;
        };
        match &entry.value.value {
            Value::Scalar { text, .. } if text == "1" => {}
            Value::Scalar { text, .. } => self.push(
                Diagnostic::error(
                    "document/format",
                    path,
                    format!("the format {} is not known", quoted(text)),
                )
                .hint("write `kindling: 1`, or use the Kindling that wrote the document")
                .at(Some(entry.value.position)),
            ),
            Value::List(_) | Value::Map(_) => {
                self.wrong_type(
                    &entry.value,
                    Path::Key(&Path::Root, "kindling"),
                    "the number 1",
                );
            }
        }
    }

    fn single_ssh_key(&mut self, entry: &Entry, path: Path<'_>, document: &mut ClusterDocument) {
        let Some(key) = self.text(&entry.value, path) else {
            return;
        };
        document.ssh_authorized_keys.push(key);
        self.push(
            Diagnostic::info(
                "document/old-spelling",
                path.to_field_path(),
                "`ssh_authorized_key` is read as `ssh_authorized_keys` with one key",
            )
            .hint("write `ssh_authorized_keys:` with a list, which takes any number of keys")
            .at(Some(entry.position)),
        );
    }

    fn os(&mut self, node: &Node, path: Path<'_>) -> OperatingSystem {
        let mut os = OperatingSystem::default();
        for Entry { key, value, .. } in self.section(node, path, "os") {
            let path = Path::Key(&path, key);
            match key.as_str() {
                "name" => os.name = self.required_text(value, path),
                "channel" => os.channel = self.text(value, path),
                "stream" => os.stream = self.text(value, path),
                "version" => os.version = self.required_text(value, path),
                _ => {}
            }
        }
        os
    }

    fn platform(&mut self, node: &Node, path: Path<'_>) -> Platform {
        let mut platform = Platform::default();
        for Entry { key, value, .. } in self.section(node, path, "platform") {
            let path = Path::Key(&path, key);
            match key.as_str() {
                "name" => platform.name = self.required_text(value, path),
                "matchbox_http_endpoint" => {
                    platform.matchbox_http_endpoint = self.required_text(value, path);
                }
                "install_disk" => platform.install_disk = self.text(value, path),
                "cached_install" => platform.cached_install = self.flag(value, path),
                "download_protocol" => platform.download_protocol = self.text(value, path),
                "kernel_args" => platform.kernel_args = self.texts(value, path),
                "oem_type" => platform.oem_type = self.text(value, path),
                _ => {}
            }
        }
        platform
    }

    fn machines(&mut self, node: &Node, path: Path<'_>, section: &'static str) -> Vec<Machine> {
        let mut machines = Vec::new();
        for (index, item) in self
            .items(node, path, "a list of machines")
            .iter()
            .enumerate()
        {
            let path = Path::Index(&path, index);
            let mut machine = Machine::default();
            if is_null(item) {
                self.wrong_type(item, path, "a machine with `name`, `mac` and `domain`");
            }
            for Entry { key, value, .. } in self.section(item, path, section) {
                let path = Path::Key(&path, key);
                match key.as_str() {
                    "name" => machine.name = self.required_text(value, path),
                    "mac" => machine.mac = self.required_text(value, path),
                    "domain" => machine.domain = self.required_text(value, path),
                    "install_disk" => machine.install_disk = self.text(value, path),
                    "kernel_args" => machine.kernel_args = self.texts(value, path),
                    _ => {}
                }
            }
            machines.push(machine);
        }
        machines
    }

    fn components(&mut self, node: &Node, path: Path<'_>) -> Components {
        let mut components = Components::default();
        for Entry { key, value, .. } in self.section(node, path, "components") {
            let path = Path::Key(&path, key);
            let place = match key.as_str() {
                "enable" => {
                    components.enable = self.flag(value, path);
                    continue;
                }
                "coredns" => &mut components.coredns,
                "kube_proxy" => &mut components.kube_proxy,
                "flannel" => &mut components.flannel,
                "cilium" => &mut components.cilium,
                _ => continue,
            };
            for Entry { key, value, .. } in self.section(value, path, "components.coredns") {
                if key == "enable" {
                    *place = self.flag(value, Path::Key(&path, key));
                }
            }
        }
        components
    }

    fn snippets(&mut self, node: &Node, path: Path<'_>) -> Vec<Snippet> {
        let mut snippets = Vec::new();
        for (index, item) in self
            .items(node, path, "a list of snippets")
            .iter()
            .enumerate()
        {
            let path = Path::Index(&path, index);
            if let Value::Map(entries) = &item.value {
                let (mut file, mut text) = (String::new(), None);
                for Entry { key, value, .. } in
                    self.known(entries, path, "snippets.*[]", &["file", "text"])
                {
                    let path = Path::Key(&path, key);
                    let read = self.required_text(value, path);
                    if key == "file" {
                        file = read;
                    } else {
                        text = Some(read);
                    }
                }
                snippets.push(match text {
                    Some(text) => Snippet::Named { file, text },
                    None => Snippet::File(file),
                });
            } else {
                snippets.push(Snippet::Text(self.required_text(item, path)));
            }
        }
        snippets
    }

    /// The values of a map whose keys are names.
    fn by_name<T>(
        &mut self,
        node: &Node,
        path: Path<'_>,
        read: impl Fn(&mut Self, &Node, Path<'_>) -> T,
    ) -> BTreeMap<String, T> {
        let Value::Map(entries) = &node.value else {
            if !is_null(node) {
                self.wrong_type(node, path, "a mapping from name to value");
            }
            return BTreeMap::new();
        };
        let mut values = BTreeMap::new();
        for Entry {
            key,
            position,
            value,
        } in entries
        {
            if values.contains_key(key) {
                self.duplicate(key, *position, path);
                continue;
            }
            let value = read(self, value, Path::Key(&path, key));
            values.insert(key.clone(), value);
        }
        values
    }

    /// The entries of a mapping whose keys the table knows; others are refused.
    fn section<'n>(
        &mut self,
        node: &'n Node,
        path: Path<'_>,
        section: &'static str,
    ) -> Vec<&'n Entry> {
        match &node.value {
            Value::Map(entries) => {
                let known: Vec<&str> = fields::keys(section).collect();
                self.known(entries, path, section, &known)
            }
            Value::Scalar {
                kind: ScalarKind::Null,
                ..
            } => Vec::new(),
            Value::Scalar { .. } | Value::List(_) => {
                let known: Vec<&str> = fields::keys(section).collect();
                let wanted = format!("a mapping with keys such as `{}`", known[0]);
                self.wrong_type(node, path, &wanted);
                Vec::new()
            }
        }
    }

    fn known<'n>(
        &mut self,
        entries: &'n [Entry],
        path: Path<'_>,
        section: &'static str,
        known: &[&'static str],
    ) -> Vec<&'n Entry> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut kept = Vec::with_capacity(entries.len().min(known.len()));
        for entry in entries {
            let key = entry.key.as_str();
            let alias = section.is_empty() && key == "ssh_authorized_key";
            if !known.contains(&key) && !alias {
                self.unknown(entry, path, section, known);
            } else if seen.insert(key) {
                kept.push(entry);
            } else {
                self.duplicate(key, entry.position, path);
            }
        }
        kept
    }

    fn unknown(
        &mut self,
        entry: &Entry,
        path: Path<'_>,
        section: &'static str,
        known: &[&'static str],
    ) {
        if self.diagnostics.len() > MOST {
            return;
        }
        let key = entry.key.as_str();
        let within = if section.is_empty() {
            "a cluster document".to_owned()
        } else {
            format!("`{}`", path.to_field_path())
        };
        let diagnostic = Diagnostic::error(
            "document/unknown-key",
            path.to_field_path().key(key),
            format!("there is no key {} in {within}", quoted(key)),
        );
        let hint = if let Some(advice) = spellings::advice(section, key) {
            advice.to_owned()
        } else if key == "<<" {
            "merging is not supported: write the values out".to_owned()
        } else if let Some(near) = nearest(key, known.iter().copied()) {
            format!("did you mean `{near}`?")
        } else if let Some(elsewhere) = fields::FIELDS
            .iter()
            .find(|field| field.path.rsplit('.').next() == Some(key) && !field.path.contains('['))
        {
            match elsewhere.path.rsplit_once('.') {
                Some((parent, _)) => format!("write it below `{parent}`"),
                None => "write it at the top level of the document".to_owned(),
            }
        } else {
            format!("keys are `{}`", known.join("`, `"))
        };
        self.push(diagnostic.hint(hint).at(Some(entry.position)));
    }

    fn duplicate(&mut self, key: &str, position: Position, path: Path<'_>) {
        self.push(
            Diagnostic::error(
                "document/duplicate-key",
                path.to_field_path().key(key),
                format!("the key {} is there twice", quoted(key)),
            )
            .hint("keep one of them: readers disagree about which one counts")
            .at(Some(position)),
        );
    }

    fn items<'n>(&mut self, node: &'n Node, path: Path<'_>, wanted: &str) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ if is_null(node) => &[],
            _ => {
                self.wrong_type(node, path, wanted);
                &[]
            }
        }
    }

    fn texts(&mut self, node: &Node, path: Path<'_>) -> Vec<String> {
        let mut texts = Vec::new();
        for (index, item) in self.items(node, path, "a list of texts").iter().enumerate() {
            texts.push(self.required_text(item, Path::Index(&path, index)));
        }
        texts
    }

    /// A text that may not be null where its field is written in a list; empty where it is broken or missing.
    fn required_text(&mut self, node: &Node, path: Path<'_>) -> String {
        if is_null(node) && matches!(path, Path::Index(..)) {
            self.wrong_type(node, path, "a text");
        }
        self.text(node, path).unwrap_or_default()
    }

    /// A text; what is another type to any reader of YAML is refused, and kept as it was written.
    fn text(&mut self, node: &Node, path: Path<'_>) -> Option<String> {
        let Value::Scalar { text, kind } = &node.value else {
            self.wrong_type(node, path, "a text");
            return None;
        };
        match kind {
            ScalarKind::Null => return None,
            ScalarKind::Text => {}
            // In a MAC address the colons leave no doubt, whatever YAML 1.1 thought of them.
            ScalarKind::Sexagesimal if matches!(path, Path::Key(_, "mac")) => {}
            ScalarKind::Bool
            | ScalarKind::OldBool
            | ScalarKind::Integer
            | ScalarKind::Float
            | ScalarKind::Date
            | ScalarKind::Sexagesimal => self.wrong_type(node, path, "a text"),
        }
        Some(text.clone())
    }

    fn flag(&mut self, node: &Node, path: Path<'_>) -> Option<bool> {
        match &node.value {
            Value::Scalar {
                kind: ScalarKind::Null,
                ..
            } => None,
            Value::Scalar {
                text,
                kind: ScalarKind::Bool,
            } => Some(text.eq_ignore_ascii_case("true")),
            _ => {
                self.wrong_type(node, path, "`true` or `false`");
                None
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, path: Path<'_>, wanted: &str) {
        let path = path.to_field_path();
        let (found, hint) = describe(node, wanted);
        let name = if path.steps().is_empty() {
            "the document".to_owned()
        } else {
            format!("`{path}`")
        };
        self.push(
            Diagnostic::error(
                "document/wrong-type",
                path.clone(),
                format!("{name} is {found}, and should be {wanted}"),
            )
            .hint(hint)
            .at(Some(node.position)),
        );
        self.broken.insert(path);
    }
}

fn is_null(node: &Node) -> bool {
    matches!(
        node.value,
        Value::Scalar {
            kind: ScalarKind::Null,
            ..
        }
    )
}

/// A key or value in backquotes, fit to be printed.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(80).collect();
    format!(
        "`{}{}`",
        cut.escape_debug(),
        if cut.len() < text.len() { "…" } else { "" }
    )
}

/// What a node is in words, and what to do about it.
fn describe(node: &Node, wanted: &str) -> (String, String) {
    let (text, kind) = match &node.value {
        Value::List(_) if wanted == "a text" => {
            return (
                "a list".to_owned(),
                "write one text; if it begins with `[`, put it in quotes".to_owned(),
            );
        }
        Value::Map(_) if wanted == "a text" => {
            return (
                "a mapping".to_owned(),
                "write one text; if it has a `: ` or begins with `{`, put it in quotes".to_owned(),
            );
        }
        Value::List(_) => return ("a list".to_owned(), format!("write {wanted}")),
        Value::Map(_) => return ("a mapping".to_owned(), format!("write {wanted}")),
        Value::Scalar { text, kind } => (text.as_str(), *kind),
    };
    let found = match kind {
        ScalarKind::Null => "empty".to_owned(),
        ScalarKind::Text => format!("the text {}", quoted(text)),
        ScalarKind::Bool | ScalarKind::OldBool => format!("{}, which is a boolean", quoted(text)),
        ScalarKind::Integer
            if text.trim_start_matches(['+', '-']).starts_with('0') && text.len() > 1 =>
        {
            format!(
                "{}, which is a number, to some readers in another base",
                quoted(text)
            )
        }
        ScalarKind::Integer | ScalarKind::Float => format!("{}, which is a number", quoted(text)),
        ScalarKind::Date => format!("{}, which is a date", quoted(text)),
        ScalarKind::Sexagesimal => {
            format!("{}, which is a number in base 60 to YAML 1.1", quoted(text))
        }
    };
    let hint = match kind {
        ScalarKind::Null => "remove the entry, or write its value".to_owned(),
        _ if wanted == "a text" => format!("put it in quotes: `\"{}\"`", text.escape_debug()),
        _ if wanted.starts_with("`true`") => match text.to_ascii_lowercase().as_str() {
            "yes" | "on" | "1" | "true" => "write `true`, without quotes".to_owned(),
            "no" | "off" | "0" | "false" => "write `false`, without quotes".to_owned(),
            _ => "write `true` or `false`".to_owned(),
        },
        _ if wanted.starts_with("a list of texts") => {
            format!(
                "write a list: `[{}]`",
                if text.len() < 60 { text } else { "…" }
            )
        }
        _ => format!("write {wanted}"),
    };
    (found, hint)
}

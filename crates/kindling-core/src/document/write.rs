//! From the document to a text that reads back as the same document. Comments are not kept.
//!
//! What is said of single machines is most of a large document; it is written row by row, so that a writer that wrote the
//! document before an edit writes the rows that the edit is about.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{ClusterDocument, Machine, Snippet};
use crate::yaml;

/// The document as YAML, every field in the order of the reference, what is not set left out.
pub fn write(document: &ClusterDocument) -> String {
    Sections::over(None, document).text(document)
}

/// Writes a document, then the next one, and of that only what is another. It holds the document as its caller does, by
/// an `Arc` or an `Rc`.
pub struct Writer<P = Arc<ClusterDocument>>(Option<(P, Sections)>);

impl<P> Default for Writer<P> {
    fn default() -> Self {
        Self(None)
    }
}

impl<P: Clone + Deref<Target = ClusterDocument>> Writer<P> {
    /// What [`write()`] gives.
    pub fn write(&mut self, document: &P) -> String {
        let before = self
            .0
            .as_ref()
            .map(|(document, sections)| (&**document, sections));
        let sections = Sections::over(before, document);
        let text = sections.text(document);
        self.0 = Some((document.clone(), sections));
        text
    }
}

/// What is said of single machines.
struct Sections {
    controllers: Section,
    workers: Section,
    labels: Section,
    taints: Section,
    snippets: Section,
}

/// The rows of a list or a map.
#[derive(Default)]
struct Section {
    text: String,
    /// Where each row ends.
    ends: Vec<usize>,
}

/// A row: whose it is, and what it says.
#[derive(Clone, Copy, PartialEq)]
enum Row<'d> {
    Machine(&'d Machine),
    Words(&'d str, &'d [String]),
    Snippets(&'d str, &'d [Snippet]),
}

type Words = BTreeMap<String, Vec<String>>;

fn machines(rows: &[Machine]) -> impl Iterator<Item = Row<'_>> {
    rows.iter().map(Row::Machine)
}

fn words(map: &Words) -> impl Iterator<Item = Row<'_>> {
    map.iter().map(|(name, words)| Row::Words(name, words))
}

fn snippets(map: &BTreeMap<String, Vec<Snippet>>) -> impl Iterator<Item = Row<'_>> {
    map.iter()
        .map(|(name, snippets)| Row::Snippets(name, snippets))
}

impl Sections {
    /// What a document says of machines, over what an earlier one did.
    fn over(before: Option<(&ClusterDocument, &Self)>, document: &ClusterDocument) -> Self {
        Self {
            controllers: Section::over(
                before.map(|(old, sections)| (machines(&old.controllers), &sections.controllers)),
                machines(&document.controllers),
            ),
            workers: Section::over(
                before.map(|(old, sections)| (machines(&old.workers), &sections.workers)),
                machines(&document.workers),
            ),
            labels: Section::over(
                before.map(|(old, sections)| (words(&old.worker_node_labels), &sections.labels)),
                words(&document.worker_node_labels),
            ),
            taints: Section::over(
                before.map(|(old, sections)| (words(&old.worker_node_taints), &sections.taints)),
                words(&document.worker_node_taints),
            ),
            snippets: Section::over(
                before.map(|(old, sections)| (snippets(&old.snippets), &sections.snippets)),
                snippets(&document.snippets),
            ),
        }
    }

    /// The whole text.
    fn text(&self, document: &ClusterDocument) -> String {
        let mut text = yaml(&head(document));
        for (key, section) in [
            ("controllers", &self.controllers),
            ("workers", &self.workers),
            ("worker_node_labels", &self.labels),
            ("worker_node_taints", &self.taints),
            ("snippets", &self.snippets),
        ] {
            if !section.ends.is_empty() {
                text.push_str(key);
                text.push_str(":\n");
                text.push_str(&section.text);
            }
        }
        let tail = tail(document);
        if !tail.is_empty() {
            text.push_str(&yaml(&tail));
        }
        text
    }
}

impl Section {
    /// These rows. Those that stood in an earlier section are taken from its text; where both are in order by name, as
    /// those of a cluster are, none of them is missed.
    fn over<'o, 'n>(
        before: Option<(impl Iterator<Item = Row<'o>>, &Self)>,
        rows: impl Iterator<Item = Row<'n>>,
    ) -> Self {
        let mut written = Self::default();
        let (earlier, old) = before.unzip();
        let mut old_end = 0;
        let ends = old.into_iter().flat_map(|old: &Self| &old.ends);
        let mut earlier = earlier
            .into_iter()
            .flatten()
            .zip(ends)
            .map(|(row, &end)| (row, std::mem::replace(&mut old_end, end)..end))
            .peekable();
        let mut anew = Vec::new();
        for row in rows {
            while earlier
                .next_if(|(old, _)| old.name() < row.name())
                .is_some()
            {}
            let known = earlier.next_if(|(old, _)| *old == row);
            match known.and_then(|(_, range)| old?.text.get(range)) {
                Some(text) => {
                    written.put(&std::mem::take(&mut anew));
                    written.text.push_str(text);
                    written.ends.push(written.text.len());
                }
                None => anew.push(row),
            }
        }
        written.put(&anew);
        written
    }

    /// Writes rows as they stand in a section: below a key, whose line is left out.
    fn put(&mut self, rows: &[Row<'_>]) {
        let Some(first) = rows.first() else {
            return;
        };
        let value = match first {
            Row::Machine(_) => rows.iter().map(|row| row.value()).collect(),
            Row::Words(..) | Row::Snippets(..) => {
                let entries = rows.iter().map(|row| (row.name().to_owned(), row.value()));
                Value::Object(entries.collect())
            }
        };
        let section = yaml(&Map::from_iter([("rows".to_owned(), value)]));
        let (_, text) = section.split_once('\n').unwrap_or_default();
        let begins = |line: &&str| match first {
            Row::Machine(_) => line.starts_with('-'),
            Row::Words(..) | Row::Snippets(..) => line
                .strip_prefix("  ")
                .is_some_and(|line| !line.starts_with([' ', '-'])),
        };
        let lines = text.split_inclusive('\n');
        // A name that begins like an entry of a list hides where its row does.
        if rows.len() > 1 && lines.clone().filter(begins).count() != rows.len() {
            rows.iter().for_each(|row| self.put(&[*row]));
            return;
        }
        for (at, line) in lines.enumerate() {
            if at > 0 && rows.len() > 1 && begins(&line) {
                self.ends.push(self.text.len());
            }
            self.text.push_str(line);
        }
        self.ends.push(self.text.len());
    }
}

impl<'d> Row<'d> {
    const fn name(self) -> &'d str {
        match self {
            Self::Machine(machine) => machine.name.as_str(),
            Self::Words(name, _) | Self::Snippets(name, _) => name,
        }
    }

    /// What it says.
    fn value(self) -> Value {
        match self {
            Self::Machine(row) => machine(row),
            Self::Words(_, words) => json!(words),
            Self::Snippets(_, snippets) => snippets.iter().map(snippet).collect(),
        }
    }
}

/// Texts, flags, lists and maps from text always have a YAML form.
fn yaml(map: &Map<String, Value>) -> String {
    yaml::write::document(map).unwrap_or_default()
}

fn text(map: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        map.insert(key.to_owned(), json!(text));
    }
}

fn optional<T: Into<Value>>(map: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value.into());
    }
}

fn list(map: &mut Map<String, Value>, key: &str, items: &[String]) {
    if !items.is_empty() {
        map.insert(key.to_owned(), json!(items));
    }
}

fn section(map: &mut Map<String, Value>, key: &str, section: Map<String, Value>) {
    if !section.is_empty() {
        map.insert(key.to_owned(), Value::Object(section));
    }
}

fn machine(machine: &Machine) -> Value {
    let mut map = Map::new();
    text(&mut map, "name", &machine.name);
    text(&mut map, "mac", &machine.mac);
    text(&mut map, "domain", &machine.domain);
    optional(&mut map, "install_disk", machine.install_disk.clone());
    list(&mut map, "kernel_args", &machine.kernel_args);
    Value::Object(map)
}

fn snippet(snippet: &Snippet) -> Value {
    match snippet {
        Snippet::Text(text) => json!(text),
        Snippet::File(file) => json!({ "file": file }),
        Snippet::Named { file, text } => json!({ "file": file, "text": text }),
    }
}

/// The fields before those that speak of single machines.
fn head(document: &ClusterDocument) -> Map<String, Value> {
    let mut top = Map::new();
    top.insert("kindling".to_owned(), json!(1));
    text(&mut top, "cluster_name", &document.cluster_name);
    text(&mut top, "kubernetes_version", &document.kubernetes_version);
    let mut os = Map::new();
    text(&mut os, "name", &document.os.name);
    optional(&mut os, "channel", document.os.channel.clone());
    optional(&mut os, "stream", document.os.stream.clone());
    text(&mut os, "version", &document.os.version);
    section(&mut top, "os", os);
    let mut platform = Map::new();
    let written = &document.platform;
    text(&mut platform, "name", &written.name);
    text(
        &mut platform,
        "matchbox_http_endpoint",
        &written.matchbox_http_endpoint,
    );
    optional(&mut platform, "install_disk", written.install_disk.clone());
    optional(&mut platform, "cached_install", written.cached_install);
    optional(
        &mut platform,
        "download_protocol",
        written.download_protocol.clone(),
    );
    list(&mut platform, "kernel_args", &written.kernel_args);
    optional(&mut platform, "oem_type", written.oem_type.clone());
    section(&mut top, "platform", platform);
    top
}

/// The fields after those that speak of single machines.
fn tail(document: &ClusterDocument) -> Map<String, Value> {
    let mut top = Map::new();
    text(&mut top, "k8s_domain_name", &document.k8s_domain_name);
    list(
        &mut top,
        "ssh_authorized_keys",
        &document.ssh_authorized_keys,
    );
    optional(&mut top, "networking", document.networking.clone());
    optional(&mut top, "pod_cidr", document.pod_cidr.clone());
    optional(&mut top, "service_cidr", document.service_cidr.clone());
    let mut components = Map::new();
    optional(&mut components, "enable", document.components.enable);
    for (key, enable) in [
        ("coredns", document.components.coredns),
        ("kube_proxy", document.components.kube_proxy),
        ("flannel", document.components.flannel),
        ("cilium", document.components.cilium),
    ] {
        if let Some(enable) = enable {
            components.insert(key.to_owned(), json!({ "enable": enable }));
        }
    }
    section(&mut top, "components", components);
    list(
        &mut top,
        "daemonset_tolerations",
        &document.daemonset_tolerations,
    );
    optional(
        &mut top,
        "service_account_issuer",
        document.service_account_issuer.clone(),
    );
    optional(&mut top, "cloud_provider", document.cloud_provider.clone());
    if !document.container_images.is_empty() {
        top.insert(
            "container_images".to_owned(),
            json!(document.container_images),
        );
    }
    list(&mut top, "api_server_sans", &document.api_server_sans);
    top
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Snippet, Value, Writer, head, machine, snippet, tail, write};
    use crate::document::{self, ClusterDocument, Preset};
    use crate::yaml;
    use serde_json::json;

    /// The document written as one value.
    fn whole(document: &ClusterDocument) -> String {
        let mut top = head(document);
        for (key, rows) in [
            ("controllers", &document.controllers),
            ("workers", &document.workers),
        ] {
            if !rows.is_empty() {
                top.insert(key.to_owned(), rows.iter().map(machine).collect());
            }
        }
        for (key, map) in [
            ("worker_node_labels", &document.worker_node_labels),
            ("worker_node_taints", &document.worker_node_taints),
        ] {
            if !map.is_empty() {
                top.insert(key.to_owned(), json!(map));
            }
        }
        if !document.snippets.is_empty() {
            let lists = document.snippets.iter();
            let lists =
                lists.map(|(name, list)| (name.clone(), list.iter().map(snippet).collect()));
            top.insert("snippets".to_owned(), Value::Object(lists.collect()));
        }
        top.extend(tail(document));
        yaml::write::document(&top).expect("a map from text")
    }

    /// Documents as edits make one of another, with texts that YAML has to quote or to lay out.
    fn documents() -> Vec<ClusterDocument> {
        let first = document::read(&document::starter(Preset::Mercury)).into_parts();
        let mut document = first.0.expect("the starter is a document");
        let mut documents = vec![ClusterDocument::default(), document.clone()];
        let texts = [
            "a",
            "no",
            "12:30:45",
            "",
            " b",
            "a: b",
            "x\n  y\n",
            "\ttab\n",
            "ä\u{2028}",
        ];
        for (number, text) in texts.into_iter().enumerate() {
            let mut row = document.controllers[0].clone();
            row.name = format!("{text}{number}");
            row.mac = text.to_owned();
            row.kernel_args = vec![text.to_owned(); number % 3];
            document.workers.insert(number / 2, row);
            document
                .workers
                .sort_by(|one, other| one.name.cmp(&other.name));
            let words = vec![text.to_owned(), "rack=a".to_owned()];
            document
                .worker_node_labels
                .insert(text.to_owned(), words.clone());
            document
                .worker_node_taints
                .insert(format!("n{}", number / 2), words);
            let snippets = document.snippets.entry(format!("n{}", number / 3));
            snippets.or_default().extend([
                Snippet::Text(format!("variant: fcos\n{text}")),
                Snippet::Named {
                    file: text.to_owned(),
                    text: format!("{text}\n\n  more\n"),
                },
                Snippet::File(text.to_owned()),
            ]);
            documents.push(document.clone());
        }
        document.workers.reverse();
        documents.push(document.clone());
        document.workers.clear();
        document.worker_node_labels.clear();
        documents.push(document);
        documents
    }

    #[test]
    fn row_by_row_gives_what_writing_it_whole_gives() {
        for document in documents() {
            assert_eq!(write(&document), whole(&document));
        }
    }

    #[test]
    fn a_writer_that_wrote_another_document_writes_the_same() {
        let documents = documents();
        let mut writer = Writer::default();
        for document in documents.iter().chain(documents.iter().rev()) {
            assert_eq!(writer.write(&Arc::new(document.clone())), whole(document));
        }
    }
}

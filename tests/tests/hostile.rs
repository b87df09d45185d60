//! Hostile texts in every field of the document: either the document is refused, or everything that is rendered still
//! reads as what it is, says what was meant, and holds no unit, file or line more than with harmless values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::{Command, Stdio};

use kindling_butane::{Options, translate};
use kindling_core::artifacts::Artifacts;
use kindling_core::document::fields::{FIELDS, Kind};
use kindling_core::model;
use kindling_core::secrets::Secrets;
use kindling_ignition::unit;
use kindling_tests::bundle::files;
use kindling_tests::clusters::document;
use kindling_tests::machine;
use kindling_tests::scratch::{Scratch, has, run};
use serde::Deserialize as _;
use serde_json::{Value, json};

/// Pieces that mean something to a shell, a unit, YAML, JSON, Go's templates, iPXE or the bundle.
fn pieces() -> impl Iterator<Item = String> {
    let texts: Vec<String> =
        serde_json::from_str(include_str!("../hostile.json")).expect("a list of texts");
    // An empty value is one that is not given: a line less. No argument and no line of a unit can hold a NUL, so the
    // writers' own tests go without it.
    texts
        .into_iter()
        .filter(|text| !text.is_empty())
        .chain(["\0".to_owned()])
}

/// How many clusters are rendered of each system.
const ROUNDS: usize = 40;

/// Texts of several letters that mean something, the same in every run.
fn mixtures(count: usize) -> Vec<String> {
    let letters: Vec<char> = " \"'\\$%;&|#`~*?[]{}()<>!@=:-,./\n\r\tab0é🦀\u{1}\u{2028}"
        .chars()
        .collect();
    let mut state: u64 = 0x6b69_6e64_6c69_6e67;
    (0..count)
        .map(|number| {
            (0..number % 9 + 1)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    letters[usize::try_from(state >> 32).unwrap_or(0) % letters.len()]
                })
                .collect()
        })
        .collect()
}

/// A harmless value of each field, with `@` where the text goes; fields that are not here take the text alone too.
const FORMS: [(&str, &str); 22] = [
    ("cluster_name", "mer@cury"),
    ("os.version", "4459.2.@0"),
    (
        "platform.matchbox_http_endpoint",
        "http://matchbox.example.com:8080/@",
    ),
    ("platform.install_disk", "/dev/disk/by-id/@x"),
    ("platform.kernel_args", "console=@ttyS0"),
    ("platform.oem_type", "vmware@raw"),
    ("controllers[].name", "no@de1"),
    ("controllers[].domain", "node@1.example.com"),
    ("controllers[].install_disk", "/dev/disk/by-id/@x"),
    ("controllers[].kernel_args", "console=@ttyS0"),
    ("workers[].name", "no@de2"),
    ("workers[].domain", "node2.ex@ample.com"),
    ("workers[].install_disk", "@/dev/sda"),
    ("workers[].kernel_args", "kvm.x=@"),
    ("worker_node_labels", "example.com/role=a@b"),
    ("worker_node_taints", "role=a@b:NoSchedule"),
    ("k8s_domain_name", "cluster@.example.com"),
    (
        "ssh_authorized_keys",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL7VgsbUlYGugbiSdaHeB6GiZO2wKRjjKlqiAX1dzp/M co@re",
    ),
    ("daemonset_tolerations", "example.com/ro@le"),
    (
        "service_account_issuer",
        "https://oidc.example.com/mer@cury",
    ),
    ("container_images", "registry.example.com/a@b:v1"),
    ("api_server_sans", "api@.example.com"),
];

/// The document with a text in a field; nothing where the field takes no text.
fn with(base: &Value, field: &str, kind: Kind, text: &str) -> Option<Value> {
    let value = match kind {
        Kind::Texts => json!([text]),
        Kind::TextsByMachine => json!({ "node2": [text] }),
        Kind::SnippetsByMachine => json!({ "node2": [text] }),
        Kind::TextByName(names) => {
            // A name whose image every cluster has.
            assert!(names.contains(&"kubelet"));
            json!({ "kubelet": text, "coredns": text })
        }
        Kind::Format | Kind::Text | Kind::Words(_) | Kind::Flag | Kind::Section | Kind::Rows => {
            json!(text)
        }
    };
    let mut document = base.clone();
    let mut place = &mut document;
    for step in field.split('.') {
        let (key, row) = match step.strip_suffix("[]") {
            Some(key) => (key, true),
            None => (step, false),
        };
        if place.is_null() {
            *place = json!({});
        }
        place = place.as_object_mut()?.entry(key).or_insert(Value::Null);
        if row {
            place = place.get_mut(0)?;
        }
    }
    *place = value;
    Some(document)
}

/// The document as JSON in which readers of YAML see the same letters: raw, some of them would be line breaks.
fn written(document: &Value) -> String {
    let mut text = String::new();
    for letter in document.to_string().chars() {
        match u32::from(letter) {
            // Writing to a `String` cannot fail.
            code @ 0x7f..=0xffff => drop(write!(text, "\\u{code:04x}")),
            _ => text.push(letter),
        }
    }
    text
}

fn accepted(document: &Value) -> bool {
    let report = model::read(&written(document), &model::Files::new());
    for diagnostic in report.diagnostics() {
        let shown = &diagnostic.message;
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
    }
    report.value().is_some()
}

/// What judging needs beside the artifacts.
struct Judge {
    secrets: BTreeMap<String, Secrets>,
    scripts: BTreeSet<String>,
    bundles: BTreeSet<String>,
    bash: bool,
    awk: bool,
}

impl Judge {
    fn render(&mut self, document: &Value) -> Artifacts {
        let (cluster, found) = model::read(&written(document), &model::Files::new()).into_parts();
        let cluster = cluster.unwrap_or_else(|| unreachable!("{found:#?}"));
        let secrets = self
            .secrets
            .entry(cluster.name().to_string())
            .or_insert_with(|| kindling_tests::secrets::of(&cluster));
        let (artifacts, found) = kindling_core::render(&cluster, secrets).into_parts();
        artifacts.unwrap_or_else(|| unreachable!("{document}: {found:#?}"))
    }

    /// Reads every file as what it is; gives its outline, in which no value of a field stands.
    fn outline(&mut self, artifacts: &Artifacts) -> Vec<String> {
        let mut outline = Vec::new();
        for (path, artifact) in artifacts.iter() {
            let text = &*artifact.contents;
            assert!(
                path.chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || "._-/".contains(letter))
                    && !path.starts_with('/')
                    && path.split('/').all(|part| !["", ".", ".."].contains(&part)),
                "{path:?}"
            );
            assert!(
                text.ends_with('\n') || path.contains("matchbox/") || path.ends_with(".json"),
                "{path}"
            );
            let kind = path.rsplit('/').next().unwrap_or(path);
            match kind.rsplit_once('.').map_or(kind, |(_, end)| end) {
                "ign" => outline.extend(self.config(path, text)),
                "json" if kind == "ignition.json" || kind == "install.json" => {
                    outline.extend(self.config(path, text));
                }
                "json" => {
                    let _: Value = serde_json::from_str(text).expect(path);
                }
                // The document itself: it reads as YAML, and every value in it is the operator's own.
                "yaml" if path == "cluster.yaml" => {
                    yaml(path, text);
                }
                "yaml" => {
                    let wanted = path
                        .replace("install.butane.yaml", "install.json")
                        .replace("butane.yaml", "ignition.json");
                    let wanted = &artifacts.get(&wanted).expect(path).contents;
                    let outcome = translate(text.as_bytes(), Options::default());
                    assert_eq!(outcome.output.as_deref(), Some(&**wanted), "{path}");
                    yaml(path, text);
                }
                "ipxe" => outline.extend(script_of_ipxe(path, text)),
                "conf" | "kubeconfig" => outline.extend(yaml(path, text)),
                "assets" => outline.extend(self.bundle(text)),
                "txt" => {
                    for line in text.lines() {
                        assert!(
                            !line.is_empty() && !line.contains(char::is_whitespace),
                            "{line:?}"
                        );
                    }
                }
                "SHA256SUMS" => assert_eq!(text.lines().count(), artifacts.len() - 1),
                "md" => {}
                other => unreachable!("{path}: nothing is known of {other}"),
            }
        }
        outline
    }

    fn config(&mut self, path: &str, text: &str) -> Vec<String> {
        let machine = machine::unpack(text);
        let mut outline = vec![format!("config {}", machine.files.len())];
        for (file, contents) in &machine.files {
            let contents = &contents.contents;
            outline.push(format!("file {file}"));
            if contents.starts_with("#!") {
                outline.push(format!("{} lines", contents.lines().count()));
                self.script(file, contents);
            } else if file.ends_with(".yaml") {
                yaml(file, contents);
            } else if file.ends_with(".env") {
                for line in contents.lines() {
                    let (name, value) = line.split_once('=').expect("a variable");
                    assert!(!value.is_empty(), "{file}: {line}");
                    outline.push(format!("variable {name}"));
                }
            }
        }
        for (name, contents) in &machine.units {
            outline.push(format!("unit {name}"));
            let options = unit::parse(contents.as_deref().unwrap_or_default())
                .unwrap_or_else(|error| unreachable!("{path}: {name}: {error}"));
            for option in options {
                outline.push(format!("{}.{}", option.section, option.name));
            }
        }
        outline
    }

    fn script(&mut self, name: &str, text: &str) {
        if !self.bash || !self.scripts.insert(text.to_owned()) {
            return;
        }
        let scratch = Scratch::new("hostile-script");
        let file = scratch.write("script", text);
        let output = run(Command::new("bash").arg("-n").arg(file));
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{name}: {output:?}"
        );
    }

    fn bundle(&mut self, text: &str) -> Vec<String> {
        let mut outline = Vec::new();
        let files = files(text);
        for (path, contents) in &files {
            outline.push(format!("asset {path}"));
            if path.ends_with(".yaml") || path.ends_with(".conf") {
                outline.extend(yaml(path, contents));
            }
        }
        if self.awk && self.bundles.insert(text.to_owned()) && self.bundles.len() % 8 == 1 {
            let scratch = Scratch::new("hostile-bundle");
            for (path, _) in &files {
                scratch.write(path, "");
            }
            let source = scratch.write("bundle", text);
            let output = run(Command::new("awk")
                .arg("/#####/ {filename=$2; next} {print > filename}")
                .current_dir(scratch.path())
                .stdin(Stdio::from(
                    std::fs::File::open(source).expect("the bundle"),
                )));
            assert!(output.status.success(), "{output:?}");
            for (path, contents) in &files {
                let unpacked = std::fs::read_to_string(scratch.path().join(path)).expect(path);
                assert!(unpacked == *contents, "awk changed {path}");
            }
        }
        outline
    }
}

/// The kinds and keys of a YAML text, read by a reader that is not ours.
fn yaml(path: &str, text: &str) -> Vec<String> {
    let mut outline = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = serde_yaml::Value::deserialize(document)
            .unwrap_or_else(|error| unreachable!("{path}: {error}\n{text}"));
        outline.push(format!("{path} {:?}", value.get("kind")));
    }
    outline
}

/// The commands of an iPXE script, one a line.
fn script_of_ipxe(path: &str, text: &str) -> Vec<String> {
    assert!(text.starts_with("#!ipxe\n"), "{path}");
    assert!(!text.contains(['\r', '\t', '\u{0}']), "{path}: {text}");
    text.lines()
        .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
        .collect()
}

/// Two systems, two networks, images from the vendor and from matchbox.
fn bases() -> Vec<Value> {
    ["flatcar-flannel-cached", "fcos-cilium"]
        .into_iter()
        .map(|situation| {
            let mut base: Value = serde_yaml::from_str(&document(situation, 1, 1)).expect("YAML");
            // What there is with it and not without.
            if situation.starts_with("flatcar") {
                base["platform"]["oem_type"] = json!("vmware_raw");
            }
            base
        })
        .collect()
}

#[test]
fn every_text_in_every_field_is_refused_or_harmless() {
    let mut judge = Judge {
        secrets: BTreeMap::new(),
        scripts: BTreeSet::new(),
        bundles: BTreeSet::new(),
        bash: has("bash"),
        awk: has("awk"),
    };
    let mut tried = 0;
    let mut rendered = 0;
    for base in bases() {
        let harmless = {
            let artifacts = judge.render(&base);
            judge.outline(&artifacts)
        };
        // What each field takes.
        let mut taken: BTreeMap<&str, Vec<(Kind, String)>> = BTreeMap::new();
        for field in FIELDS {
            // Names and components decide which files there are; that is what they are for.
            if matches!(
                field.kind,
                Kind::SnippetsByMachine | Kind::Section | Kind::Rows | Kind::Flag
            ) {
                continue;
            }
            let mut texts: BTreeSet<String> = BTreeSet::new();
            for piece in pieces().chain(mixtures(60)) {
                for (_, form) in FORMS.iter().filter(|(path, _)| *path == field.path) {
                    texts.insert(form.replacen('@', &piece, 1));
                }
                texts.insert(piece);
            }
            for text in texts {
                tried += 1;
                let Some(document) = with(&base, field.path, field.kind, &text) else {
                    continue;
                };
                if accepted(&document) {
                    taken
                        .entry(field.path)
                        .or_default()
                        .push((field.kind, text));
                }
            }
        }
        assert!(
            taken.contains_key("ssh_authorized_keys") && taken.contains_key("worker_node_labels")
        );
        let rounds = taken.values().map(Vec::len).max().unwrap_or(0).min(ROUNDS);
        for round in 0..rounds {
            // Every field at once; one that does not go with the others keeps its harmless value in this round.
            let mut document = base.clone();
            for (field, texts) in &taken {
                let structural = [
                    "networking",
                    "kubernetes_version",
                    "cluster_name",
                    "os.version",
                    "platform.cached_install",
                ];
                let is_name = field.ends_with(".name") || field.ends_with(".mac");
                // Fields that take more than there are rounds are sampled evenly.
                let at = match texts.len() {
                    many if many > rounds => round * many / rounds,
                    few => round % few,
                };
                let (kind, text) = &texts[at];
                if structural.contains(field) || is_name {
                    continue;
                }
                if let Some(next) = with(&document, field, *kind, text)
                    && accepted(&next)
                {
                    document = next;
                }
            }
            rendered += 1;
            let artifacts = judge.render(&document);
            let outline = judge.outline(&artifacts);
            let differs = outline
                .iter()
                .zip(&harmless)
                .find(|(one, other)| one != other);
            assert!(
                outline.len() == harmless.len() && differs.is_none(),
                "{document}: {differs:?}"
            );
            meant(&document, &artifacts);
        }
        // Those that decide paths, each alone.
        for (field, texts) in &taken {
            let is_name =
                field.ends_with(".name") || *field == "cluster_name" || *field == "os.version";
            for (kind, text) in texts.iter().filter(|_| is_name).take(12) {
                let document = with(&base, field, *kind, text).expect("it was taken");
                let artifacts = judge.render(&document);
                let outline = judge.outline(&artifacts);
                assert_eq!(outline.len(), harmless.len(), "{field}: {text:?}");
                rendered += 1;
            }
        }
    }
    assert!(tried > 5000 && rendered > 40, "{tried} {rendered}");
}

/// What was written in the document is what reaches the machines, letter by letter.
fn meant(document: &Value, artifacts: &Artifacts) {
    let texts = |value: &Value| -> Vec<String> {
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    };
    let config = |name: &str| -> Value {
        let path = format!("nodes/{name}/ignition.json");
        serde_json::from_str(&artifacts.get(&path).expect("a config").contents).expect("JSON")
    };
    let node = config("node2");
    let keys = texts(&node["passwd"]["users"][0]["sshAuthorizedKeys"]);
    let wanted: Vec<String> = texts(&document["ssh_authorized_keys"])
        .iter()
        .map(|key| key.trim().to_owned())
        .collect();
    assert_eq!(keys, wanted);

    let units = machine::unpack(&node.to_string()).units;
    let kubelet = units["kubelet.service"].clone().expect("a unit");
    for (list, flag) in [
        ("worker_node_labels", "--node-labels="),
        ("worker_node_taints", "--register-with-taints="),
    ] {
        for text in texts(&document[list]["node2"]) {
            // These hold nothing that would be quoted.
            assert!(
                kubelet.contains(&format!("{flag}{text}")),
                "{text:?}: {kubelet}"
            );
        }
    }
    if let Some(image) = document["container_images"]["kubelet"].as_str() {
        assert!(kubelet.contains(image), "{image}");
    }
    let arguments: Vec<String> = texts(&document["platform"]["kernel_args"])
        .into_iter()
        .chain(texts(&document["workers"][0]["kernel_args"]))
        .collect();
    let profiles: Vec<Value> = artifacts
        .iter()
        .filter(|(path, _)| path.starts_with("matchbox/profiles/") && path.contains("node2"))
        .map(|(_, artifact)| serde_json::from_str(&artifact.contents).expect("JSON"))
        .filter(|profile: &Value| profile["boot"]["kernel"].is_string())
        .collect();
    assert_eq!(profiles.len(), 1);
    // Each is one word of the boot script too, and none ends a command or a line of it.
    let endpoint = document["platform"]["matchbox_http_endpoint"]
        .as_str()
        .expect("a URL")
        .trim_end_matches('/');
    for (path, artifact) in artifacts.iter().filter(|(path, _)| path.ends_with(".ipxe")) {
        for line in artifact.contents.lines() {
            assert!(!line.ends_with('\\'), "{path}: {line}");
            for word in line.split(' ').skip(1) {
                let ends = word.starts_with('#') || [";", "&&"].contains(&word);
                assert!(!ends, "{path}: {line}");
            }
        }
        let base = format!("\nisset ${{base-url}} || set base-url {endpoint}\n");
        assert!(artifact.contents.contains(&base), "{path}: {endpoint}");
        if path.contains("-02.") {
            for argument in &arguments {
                assert!(
                    artifact.contents.contains(&format!(" {argument} "))
                        || artifact.contents.contains(&format!(" {argument}\n")),
                    "{argument}"
                );
            }
        }
    }
    if let Some(install) = artifacts.get("nodes/node2/install.json") {
        let unit = machine::unpack(&install.contents).units["installer.service"]
            .clone()
            .expect("a unit");
        // systemd reads `%%` as `%` and `$$` as `$`.
        let doubled = endpoint.replace('%', "%%").replace('$', "$$");
        assert!(unit.contains(&doubled), "{endpoint}: {unit}");
    }
    if let Some(issuer) = document["service_account_issuer"].as_str() {
        let bundle = &artifacts.get("assets").expect("a bundle").contents;
        // Kubernetes reads `$$` in a command line as `$`.
        let flag = format!("--service-account-issuer={}", issuer.replace('$', "$$"));
        assert!(bundle.contains(&flag), "{issuer}");
    }
    let given = texts(&profiles[0]["boot"]["args"]);
    for argument in arguments {
        assert!(given.contains(&argument), "{argument:?}: {given:?}");
    }
}

/// Snippets may bring what they like; they are read and merged, or refused, and nothing else breaks.
#[test]
fn hostile_snippets_are_refused_or_arrive_as_they_are() {
    let mut judge = Judge {
        secrets: BTreeMap::new(),
        scripts: BTreeSet::new(),
        bundles: BTreeSet::new(),
        bash: false,
        awk: false,
    };
    let base = &bases()[0];
    for text in pieces().chain(mixtures(100)) {
        let document = with(base, "snippets", Kind::SnippetsByMachine, &text).expect("a section");
        if accepted(&document) {
            let artifacts = judge.render(&document);
            judge.outline(&artifacts);
        }
        let snippet = json!({
            "variant": "flatcar",
            "version": "1.0.0",
            "storage": { "files": [{ "path": "/opt/hello", "mode": 420, "contents": { "inline": text } }] },
        });
        let snippet = serde_yaml::to_string(&snippet).expect("YAML");
        let document =
            with(base, "snippets", Kind::SnippetsByMachine, &snippet).expect("a section");
        if accepted(&document) {
            let artifacts = judge.render(&document);
            let config = artifacts
                .get("nodes/node2/ignition.json")
                .expect("a config");
            let files = machine::unpack(&config.contents).files;
            assert_eq!(files["/opt/hello"].contents, text, "{text:?}");
        }
    }
}

//! A Container Linux Config as an Ignition config of the 2.x line, before Ignition judges it.
//!
//! The sections are translated in the original's order, which shows in the order of the output: what is
//! generated for etcd comes before the user's units, and the update file after the user's files.

mod storage;

use kindling_ignition::{
    dataurl,
    v2::{
        Config,
        report::{Finding, Mark, Report},
        schema as ignition,
        table::{Def, Object, Ty, Value},
    },
};

use super::{
    generated, platform,
    tree::{Tree, TreeNode},
    url,
};
use crate::files::FileTree;

/// What a config may refer to.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub platform: &'a str,
    pub files: Option<&'a FileTree>,
}

/// Translates a config. The tree of the document is changed to look like the translated config.
pub(super) fn convert(
    config: &Object,
    tree: Option<&mut Tree>,
    around: Surroundings<'_>,
) -> (Config, Report) {
    let mut empty = Tree::default();
    let mut conversion = Conversion {
        input: config,
        spec: config.spec,
        around,
        out: Config::new(config.spec),
        report: Report::default(),
        tree: tree.unwrap_or(&mut empty),
    };
    conversion.provider_units();
    conversion.references();
    conversion.disks();
    conversion.docker();
    conversion.generated_unit("etcd", generated::etcd);
    conversion.files();
    conversion.directories_and_links();
    conversion.filesystems();
    conversion.generated_unit("flannel", generated::flannel);
    conversion.networkd();
    conversion.passwd();
    conversion.raid();
    conversion.authorities();
    conversion.units();
    conversion.update();
    (conversion.out, conversion.report)
}

struct Conversion<'a> {
    input: &'a Object,
    spec: kindling_ignition::v2::Spec,
    around: Surroundings<'a>,
    out: Config,
    report: Report,
    tree: &'a mut Tree,
}

impl Conversion<'_> {
    fn blank(&self, def: &'static Def) -> Object {
        Object::new(def, self.spec)
    }

    fn push(&mut self, section: &str, list: &str, object: Object) {
        self.out.root.push_in(section, list, object);
    }

    fn error(&mut self, message: impl Into<String>, at: impl FnOnce(TreeNode<'_>) -> Option<Mark>) {
        let mark = at(self.tree.root()).unwrap_or_default();
        self.report.add(Finding::error(message), mark);
    }

    /// A unit that is switched on and has one drop-in.
    fn unit_with_dropin(&self, name: &str, dropin: &str, contents: &str) -> Object {
        let dropin = self
            .blank(&ignition::DROPIN)
            .with("name", dropin)
            .with("contents", contents);
        self.blank(&ignition::UNIT)
            .with("name", name)
            .with("dropins", vec![dropin])
    }

    /// Platforms whose metadata service has to be told where to look.
    fn provider_units(&mut self) {
        if !platform::needs_provider(self.around.platform) {
            return;
        }
        let contents = format!(
            "[Service]\nEnvironment=COREOS_METADATA_OPT_PROVIDER=--provider={}",
            self.around.platform
        );
        let dropin = "20-clct-provider-override.conf";
        let service = self.unit_with_dropin("coreos-metadata.service", dropin, &contents);
        let keys = self
            .unit_with_dropin("coreos-metadata-sshkeys@.service", dropin, &contents)
            .with("enabled", true);
        self.push("systemd", "units", service);
        self.push("systemd", "units", keys);
    }

    fn references(&mut self) {
        let input = self.input;
        let Some(section) = input.object("ignition") else {
            return;
        };
        let timeouts = section.object("timeouts");
        let timeouts = timeouts.map(|timeouts| {
            self.blank(&ignition::TIMEOUTS)
                .with(
                    "httpResponseHeaders",
                    timeouts.get("http_response_headers").clone(),
                )
                .with("httpTotal", timeouts.get("http_total").clone())
        });
        let mut config = self.blank(&ignition::IGNITION_CONFIG);
        let references = section.objects_in("config", "append");
        let place = |root: TreeNode<'_>, key: &str, index: Option<usize>| {
            let node = root
                .value_at("ignition")?
                .value_at("config")?
                .value_at(key)?;
            let node = index.map_or(Some(node), |index| node.item_at(index))?;
            Some(node.value_at("source")?.mark())
        };
        let mut append = Vec::new();
        for (index, reference) in references.iter().enumerate() {
            match self.reference(reference) {
                Ok(reference) => append.push(reference),
                Err(problem) => self.error(problem, |root| place(root, "append", Some(index))),
            }
        }
        if !append.is_empty() {
            config.set("append", append);
        }
        if let Some(reference) = section
            .object("config")
            .and_then(|config| config.object("replace"))
        {
            match self.reference(reference) {
                Ok(reference) => config.set("replace", reference),
                Err(problem) => self.error(problem, |root| place(root, "replace", None)),
            }
        }
        if let Some(ignition) = self.out.root.object_mut("ignition") {
            if let Some(timeouts) = timeouts {
                ignition.set("timeouts", timeouts);
            }
            ignition.set("config", config);
        }
    }

    fn reference(&self, reference: &Object) -> Result<Object, String> {
        let source = reference.text("source");
        url::normalised(source)?;
        Ok(self.fetched(&ignition::REFERENCE, source, reference))
    }

    /// Something that is fetched, with what it must hash to.
    fn fetched(&self, def: &'static Def, source: &str, from: &Object) -> Object {
        self.blank(def)
            .with("source", source)
            .with("verification", self.verification(from))
    }

    fn verification(&self, from: &Object) -> Object {
        let verification = self.blank(&ignition::VERIFICATION);
        let hash = from
            .object("verification")
            .and_then(|verification| verification.object("hash"));
        let Some(hash) = hash else {
            return verification;
        };
        let (function, sum) = (hash.text("function"), hash.text("sum"));
        if function.is_empty() || sum.is_empty() {
            return verification;
        }
        verification.with("hash", format!("{function}-{sum}"))
    }

    fn docker(&mut self) {
        let Some(docker) = self.input.object("docker") else {
            return;
        };
        let flags = docker.texts("flags").join(" ");
        let contents = format!("[Service]\nEnvironment=\"DOCKER_OPTS={flags}\"");
        let unit = self
            .unit_with_dropin("docker.service", "20-clct-docker.conf", &contents)
            .with("enable", true);
        self.push("systemd", "units", unit);
    }

    fn generated_unit(&mut self, key: &str, contents: generated::Contents) {
        let input = self.input;
        let Some(options) = input.object(key) else {
            return;
        };
        let (unit, dropin) = match key {
            "etcd" => ("etcd-member.service", "20-clct-etcd-member.conf"),
            _ => ("flanneld.service", "20-clct-flannel.conf"),
        };
        match contents(options, self.around.platform) {
            Ok(contents) => {
                let unit = self
                    .unit_with_dropin(unit, dropin, &contents)
                    .with("enable", true);
                self.push("systemd", "units", unit);
            }
            Err(problem) => self.error(problem, |_| None),
        }
    }

    fn networkd(&mut self) {
        let input = self.input;
        for unit in input.objects_in("networkd", "units") {
            let out = self.same(&ignition::NETWORKD_UNIT, unit);
            self.push("networkd", "units", out);
        }
    }

    fn passwd(&mut self) {
        let input = self.input;
        for user in input.objects_in("passwd", "users") {
            let out = self.same(&ignition::USER, user);
            self.push("passwd", "users", out);
        }
        for group in input.objects_in("passwd", "groups") {
            let out = self.same(&ignition::GROUP, group);
            self.push("passwd", "groups", out);
        }
    }

    fn authorities(&mut self) {
        let input = self.input;
        let tls = input
            .object("ignition")
            .and_then(|ignition| ignition.object("security"))
            .and_then(|security| security.object("tls"));
        let authorities: Vec<_> = tls
            .map_or(&[][..], |tls| tls.objects("certificate_authorities"))
            .iter()
            .map(|authority| {
                self.fetched(&ignition::AUTHORITY, authority.text("source"), authority)
            })
            .collect();
        if authorities.is_empty() {
            return;
        }
        let tls = self
            .blank(&ignition::TLS)
            .with("certificateAuthorities", authorities);
        let security = self.blank(&ignition::SECURITY).with("tls", tls);
        if let Some(ignition) = self.out.root.object_mut("ignition") {
            ignition.set("security", security);
        }
    }

    fn units(&mut self) {
        let input = self.input;
        for unit in input.objects_in("systemd", "units") {
            let out = self.same(&ignition::UNIT, unit);
            self.push("systemd", "units", out);
        }
    }

    fn update(&mut self) {
        let text = generated::update_file(self.input);
        if text.is_empty() {
            return;
        }
        let contents = self
            .blank(&ignition::CONTENTS)
            .with("source", dataurl::encode_escaped(text.as_bytes()))
            .with("verification", self.blank(&ignition::VERIFICATION));
        let file = self
            .blank(&ignition::FILE)
            .with("filesystem", "root")
            .with("path", "/etc/coreos/update.conf")
            .with("mode", 0o644)
            .with("contents", contents);
        self.push("storage", "files", file);
    }

    /// An object whose fields are the same on both sides but for the case of their names.
    fn same(&self, def: &'static Def, from: &Object) -> Object {
        let mut out = self.blank(def);
        for (row, field) in def.rows(self.spec) {
            let key = snake_case(field.key);
            let value = match (field.ty, from.get(&key)) {
                (Ty::Objects(def), Value::Objects(items)) => {
                    Value::Objects(items.iter().map(|item| self.same(def, item)).collect())
                }
                (Ty::Object(def) | Ty::OptObject(def), Value::Object(inner)) => {
                    self.same(def, inner).into()
                }
                // Numbers without a sign become numbers with one.
                (_, Value::Number(number)) => {
                    let wrapped = u64::try_from(*number).map(u64::cast_signed);
                    Value::Number(wrapped.map_or(*number, i128::from))
                }
                // An empty list is none.
                (_, Value::Texts(texts)) if texts.is_empty() => Value::Unset,
                (_, value) => value.clone(),
            };
            if let Some(slot) = out.at_mut(row) {
                *slot = value;
            }
        }
        out
    }
}

/// `wipeFilesystem` as `wipe_filesystem`.
fn snake_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    for char in key.chars() {
        if char.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(char.to_ascii_lowercase());
    }
    out
}
